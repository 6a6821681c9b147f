//! Sign-up: everything in one transaction, or nothing.

use futures::future::join_all;
use lyceum_tests::{Client, PASSWORD, Response, TestApp};
use serde_json::{Value, json};

fn body(slug: &str) -> Value {
    json!({ "name": "Northwind Academy", "slug": slug, "owner": { "name": "Olga", "email": "olga@example.org", "password": PASSWORD } })
}

async fn sign_up(app: &TestApp, body: Value) -> Response {
    app.apex().from_somewhere().post("/organizations", body).await
}

#[tokio::test]
async fn an_organization_answers_at_once_and_its_owner_is_to_prove_the_address() {
    let app = TestApp::spawn().await;
    let made = sign_up(&app, body("northwind")).await.expect(201);
    assert_eq!((&made.body["slug"], &made.body["url"]), (&json!("northwind"), &json!("http://northwind.lyceum.test")));
    let host: Client = app.visitor("northwind.lyceum.test").from_somewhere();
    assert_eq!(host.get("/organization").await.expect(200).id(), made.id());
    let session = host.post("/sessions", json!({ "email": "olga@example.org", "password": PASSWORD })).await.expect(201);
    let me = host.clone().signed_in(&session).get("/me").await.expect(200);
    assert_eq!((&me.body["roles"], &me.body["email_verified"]), (&json!(["owner"]), &json!(false)));
    // sign-up is the platform's, on no organization's host
    host.post("/organizations", body("other")).await.refused(404, "not_found");
    app.visitor("files.lyceum.test").post("/organizations", body("other")).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_is_not_right_makes_nothing() {
    let app = TestApp::spawn().await;
    sign_up(&app, body("northwind")).await.expect(201);
    sign_up(&app, body("northwind")).await.refused(409, "slug_taken");
    sign_up(&app, body("www")).await.refused(422, "slug_reserved");
    sign_up(&app, body("North Wind")).await.refused(422, "invalid_slug");
    for (pointer, value, code) in [
        ("/owner/password", json!("short"), "password_too_short"),
        ("/owner/password", json!("northwind academy"), "password_too_common"),
        ("/owner/email", json!("olga"), "invalid_email"),
        ("/owner/name", json!(""), "invalid_name"),
        ("/name", json!("x".repeat(121)), "invalid_name"),
        ("/plan", json!("contract"), "unknown_field"),
        ("/owner/roles", json!(["owner"]), "unknown_field"),
    ] {
        let mut wrong = body("southwind");
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        wrong.pointer_mut(parent).unwrap()[field] = value;
        let answer = sign_up(&app, wrong).await.refused(422, "invalid_input");
        assert_eq!((&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    app.visitor("southwind.lyceum.test").get("/organization").await.refused(421, "unknown_host");
    sign_up(&app, body("southwind")).await.expect(201);
}

#[tokio::test]
async fn a_slug_goes_to_one_of_many() {
    let app = TestApp::spawn().await;
    let answers = join_all((0..20).map(|_| sign_up(&app, body("northwind")))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| matches!((answer.status, answer.code()), (201, "") | (409, "slug_taken") | (503, "busy"))));
}

#[tokio::test]
async fn sign_ups_are_limited_by_address() {
    let app = TestApp::spawn().await;
    let caller = app.apex().from_somewhere();
    for _ in 0..10 {
        caller.post("/organizations", body("www")).await.refused(422, "slug_reserved");
    }
    caller.post("/organizations", body("www")).await.refused(429, "too_many_requests");
    sign_up(&app, body("northwind")).await.expect(201);
    for _ in 0..120 {
        caller.get("/slug-availability?slug=northwind").await.expect(200);
    }
    caller.get("/slug-availability?slug=northwind").await.refused(429, "too_many_requests");
}
