//! Captions: whatever comes, what is kept and served is ours; a version is replaced once; who may not edit changes nothing.

use std::collections::BTreeSet;

use domain::{
    access::Role,
    ids::{OrgId, VideoId},
};
use lyceum::video::captions::caption_file;
use lyceum_tests::{Client, Org, Response, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{Watched, ready};

const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Guten <b>Tag</b>\n";
const OURS: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ada>Guten Tag\n";
const SRT: &[u8] = b"1\r\n00:00:01,000 --> 00:00:02,500\r\nGr\xfc\xdfe\r\n";

async fn put(who: &Client, video: Uuid, language: &str, kind: &str, bytes: impl Into<Vec<u8>>, version: Option<i64>) -> Response {
    who.put_bytes(&format!("/videos/{video}/captions/{language}"), kind, bytes.into(), version).await
}

/// What a viewer gets at the end of an address.
async fn served(app: &TestApp, org: &Org<'_>, video: Uuid, name: &str) -> (u16, Vec<u8>) {
    match caption_file(&app.app, OrgId(org.id), VideoId(video), name).await {
        Ok(answer) => {
            for (name, value) in [("content-type", "text/vtt; charset=utf-8"), ("x-content-type-options", "nosniff")] {
                assert_eq!(answer.headers().get(name).unwrap().to_str().unwrap(), value);
            }
            (answer.status().as_u16(), actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default().to_vec())
        }
        Err(problem) => (actix_web::ResponseError::status_code(&problem).as_u16(), Vec::new()),
    }
}

/// The last parts of the addresses of a look's captions.
fn names(playback: &Response) -> Vec<String> {
    let base = playback.body["playlist_url"].as_str().unwrap().strip_suffix("/master.m3u8").unwrap();
    let tracks = playback.body["captions"].as_array().unwrap();
    tracks.iter().map(|track| track["url"].as_str().unwrap().strip_prefix(&format!("{base}/captions/")).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn both_forms_are_kept_as_ours_and_whoever_watches_gets_them() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let made = put(&org.owner, film.video, "DE?label=Deutsch", "text/vtt", VTT, None).await.expect(200);
    assert_eq!((&made.body["language"], &made.body["label"], &made.body["source"]), (&json!("de"), &json!("Deutsch"), &json!("manual")));
    assert_eq!((&made.body["cue_count"], &made.body["version"], made.version()), (&json!(1), &json!(1), 1));
    put(&org.owner, film.video, "pt-br", "application/x-subrip", SRT, None).await.expect(200);
    let read = org.owner.get(&format!("/videos/{}/captions/de", film.video)).await.expect(200);
    assert_eq!((read.header("content-type"), String::from_utf8_lossy(&read.bytes).as_ref()), ("text/vtt; charset=utf-8", OURS));
    let listed = org.owner.get(&format!("/videos/{}/captions", film.video)).await.expect(200).body;
    assert_eq!((&listed["items"][0], &listed["items"][1]["label"]), (&made.body, &json!("pt-BR")));
    let video = org.owner.get(&format!("/videos/{}", film.video)).await.expect(200).body;
    assert_eq!(video["captions"], listed["items"]);
    let videos = org.owner.get(&format!("/courses/{}/videos", film.course)).await.expect(200);
    assert_eq!(videos.items()[0]["captions"], listed["items"]);
    let playback = film.learner.post(&film.playback(), json!({})).await.expect(201);
    let names = names(&playback);
    assert_eq!((names.len(), &playback.body["captions"][0]["label"]), (2, &json!("Deutsch")));
    assert_eq!(served(&app, &org, film.video, &names[0]).await, (200, OURS.as_bytes().to_vec()));
    assert!(String::from_utf8(served(&app, &org, film.video, &names[1]).await.1).unwrap().contains("Gr\u{fc}\u{df}e"));
    let renewed = film.learner.post(&format!("/playbacks/{}/renewal", playback.id()), json!({})).await.expect(200);
    assert_eq!(self::names(&renewed), names);
}

#[tokio::test]
async fn hostile_files_are_refused_or_come_out_as_words() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let video = film.video;
    let cue = "00:01.000 --> 00:02.000\n";
    let mut version = None;
    for hostile in [
        format!("WEBVTT\n\nSTYLE\n::cue(b) {{ background: url(//x.example) }}\n\n{cue}<b onclick=alert(1)>x</b>\n"),
        format!("WEBVTT\n\nREGION\nid:x\n\nNOTE <script>\n\n{cue}<script>alert(1)</script>\n"),
        format!("WEBVTT <script>alert(1)</script>\n\n{cue}&lt;script&gt;alert(1)&lt;/script&gt; <img src=x onerror=alert(1)\n"),
        format!("WEBVTT\n\n{cue}<v \"><script>alert(1)</script>>x\n"),
    ] {
        version = Some(put(&org.owner, video, "de", "text/vtt", hostile.as_str(), version).await.expect(200).version());
        let read = org.owner.get(&format!("/videos/{video}/captions/de")).await.expect(200);
        let text = String::from_utf8(read.bytes).unwrap();
        for word in ["STYLE", "REGION", "NOTE", "url(", "<script", "<b", "<img", "onclick"] {
            assert!(!text.contains(word), "{word} of {hostile} came through: {text}");
        }
    }
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    put(&org.owner, video, "fr", "text/plain", svg, None).await.refused(422, "invalid_captions");
    put(&org.owner, video, "fr", "text/vtt", format!("<!DOCTYPE html>\n{VTT}"), None).await.refused(422, "invalid_captions");
    put(&org.owner, video, "fr", "text/html", VTT, None).await.refused(415, "unsupported_media_type");
    let late =
        put(&org.owner, video, "fr", "text/vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\nx", None).await.refused(422, "invalid_captions");
    assert_eq!(late.body["line"], 3);
    put(&org.owner, video, "fr", "text/vtt", "WEBVTT\n\n00:01.000 --> 10:00:01.000\nx", None).await.refused(422, "invalid_captions");
    let many = format!("WEBVTT\n\n{}", format!("{cue}x\n\n").repeat(20_001));
    put(&org.owner, video, "fr", "text/vtt", many, None).await.refused(422, "invalid_captions");
    put(&org.owner, video, "fr", "text/vtt", vec![b'x'; (2 << 20) + 1], None).await.refused(413, "content_too_large");
    put(&org.owner, video, "fr", "text/vtt; charset=klingon", VTT, None).await.refused(422, "invalid_captions");
    put(&org.owner, video, "no_such", "text/vtt", VTT, None).await.refused(422, "invalid_input");
    put(&org.owner, video, "fr?label=%20", "text/vtt", VTT, None).await.refused(422, "invalid_input");
    put(&org.owner, video, "fr?lable=x", "text/vtt", VTT, None).await.refused(422, "invalid_input");
    let listed = org.owner.get(&format!("/videos/{video}/captions")).await.expect(200).body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
}

#[tokio::test]
async fn a_version_is_replaced_once_and_its_file_goes() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let look = async || names(&film.learner.post(&film.playback(), json!({ "take_over": true })).await.expect(201));
    put(&org.owner, film.video, "de?label=Deutsch", "text/vtt", VTT, None).await.expect(200);
    let first = look().await[0].clone();
    put(&org.owner, film.video, "de", "text/vtt", VTT, None).await.refused(428, "if_match_required");
    // of many at once one gets through, and the others leave nothing
    let words = |n: usize| format!("WEBVTT\n\n00:01.000 --> 00:02.000\nNumber {n}\n");
    let many = (0..8).map(|n| put(&org.owner, film.video, "de", "text/vtt", words(n), Some(1)));
    let answers = futures::future::join_all(many).await;
    let through: Vec<usize> = (0..8).filter(|n| answers[*n].status == 200).collect();
    assert_eq!(through.len(), 1, "{answers:?}");
    assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.code() == "stale_version"));
    assert_eq!((answers[through[0]].version(), &answers[through[0]].body["label"]), (2, &json!("Deutsch")));
    let second = look().await[0].clone();
    assert_ne!(first, second);
    assert_eq!(served(&app, &org, film.video, &first).await.0, 404);
    assert!(String::from_utf8(served(&app, &org, film.video, &second).await.1).unwrap().contains(&format!("Number {}", through[0])));
    assert_eq!(files(&app, &org, film.video).len(), 1);
    org.owner.delete(&format!("/videos/{}/captions/de", film.video)).await.expect(204);
    org.owner.delete(&format!("/videos/{}/captions/de", film.video)).await.refused(404, "not_found");
    org.owner.get(&format!("/videos/{}/captions/de", film.video)).await.refused(404, "not_found");
    put(&org.owner, film.video, "de", "text/vtt", VTT, Some(2)).await.refused(404, "not_found");
    assert_eq!((look().await.len(), files(&app, &org, film.video).len()), (0, 0));
}

/// The caption files of a video, as they lie in the data folder.
fn files(app: &TestApp, org: &Org<'_>, video: Uuid) -> BTreeSet<String> {
    let folder = app.app.config.storage.files().join(format!("org/{}/videos/{video}/captions", org.id));
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn only_who_edits_the_course_gives_captions_and_a_stranger_leaves_no_file() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let bolt = app.organization("bolt").await;
    let theirs = Watched::of(&bolt, 60).await;
    put(&bolt.owner, theirs.video, "de", "text/vtt", VTT, None).await.expect(200);
    let foreign = names(&theirs.learner.post(&theirs.playback(), json!({})).await.expect(201))[0].clone();
    put(&film.learner, film.video, "de", "text/vtt", VTT, None).await.refused(403, "forbidden");
    put(&org.member(Role::Instructor).await, film.video, "de", "text/vtt", VTT, None).await.refused(404, "not_found");
    put(&org.owner, theirs.video, "fr", "text/vtt", VTT, None).await.refused(404, "not_found");
    put(&org.visitor(), film.video, "de", "text/vtt", VTT, None).await.refused(401, "unauthenticated");
    assert_eq!((files(&app, &org, film.video).len(), files(&app, &org, theirs.video).len()), (0, 0));
    assert_eq!(files(&app, &bolt, theirs.video).len(), 1);
    // the name of a file means nothing in another organization or for another video
    assert_eq!(served(&app, &bolt, theirs.video, &foreign).await.0, 200);
    assert_eq!(served(&app, &org, theirs.video, &foreign).await.0, 404);
    assert_eq!(served(&app, &bolt, film.video, &foreign).await.0, 404);
    for name in
        ["de.vtt", "de.1.vtt", "../original", "..%2foriginal", "de.00000000-0000-0000-0000-000000000000.vtt", &foreign.replace(".vtt", "")]
    {
        assert_eq!(served(&app, &bolt, theirs.video, name).await.0, 404, "{name}");
    }
}

#[tokio::test]
async fn a_video_has_captions_in_fifty_languages_and_takes_them_with_it() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let video = ready(&org, film.course, 60).await;
    for first in 'a'..='b' {
        for second in 'a'..='y' {
            put(&org.owner, video, &format!("{first}{second}"), "text/vtt", VTT, None).await.expect(200);
        }
    }
    put(&org.owner, video, "zu", "text/vtt", VTT, None).await.refused(409, "too_many_languages");
    put(&org.owner, video, "aa", "text/vtt", "WEBVTT", Some(1)).await.expect(200);
    org.owner.delete(&format!("/videos/{video}")).await.expect(204);
    org.owner.get(&format!("/videos/{video}/captions")).await.refused(404, "not_found");
    put(&org.owner, video, "zu", "text/vtt", VTT, None).await.refused(404, "not_found");
    put(&org.owner, video, "aa", "text/vtt", VTT, Some(2)).await.refused(404, "not_found");
}
