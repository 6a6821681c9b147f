//! Replaying a job that was set aside.

use domain::ids::OrgId;
use futures::future::join_all;
use lyceum_tests::{Org, TestApp};
use serde_json::json;
use uuid::Uuid;

async fn dead_job(org: &Org<'_>) -> Uuid {
    org.app.app.db.enqueue(OrgId(org.id), "no_such_job", "{}", &Uuid::now_v7().to_string()).await.unwrap();
    org.app.run_jobs().await;
    org.owner.get("/jobs?status=dead").await.expect(200).items()[0]["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_dead_job_is_queued_again_with_all_its_tries() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let job = dead_job(&acme).await;
    let path = format!("/jobs/{job}/replay");
    let bolt = app.organization("bolt").await;
    bolt.owner.post(&path, json!({})).await.refused(404, "not_found");
    let replayed = acme.owner.post_once("again", &path, json!({})).await.expect(200);
    assert_eq!(
        (&replayed.body["status"], &replayed.body["attempts"], &replayed.body["can_replay"]),
        (&json!("queued"), &json!(0), &json!(false))
    );
    acme.owner.post(&path, json!({})).await.refused(409, "job_not_dead");
    assert_eq!(acme.owner.post_once("again", &path, json!({})).await.expect(200).body, replayed.body);
    assert_eq!(acme.owner.get("/audit-events?action=job_replayed").await.expect(200).items().len(), 1);
    app.run_jobs().await;
    assert_eq!(acme.owner.get("/jobs?status=dead").await.expect(200).items()[0]["attempts"], 1);
}

#[tokio::test]
async fn a_job_that_is_done_or_unknown_is_not_replayed() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    app.app.db.enqueue(OrgId(acme.id), "release_invitations", "{}", "test").await.unwrap();
    app.run_jobs().await;
    let done = acme.owner.get("/jobs?status=done").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
    acme.owner.post(&format!("/jobs/{done}/replay"), json!({})).await.refused(409, "job_not_dead");
    acme.owner.post(&format!("/jobs/{}/replay", Uuid::now_v7()), json!({})).await.refused(404, "not_found");
}

#[tokio::test]
async fn many_who_replay_at_once_replay_once() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let path = format!("/jobs/{}/replay", dead_job(&acme).await);
    let answers = join_all((0..10).map(|_| acme.owner.post(&path, json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "job_not_dead").count(), 9);
}
