//! Withdrawing, taking back, ending: seats follow the status.

use chrono::Duration;
use domain::{access::Role, ids::OrgId, plans::Plan};
use lyceum_tests::{Client, Org, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{MANUAL, SEATS, course, learner, number};

async fn enrolled(org: &Org<'_>) -> (Client, Uuid, Uuid) {
    let course = course(org, &[MANUAL]).await;
    let ann = learner(org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    (ann, id, course.lessons[0])
}

#[tokio::test]
async fn a_withdrawn_learner_gives_the_seat_back_and_cannot_learn() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, id, lesson) = enrolled(&org).await;
    let path = format!("/enrollments/{id}");
    let cancelled = org.owner.patch(&path, json!({ "status": "cancelled" })).await.expect(200);
    assert_eq!((&cancelled.body["status"], number(&org, SEATS).await), (&json!("cancelled"), 0));
    ann.put(&format!("{path}/lessons/{lesson}/completion"), json!({})).await.refused(409, "enrollment_inactive");
    ann.get(&format!("{path}/lessons/{lesson}")).await.refused(409, "enrollment_inactive");
    let event = json!({ "client_event_id": Uuid::now_v7(), "sequence": 1, "kind": "opened", "lesson_id": lesson, "occurred_at": "2026-03-02T09:00:00Z" });
    ann.post(&format!("{path}/events"), json!({ "device_id": Uuid::now_v7(), "events": [event] }))
        .await
        .refused(409, "enrollment_inactive");
    // the record stays readable
    ann.get(&format!("{path}/progress")).await.expect(200);
    ann.get(&format!("{path}/outline")).await.expect(200);

    org.owner.patch(&path, json!({ "status": "cancelled" })).await.expect(200);
    assert_eq!(number(&org, SEATS).await, 0);
    assert_eq!(org.owner.patch(&path, json!({ "status": "active" })).await.expect(200).body["status"], "active");
    assert_eq!(number(&org, SEATS).await, 1);
    ann.put(&format!("{path}/lessons/{lesson}/completion"), json!({})).await.expect(200);
}

#[tokio::test]
async fn an_enrollment_expires_by_the_clock_and_the_sweep_gives_the_seat_back() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, id, lesson) = enrolled(&org).await;
    let path = format!("/enrollments/{id}");
    let end = app.app.db.world().now() + Duration::hours(2);
    org.owner.patch(&path, json!({ "expires_at": end })).await.expect(200);
    assert_eq!(ann.get(&path).await.expect(200).body["status"], "active");
    app.run_jobs().await;
    app.clock.advance(Duration::hours(3));
    let ann = again(&org, &ann).await;
    let owner = again(&org, &org.owner).await;
    assert_eq!(ann.get(&path).await.expect(200).body["status"], "expired");
    assert_eq!(ann.get("/enrollments?status=expired").await.expect(200).items().len(), 1);
    assert_eq!(ann.get("/enrollments?status=active").await.expect(200).items().len(), 0);
    ann.put(&format!("{path}/lessons/{lesson}/completion"), json!({})).await.refused(409, "enrollment_inactive");
    assert_eq!(number(&org, SEATS).await, 1);
    app.run_jobs().await;
    assert_eq!(number(&org, SEATS).await, 0);
    assert_eq!(ann.get(&path).await.expect(200).body["status"], "expired");

    let past = owner.patch(&path, json!({ "status": "active" })).await.refused(422, "invalid_input");
    assert_eq!(past.body["errors"][0]["pointer"], "/expires_at");
    assert_eq!(owner.patch(&path, json!({ "expires_at": null })).await.expect(200).body["status"], "active");
    assert_eq!(number(&org, SEATS).await, 1);
}

/// The same person after hours, when the access token is too old.
async fn again(org: &Org<'_>, client: &Client) -> Client {
    let mut page = client.clone();
    page.token = None;
    let session = page.post_as_page("/sessions/refresh").await.expect(200);
    org.visitor().signed_in(&session)
}

#[tokio::test]
async fn only_the_courses_own_people_withdraw_its_learners() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, id, _) = enrolled(&org).await;
    let path = format!("/enrollments/{id}");
    ann.patch(&path, json!({ "status": "cancelled" })).await.refused(403, "forbidden");
    org.member(Role::Instructor).await.patch(&path, json!({ "status": "cancelled" })).await.refused(404, "not_found");
    org.owner.patch(&path, json!({ "status": "completed" })).await.refused(422, "invalid_input");
    org.owner.patch(&path, json!({ "progress_percent": 100 })).await.refused(422, "invalid_input");
    org.member(Role::Manager).await.patch(&path, json!({ "status": "cancelled" })).await.expect(200);
}

#[tokio::test]
async fn taking_a_learner_back_needs_room_in_the_plan() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, id, _) = enrolled(&org).await;
    let path = format!("/enrollments/{id}");
    org.owner.patch(&path, json!({ "status": "cancelled" })).await.expect(200);
    let course = course(&org, &[MANUAL]).await;
    app.app.db.set_plan(OrgId(org.id), Plan::Free).await.unwrap();
    let mut users = Vec::new();
    for _ in 0..20 {
        users.push(learner(&org).await.user_id);
    }
    org.owner.post("/enrollments", json!({ "course_id": course.id, "user_ids": users })).await.expect(201);
    org.owner.patch(&path, json!({ "status": "active" })).await.refused(402, "plan_limit_reached");
    assert_eq!(org.owner.get(&path).await.expect(200).body["status"], "cancelled");
    assert_eq!(number(&org, SEATS).await, 20);
}

#[tokio::test]
async fn a_member_who_is_removed_gives_the_seat_back_and_keeps_what_was_completed() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, done, lesson) = enrolled(&org).await;
    ann.put(&format!("/enrollments/{done}/lessons/{lesson}/completion"), json!({})).await.expect(200);
    let open = course(&org, &[MANUAL]).await;
    let open = ann.post("/enrollments", json!({ "course_id": open.id })).await.expect(201).id();
    assert_eq!(number(&org, SEATS).await, 1);
    org.owner.delete(&format!("/members/{}", ann.user_id)).await.expect(204);
    app.run_jobs().await;
    assert_eq!(number(&org, SEATS).await, 0);
    let status = async |id| org.owner.get(&format!("/enrollments/{id}")).await.expect(200).body["status"].clone();
    assert_eq!((status(done).await, status(open).await), (json!("completed"), json!("cancelled")));
    let certificates = org.owner.get(&format!("/certificates?user_id={}", ann.user_id)).await.expect(200);
    assert_eq!(certificates.items()[0]["status"], "valid");
}
