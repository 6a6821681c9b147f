//! What a learner finds on arrival.

use chrono::Duration;
use lyceum_tests::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{MANUAL, course, learner, tamper};

#[tokio::test]
async fn the_course_of_the_newest_activity_comes_first() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = learner(&org).await;
    let empty = ann.get("/me/dashboard").await.expect(200);
    assert_eq!(empty.body, json!({ "continue": null, "enrollments": [], "certificates_count": 0, "is_empty": true }));

    let mut ids = Vec::new();
    let mut courses = Vec::new();
    for _ in 0..3 {
        let course = course(&org, &[MANUAL, MANUAL]).await;
        ids.push(ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id());
        courses.push(course);
    }
    app.clock.advance(Duration::minutes(1));
    let opened = json!({
        "client_event_id": Uuid::now_v7(), "sequence": 1, "kind": "opened",
        "lesson_id": courses[0].lessons[1], "occurred_at": app.app.db.world().now(),
    });
    ann.post(&format!("/enrollments/{}/events", ids[0]), json!({ "device_id": Uuid::now_v7(), "events": [opened] })).await.expect(200);
    let (statements, dashboard) = app.statements(ann.get("/me/dashboard")).await;
    assert_eq!(statements, 1, "BEGIN, set_config and ROLLBACK come on top");
    let order: Vec<&str> = dashboard.body["enrollments"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(order, [ids[0].to_string(), ids[2].to_string(), ids[1].to_string()]);
    assert_eq!(dashboard.body["continue"]["resume"]["lesson_id"], json!(courses[0].lessons[1]));
    assert_eq!(dashboard.body["is_empty"], false);

    // what is complete needs nobody: one goes on with the next open lesson, round the end of the course
    ann.put(&format!("/enrollments/{}/lessons/{}/completion", ids[0], courses[0].lessons[1]), json!({})).await.expect(200);
    let (statements, dashboard) = app.statements(ann.get("/me/dashboard")).await;
    assert_eq!(statements, 1, "which lessons are complete is read beside the enrollments");
    let next = json!({ "lesson_id": courses[0].lessons[0], "lesson_title": "Lesson 0", "position": null });
    assert_eq!(dashboard.body["continue"]["resume"], next);
    let outline = ann.get(&format!("/enrollments/{}/outline", ids[0])).await.expect(200);
    assert_eq!(outline.body["resume"], json!({ "lesson_id": courses[0].lessons[0], "position": null }));

    // what is completed is shown, but one goes on with what is not
    for lesson in &courses[0].lessons {
        ann.put(&format!("/enrollments/{}/lessons/{lesson}/completion", ids[0]), json!({})).await.expect(200);
    }
    org.owner.patch(&format!("/enrollments/{}", ids[2]), json!({ "status": "cancelled" })).await.expect(200);
    let dashboard = ann.get("/me/dashboard").await.expect(200);
    assert_eq!(dashboard.body["continue"]["id"], json!(ids[1]));
    assert_eq!(dashboard.body["enrollments"].as_array().unwrap().len(), 2);
    // an open enrollment in a course in the bin leads nowhere, a completed one stays
    tamper(&org, "UPDATE courses SET deleted_at = created_at").await;
    let dashboard = ann.get("/me/dashboard").await.expect(200);
    assert_eq!((dashboard.body["enrollments"].as_array().unwrap().len(), &dashboard.body["continue"]), (1, &json!(null)));
}
