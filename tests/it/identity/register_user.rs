//! Registering: only where the organization lets people, and alike whether or not the address is known (A04).

use futures::future::join_all;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;

use super::fixtures::{comparable, events, mailed, number, open_house, open_registration, register, registered, sign_in};

#[tokio::test]
async fn whoever_registers_is_a_learner_whose_address_is_to_be_proven() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    register(&acme, "rita@example.org").await.refused(403, "self_registration_closed");
    open_registration(&acme).await;
    let answer = register(&acme, "Rita@example.org").await.expect(202);
    assert!(answer.body["message"].is_string() && answer.body.as_object().unwrap().len() == 1, "{}", answer.body);
    assert!(answer.header("set-cookie").is_empty());
    let me = acme.visitor().signed_in(&sign_in(&acme, "rita@example.org", PASSWORD).await.expect(201)).get("/me").await.expect(200);
    assert_eq!((&me.body["roles"], &me.body["email_verified"]), (&json!(["learner"]), &json!(false)));
    assert_eq!(mailed(&acme, "email_verification", "email_verification_requested").await.len(), 2, "the owner's and Rita's");
}

#[tokio::test]
async fn an_address_that_has_an_account_is_answered_alike() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let runs = app.app.hasher.runs();
    let fresh = register(&acme, "rita@example.org").await.expect(202);
    let first = app.app.hasher.runs() - runs;
    let known = register(&acme, "owner@ACME.example").await.expect(202);
    assert_eq!(app.app.hasher.runs() - runs - first, first, "the time tells");
    assert_eq!(comparable(&fresh), comparable(&known));
    // the mail tells, and nothing of the account changed
    assert_eq!(events(&acme, "registration_repeated").await, [json!({ "kind": "registration_repeated", "user_id": acme.owner.user_id })]);
    assert_eq!(acme.owner.get("/me").await.expect(200).body["name"], "Olga of acme");
    sign_in(&acme, "owner@acme.example", PASSWORD).await.expect(201);
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users").await, 2);
}

#[tokio::test]
async fn registering_twice_at_once_is_one_account() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    // five an hour for one address: the sixth of them is told to slow down
    let answers = join_all((0..6).map(|_| register(&acme, "rita@example.org"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 5);
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users").await, 2);
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM member_roles").await, 2);
    assert_eq!(events(&acme, "registration_repeated").await.len(), 4);
}

#[tokio::test]
async fn nobody_registers_as_more_than_a_learner() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    for (field, value) in [
        ("role", json!("owner")),
        ("roles", json!(["owner"])),
        ("org_id", json!(acme.id)),
        ("email_verified", json!(true)),
        ("status", json!("active")),
    ] {
        let mut body = json!({ "name": "Rita", "email": "rita@example.org", "password": PASSWORD });
        body[field] = value;
        let answer = acme.visitor().post("/users", body).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["code"], "unknown_field", "{field}");
    }
    for (password, code) in
        [("short", "password_too_short"), ("rita registered", "password_too_common"), (&"x".repeat(257), "password_too_long")]
    {
        let body = json!({ "name": "Rita Registered", "email": "rita@example.org", "password": password });
        let answer = acme.visitor().post("/users", body).await.refused(422, "invalid_input");
        assert_eq!((&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]), (&json!("/password"), &json!(code)));
        app.clock.advance(chrono::Duration::hours(2));
    }
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users").await, 1);
}

#[tokio::test]
async fn the_same_address_in_two_organizations_is_two_accounts() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let bolt = app.organization("bolt").await;
    open_registration(&bolt).await;
    let here = registered(&acme, "rita@example.org").await;
    let there = registered(&bolt, "rita@example.org").await;
    assert_ne!(here.user_id, there.user_id);
    here.patch("/me", json!({ "name": "Rita of acme" })).await.expect(200);
    assert_eq!(there.get("/me").await.expect(200).body["name"], "Rita Registered");
}
