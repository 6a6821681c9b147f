//! A course's page: who may look, what it shows, whether one may enroll.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::{Value, json};

use crate::courses::fixtures::{change_course, change_lesson, course, shape, titles};

#[tokio::test]
async fn the_page_shows_what_is_taught_and_nothing_of_the_draft() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2, 0]).await;
    change_lesson(owner, built.lessons[0][0], json!({ "free_preview": true })).await;
    let patch =
        json!({ "description": { "markdown": "All about **knots**" }, "objectives": ["Tie"], "requirements": ["Rope"], "teaser": "T" });
    change_course(owner, built.id, patch).await;
    built.publish(owner).await;
    change_lesson(owner, built.lessons[0][1], json!({ "title": "Secret draft" })).await;
    let page = org.visitor().get("/catalog/knots").await.expect(200).body;
    assert_eq!(shape(&page), titles(&[("Section 0", &["Lesson 0.0", "Lesson 0.1"])]));
    assert_eq!(
        (&page["sections"][0]["lessons"][0]["free_preview"], &page["sections"][0]["lessons"][1]["free_preview"]),
        (&json!(true), &json!(false))
    );
    assert_eq!((&page["description_html"], &page["lesson_count"]), (&json!("<p>All about <strong>knots</strong></p>"), &json!(2)));
    assert_eq!((&page["objectives"], &page["requirements"], &page["teaser"]), (&json!(["Tie"]), &json!(["Rope"]), &json!("T")));
    assert!(!page.to_string().contains("Secret draft") && !page.to_string().contains("@acme.example"));
    // a title shows at once
    change_course(owner, built.id, json!({ "title": "Splices" })).await;
    assert_eq!(org.visitor().get("/catalog/knots").await.expect(200).body["title"], "Splices");
    org.visitor().get("/catalog/nothing").await.refused(404, "not_found");
}

#[tokio::test]
async fn who_may_look_depends_on_the_visibility() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, ben, learner, other) = (
        org.member(Role::Instructor).await,
        org.member(Role::Instructor).await,
        org.member(Role::Learner).await,
        org.member(Role::Learner).await,
    );
    let built = course(&ann, &[1]).await;
    for client in [&org.visitor(), &ann] {
        client.get("/catalog/knots").await.refused(404, "not_found");
    }
    built.publish(&ann).await;
    let enrollment = ann.post("/enrollments", json!({ "course_id": built.id, "user_id": learner.user_id })).await.expect(201).id();
    let visitor = org.visitor();
    let everybody = [&visitor, &ben, &other, &learner, &ann, &org.owner];
    for (visibility, may) in [
        ("public", [true; 6]),
        ("unlisted", [true; 6]),
        ("private", [false, false, false, true, true, true]),
        ("draft", [false, false, false, false, true, true]),
    ] {
        change_course(&ann, built.id, json!({ "visibility": visibility })).await;
        for (n, (client, may)) in everybody.iter().zip(may).enumerate() {
            let answer = client.get("/catalog/knots").await;
            assert_eq!(answer.status, if may { 200 } else { 404 }, "{visibility}, reader {n}");
        }
    }
    change_course(&ann, built.id, json!({ "visibility": "private" })).await;
    ann.patch(&format!("/enrollments/{enrollment}"), json!({ "status": "cancelled" })).await.expect(200);
    learner.get("/catalog/knots").await.refused(404, "not_found");
}

#[tokio::test]
async fn the_page_says_whether_one_may_enroll_and_why_not() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let learner = org.member(Role::Learner).await;
    let built = course(&org.owner, &[1]).await;
    built.publish(&org.owner).await;
    let says = async |client: &lyceum_tests::Client| {
        let page = client.get("/catalog/knots").await.expect(200).body;
        (page["can_enroll"].clone(), page["enroll_reason"].clone(), page["enrollment_id"].clone())
    };
    assert_eq!(says(&org.visitor()).await, (json!(false), json!("sign_in"), Value::Null));
    assert_eq!(says(&learner).await, (json!(true), Value::Null, Value::Null));
    let enrollment = learner.post("/enrollments", json!({ "course_id": built.id })).await.expect(201).id();
    assert_eq!(says(&learner).await, (json!(false), json!("already_enrolled"), json!(enrollment)));
    change_course(&org.owner, built.id, json!({ "self_enrollment": false })).await;
    assert_eq!(says(&org.visitor()).await, (json!(false), json!("closed"), Value::Null));
    assert_eq!(says(&org.owner).await, (json!(false), json!("closed"), Value::Null));
    assert_eq!(says(&learner).await.1, "already_enrolled");
    org.owner.patch(&format!("/enrollments/{enrollment}"), json!({ "status": "cancelled" })).await.expect(200);
    assert_eq!(says(&learner).await, (json!(false), json!("closed"), Value::Null));
}
