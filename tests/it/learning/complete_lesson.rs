//! Completing: the server judges, knows the last lesson, and takes nothing back.

use chrono::Duration;
use domain::courses::CompletionRule;
use futures::future::join_all;
use lyceum_tests::{Client, Org, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{Course, MANUAL, MINUTE, OPTIONAL, SEATS, Spec, course, learner, number};

const COMPLETED: &str = "SELECT COUNT(*) FROM events WHERE kind = 'course_completed'";

async fn enrolled(org: &Org<'_>, specs: &[Spec]) -> (Client, String, Course) {
    let course = course(org, specs).await;
    let ann = learner(org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    (ann, format!("/enrollments/{id}"), course)
}

fn completion(path: &str, lesson: Uuid) -> String {
    format!("{path}/lessons/{lesson}/completion")
}

#[tokio::test]
async fn the_last_lesson_that_counts_completes_the_course() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL, OPTIONAL, MANUAL]).await;
    let half = ann.put(&completion(&path, course.lessons[0]), json!({})).await.expect(200);
    assert_eq!((&half.body["progress_percent"], &half.body["status"]), (&json!(50), &json!("active")));
    assert_eq!(half.body["lessons"][0]["state"], "completed");
    let still = ann.put(&completion(&path, course.lessons[1]), json!({})).await.expect(200);
    assert_eq!(still.body["progress_percent"], 50);
    assert_eq!((number(&org, COMPLETED).await, number(&org, SEATS).await), (0, 1));
    let done = ann.put(&completion(&path, course.lessons[2]), json!({})).await.expect(200);
    assert_eq!((&done.body["progress_percent"], &done.body["status"]), (&json!(100), &json!("completed")));
    assert!(done.body["completed_at"].is_string());
    assert_eq!((number(&org, COMPLETED).await, number(&org, SEATS).await), (1, 0));
    // again: the same answer, nothing new
    let again = ann.put(&completion(&path, course.lessons[2]), json!({})).await.expect(200);
    assert_eq!(again.body["completed_at"], done.body["completed_at"]);
    assert_eq!(number(&org, COMPLETED).await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'lesson_completed'").await, 3);
}

#[tokio::test]
async fn the_last_two_lessons_completed_at_once_complete_the_course_once() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL; 8]).await;
    let paths: Vec<String> = course.lessons.iter().map(|lesson| completion(&path, *lesson)).collect();
    let answers = join_all(paths.iter().chain(&paths).map(|path| ann.put(path, json!({})))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!((number(&org, COMPLETED).await, number(&org, SEATS).await), (1, 0));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'lesson_completed'").await, 8);
    assert_eq!(ann.get(&path).await.expect(200).body["status"], "completed");
}

#[tokio::test]
async fn a_rule_that_is_not_met_is_explained_and_nothing_changes() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MINUTE]).await;
    let lesson = course.lessons[0];
    let before = ann.get(&format!("{path}/progress")).await.expect(200);
    assert_eq!(before.body["lessons"][0]["missing"], json!(["reach_end", "min_time"]));
    let refused = ann.put(&completion(&path, lesson), json!({})).await.refused(409, "completion_rule_unmet");
    assert_eq!((&refused.body["missing"], &refused.body["seconds_needed"]), (&json!(["reach_end", "min_time"]), &json!(60)));
    assert_eq!(ann.get(&format!("{path}/progress")).await.expect(200).body, before.body);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lesson_progress").await, 0);

    // a body that claims more is refused, a claim of time beyond the clock is not credited
    ann.put(&completion(&path, lesson), json!({ "state": "completed" })).await.refused(422, "invalid_input");
    app.clock.advance(Duration::seconds(40));
    let events = json!([
        { "client_event_id": Uuid::now_v7(), "sequence": 1, "kind": "reached_end", "lesson_id": lesson, "occurred_at": app.app.db.world().now() },
        { "client_event_id": Uuid::now_v7(), "sequence": 2, "kind": "time_spent", "lesson_id": lesson, "occurred_at": app.app.db.world().now(), "seconds": 3600 },
    ]);
    let recorded = ann.post(&format!("{path}/events"), json!({ "device_id": Uuid::now_v7(), "events": events })).await.expect(200);
    let credited = recorded.body["credited_seconds"].as_i64().unwrap();
    assert!((40..45).contains(&credited), "{credited}");
    let refused = ann.put(&completion(&path, lesson), json!({})).await.refused(409, "completion_rule_unmet");
    assert_eq!((&refused.body["missing"], &refused.body["seconds_needed"]), (&json!(["min_time"]), &json!(60 - credited)));

    app.clock.advance(Duration::seconds(30));
    let more = json!([{ "client_event_id": Uuid::now_v7(), "sequence": 3, "kind": "time_spent", "lesson_id": lesson, "occurred_at": app.app.db.world().now(), "seconds": 30 }]);
    ann.post(&format!("{path}/events"), json!({ "device_id": Uuid::now_v7(), "events": more })).await.expect(200);
    assert_eq!(ann.put(&completion(&path, lesson), json!({})).await.expect(200).body["status"], "completed");
}

#[tokio::test]
async fn nobody_completes_a_lesson_for_somebody_else() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL]).await;
    let bob = learner(&org).await;
    bob.put(&completion(&path, course.lessons[0]), json!({})).await.refused(404, "not_found");
    org.owner.put(&completion(&path, course.lessons[0]), json!({})).await.refused(404, "not_found");
    ann.put(&completion(&path, Uuid::now_v7()), json!({})).await.refused(404, "not_found");
    let other = super::fixtures::course(&org, &[MANUAL]).await;
    ann.put(&completion(&path, other.lessons[0]), json!({})).await.refused(404, "not_found");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lesson_progress").await, 0);
}

#[tokio::test]
async fn what_is_added_later_takes_nothing_back() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, mut course) = enrolled(&org, &[MANUAL]).await;
    let done = ann.put(&completion(&path, course.lessons[0]), json!({})).await.expect(200);
    course.add(&[MANUAL]).await;
    let later = ann.get(&path).await.expect(200);
    assert_eq!(
        (&later.body["status"], &later.body["progress_percent"], &later.body["has_new_lessons"]),
        (&json!("completed"), &json!(100), &json!(true))
    );
    assert_eq!(later.body["completed_at"], done.body["completed_at"]);
    assert_eq!((&later.body["completed_lessons"], &later.body["required_lessons"]), (&json!(1), &json!(2)));
    let outline = ann.get(&format!("{path}/outline")).await.expect(200);
    let is_new: Vec<_> =
        outline.body["sections"][0]["lessons"].as_array().unwrap().iter().map(|lesson| lesson.get("is_new").cloned()).collect();
    assert_eq!(is_new, [None, Some(json!(true))]);
    // the new one can be completed, and the course is not completed a second time
    ann.put(&completion(&path, course.lessons[1]), json!({})).await.expect(200);
    assert_eq!(number(&org, COMPLETED).await, 1);
    assert_eq!(ann.get(&path).await.expect(200).body["has_new_lessons"], false);
}

#[tokio::test]
async fn a_course_is_complete_when_what_was_missing_left_it() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL, MANUAL]).await;
    let (first, second) = (course.lessons[0], course.lessons[1]);
    ann.put(&completion(&path, first), json!({})).await.expect(200);
    course.remove(second).await;
    let list = ann.get("/enrollments").await.expect(200);
    assert_eq!((&list.items()[0]["progress_percent"], &list.items()[0]["required_lessons"]), (&json!(100), &json!(1)));
    ann.put(&completion(&path, second), json!({})).await.refused(404, "not_found");
    assert_eq!(ann.put(&completion(&path, first), json!({})).await.expect(200).body["status"], "completed");
    assert_eq!((number(&org, COMPLETED).await, number(&org, SEATS).await), (1, 0));
}

#[tokio::test]
async fn a_completed_lesson_is_complete_whatever_its_rule_becomes() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL, MANUAL]).await;
    let lesson = course.lessons[0];
    ann.put(&completion(&path, lesson), json!({})).await.expect(200);
    course.revise(lesson, "Stricter", CompletionRule::Read { min_seconds: 600 }).await;
    let again = ann.put(&completion(&path, lesson), json!({})).await.expect(200);
    assert_eq!((&again.body["lessons"][0]["state"], &again.body["lessons"][0]["missing"]), (&json!("completed"), &json!([])));
    course.remove(lesson).await;
    assert_eq!(ann.put(&completion(&path, lesson), json!({})).await.expect(200).body["progress_percent"], 0);
}

#[tokio::test]
async fn completing_costs_as_many_statements_whatever_the_courses_size() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL; 3]).await;
    let (bob, long_path, long) = enrolled(&org, &[MANUAL; 130]).await;
    ann.put(&completion(&path, course.lessons[0]), json!({})).await.expect(200);
    bob.put(&completion(&long_path, long.lessons[0]), json!({})).await.expect(200);
    let (few, _) = app.statements(ann.put(&completion(&path, course.lessons[1]), json!({}))).await;
    let (many, _) = app.statements(bob.put(&completion(&long_path, long.lessons[1]), json!({}))).await;
    assert_eq!(few, many);
    // BEGIN, set_config and COMMIT come on top
    assert!(few + 3 <= 9, "{few} statements");
}
