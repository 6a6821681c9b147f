//! Messages of video hosts: lost, doubled, altered, of others, about things that nobody wants.

use chrono::Duration;
use domain::{
    ids::{OrgId, VideoId},
    ports::Clock,
    video::HostKind,
};
use lyceum_tests::{HostedApp, Org};
use serde_json::{Value, json};
use uuid::Uuid;
use video::host::VideoRef;

use crate::learning::fixtures::number;

const INBOX: &str = "SELECT COUNT(*) FROM webhook_inbox";

/// Has the host take a second video under the name of one.
pub(super) async fn second(hosted: &HostedApp, org: &Org<'_>, id: Uuid) -> String {
    let of = VideoRef { org_id: OrgId(org.id), id: VideoId(id), title: "Second".to_owned(), remote_id: None, playback_id: None };
    let kind = HostKind::parse(hosted.host).unwrap();
    let ids = hosted.app.app.video_hosts.get(kind).unwrap().fetch(&of, "https://files.example/whole.mp4").await.unwrap();
    ids.remote_id
}

#[tokio::test]
async fn a_message_that_never_comes_is_not_waited_for() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let announced = hosted.announce(&org, course).await.expect(201);
        hosted.app.run_jobs().await;
        hosted.double.hold(true);
        hosted.send(&announced.body).await;
        hosted.advance(Duration::seconds(20)).await;
        assert_eq!(hosted.video(&org, announced.id()).await["status"], "processing");
        hosted.double.finish(&hosted.kept().id);
        hosted.advance(Duration::seconds(20)).await;
        assert_eq!(hosted.video(&org, announced.id()).await["status"], "ready");
        // and it is asked no more
        let asked = hosted.asked("GET");
        hosted.advance(Duration::hours(2)).await;
        assert_eq!(hosted.asked("GET"), asked);
    }
}

#[tokio::test]
async fn a_silent_host_is_asked_ever_more_seldom() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    hosted.announce(&org, course).await.expect(201);
    hosted.app.run_jobs().await;
    let mut asked = Vec::new();
    for _ in 0..4 {
        let before = hosted.asked("GET");
        for _ in 0..60 {
            hosted.advance(Duration::minutes(1)).await;
        }
        asked.push(hosted.asked("GET") - before);
    }
    assert!(asked.is_sorted_by(|one, other| one >= other) && asked[0] < 25 && asked[3] >= 2, "{asked:?}");
}

#[tokio::test]
async fn ten_copies_are_one_message() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let announced = hosted.announce(&org, course).await.expect(201);
    hosted.send(&announced.body).await;
    let body = hosted.double.message(&hosted.kept().id, "video.asset.ready").unwrap();
    for _ in 0..10 {
        hosted.deliver(&body, hosted.app.clock.now().timestamp()).await.expect(200);
    }
    hosted.app.run_jobs().await;
    // another message about the same, and the look that was due anyway
    hosted.tell(&hosted.kept().id, "video.asset.ready").await.expect(200);
    hosted.advance(Duration::minutes(5)).await;
    assert_eq!(number(&org, INBOX).await, 2);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM webhook_inbox WHERE status = 'applied'").await, 2);
    assert_eq!(number(&org, "SELECT SUM(encoded_ms) FROM video_usage").await, 12_500, "it was made playable once");
    assert_eq!(number(&org, "SELECT used FROM usage_counters WHERE metric = 'video_minutes'").await, 1);
}

#[tokio::test]
async fn what_is_not_signed_as_it_must_be_leaves_no_trace() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let announced = hosted.announce(&org, course).await.expect(201);
        hosted.send(&announced.body).await;
        let body = hosted.double.message(&hosted.kept().id, "video.asset.ready").unwrap();
        let now = hosted.app.clock.now().timestamp();
        hosted.deliver(&body, now - 400).await.refused(400, "signature_invalid");
        let (path, header, signature) = match host {
            "mux" => ("/webhooks/mux", "Mux-Signature", video_double::mux_signature("another secret", now, body.as_bytes())),
            _ => ("/webhooks/cloudflare-stream", "Webhook-Signature", video_double::cloudflare_signature("x", now, body.as_bytes())),
        };
        let apex = hosted.app.apex();
        let forged = apex.send_bytes(reqwest::Method::POST, path, &[(header, &signature)], body.clone()).await;
        forged.refused(400, "signature_invalid");
        apex.send_bytes(reqwest::Method::POST, path, &[], body.clone()).await.refused(400, "signature_invalid");
        // not on an organization's host
        let there = hosted.app.visitor(&org.host);
        assert!(there.send_bytes(reqwest::Method::POST, path, &[(header, &signature)], body).await.status >= 400);
        assert_eq!(number(&org, INBOX).await, 0);
    }
}

#[tokio::test]
async fn a_message_of_another_organization_changes_nothing() {
    let hosted = HostedApp::spawn("mux").await;
    let (acme, beta) = (hosted.app.organization("acme").await, hosted.app.organization("beta").await);
    let course = hosted.course(&acme).await;
    let announced = hosted.announce(&acme, course).await.expect(201);
    hosted.app.run_jobs().await;
    hosted.double.hold(true);
    hosted.send(&announced.body).await;
    hosted.double.finish(&hosted.kept().id);
    let body = hosted.double.message(&hosted.kept().id, "video.asset.ready").unwrap();
    let now = hosted.app.clock.now().timestamp();
    let named = |organization: Uuid| {
        let said = body.replace(&acme.id.to_string(), &organization.to_string());
        let mut said: Value = serde_json::from_str(&said).unwrap();
        said["id"] = json!(Uuid::now_v7().to_string());
        said.to_string()
    };
    // well signed, and names a video that the other organization does not have
    hosted.deliver(&named(beta.id), now).await.expect(200);
    // or an organization that nobody has, or nothing that is a name here
    hosted.deliver(&named(Uuid::now_v7()), now).await.expect(200);
    hosted
        .deliver(&json!({ "id": "e3", "type": "video.asset.ready", "data": { "id": "a", "passthrough": "x" } }).to_string(), now)
        .await
        .expect(200);
    hosted.deliver("this is no message", now).await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&acme, announced.id()).await["status"], "uploading");
    assert_eq!(hosted.double.videos().len(), 1, "and nothing is deleted for it");
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM webhook_inbox WHERE status = 'foreign' AND note IS NOT NULL").await, 3);
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM webhook_inbox WHERE status = 'unreadable'").await, 1);

    // operators see them, and have one followed again
    let oda = hosted.app.operator("Oda").await;
    let shown = oda.console.get("/console/webhooks?status=foreign").await.expect(200);
    assert!(shown.items().iter().all(|webhook| webhook["provider"] == "mux" && webhook["note"].is_string()), "{}", shown.body);
    hosted.deliver(&named(acme.id), now).await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&acme, announced.id()).await["status"], "ready");
    let applied = oda.console.get("/console/webhooks?status=applied").await.expect(200);
    let webhook = applied.items()[0]["id"].as_str().unwrap();
    let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'follow_video'";
    let before = number(&acme, jobs).await;
    oda.console.post(&format!("/console/webhooks/{webhook}/replay"), json!({})).await.expect(202);
    assert_eq!(number(&acme, jobs).await, before + 1);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.app.jobs("dead").await, 0);
}

#[tokio::test]
async fn a_second_video_under_the_same_name_is_deleted_at_the_host() {
    for host in ["mux", "cloudflare"] {
        let hosted = HostedApp::spawn(host).await;
        let org = hosted.app.organization("acme").await;
        let course = hosted.course(&org).await;
        let video = hosted.ready(&org, course).await;
        let first = hosted.kept().id;
        let second = second(&hosted, &org, video).await;
        hosted.tell(&second, "video.asset.ready").await.expect(200);
        hosted.tell(&first, "video.asset.ready").await.expect(200);
        hosted.app.run_jobs().await;
        let kept: Vec<String> = hosted.double.videos().into_iter().map(|kept| kept.id).collect();
        assert_eq!(kept, [first], "the one that is shown stays");
        assert_eq!(hosted.video(&org, video).await["status"], "ready");
    }
}

#[tokio::test]
async fn what_comes_to_life_after_its_video_was_deleted_is_deleted_too() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    org.owner.delete(&format!("/videos/{video}")).await.expect(204);
    hosted.app.run_jobs().await;
    assert!(hosted.double.videos().is_empty());
    let late = second(&hosted, &org, video).await;
    hosted.tell(&late, "video.asset.created").await.expect(200);
    hosted.app.run_jobs().await;
    assert!(hosted.double.videos().is_empty());
}

#[tokio::test]
async fn what_somebody_deletes_at_the_host_is_noticed() {
    let hosted = HostedApp::spawn("mux").await;
    let org = hosted.app.organization("acme").await;
    let course = hosted.course(&org).await;
    let video = hosted.ready(&org, course).await;
    let id = hosted.kept().id;
    let says = || hosted.double.message(&id, "video.asset.deleted").unwrap();
    let (early, late) = (says(), says());
    let now = hosted.app.clock.now().timestamp();
    // a message alone proves nothing
    hosted.deliver(&early, now).await.expect(200);
    hosted.app.run_jobs().await;
    assert_eq!(hosted.video(&org, video).await["status"], "ready");
    let of = VideoRef { org_id: OrgId(org.id), id: VideoId(video), title: String::new(), remote_id: Some(id.clone()), playback_id: None };
    hosted.app.app.video_hosts.get(HostKind::Mux).unwrap().delete(&of).await.unwrap();
    hosted.deliver(&late, now).await.expect(200);
    hosted.app.run_jobs().await;
    let lost = hosted.video(&org, video).await;
    assert_eq!((&lost["status"], &lost["fault"], &lost["may_retry"]), (&json!("failed"), &json!("host_refused"), &json!(false)), "{lost}");
    assert!(lost["fault_detail"].as_str().unwrap().contains("deleted at the video host"), "{lost}");
    assert_eq!(number(&org, "SELECT SUM(used) FROM usage_counters WHERE metric IN ('storage_bytes', 'video_minutes')").await, 0);
    assert_eq!(hosted.app.jobs("dead").await, 0);
}
