//! Videos that come from one host to another: played without a break, paid for once, and whole wherever they end.

use chrono::Duration;
use domain::{
    ids::{OrgId, VideoId},
    ports::Clock,
    video::HostKind,
};
use lyceum_tests::{HostedApp, Org};
use serde_json::{Value, json};
use storage::ObjectKey;
use uuid::Uuid;
use video::host::VideoRef;

use video_double::{Fault, FaultKind};

use super::{encode::clip, fixtures, hosts_messages::second};
use crate::learning::fixtures::{number, tamper};

const COUNTED: &str = "SELECT SUM(used) FROM usage_counters WHERE metric IN ('storage_bytes', 'video_minutes')";
const BILLED: &str = "SELECT SUM(billed_bytes + billed_minutes) FROM videos";

async fn goes_to(hosted: &HostedApp, org: &Org<'_>, host: HostKind) {
    hosted.app.app.db.set_video_host(OrgId(org.id), Some(host)).await.unwrap();
}

fn original(org: &Org<'_>, video: Uuid) -> ObjectKey {
    ObjectKey::video_original(OrgId(org.id), VideoId(video))
}

/// A video that this platform keeps, with a file of these bytes.
async fn kept_here(hosted: &HostedApp, org: &Org<'_>, course: Uuid, bytes: &[u8]) -> Uuid {
    goes_to(hosted, org, HostKind::Builtin).await;
    let video = fixtures::ready(org, course, 12).await;
    let master = ObjectKey::video_file(OrgId(org.id), VideoId(video), 1, storage::VideoFile::Master);
    hosted.app.app.storage.put(&original(org, video), bytes.to_vec().into()).await.unwrap();
    hosted.app.app.storage.put(&master, b"#EXTM3U\n".to_vec().into()).await.unwrap();
    tamper(org, "UPDATE videos SET billed_minutes = 1").await;
    tamper(org, "UPDATE usage_counters SET used = 1 WHERE metric = 'video_minutes'").await;
    video
}

async fn begin(org: &Org<'_>, video: Uuid) -> Value {
    let owner = org.signed_in("owner@acme.example").await;
    owner.post(&format!("/videos/{video}/move"), json!({})).await.expect(200).body
}

/// Begins the move of a video to Mux, which fetches it and says nothing more of it.
async fn held(hosted: &HostedApp, org: &Org<'_>, video: Uuid) {
    goes_to(hosted, org, HostKind::Mux).await;
    hosted.double.hold(true);
    begin(org, video).await;
    hosted.app.run_jobs().await;
}

/// The playlist that somebody who begins to watch is given now.
async fn playlist(org: &Org<'_>, video: Uuid) -> String {
    let owner = org.signed_in("owner@acme.example").await;
    let begun = owner.post(&format!("/videos/{video}/playback"), json!({})).await.expect(201).body;
    begun["playlist_url"].as_str().unwrap().to_owned()
}

/// What the files' host of this platform answers: status, bytes, and which part that is.
async fn fetch(hosted: &HostedApp, url: &str, range: Option<&str>) -> (u16, Vec<u8>, Option<String>) {
    let path = url.split_once("://").unwrap().1.split_once('/').unwrap().1;
    let mut request = hosted.app.http.get(format!("http://127.0.0.1:{}/{path}", hosted.app.port)).header("host", "files.lyceum.test");
    if let Some(range) = range {
        request = request.header("range", range);
    }
    let answer = request.send().await.unwrap();
    let part = answer.headers().get("content-range").map(|part| part.to_str().unwrap().to_owned());
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec(), part)
}

async fn exists(hosted: &HostedApp, key: &ObjectKey) -> bool {
    hosted.app.app.storage.size(key).await.is_ok()
}

#[tokio::test]
async fn a_video_goes_to_another_host_and_plays_on_meanwhile() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
        let video = kept_here(&hosted, &org, course, &bytes).await;
        assert_eq!(hosted.video(&org, video).await["movable_to"], Value::Null, "it is where new ones go");
        goes_to(&hosted, &org, HostKind::parse(host).unwrap()).await;
        assert_eq!(hosted.video(&org, video).await["movable_to"], host);
        hosted.double.hold(true);
        let begun = begin(&org, video).await;
        assert_eq!((&begun["move"]["to"], &begun["move"]["status"], &begun["movable_to"]), (&json!(host), &json!("running"), &Value::Null));
        hosted.app.run_jobs().await;
        let there = hosted.kept().id;

        // the host was given an address of the whole file, which nobody can make for another, and which ends
        let asked = hosted.double.requests().into_iter().rfind(|request| request.method == "POST").unwrap().body.unwrap();
        let url = asked["url"].as_str().or_else(|| asked["inputs"][0]["url"].as_str()).unwrap().to_owned();
        assert!(fetch(&hosted, &url, None).await == (200, bytes.clone(), None));
        let part = fetch(&hosted, &url, Some("bytes=250-259")).await;
        assert_eq!(part, (206, bytes[250..260].to_vec(), Some("bytes 250-259/10000".to_owned())));
        assert_eq!(fetch(&hosted, &url, Some("bytes=-3")).await.1, &bytes[9_997..]);
        assert_eq!(fetch(&hosted, &url, Some("bytes=9990-")).await.1, &bytes[9_990..]);
        assert_eq!(fetch(&hosted, &url, Some("bytes=10000-")).await, (416, vec![], Some("bytes */10000".to_owned())));
        assert_eq!(fetch(&hosted, &url, Some("lines=1-2")).await.0, 200);
        let other = fixtures::ready(&org, course, 5).await;
        for wrong in [
            url.replace(&video.to_string(), &other.to_string()),
            url.replace("expires=", "expires=9"),
            url.replace("signature=", "signature=A"),
        ] {
            assert_eq!(fetch(&hosted, &wrong, None).await.0, 410, "{wrong}");
        }

        // meanwhile it plays from here
        let before = playlist(&org, video).await;
        assert_eq!(fetch(&hosted, &before, None).await.0, 200);
        hosted.advance(Duration::seconds(20)).await;
        assert_eq!(hosted.video(&org, video).await["host"], "builtin");
        hosted.double.finish(&there);
        hosted.advance(Duration::seconds(40)).await;
        let there = hosted.video(&org, video).await;
        assert_eq!((&there["host"], &there["status"], &there["move"]), (&json!(host), &json!("ready"), &Value::Null), "{there}");
        assert_eq!((&there["billed_bytes"], &there["billed_minutes"], &there["duration_seconds"]), (&json!(0), &json!(1), &json!(12.5)));
        assert_eq!(number(&org, COUNTED).await, number(&org, BILLED).await);
        assert!(playlist(&org, video).await.starts_with(&hosted.double.url));

        // whoever began before it had gone watches on from here; then its files go
        assert_eq!(fetch(&hosted, &before, None).await.0, 200);
        hosted.advance(Duration::minutes(14)).await;
        let master = ObjectKey::video_file(OrgId(org.id), VideoId(video), 1, storage::VideoFile::Master);
        assert!(exists(&hosted, &original(&org, video)).await && exists(&hosted, &master).await);
        hosted.advance(Duration::minutes(2)).await;
        assert!(!exists(&hosted, &original(&org, video)).await && !exists(&hosted, &master).await);
        hosted.advance(Duration::hours(6)).await;
        assert_eq!(fetch(&hosted, &url, None).await.0, 410, "the address for the host ends");
        assert_eq!(hosted.app.jobs("dead").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_video_comes_home_and_is_made_playable_here() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let video = hosted.ready(&org, course).await;
        let words = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n".to_vec();
        org.owner.put_bytes(&format!("/videos/{video}/captions/en?label=English"), "text/vtt", words, None).await.expect(200);
        hosted.double.give(clip(hosted.app.folder.path(), 3, "320x180"));
        goes_to(&hosted, &org, HostKind::Builtin).await;
        begin(&org, video).await;
        for _ in 0..4 {
            assert!(playlist(&org, video).await.starts_with(&hosted.double.url) || hosted.video(&org, video).await["host"] == "builtin");
            hosted.advance(Duration::seconds(20)).await;
        }
        let here = hosted.video(&org, video).await;
        assert_eq!((&here["host"], &here["status"], &here["move"]), (&json!("builtin"), &json!("ready"), &Value::Null), "{here}");
        assert_eq!((&here["width"], &here["captions"][0]["language"]), (&json!(320), &json!("en")));
        assert!(here["billed_bytes"].as_i64().unwrap() > 1_000, "{here}");
        assert_eq!(number(&org, COUNTED).await, number(&org, BILLED).await);
        let (status, list, _) = fetch(&hosted, &playlist(&org, video).await, None).await;
        assert_eq!((status, String::from_utf8(list).unwrap().contains("360p/index.m3u8")), (200, true));
        // what the old host has goes when its addresses have ended
        assert_eq!(hosted.double.videos().len(), 1);
        hosted.advance(Duration::minutes(16)).await;
        assert!(hosted.double.videos().is_empty());
        assert!(exists(&hosted, &original(&org, video)).await);
        assert_eq!(hosted.app.jobs("dead").await, 0);
        let folders = std::fs::read_dir(&hosted.app.app.config.video.folder).map_or(0, Iterator::count);
        assert_eq!(folders, 0, "nothing is left on the worker's disk");
    }
}

#[tokio::test]
async fn a_video_goes_from_one_company_to_the_other() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    goes_to(&hosted, &org, HostKind::Cloudflare).await;
    begin(&org, video).await;
    for _ in 0..4 {
        hosted.advance(Duration::seconds(20)).await;
    }
    let there = hosted.video(&org, video).await;
    assert_eq!((&there["host"], &there["status"], &there["move"]), (&json!("cloudflare"), &json!("ready"), &Value::Null), "{there}");
    hosted.advance(Duration::minutes(16)).await;
    let kept: Vec<_> = hosted.double.videos().into_iter().map(|kept| kept.host).collect();
    assert_eq!(kept, [video_double::Host::Cloudflare]);
    assert_eq!((number(&org, COUNTED).await, hosted.app.jobs("dead").await), (1, 0));
}

#[tokio::test]
async fn a_move_that_comes_to_nothing_leaves_the_video_where_it_is_and_can_be_begun_anew() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = kept_here(&hosted, &org, course, b"a file").await;
    held(&hosted, &org, video).await;
    hosted.double.fail(&hosted.kept().id, "download_failed", "We were unable to download the file");
    hosted.advance(Duration::seconds(40)).await;
    let failed = hosted.video(&org, video).await;
    assert_eq!((&failed["host"], &failed["status"], &failed["move"]["status"]), (&json!("builtin"), &json!("ready"), &json!("failed")));
    assert!(failed["move"]["fault"].is_string() && failed["move"]["fault_detail"].is_string() && failed["movable_to"] == "mux", "{failed}");
    assert!(hosted.double.videos().is_empty(), "what came to nothing there is deleted");
    assert_eq!(fetch(&hosted, &playlist(&org, video).await, None).await.0, 200);

    // stopped while the host works on it
    begin(&org, video).await;
    hosted.app.run_jobs().await;
    let owner = org.signed_in("owner@acme.example").await;
    let path = format!("/videos/{video}/move");
    owner.post(&path, json!({})).await.refused(409, "video_not_movable");
    owner.delete(&path).await.expect(204);
    owner.delete(&path).await.refused(409, "video_not_movable");
    hosted.app.run_jobs().await;
    assert!(hosted.double.videos().is_empty());

    // deleted while the host works on it
    begin(&org, video).await;
    hosted.app.run_jobs().await;
    assert_eq!(hosted.double.videos().len(), 1);
    owner.delete(&format!("/videos/{video}")).await.expect(204);
    hosted.advance(Duration::minutes(1)).await;
    assert!(hosted.double.videos().is_empty());
    assert_eq!((number(&org, COUNTED).await, hosted.app.jobs("dead").await), (0, 0));
}

#[tokio::test]
async fn what_cannot_be_moved_is_refused() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let (ready, coming) = (hosted.ready(&org, course).await, hosted.announce(&org, course).await.expect(201).id());
    let owner = org.signed_in("owner@acme.example").await;
    for video in [ready, coming] {
        owner.post(&format!("/videos/{video}/move"), json!({})).await.refused(409, "video_not_movable");
    }
    let forgotten = kept_here(&hosted, &org, course, b"a file").await;
    goes_to(&hosted, &org, HostKind::Mux).await;
    tamper(&org, "UPDATE videos SET has_original = FALSE").await;
    let refused = owner.post(&format!("/videos/{forgotten}/move"), json!({})).await.refused(409, "video_not_movable");
    assert!(refused.body["detail"].as_str().unwrap().contains("kept no longer"), "{}", refused.body);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM video_moves").await, 0);
    let learner = org.member(domain::access::Role::Learner).await;
    learner.post(&format!("/videos/{ready}/move"), json!({})).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_plan_without_room_keeps_a_video_from_coming_home() {
    let hosted = HostedApp::with("mux", &[("default_plan", "starter")]).await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    goes_to(&hosted, &org, HostKind::Builtin).await;
    tamper(&org, "UPDATE usage_counters SET used = 1000000000000 WHERE metric = 'storage_bytes'").await;
    begin(&org, video).await;
    for _ in 0..3 {
        hosted.advance(Duration::seconds(20)).await;
    }
    let failed = hosted.video(&org, video).await;
    assert_eq!((&failed["host"], &failed["move"]["fault"]), (&json!("mux"), &json!("plan_limit")), "{failed}");
    assert!(!exists(&hosted, &original(&org, video)).await);
    // what its host gives out cannot be read: the room is free again, and no byte stays
    tamper(&org, "UPDATE usage_counters SET used = 0 WHERE metric = 'storage_bytes'").await;
    begin(&org, video).await;
    for _ in 0..4 {
        hosted.advance(Duration::minutes(1)).await;
    }
    let failed = hosted.video(&org, video).await;
    assert_eq!(
        (&failed["host"], &failed["status"], &failed["move"]["fault"]),
        (&json!("mux"), &json!("ready"), &json!("not_a_video")),
        "{failed}"
    );
    assert_eq!((number(&org, COUNTED).await, number(&org, BILLED).await), (1, 1));
    hosted.advance(Duration::minutes(16)).await;
    assert!(!exists(&hosted, &original(&org, video)).await);
    assert_eq!(hosted.double.videos().len(), 1, "it is where it was");
    assert!(playlist(&org, video).await.starts_with(&hosted.double.url));
}

#[tokio::test]
async fn a_message_about_a_video_on_its_way_does_not_end_it() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = kept_here(&hosted, &org, course, b"a file").await;
    goes_to(&hosted, &org, HostKind::Mux).await;
    begin(&org, video).await;
    // the host speaks of it before this platform has written down what it calls it
    let named = second(&hosted, &org, video).await;
    tamper(&org, "DELETE FROM events WHERE kind = 'video_move_begun'").await;
    hosted.tell(&named, "video.asset.ready").await.expect(200);
    hosted.app.run_jobs().await;
    hosted.advance(Duration::minutes(16)).await;
    assert_eq!(hosted.double.videos().len(), 1);
}

#[tokio::test]
async fn a_host_that_is_down_is_waited_for_and_one_that_never_ends_is_given_up() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = kept_here(&hosted, &org, course, b"a file").await;
    hosted.double.set_faults(vec![Fault::always(FaultKind::ServerError)]);
    held(&hosted, &org, video).await;
    for _ in 0..5 {
        hosted.advance(Duration::minutes(40)).await;
    }
    assert_eq!(hosted.video(&org, video).await["move"]["status"], "running");
    assert!(hosted.double.videos().is_empty());
    assert_eq!(hosted.app.jobs("dead").await, 0, "no try of them counts");
    hosted.double.set_faults(Vec::new());
    hosted.advance(Duration::hours(1)).await;
    assert_eq!(hosted.double.videos().len(), 1);
    for _ in 0..30 {
        hosted.advance(Duration::hours(1)).await;
    }
    let failed = hosted.video(&org, video).await;
    assert_eq!((&failed["status"], &failed["move"]["fault"]), (&json!("ready"), &json!("internal")), "{failed}");
    assert!(hosted.double.videos().is_empty());
    assert_eq!(hosted.app.jobs("dead").await, 0);
    // a worker that never came back is noticed by the sweep
    begin(&org, video).await;
    tamper(&org, "DELETE FROM jobs WHERE kind = 'carry_video'").await;
    tamper(&org, "DELETE FROM events WHERE kind = 'video_move_begun'").await;
    for _ in 0..28 {
        hosted.advance(Duration::hours(1)).await;
    }
    assert_eq!(hosted.video(&org, video).await["move"]["fault"], "internal");
}

#[tokio::test]
async fn an_operator_has_all_videos_of_an_organization_moved() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let other = hosted.app.organization("beta").await;
    let course = hosted.course(&org).await;
    let (one, two) = (kept_here(&hosted, &org, course, b"one").await, kept_here(&hosted, &org, course, b"two").await);
    let theirs = kept_here(&hosted, &other, hosted.course(&other).await, b"theirs").await;
    hosted.app.app.db.move_videos(OrgId(org.id), HostKind::Mux).await.unwrap();
    for _ in 0..3 {
        hosted.advance(Duration::seconds(20)).await;
    }
    for video in [one, two] {
        assert_eq!(hosted.video(&org, video).await["host"], "mux");
    }
    assert_eq!(hosted.video(&other, theirs).await["host"], "builtin");
    assert_eq!(hosted.double.videos().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_begun_again_is_carried_once_while_the_job_of_the_first_one_waits() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    hosted.double.give(clip(hosted.app.folder.path(), 2, "320x180"));
    goes_to(&hosted, &org, HostKind::Builtin).await;
    // Mux prepares the file: the job of the first move comes again in a while
    begin(&org, video).await;
    hosted.app.run_jobs().await;
    let owner = org.signed_in("owner@acme.example").await;
    owner.delete(&format!("/videos/{video}/move")).await.expect(204);
    hosted.app.clock.advance(Duration::seconds(1));
    begin(&org, video).await;
    for _ in 0..4 {
        hosted.advance(Duration::seconds(20)).await;
    }
    let here = hosted.video(&org, video).await;
    assert_eq!((&here["host"], &here["status"], &here["move"]), (&json!("builtin"), &json!("ready"), &Value::Null), "{here}");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM jobs WHERE kind = 'process_video'").await, 1);
    hosted.advance(Duration::minutes(20)).await;
    assert!(exists(&hosted, &original(&org, video)).await);
    assert_eq!(fetch(&hosted, &playlist(&org, video).await, None).await.0, 200);
    assert_eq!(hosted.app.jobs("dead").await, 0);
}

#[tokio::test]
async fn what_is_deleted_at_the_old_host_on_the_way_plays_from_the_new_one() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    let old = hosted.kept().id;
    let gone = hosted.double.message(&old, "video.asset.deleted").unwrap();
    goes_to(&hosted, &org, HostKind::Cloudflare).await;
    hosted.double.hold(true);
    begin(&org, video).await;
    hosted.advance(Duration::seconds(20)).await;
    hosted.advance(Duration::seconds(20)).await;
    let there = hosted.kept().id;
    assert_ne!(there, old);
    let of = VideoRef { org_id: OrgId(org.id), id: VideoId(video), title: String::new(), remote_id: Some(old), playback_id: None };
    hosted.app.app.video_hosts.get(HostKind::Mux).unwrap().delete(&of).await.unwrap();
    hosted.deliver(&gone, hosted.app.clock.now().timestamp()).await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&org, video).await["status"], "failed");
    hosted.double.finish(&there);
    hosted.advance(Duration::minutes(1)).await;
    let arrived = hosted.video(&org, video).await;
    assert_eq!(
        (&arrived["host"], &arrived["status"], &arrived["fault"]),
        (&json!("cloudflare"), &json!("ready"), &Value::Null),
        "{arrived}"
    );
    assert_eq!(arrived["is_playable"], true);
}

#[tokio::test]
async fn a_late_message_of_the_old_host_ends_nobodys_watching() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    let old = hosted.kept().id;
    goes_to(&hosted, &org, HostKind::Cloudflare).await;
    begin(&org, video).await;
    for _ in 0..4 {
        hosted.advance(Duration::seconds(20)).await;
    }
    assert_eq!(hosted.video(&org, video).await["host"], "cloudflare");
    hosted.tell(&old, "video.asset.ready").await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.double.videos().len(), 2, "addresses that lead there still work");
    hosted.advance(Duration::minutes(16)).await;
    assert_eq!(hosted.double.videos().len(), 1);
}
