//! Getting in again: a link for an hour, one new password, every session ended.

use futures::future::join_all;
use lyceum_tests::{Org, PASSWORD, Response, TestApp};
use serde_json::json;

use super::fixtures::{OTHER_PASSWORD, comparable, events, mailed, number, open_house, registered, sign_in};

async fn ask(org: &Org<'_>, email: &str) -> Response {
    org.visitor().post("/password-resets", json!({ "email": email })).await
}

async fn links(org: &Org<'_>) -> Vec<String> {
    mailed(org, "password_reset", "password_reset_requested").await
}

async fn reset(org: &Org<'_>, token: &str, password: &str) -> Response {
    org.visitor().post(&format!("/password-resets/{token}/confirm"), json!({ "password": password })).await
}

#[tokio::test]
async fn a_reset_sets_the_password_ends_sessions_and_proves_the_address() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let rita = registered(&acme, "rita@example.org").await;
    ask(&acme, "RITA@example.org").await.expect(202);
    ask(&acme, "rita@example.org").await.expect(202);
    let tokens = links(&acme).await;
    // a password that breaks a rule leaves the link as it is
    let answer = reset(&acme, &tokens[0], "short").await.refused(422, "invalid_input");
    assert_eq!(answer.body["errors"][0]["code"], "password_too_short");
    let answer = reset(&acme, &tokens[0], OTHER_PASSWORD).await.expect(204);
    assert!(answer.header("set-cookie").is_empty(), "a reset signs nobody in");
    sign_in(&acme, "rita@example.org", PASSWORD).await.refused(401, "invalid_credentials");
    rita.get("/me").await.refused(401, "unauthenticated");
    rita.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    let again = acme.visitor().signed_in(&sign_in(&acme, "rita@example.org", OTHER_PASSWORD).await.expect(201));
    assert_eq!(again.get("/me").await.expect(200).body["email_verified"], true);
    // all links of this kind are used up
    for token in &tokens {
        reset(&acme, token, PASSWORD).await.refused(410, "link_invalid");
    }
    assert_eq!(events(&acme, "password_changed").await, [json!({ "kind": "password_changed", "user_id": rita.user_id })]);
    acme.owner.get("/me").await.expect(200);
}

#[tokio::test]
async fn asking_is_answered_alike_whoever_it_is() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let suspended = acme.member(domain::access::Role::Learner).await;
    let email = super::fixtures::email_of(&suspended).await;
    acme.owner.patch(&format!("/members/{}", suspended.user_id), json!({ "status": "suspended" })).await.expect(200);
    let mut answers = Vec::new();
    for email in ["owner@acme.example", "nobody@acme.example", email.as_str()] {
        let runs = app.app.hasher.runs();
        answers.push(comparable(&ask(&acme, email).await.expect(202)));
        assert_eq!(app.app.hasher.runs(), runs);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(links(&acme).await.len(), 1);
    assert_eq!(events(&acme, "link_requested_in_vain").await.len(), 2, "each of them writes, so that the time does not tell");
}

#[tokio::test]
async fn a_link_works_once_for_an_hour_in_its_organization() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    ask(&acme, "owner@acme.example").await.expect(202);
    let token = links(&acme).await.pop().unwrap();
    reset(&bolt, &token, OTHER_PASSWORD).await.refused(410, "link_invalid");
    reset(&acme, &"A".repeat(64), OTHER_PASSWORD).await.refused(410, "link_invalid");
    app.clock.advance(chrono::Duration::minutes(60));
    reset(&acme, &token, OTHER_PASSWORD).await.refused(410, "link_invalid");
    sign_in(&acme, "owner@acme.example", PASSWORD).await.expect(201);
}

#[tokio::test]
async fn many_who_use_a_link_at_once_set_one_password() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    ask(&acme, "owner@acme.example").await.expect(202);
    let token = links(&acme).await.pop().unwrap();
    let passwords: Vec<String> = (0..30).map(|n| format!("seven lanterns over harbor {n}")).collect();
    let answers = join_all(passwords.iter().map(|password| reset(&acme, &token, password))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    let winner = answers.iter().position(|answer| answer.status == 204).unwrap();
    sign_in(&acme, "owner@acme.example", &passwords[winner]).await.expect(201);
    assert_eq!(events(&acme, "password_changed").await.len(), 1);
}

#[tokio::test]
async fn a_link_of_somebody_who_was_shut_out_sets_nothing() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let rita = registered(&acme, "rita@example.org").await;
    ask(&acme, "rita@example.org").await.expect(202);
    let token = links(&acme).await.pop().unwrap();
    let path = format!("/members/{}", rita.user_id);
    acme.owner.patch(&path, json!({ "status": "suspended" })).await.expect(200);
    reset(&acme, &token, OTHER_PASSWORD).await.refused(410, "link_invalid");
    acme.owner.patch(&path, json!({ "status": "active" })).await.expect(200);
    reset(&acme, &token, OTHER_PASSWORD).await.refused(410, "link_invalid");
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM links WHERE used_at IS NULL AND kind = 'password_reset'").await, 0);
}
