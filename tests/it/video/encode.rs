//! From an uploaded file to what plays, with the real ffmpeg; and what viewers get of it, and when.

use std::{path::Path, process::Command};

use chrono::Duration;
use futures::TryStreamExt;
use lyceum_tests::{Client, Org, Response, TestApp};
use serde_json::{Value, json};
use storage::ObjectKey;
use uuid::Uuid;

use super::fixtures::{Watched, id};
use crate::learning::fixtures::{number, tamper};

/// A clip with sound, of so many seconds, made by ffmpeg.
pub(super) fn clip(folder: &Path, seconds: u32, size: &str) -> Vec<u8> {
    let path = folder.join(format!("clip-{seconds}-{size}.mp4"));
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &format!("testsrc2=size={size}:rate=25:duration={seconds}")])
        .args(["-f", "lavfi", "-i", &format!("sine=frequency=440:duration={seconds}"), "-c:v", "libx264", "-preset", "ultrafast"])
        .args(["-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"])
        .arg(&path)
        .status()
        .expect("ffmpeg is needed: see scripts/need.sh");
    assert!(made.success());
    std::fs::read(path).unwrap()
}

/// A video whose bytes are all here and that a worker had in its hands.
pub(super) async fn uploaded(app: &TestApp, org: &Org<'_>, course: Uuid, bytes: Vec<u8>) -> Uuid {
    let video = waiting(app, org, course, bytes).await;
    process(app, org, video).await;
    video
}

/// A video whose bytes are all here, waiting for a worker.
async fn waiting(app: &TestApp, org: &Org<'_>, course: Uuid, bytes: Vec<u8>) -> Uuid {
    let new = json!({ "file_name": "clip.mp4", "bytes": bytes.len() });
    let video = org.owner.post(&format!("/courses/{course}/videos"), new).await.expect(201).id();
    let key = ObjectKey::video_original(domain::ids::OrgId(org.id), domain::ids::VideoId(video));
    app.app.storage.put(&key, bytes.into()).await.unwrap();
    let done = format!("UPDATE videos SET status = 'queued', has_original = TRUE WHERE id = {}", id(video));
    tamper(org, &done).await;
    video
}

async fn process(app: &TestApp, org: &Org<'_>, video: Uuid) {
    let payload = json!({ "kind": "video_uploaded", "video_id": video }).to_string();
    app.app.db.enqueue(domain::ids::OrgId(org.id), "process_video", &payload, &Uuid::now_v7().to_string()).await.unwrap();
    app.run_jobs().await;
}

async fn get(app: &TestApp, address: &str) -> (u16, Vec<u8>, reqwest::header::HeaderMap) {
    let path = address.split_once("://").unwrap().1.split_once('/').unwrap().1;
    let url = format!("http://127.0.0.1:{}/{path}", app.port);
    let answer = app.http.get(url).header("host", "files.lyceum.test").send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, answer.bytes().await.unwrap().to_vec(), headers)
}

async fn look(owner: &Client, video: Uuid) -> Value {
    owner.get(&format!("/videos/{video}")).await.expect(200).body
}

async fn begin(owner: &Client, video: Uuid) -> Response {
    owner.post(&format!("/videos/{video}/playback"), json!({})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clip_becomes_playable_and_every_file_of_it_needs_a_fresh_token_of_its_own() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let bytes = clip(app.folder.path(), 6, "1280x720");
    let size = i64::try_from(bytes.len()).unwrap();
    let video = uploaded(&app, &org, film.course, bytes).await;
    let found = look(&org.owner, video).await;
    assert_eq!((&found["status"], &found["percent"], &found["is_playable"]), (&json!("ready"), &json!(100), &json!(true)), "{found}");
    assert_eq!((&found["width"], &found["height"], &found["billed_minutes"]), (&json!(1280), &json!(720), &json!(1)));
    assert!((found["duration_seconds"].as_f64().unwrap() - 6.0).abs() < 0.2, "{found}");
    // settled: the counters hold what the rows say, and that is the file and what was made
    let counted = number(&org, "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'").await;
    assert_eq!(counted, number(&org, "SELECT SUM(billed_bytes) FROM videos").await);
    assert!(found["billed_bytes"].as_i64().unwrap() > size);
    assert_eq!(number(&org, "SELECT used FROM usage_counters WHERE metric = 'video_minutes'").await, 1);

    let words = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n".to_vec();
    org.owner.put_bytes(&format!("/videos/{video}/captions/en?label=English"), "text/vtt", words, None).await.expect(200);
    let playback = begin(&org.owner, video).await.expect(201).body;
    let captions = playback["captions"][0]["url"].as_str().unwrap();
    let playlist = playback["playlist_url"].as_str().unwrap();
    let base = playlist.strip_suffix("/master.m3u8").unwrap();
    let (status, master, headers) = get(&app, playlist).await;
    let master = String::from_utf8(master).unwrap();
    assert_eq!((status, headers["access-control-allow-origin"].to_str().unwrap()), (200, "*"), "{master}");
    assert_eq!(headers["content-type"], "application/vnd.apple.mpegurl");
    let forms: Vec<&str> = master.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(forms, ["360p/index.m3u8", "720p/index.m3u8", "audio/index.m3u8"]);
    let files = ["360p/index.m3u8", "360p/init.mp4", "360p/0.m4s", "audio/0.m4s", "720p/1.m4s", "poster.jpg", "sprite.jpg"];
    let captions = captions.strip_prefix(base).unwrap().strip_prefix('/').unwrap().to_owned();
    assert!(String::from_utf8(get(&app, &format!("{base}/{captions}")).await.1).unwrap().contains("Hello"));
    for file in files {
        let (status, bytes, headers) = get(&app, &format!("{base}/{file}")).await;
        assert_eq!((status, headers["referrer-policy"].to_str().unwrap()), (200, "no-referrer"), "{file}");
        assert!(bytes.len() > 100, "{file}");
    }
    let asked = app.http.request(reqwest::Method::OPTIONS, format!("http://127.0.0.1:{}/v/x/{}/{video}/1/master.m3u8", app.port, org.id));
    let asked = asked.header("host", "files.lyceum.test").header("origin", "http://acme.lyceum.test").send().await.unwrap();
    assert_eq!((asked.status().as_u16(), asked.headers()["access-control-allow-origin"].to_str().unwrap()), (204, "*"));
    let (_, list, _) = get(&app, &format!("{base}/360p/index.m3u8")).await;
    let list = String::from_utf8(list).unwrap();
    assert!(
        list.contains("URI=\"init.mp4\"") && list.contains("\n0.m4s\n") && list.contains("\n1.m4s\n") && list.contains("#EXT-X-ENDLIST"),
        "{list}"
    );
    // not the file itself, nothing beside it, and no way out
    for wrong in
        ["../original", "original", "..%2foriginal", "%2e%2e/original", "360p/9.m4s", "1080p/0.m4s", "360p/0.m4s/..%2f..%2f..%2foriginal"]
    {
        let (status, ..) = get(&app, &format!("{base}/{wrong}")).await;
        assert!(matches!(status, 404 | 400), "{wrong}: {status}");
    }
    // nor with a token of another video, another organization, another look's parts, or none
    let token = base.split('/').nth(4).unwrap();
    let others =
        begin(&org.owner, film.video).await.expect(201).body["playlist_url"].as_str().unwrap().split('/').nth(4).unwrap().to_owned();
    let (expires, rest) = token.split_once('.').unwrap();
    let later = format!("{}.{rest}", expires.parse::<i64>().unwrap() + 60);
    for forged in [others.as_str(), later.as_str(), "x", "0.0.0"] {
        for file in ["master.m3u8", captions.as_str()].into_iter().chain(files) {
            let (status, _, headers) = get(&app, &format!("{}/{file}", base.replace(token, forged))).await;
            assert_eq!((status, headers["access-control-allow-origin"].to_str().unwrap()), (410, "*"), "{forged} {file}");
        }
    }
    let bolt = app.organization("bolt").await;
    let (status, ..) = get(&app, &format!("{}/master.m3u8", base.replace(&org.id.to_string(), &bolt.id.to_string()))).await;
    assert_eq!(status, 410);
    // a closed organization shows nothing, whatever token there is
    tamper_platform(&app, &org, "suspended").await;
    assert_eq!(get(&app, playlist).await.0, 404);
    assert_eq!(get(&app, &format!("{base}/{captions}")).await.0, 404);
    tamper_platform(&app, &org, "active").await;
    assert_eq!(get(&app, playlist).await.0, 200);
    // what was sent is counted
    app.app.hand_over_delivery().await.unwrap();
    app.run_jobs().await;
    assert!(number(&org, "SELECT SUM(delivered_bytes) FROM video_usage").await > 10_000);
    // and ten minutes later the addresses are dead
    app.clock.advance(Duration::seconds(601));
    for file in ["master.m3u8", captions.as_str()].into_iter().chain(files) {
        assert_eq!(get(&app, &format!("{base}/{file}")).await.0, 410, "{file}");
    }
}

/// Closes or opens the organization behind everybody's back; what a process remembers of it is over a few seconds later.
async fn tamper_platform(app: &TestApp, org: &Org<'_>, status: &str) {
    tamper(org, &format!("UPDATE organizations SET status = '{status}' WHERE id = {}", id(org.id))).await;
    app.clock.advance(Duration::seconds(6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_without_room_on_its_disk_waits_and_the_author_is_not_blamed() {
    let app = TestApp::with(&[("video_spare_bytes", "9000000000000000")]).await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let video = uploaded(&app, &org, film.course, clip(app.folder.path(), 2, "320x180")).await;
    assert_eq!(look(&org.owner, video).await["status"], "processing");
    let words = "SELECT COUNT(*) FROM jobs WHERE kind = 'process_video' AND status = 'queued' AND last_error LIKE '%are needed%'";
    assert_eq!(number(&org, words).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_video_says_why_and_gives_its_room_back() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let whole = clip(app.folder.path(), 4, "320x180");
    let hostile = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n".to_vec();
    for (bytes, fault) in [
        (b"This is a letter, and no film.".to_vec(), "not_a_video"),
        (hostile, "not_a_video"),
        (whole[..whole.len() / 2].to_vec(), "damaged"),
    ] {
        let video = uploaded(&app, &org, film.course, bytes.clone()).await;
        let found = look(&org.owner, video).await;
        assert_eq!((&found["status"], &found["fault"]), (&json!("failed"), &json!(fault)), "{found}");
        assert!(found["fault_detail"].as_str().unwrap().ends_with('.'), "{found}");
        assert_eq!((&found["billed_bytes"], &found["billed_minutes"]), (&json!(bytes.len()), &json!(0)));
        begin(&org.owner, video).await.refused(409, "video_not_playable");
    }
    assert_eq!(app.jobs("dead").await, 0);
    assert_eq!(number(&org, "SELECT used FROM usage_counters WHERE metric = 'video_minutes'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_without_room_stops_it_before_it_costs_and_it_is_tried_again_when_there_is_some() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    // the plan allows sixty minutes, and they are all in use
    tamper(&org, "UPDATE videos SET billed_minutes = 60").await;
    tamper(&org, "UPDATE usage_counters SET used = 60 WHERE metric = 'video_minutes'").await;
    app.app.db.set_plan(domain::ids::OrgId(org.id), domain::plans::Plan::Free).await.unwrap();
    let video = uploaded(&app, &org, film.course, clip(app.folder.path(), 4, "320x180")).await;
    let found = look(&org.owner, video).await;
    assert_eq!((&found["status"], &found["fault"], &found["may_retry"]), (&json!("failed"), &json!("plan_limit"), &json!(true)), "{found}");
    assert_eq!(found["duration_seconds"], Value::Null, "nothing was made");
    tamper(&org, "UPDATE usage_counters SET used = 0 WHERE metric = 'video_minutes'").await;
    org.owner.post(&format!("/videos/{video}/retry"), json!({})).await.expect(200);
    app.run_jobs().await;
    assert_eq!(look(&org.owner, video).await["status"], "ready");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_is_swept_and_what_was_deleted_leaves_no_file() {
    let app = TestApp::with(&[("video_keep_originals_days", "2")]).await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let video = uploaded(&app, &org, film.course, clip(app.folder.path(), 4, "320x180")).await;
    let before = look(&org.owner, video).await["billed_bytes"].as_i64().unwrap();
    let org_id = domain::ids::OrgId(org.id);
    let original = ObjectKey::video_original(org_id, domain::ids::VideoId(video));
    let orphan = ObjectKey::video_original(org_id, domain::ids::VideoId(Uuid::now_v7()));
    app.app.storage.put(&orphan, b"nobody's".to_vec().into()).await.unwrap();
    // what an attempt left that failed, and what one left before the one that is played
    let failed = uploaded(&app, &org, film.course, b"This is a letter, and no film.".to_vec()).await;
    let left = [failed, video].map(|of| ObjectKey::video_file(org_id, domain::ids::VideoId(of), 9, storage::VideoFile::Master));
    for key in &left {
        app.app.storage.put(key, b"nobody's".to_vec().into()).await.unwrap();
    }
    // files carry the computer's own time, which is later than the clock of the tests
    app.clock.advance(Duration::days(3_000));
    app.run_jobs().await;
    assert!(app.app.storage.size(&original).await.is_err(), "the original was to go after two days");
    let again = org.signed_in("owner@acme.example").await;
    let found = look(&again, video).await;
    assert_eq!((&found["status"], &found["may_retry"]), (&json!("ready"), &json!(false)));
    assert!(found["billed_bytes"].as_i64().unwrap() < before);
    assert!(app.app.storage.size(&orphan).await.is_err(), "a file without a video was to be swept");
    for key in &left {
        assert!(app.app.storage.size(key).await.is_err(), "files of an attempt that came to nothing were to be swept");
    }
    let kept = ObjectKey::video_original(org_id, domain::ids::VideoId(failed));
    assert!(app.app.storage.size(&kept).await.is_ok(), "it can still be tried again");
    // an original whose row gave it up while the storage failed goes with the next look
    app.app.storage.put(&original, b"given up".to_vec().into()).await.unwrap();
    app.clock.advance(Duration::days(2));
    app.run_jobs().await;
    assert!(app.app.storage.size(&original).await.is_err(), "an original that was given up was to be swept");
    let again = org.signed_in("owner@acme.example").await;
    again.delete(&format!("/videos/{video}")).await.expect(204);
    app.run_jobs().await;
    let key = ObjectKey::video_file(org_id, domain::ids::VideoId(video), 1, storage::VideoFile::Master);
    assert!(app.app.storage.size(&key).await.is_err());
    let counted = number(&org, "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'").await;
    assert_eq!(counted, number(&org, "SELECT SUM(billed_bytes) FROM videos").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_was_given_up_is_followed_by_one_that_shares_nothing_with_it() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let (org_id, bytes) = (domain::ids::OrgId(org.id), clip(app.folder.path(), 2, "320x180"));
    let video = waiting(&app, &org, film.course, bytes).await;
    let of = domain::ids::VideoId(video);
    let late = ObjectKey::video_file(org_id, of, 1, storage::VideoFile::Master);
    app.app.storage.put(&late, b"of the first worker".to_vec().into()).await.unwrap();
    let begun = "status = 'processing', attempt = 1, percent = 40, has_poster = TRUE, has_original = TRUE";
    tamper(&org, &format!("UPDATE videos SET {begun} WHERE id = {}", id(video))).await;
    process(&app, &org, video).await;
    let found = look(&org.owner, video).await;
    assert_eq!((&found["status"], &found["percent"]), (&json!("ready"), &json!(100)), "{found}");
    let playlist = begin(&org.owner, video).await.expect(201).body["playlist_url"].as_str().unwrap().to_owned();
    assert!(playlist.ends_with("/2/master.m3u8"), "{playlist}");
    assert_eq!(get(&app, &playlist).await.0, 200);
    assert!(app.app.storage.size(&late).await.is_err(), "files of the attempt before were to go");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_late_neither_says_anything_nor_leaves_anything() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let bytes = clip(app.folder.path(), 40, "1280x720");
    // while it works, somebody else begins anew
    let takeover = async {
        let working = "SELECT COUNT(*) FROM videos WHERE status = 'processing' AND attempt = 1";
        while number(&org, working).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        tamper(&org, "UPDATE videos SET attempt = 2, percent = 0 WHERE attempt = 1").await;
    };
    let (video, ()) = tokio::join!(uploaded(&app, &org, film.course, bytes), takeover);
    let found = look(&org.owner, video).await;
    assert_eq!((&found["status"], &found["percent"], &found["is_playable"]), (&json!("processing"), &json!(0), &json!(false)), "{found}");
    let stored: Vec<_> = app.app.storage.videos_of(domain::ids::OrgId(org.id)).try_collect().await.unwrap();
    let of_video = stored.iter().find(|files| files.id.0 == video).unwrap();
    assert_eq!((of_video.has_original, of_video.attempts.len()), (true, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_that_fails_in_the_middle_is_asked_again_and_nothing_is_lost() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let video = waiting(&app, &org, film.course, clip(app.folder.path(), 2, "320x180")).await;
    // where the first attempt's folder would be there is something else: whatever is stored there fails
    let place = app.folder.path().join(format!("files/org/{}/videos/{video}/1", org.id));
    std::fs::write(&place, b"in the way").unwrap();
    process(&app, &org, video).await;
    let found = look(&org.owner, video).await;
    assert_eq!((&found["status"], &found["is_playable"]), (&json!("processing"), &json!(false)), "{found}");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM jobs WHERE kind = 'process_video' AND status = 'queued' AND attempts = 1").await, 1);
    assert!(std::fs::read_dir(&app.app.config.video.folder).unwrap().next().is_none(), "the worker's own disk is clean");
    std::fs::remove_file(&place).unwrap();
    app.clock.advance(Duration::minutes(5));
    app.run_jobs().await;
    let found = look(&org.signed_in("owner@acme.example").await, video).await;
    assert_eq!((&found["status"], &found["billed_minutes"]), (&json!("ready"), &json!(1)), "{found}");
    let counted = number(&org, "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'").await;
    assert_eq!(counted, number(&org, "SELECT SUM(billed_bytes) FROM videos").await);
}
