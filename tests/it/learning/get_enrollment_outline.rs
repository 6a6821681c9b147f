//! The player's table of contents.

use domain::access::{CourseRole, Role};
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{MANUAL, OPTIONAL, course, learner};

#[tokio::test]
async fn a_learner_sees_the_outline_with_every_lessons_state() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL, OPTIONAL, MANUAL]).await;
    let ann = learner(&org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    ann.put(&format!("/enrollments/{id}/lessons/{}/completion", course.lessons[0]), json!({})).await.expect(200);
    let outline = ann.get(&format!("/enrollments/{id}/outline")).await.expect(200);
    assert_eq!((&outline.body["enrollment_id"], &outline.body["course"]["id"]), (&json!(id), &json!(course.id)));
    assert_eq!((&outline.body["status"], &outline.body["progress_percent"]), (&json!("active"), &json!(50)));
    let lessons = outline.body["sections"][0]["lessons"].as_array().unwrap();
    let states: Vec<&str> = lessons.iter().map(|lesson| lesson["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["completed", "not_started", "not_started"]);
    assert_eq!((&lessons[1]["required"], &lessons[0]["kind"]), (&json!(false), &json!("text")));
    assert!(lessons[0]["completed_at"].is_string() && lessons[1]["completed_at"].is_null());
}

#[tokio::test]
async fn whoever_may_not_view_the_learners_finds_no_enrollment() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let ann = learner(&org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    let instructor = org.member(Role::Instructor).await;
    let paths = ["", "/outline", "/progress", &format!("/lessons/{}", course.lessons[0])].map(|rest| format!("/enrollments/{id}{rest}"));
    for path in &paths {
        learner(&org).await.get(path).await.refused(404, "not_found");
        instructor.get(path).await.refused(404, "not_found");
        org.member(Role::Manager).await.get(path).await.expect(200);
        org.owner.get(path).await.expect(200);
    }
    course.staff(instructor.user_id, CourseRole::Grader).await;
    for path in &paths {
        instructor.get(path).await.expect(200);
    }
}

#[tokio::test]
async fn a_long_outline_is_a_small_answer_of_few_statements() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = learner(&org).await;
    let mut costs = Vec::new();
    for lessons in [3, 130] {
        let course = course(&org, &vec![MANUAL; lessons]).await;
        let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
        for lesson in course.lessons.iter().take(3) {
            ann.put(&format!("/enrollments/{id}/lessons/{lesson}/completion"), json!({})).await.expect(200);
        }
        let path = format!("/enrollments/{id}/outline");
        let (statements, answer) = app.statements(ann.get(&path)).await;
        assert!(answer.expect(200).bytes.len() <= 24 * 1024);
        costs.push(statements);
    }
    assert_eq!(costs[0], costs[1]);
    // BEGIN, set_config and ROLLBACK come on top
    assert!(costs[1] + 3 <= 6, "{} statements", costs[1]);
}
