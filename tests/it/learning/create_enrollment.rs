//! Enrolling: once for each learner and course, with a seat of the plan for each learner.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{MANUAL, OPTIONAL, SEATS, course, learner, number, tamper};

#[tokio::test]
async fn a_learner_enrolls_once_and_gets_the_same_enrollment_again() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL, MANUAL, OPTIONAL]).await;
    let ann = learner(&org).await;
    let first = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
    assert_eq!(first.body["status"], "active");
    assert_eq!((&first.body["completed_lessons"], &first.body["required_lessons"]), (&json!(0), &json!(2)));
    assert_eq!(
        (&first.body["resume"], &first.body["certificate_code"], &first.body["progress_percent"]),
        (&json!(null), &json!(null), &json!(0))
    );
    let again = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(200);
    assert_eq!(first.body, again.body);
    assert_eq!(ann.get(&format!("/enrollments/{}", first.id())).await.expect(200).body, first.body);
    assert_eq!(number(&org, SEATS).await, 1);
}

#[tokio::test]
async fn a_hundred_enrollments_at_once_are_one_enrollment_and_one_seat() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let ann = learner(&org).await;
    let answers = join_all((0..100).map(|_| ann.post("/enrollments", json!({ "course_id": course.id })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 99);
    assert!(answers.iter().all(|answer| answer.id() == answers[0].id()));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM enrollments").await, 1);
    assert_eq!(number(&org, SEATS).await, 1);
    assert_eq!(number(&org, "SELECT active_enrollments FROM learners").await, 1);
}

#[tokio::test]
async fn a_learner_of_many_courses_fills_one_seat() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = learner(&org).await;
    for _ in 0..3 {
        let course = course(&org, &[MANUAL]).await;
        ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
    }
    assert_eq!(number(&org, SEATS).await, 1);
}

#[tokio::test]
async fn people_enroll_themselves_only_where_the_course_allows_it() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let ann = learner(&org).await;
    let wish = json!({ "course_id": course.id });
    for (change, status, code) in [
        ("self_enrollment = FALSE", 403, "self_enrollment_closed"),
        ("self_enrollment = TRUE, visibility = 'private'", 403, "self_enrollment_closed"),
        ("visibility = 'draft'", 403, "self_enrollment_closed"),
        ("visibility = 'public', published_at = NULL", 409, "course_not_published"),
        ("published_at = created_at, deleted_at = created_at", 404, "not_found"),
    ] {
        tamper(&org, &format!("UPDATE courses SET {change}")).await;
        ann.post("/enrollments", wish.clone()).await.refused(status, code);
    }
    tamper(&org, "UPDATE courses SET deleted_at = NULL, visibility = 'unlisted'").await;
    ann.post("/enrollments", wish.clone()).await.expect(201);
    // whoever is in stays in, and is told so, when the course closes
    tamper(&org, "UPDATE courses SET self_enrollment = FALSE, visibility = 'private'").await;
    ann.post("/enrollments", wish).await.expect(200);
    ann.post("/enrollments", json!({ "course_id": Uuid::now_v7() })).await.refused(404, "not_found");
}

#[tokio::test]
async fn staff_enroll_one_or_many_in_any_published_course() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    tamper(&org, "UPDATE courses SET self_enrollment = FALSE, visibility = 'private'").await;
    let (ann, bob, eve) = (learner(&org).await, learner(&org).await, learner(&org).await);
    let one = org.owner.post("/enrollments", json!({ "course_id": course.id, "user_id": ann.user_id })).await.expect(201);
    assert_eq!(one.body["user_id"], json!(ann.user_id));
    org.owner.post("/enrollments", json!({ "course_id": course.id, "user_id": ann.user_id })).await.expect(200);
    let users = [eve.user_id, ann.user_id, bob.user_id, eve.user_id];
    let many = org.owner.post("/enrollments", json!({ "course_id": course.id, "user_ids": users })).await.expect(201);
    let named: Vec<&str> = many.items().iter().map(|item| item["user_id"].as_str().unwrap()).collect();
    assert_eq!(named, [eve.user_id.to_string(), ann.user_id.to_string(), bob.user_id.to_string()]);
    assert_eq!(number(&org, SEATS).await, 3);
    // each of those who are new is told, nobody twice
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'learner_enrolled'").await, 3);

    let manager = org.member(Role::Manager).await;
    manager.post("/enrollments", json!({ "course_id": course.id, "user_id": bob.user_id })).await.expect(200);
    let stranger = org.member(Role::Instructor).await;
    stranger.post("/enrollments", json!({ "course_id": course.id, "user_id": bob.user_id })).await.refused(404, "not_found");
    bob.post("/enrollments", json!({ "course_id": course.id, "user_id": ann.user_id })).await.refused(403, "forbidden");
    bob.post("/enrollments", json!({ "course_id": course.id, "user_ids": [ann.user_id] })).await.refused(403, "forbidden");
    tamper(&org, "UPDATE courses SET published_at = NULL").await;
    org.owner.post("/enrollments", json!({ "course_id": course.id, "user_id": bob.user_id })).await.refused(409, "course_not_published");
}

#[tokio::test]
async fn a_list_with_a_stranger_enrolls_nobody() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let other = app.organization("umbrella").await;
    let course = course(&org, &[MANUAL]).await;
    let ann = learner(&org).await;
    for stranger in [other.owner.user_id, Uuid::now_v7()] {
        let users = json!([ann.user_id, stranger]);
        org.owner.post("/enrollments", json!({ "course_id": course.id, "user_ids": users })).await.refused(404, "not_found");
    }
    assert_eq!(number(&org, "SELECT COUNT(*) FROM enrollments").await, 0);
    for wrong in [
        json!({ "user_ids": [] }),
        json!({ "user_ids": vec![ann.user_id; 501] }),
        json!({ "user_id": ann.user_id, "user_ids": [ann.user_id] }),
    ] {
        let mut body = wrong;
        body["course_id"] = json!(course.id);
        org.owner.post("/enrollments", body).await.refused(422, "invalid_input");
    }
}

#[tokio::test]
async fn the_plans_seats_are_given_out_exactly_under_a_race() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let mut learners = Vec::new();
    for _ in 0..24 {
        learners.push(learner(&org).await);
    }
    let answers = join_all(learners.iter().map(|learner| learner.post("/enrollments", json!({ "course_id": course.id })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 20);
    let refused: Vec<_> = answers.into_iter().filter(|answer| answer.status != 201).collect();
    for answer in &refused {
        assert_eq!((answer.status, answer.code(), &answer.body["limit"]), (402, "plan_limit_reached", &json!("active_learners")));
        assert_eq!((&answer.body["usage"], &answer.body["allowed"], &answer.body["plan"]), (&json!(20), &json!(20), &json!("free")));
    }
    assert_eq!(number(&org, SEATS).await, 20);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM enrollments").await, 20);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM learners").await, 20);
}

#[tokio::test]
async fn many_at_once_are_enrolled_all_or_not_at_all() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let mut users = Vec::new();
    for _ in 0..21 {
        users.push(learner(&org).await.user_id);
    }
    org.owner.post("/enrollments", json!({ "course_id": course.id, "user_ids": users })).await.refused(402, "plan_limit_reached");
    assert_eq!((number(&org, SEATS).await, number(&org, "SELECT COUNT(*) FROM enrollments").await), (0, 0));
    users.pop();
    org.owner.post("/enrollments", json!({ "course_id": course.id, "user_ids": users })).await.expect(201);
    assert_eq!(number(&org, SEATS).await, 20);
}

#[tokio::test]
async fn enrolling_many_costs_as_many_statements_as_enrolling_few() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let mut users = Vec::new();
    for _ in 0..30 {
        users.push(learner(&org).await.user_id);
    }
    let enroll = |users: &[Uuid]| {
        let body = json!({ "course_id": course.id, "user_ids": users });
        let owner = org.owner.clone();
        async move { owner.post("/enrollments", body).await.expect(201) }
    };
    enroll(&users[..1]).await;
    let (few, _) = app.statements(enroll(&users[1..3])).await;
    let (many, _) = app.statements(enroll(&users[3..])).await;
    assert_eq!(few, many);
}
