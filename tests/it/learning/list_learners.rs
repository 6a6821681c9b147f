//! The learners of a course.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{MANUAL, course, learner};

#[tokio::test]
async fn staff_see_who_learns_and_how_far_they_are() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL, MANUAL]).await;
    let (ann, bob) = (learner(&org).await, learner(&org).await);
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    bob.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
    ann.put(&format!("/enrollments/{id}/lessons/{}/completion", course.lessons[0]), json!({})).await.expect(200);
    let path = format!("/courses/{}/learners", course.id);
    let all = org.owner.get(&path).await.expect(200);
    assert_eq!(all.items().len(), 2);
    let row = all.items().iter().find(|row| row["enrollment_id"] == json!(id)).unwrap();
    assert_eq!((&row["user"]["id"], &row["progress_percent"], &row["completed_lessons"]), (&json!(ann.user_id), &json!(50), &json!(1)));
    let name = row["user"]["name"].as_str().unwrap().to_uppercase().replace(' ', "%20");
    assert_eq!(org.owner.get(&format!("{path}?q={name}")).await.expect(200).items().len(), 1);
    assert_eq!(org.owner.get(&format!("{path}?q=%25")).await.expect(200).items().len(), 0);
    assert_eq!(org.owner.get(&format!("{path}?status=completed")).await.expect(200).items().len(), 0);
    assert_eq!(org.owner.get(&format!("{path}?status=active")).await.expect(200).items().len(), 2);
    ann.get(&path).await.refused(403, "forbidden");
    org.member(Role::Instructor).await.get(&path).await.refused(404, "not_found");
    org.member(Role::Manager).await.get(&path).await.expect(200);
}

#[tokio::test]
async fn many_learners_cost_as_many_statements_as_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let mut course = course(&org, &[MANUAL]).await;
    let path = format!("/courses/{}/learners", course.id);
    learner(&org).await.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
    let (one, _) = app.statements(org.owner.get(&path)).await;
    for _ in 0..15 {
        learner(&org).await.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
    }
    let (many, answer) = app.statements(org.owner.get(&path)).await;
    assert_eq!((one, answer.items().len()), (many, 16));
    course.add(&[MANUAL]).await;
    org.owner.get(&path).await.expect(200);
    let (behind, answer) = app.statements(org.owner.get(&path)).await;
    assert!(behind <= many + 1);
    assert!(answer.items().iter().all(|row| row["required_lessons"] == 2));
}
