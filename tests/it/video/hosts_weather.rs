//! Video hosts that are down, refuse, forget or are silent, and plans without room.

use chrono::Duration;
use lyceum_tests::{HostedApp, TestApp};
use serde_json::json;
use video_double::{Fault, FaultKind, Stage};

use crate::learning::fixtures::{number, tamper};

const COUNTED: &str = "SELECT SUM(used) FROM usage_counters WHERE metric IN ('storage_bytes', 'video_minutes')";
const CANCELED: &str = "SELECT COUNT(*) FROM videos WHERE status = 'canceled'";

#[tokio::test]
async fn a_host_that_is_down_leaves_nothing_behind_and_the_same_request_works_later() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let (path, new) = (format!("/courses/{course}/videos"), json!({ "file_name": "clip.mp4", "bytes": 1000 }));
        hosted.double.set_faults(vec![Fault::always(FaultKind::ServerError)]);
        let refused = org.owner.post_once("k1", &path, new.clone()).await.refused(503, "video_host_unavailable");
        assert!(!refused.body.to_string().contains(&hosted.double.url), "{}", refused.body);
        assert_eq!((number(&org, COUNTED).await, number(&org, CANCELED).await), (0, 1));
        hosted.double.set_faults(Vec::new());
        let announced = org.owner.post_once("k1", &path, new.clone()).await.expect(201);
        let again = org.owner.post_once("k1", &path, new).await.expect(201);
        assert_eq!((announced.id(), &announced.body["upload"]), (again.id(), &again.body["upload"]));
        assert_eq!(hosted.double.videos().len(), 1);
        hosted.app.run_jobs().await;
        assert_eq!(hosted.app.jobs("dead").await, 0);
    }
}

#[tokio::test]
async fn a_host_that_refuses_says_so_and_no_secret_comes_along() {
    for (host, setting) in [("mux", "mux_token_secret"), ("cloudflare", "cloudflare_api_token")] {
        let hosted = HostedApp::with(host, &[(setting, "a-wrong-secret")]).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let refused = hosted.announce(&org, course).await.refused(409, "video_host_refused");
        assert!(!refused.body.to_string().contains("a-wrong-secret"), "{}", refused.body);
        assert_eq!((number(&org, COUNTED).await, number(&org, CANCELED).await), (0, 1));
    }
}

#[tokio::test]
async fn the_same_announcement_at_once_is_one_video_and_one_place() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let path = format!("/courses/{course}/videos");
    let send = || org.owner.post_once("k1", &path, json!({ "file_name": "clip.mp4", "bytes": 1000 }));
    let answers = futures::future::join_all((0..5).map(|_| send())).await;
    let first = answers[0].body.clone();
    for answer in answers {
        let answer = answer.expect(201);
        assert_eq!((&answer.body["id"], &answer.body["upload"]), (&first["id"], &first["upload"]));
    }
    assert!(first["upload"]["url"].is_string());
    hosted.app.run_jobs().await;
    let waiting = hosted.double.videos().into_iter().filter(|kept| kept.stage == Stage::Waiting).count();
    assert_eq!(waiting, 1, "what was opened besides is ended");
    assert_eq!(number(&org, COUNTED).await, 1001);
}

#[tokio::test]
async fn a_place_that_was_never_opened_is_given_up() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    // as if the process had died before it wrote down what the host said
    tamper(&org, "UPDATE videos SET remote_id = NULL, remote_upload = NULL").await;
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "uploading");
    hosted.advance(Duration::minutes(4)).await;
    hosted.advance(Duration::minutes(4)).await;
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "canceled");
    assert_eq!(number(&org, COUNTED).await, 0);
}

#[tokio::test]
async fn an_upload_that_is_not_finished_within_a_day_expires() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let announced = hosted.announce(&org, course).await.expect(201);
        for _ in 0..60 {
            hosted.advance(Duration::minutes(25)).await;
        }
        let video = hosted.video(&org, announced.id()).await;
        assert_eq!(
            (&video["status"], &video["fault"], &video["may_retry"]),
            (&json!("failed"), &json!("upload_expired"), &json!(false)),
            "{video}"
        );
        assert_eq!(number(&org, COUNTED).await, 0);
        assert!(hosted.double.videos().iter().all(|kept| kept.stage != Stage::Waiting));
        assert_eq!(hosted.app.jobs("dead").await, 0);
    }
}

#[tokio::test]
async fn what_the_host_cannot_play_fails_with_its_reason() {
    let hosted = HostedApp::spawn("cloudflare").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    hosted.double.hold(true);
    hosted.send(&announced.body).await;
    hosted.double.fail(&hosted.kept().id, "ERR_NON_VIDEO", "The file was not recognized as a valid video file.");
    hosted.tell(&hosted.kept().id, "video.asset.errored").await.expect(200);
    hosted.app.run_jobs().await;
    let video = hosted.video(&org, announced.id()).await;
    assert_eq!((&video["status"], &video["fault"]), (&json!("failed"), &json!("not_a_video")));
    assert!(video["fault_detail"].as_str().unwrap().contains("not recognized"));
    assert_eq!(number(&org, COUNTED).await, 0);
    assert!(hosted.double.videos().is_empty(), "nobody pays for it there");
    org.owner.post(&format!("/videos/{}/playback", announced.id()), json!({})).await.refused(409, "video_not_playable");
    org.owner.post(&format!("/videos/{}/retry", announced.id()), json!({})).await.refused(409, "video_state");
    org.owner.delete(&format!("/videos/{}", announced.id())).await.expect(204);
    hosted.app.run_jobs().await;
}

#[tokio::test]
async fn a_video_that_anybody_could_play_is_not_shown() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    hosted.double.hold(true);
    hosted.send(&announced.body).await;
    hosted.double.make_public(&hosted.kept().id);
    hosted.double.finish(&hosted.kept().id);
    hosted.advance(Duration::minutes(1)).await;
    assert_eq!(hosted.video(&org, announced.id()).await["fault"], "host_refused");
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_asked_until_it_does() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    hosted.send(&announced.body).await;
    hosted.double.set_faults(vec![Fault::always(FaultKind::ServerError).of("GET")]);
    for _ in 0..15 {
        hosted.advance(Duration::minutes(40)).await;
    }
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "uploading");
    assert_eq!(hosted.app.jobs("dead").await, 0, "no try of them counts");
    hosted.double.set_faults(Vec::new());
    hosted.advance(Duration::minutes(40)).await;
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "ready");
}

#[tokio::test]
async fn what_cannot_be_deleted_at_once_is_deleted_later() {
    let hosted = HostedApp::spawn("cloudflare").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    hosted.double.set_faults(vec![Fault::always(FaultKind::ServerError).of("DELETE")]);
    org.owner.delete(&format!("/videos/{video}")).await.expect(204);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.double.videos().len(), 1);
    hosted.double.set_faults(Vec::new());
    hosted.advance(Duration::minutes(10)).await;
    assert!(hosted.double.videos().is_empty());
}

#[tokio::test]
async fn a_plan_without_minutes_refuses_before_and_keeps_what_was_sent_after() {
    let hosted = HostedApp::with("mux", &[("default_plan", "starter")]).await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let limit = org.owner.get("/entitlements").await.expect(200).body;
    let metric = limit["limits"].as_array().unwrap_or(&Vec::new()).iter().find(|of| of["metric"] == "video_minutes").cloned();
    let allowed = metric.as_ref().and_then(|metric| metric["limit"].as_i64()).unwrap_or_else(|| panic!("{limit}"));
    let used =
        async |minutes: i64| tamper(&org, &format!("UPDATE usage_counters SET used = {minutes} WHERE metric = 'video_minutes'")).await;
    used(allowed).await;
    hosted.announce(&org, course).await.refused(402, "plan_limit_reached");
    assert_eq!(hosted.asked("POST"), 0);
    // there is room for one minute, and the video turns out to be longer
    used(allowed - 1).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    tamper(&org, "UPDATE videos SET billed_minutes = 0").await;
    hosted.send(&announced.body).await;
    hosted.tell(&hosted.kept().id, "video.asset.ready").await.expect(200);
    hosted.app.run_jobs().await;
    let video = hosted.video(&org, announced.id()).await;
    assert_eq!((&video["fault"], &video["may_retry"]), (&json!("plan_limit"), &json!(true)), "{video}");
    assert_eq!((&video["billed_bytes"], &video["billed_minutes"]), (&json!(1000), &json!(0)), "what stays there counts with its file");
    // with room it is tried again, and nothing has to be sent anew
    used(0).await;
    let owner = org.signed_in("owner@acme.example").await;
    owner.post(&format!("/videos/{}/retry", announced.id()), json!({})).await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "ready");
    assert_eq!(hosted.double.videos().len(), 1);
}

#[tokio::test]
async fn what_is_stopped_while_the_host_works_on_it_stays_there_to_be_tried_again() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    hosted.double.hold(true);
    hosted.send(&announced.body).await;
    hosted.advance(Duration::seconds(20)).await;
    let path = format!("/videos/{}", announced.id());
    let stopped = org.owner.post(&format!("{path}/cancel"), json!({})).await.expect(200).body;
    assert_eq!((&stopped["status"], &stopped["may_retry"]), (&json!("canceled"), &json!(true)));
    hosted.double.finish(&hosted.kept().id);
    hosted.tell(&hosted.kept().id, "video.asset.ready").await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "canceled");
    org.owner.post(&format!("{path}/retry"), json!({})).await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&org, announced.id()).await["status"], "ready");
    assert_eq!((hosted.double.videos().len(), number(&org, COUNTED).await), (1, 1));
}

#[tokio::test]
async fn a_host_that_is_set_up_no_more_is_said_so_to_who_wants_to_watch() {
    let plain = TestApp::spawn().await;
    let other = plain.organization("acme").await;
    let course = other.owner.post("/courses", json!({ "title": "Film" })).await.expect(201).id();
    let video =
        other.owner.post(&format!("/courses/{course}/videos"), json!({ "file_name": "clip.mp4", "bytes": 1000 })).await.expect(201).id();
    tamper(&other, "UPDATE videos SET host = 'mux', status = 'ready', percent = 100, duration_ms = 1000, remote_playback_id = 'p'").await;
    for _ in 0..3 {
        other.owner.post(&format!("/videos/{video}/playback"), json!({})).await.refused(503, "video_host_unavailable");
    }
    assert_eq!(number(&other, "SELECT COUNT(*) FROM video_playbacks").await, 0);
}
