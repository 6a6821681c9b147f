//! Enrollments in lists.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{MANUAL, course, learner, tamper};

#[tokio::test]
async fn everybody_lists_their_own_and_staff_those_of_others() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (one, two) = (course(&org, &[MANUAL]).await, course(&org, &[MANUAL]).await);
    let ann = learner(&org).await;
    for course in [&one, &two] {
        ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
    }
    let own = ann.get("/enrollments").await.expect(200);
    let courses: Vec<&str> = own.items().iter().map(|item| item["course_id"].as_str().unwrap()).collect();
    assert_eq!(courses, [two.id.to_string(), one.id.to_string()]);
    assert_eq!(ann.get(&format!("/enrollments?course_id={}", one.id)).await.expect(200).items().len(), 1);
    assert_eq!(ann.get("/enrollments?status=completed").await.expect(200).items().len(), 0);
    ann.get("/enrollments?status=done").await.refused(422, "invalid_input");

    let bob = learner(&org).await;
    assert_eq!(bob.get("/enrollments").await.expect(200).items().len(), 0);
    let of_ann = format!("/enrollments?user_id={}", ann.user_id);
    bob.get(&of_ann).await.refused(403, "forbidden");
    assert_eq!(org.owner.get(&of_ann).await.expect(200).items().len(), 2);
    assert_eq!(org.member(Role::Manager).await.get(&of_ann).await.expect(200).items().len(), 2);
    assert_eq!(org.member(Role::Instructor).await.get(&of_ann).await.expect(200).items().len(), 0);
}

#[tokio::test]
async fn a_list_pages_and_costs_as_much_with_one_row_as_with_many() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, bob) = (learner(&org).await, learner(&org).await);
    for n in 0..12 {
        let course = course(&org, &[MANUAL]).await;
        ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
        if n == 0 {
            bob.post("/enrollments", json!({ "course_id": course.id })).await.expect(201);
        }
    }
    let (one, _) = app.statements(bob.get("/enrollments")).await;
    let (many, _) = app.statements(ann.get("/enrollments")).await;
    assert_eq!((one, many), (1, 1));
    // something was published since: two statements more, for all of them
    tamper(&org, "UPDATE enrollments SET outline_number = 0").await;
    let (one, _) = app.statements(bob.get("/enrollments")).await;
    let (many, _) = app.statements(ann.get("/enrollments")).await;
    assert_eq!(one, many);

    let mut seen = Vec::new();
    let mut path = "/enrollments?limit=5".to_owned();
    loop {
        let page = ann.get(&path).await.expect(200);
        seen.extend(page.items().iter().map(|item| item["id"].clone()));
        match page.body["next_cursor"].as_str() {
            Some(cursor) => path = format!("/enrollments?limit=5&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 12);
}
