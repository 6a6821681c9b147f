//! Reading a lesson: the present content, or the content that was completed.

use domain::courses::CompletionRule;
use lyceum_tests::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{MANUAL, MINUTE, course, learner};

#[tokio::test]
async fn a_lesson_is_read_with_its_neighbors_and_what_is_missing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL, MINUTE, MANUAL]).await;
    let ann = learner(&org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    let path = |lesson: Uuid| format!("/enrollments/{id}/lessons/{lesson}");
    let middle = ann.get(&path(course.lessons[1])).await.expect(200);
    assert_eq!(
        (&middle.body["previous_lesson_id"], &middle.body["next_lesson_id"]),
        (&json!(course.lessons[0]), &json!(course.lessons[2]))
    );
    assert_eq!(middle.body["content_html"], "<p>Lesson 1, revision 1</p>");
    assert_eq!(middle.body["completion_rule"], json!({ "kind": "read", "min_seconds": 60 }));
    assert_eq!(middle.body["progress"]["missing"], json!(["reach_end", "min_time"]));
    assert_eq!((&middle.body["section_title"], &middle.body["newer_revision"]), (&json!("Section"), &json!(false)));
    let last = ann.get(&path(course.lessons[2])).await.expect(200);
    assert_eq!((&last.body["next_lesson_id"], &last.body["completion_rule"]), (&json!(null), &json!({ "kind": "manual" })));
    ann.get(&path(Uuid::now_v7())).await.refused(404, "not_found");
    let foreign = super::fixtures::course(&org, &[MANUAL]).await;
    ann.get(&path(foreign.lessons[0])).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_completed_lesson_stays_what_was_completed() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL, MANUAL]).await;
    let (ann, bob) = (learner(&org).await, learner(&org).await);
    let first = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    let second = bob.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    let lesson = course.lessons[0];
    let path = |enrollment| format!("/enrollments/{enrollment}/lessons/{lesson}");
    ann.put(&format!("{}/completion", path(first)), json!({})).await.expect(200);
    course.revise(lesson, "Written anew", CompletionRule::Manual).await;

    let pinned = ann.get(&path(first)).await.expect(200);
    assert_eq!((&pinned.body["content_html"], &pinned.body["newer_revision"]), (&json!("<p>Lesson 0, revision 1</p>"), &json!(true)));
    let fresh = bob.get(&path(second)).await.expect(200);
    assert_eq!((&fresh.body["content_html"], &fresh.body["newer_revision"]), (&json!("<p>Written anew, revision 2</p>"), &json!(false)));

    course.remove(lesson).await;
    let kept = ann.get(&path(first)).await.expect(200);
    assert_eq!((&kept.body["content_html"], &kept.body["section_title"]), (&json!("<p>Lesson 0, revision 1</p>"), &json!(null)));
    assert_eq!((&kept.body["progress"]["state"], &kept.body["next_lesson_id"]), (&json!("completed"), &json!(null)));
    bob.get(&path(second)).await.refused(404, "not_found");
}
