//! The life of a video that a host elsewhere keeps, from its announcement to its end.

use chrono::Duration;
use domain::{access::Role, ids::OrgId, video::HostKind};
use lyceum_tests::{HostedApp, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use super::fixtures::lesson;
use crate::learning::fixtures::number;

const COUNTED: &str = "SELECT SUM(used) FROM usage_counters WHERE metric IN ('storage_bytes', 'video_minutes')";

async fn status_of(app: &TestApp, url: &Value) -> u16 {
    app.http.get(url.as_str().unwrap()).send().await.unwrap().status().as_u16()
}

async fn lives(host: &'static str, protocol: &str) {
    let hosted = HostedApp::spawn(host).await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let path = format!("/courses/{course}/videos");
    let new = json!({ "file_name": "Knots.mp4", "bytes": 1000 });

    // announced: the answer says where the bytes go, and says the same when it is asked for again
    let announced = org.owner.post_once("k1", &path, new.clone()).await.expect(201);
    let video = announced.id();
    assert_eq!((&announced.body["host"], &announced.body["upload"]["protocol"]), (&json!(host), &json!(protocol)));
    assert!(announced.body["upload"]["url"].as_str().unwrap().starts_with(&hosted.double.url));
    let again = org.owner.post_once("k1", &path, new).await.expect(201);
    assert_eq!((again.id(), &again.body["upload"]), (video, &announced.body["upload"]));
    assert_eq!((hosted.asked("POST"), hosted.double.videos().len()), (1, 1));
    let known = hosted.video(&org, video).await;
    assert_eq!((&known["status"], &known["upload"]), (&json!("uploading"), &Value::Null));
    assert_eq!(number(&org, COUNTED).await, 1001, "its bytes, and its first minute");
    let sealed = "SELECT COUNT(*) FROM videos WHERE remote_upload LIKE '%http%'";
    assert_eq!(number(&org, sealed).await, 0, "nobody who reads the table can upload");

    // sent to the host, which says so
    hosted.send(&announced.body).await;
    hosted.tell(&hosted.kept().id, "video.asset.ready").await.expect(200);
    hosted.app.run_jobs().await;
    let ready = hosted.video(&org, video).await;
    assert_eq!((&ready["status"], &ready["duration_seconds"], &ready["width"]), (&json!("ready"), &json!(12.5), &json!(1920)), "{ready}");
    assert_eq!((&ready["billed_bytes"], &ready["billed_minutes"]), (&json!(0), &json!(1)));
    assert_eq!(number(&org, COUNTED).await, 1);

    let other = hosted.ready(&org, course).await;
    assert_eq!(hosted.double.videos().len(), 2);

    // watched by a learner, for ten minutes
    let section = org.owner.post(&format!("/courses/{course}/sections"), json!({ "title": "Part" })).await.expect(201).id();
    let lesson = lesson(&org, course, section, video).await;
    let learner = org.member(Role::Learner).await;
    let stranger = org.member(Role::Learner).await;
    let enrollment = json!({ "course_id": course, "user_id": learner.user_id });
    let enrollment = org.owner.post("/enrollments", enrollment).await.expect(201).id();
    let playback = format!("/enrollments/{enrollment}/lessons/{lesson}/playback");
    stranger.post(&playback, json!({})).await.refused(404, "not_found");
    let begun = learner.post(&playback, json!({})).await.expect(201).body;
    assert!(begun["playlist_url"].as_str().unwrap().starts_with(&hosted.double.url), "{begun}");
    assert_eq!(begun["storyboard"], Value::Null);
    assert_eq!(status_of(&hosted.app, &begun["playlist_url"]).await, 200);
    assert_eq!(status_of(&hosted.app, &begun["poster_url"]).await, 200);
    hosted.advance(Duration::minutes(8)).await;
    let renewed = learner.post(&format!("/playbacks/{}/renewal", begun["id"].as_str().unwrap()), json!({})).await.expect(200).body;
    hosted.advance(Duration::minutes(3)).await;
    assert!(status_of(&hosted.app, &begun["playlist_url"]).await >= 400, "its ten minutes are over");
    assert_eq!(status_of(&hosted.app, &renewed["playlist_url"]).await, 200);

    // deleted here, and there
    let owner = org.signed_in("owner@acme.example").await;
    owner.delete(&format!("/videos/{video}")).await.refused(409, "video_in_use");
    owner.delete(&format!("/videos/{other}")).await.expect(204);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.double.videos().len(), 1);
    assert_eq!(number(&org, COUNTED).await, 1);
    assert_eq!(hosted.app.jobs("dead").await, 0);
}

#[tokio::test]
async fn a_life_at_mux() {
    lives("mux", "resumable_put").await;
}

#[tokio::test]
async fn a_life_at_cloudflare() {
    lives("cloudflare", "tus").await;
}

#[tokio::test]
async fn a_picture_is_given_apart_only_where_it_opens_nothing_else() {
    for (host, has_poster) in [("mux", true), ("cloudflare", false)] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let video = hosted.ready(&org, course).await;
        let shown = hosted.video(&org, video).await;
        assert_eq!(shown["poster_url"].is_string(), has_poster, "{shown}");
        if has_poster {
            assert_eq!(status_of(&hosted.app, &shown["poster_url"]).await, 200);
        }
    }
}

#[tokio::test]
async fn an_organization_may_have_another_host_than_the_platform() {
    let hosted = HostedApp::spawn("mux").await;
    let db = &hosted.app.app.db;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let host_of = async || hosted.announce(&org, course).await.expect(201).body;
    assert_eq!(host_of().await["host"], "mux");
    db.set_video_host(OrgId(org.id), Some(HostKind::Cloudflare)).await.unwrap();
    assert_eq!(host_of().await["host"], "cloudflare");
    let uploads = format!("/courses/{course}/video-uploads");
    let tus = [("tus-resumable", "1.0.0"), ("upload-length", "1000")];
    org.owner.send(Method::POST, &uploads, None, &tus).await.refused(409, "video_host_refused");
    db.set_video_host(OrgId(org.id), Some(HostKind::Builtin)).await.unwrap();
    let here = host_of().await;
    let url = format!("http://acme.lyceum.test/api/v1/video-uploads/{}", here["id"].as_str().unwrap());
    assert_eq!((&here["host"], &here["upload"]), (&json!("builtin"), &json!({ "protocol": "tus", "url": url })));
    db.set_video_host(OrgId(org.id), None).await.unwrap();
    assert_eq!(host_of().await["host"], "mux");
    // another organization is not touched by it
    let other = hosted.app.organization("beta").await;
    let course = hosted.course(&other).await;
    assert_eq!(hosted.announce(&other, course).await.expect(201).body["host"], "mux");
}

#[tokio::test]
async fn a_host_that_is_not_set_up_is_refused_clearly() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = org.owner.post("/courses", json!({ "title": "Film" })).await.expect(201).id();
    app.app.db.set_video_host(OrgId(org.id), Some(HostKind::Mux)).await.unwrap();
    let new = json!({ "file_name": "clip.mp4", "bytes": 1000 });
    let refused = org.owner.post(&format!("/courses/{course}/videos"), new).await.refused(503, "video_host_unavailable");
    assert!(refused.body["detail"].as_str().unwrap().contains("mux is not set up"), "{}", refused.body);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM videos").await, 0);
    for path in ["/webhooks/mux", "/webhooks/cloudflare-stream"] {
        app.apex().post(path, json!({})).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn pages_may_load_from_the_hosts_that_are_set_up_and_no_others() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let policy = org.owner.get("/me").await.expect(200).header("content-security-policy").to_owned();
    for directive in ["img-src", "connect-src", "media-src"] {
        let part = policy.split(';').find(|part| part.trim().starts_with(directive)).unwrap();
        assert!(part.contains(&hosted.double.url), "{policy}");
    }
    let script = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap();
    assert_eq!(script.trim(), "script-src 'self'");
    let plain = TestApp::spawn().await;
    let org = plain.organization("acme").await;
    let policy = org.owner.get("/me").await.expect(200).header("content-security-policy").to_owned();
    assert!(policy.contains("connect-src 'self' http://files.lyceum.test;"), "{policy}");
}

#[tokio::test]
async fn who_stops_an_upload_ends_it_at_the_host_too() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let announced = hosted.announce(&org, course).await.expect(201);
        let stopped = org.owner.post(&format!("/videos/{}/cancel", announced.id()), json!({})).await.expect(200);
        assert_eq!((&stopped.body["status"], &stopped.body["may_retry"]), (&json!("canceled"), &json!(false)));
        assert_eq!(number(&org, COUNTED).await, 0);
        hosted.app.run_jobs().await;
        assert!(hosted.double.videos().iter().all(|kept| format!("{:?}", kept.stage) == "Cancelled"), "{:?}", hosted.double.videos());
        org.owner.delete(&format!("/videos/{}", announced.id())).await.expect(204);
        hosted.advance(Duration::minutes(1)).await;
        assert_eq!(hosted.app.jobs("dead").await, 0);
    }
}
