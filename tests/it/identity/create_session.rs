//! Signing in: what is refused is refused alike (A04), and rights come from the organization of the host (T04).

use domain::access::Role;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;

use super::fixtures::{accept, comparable, email_of, invited, open_house, registered, sign_in};

#[tokio::test]
async fn why_a_sign_in_is_refused_does_not_show() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let suspended = acme.member(Role::Learner).await;
    let removed = acme.member(Role::Learner).await;
    let (suspended_email, removed_email) = (email_of(&suspended).await, email_of(&removed).await);
    acme.owner.patch(&format!("/members/{}", suspended.user_id), json!({ "status": "suspended" })).await.expect(200);
    acme.owner.delete(&format!("/members/{}", removed.user_id)).await.expect(204);
    let mut answers = Vec::new();
    for (email, password) in [
        ("owner@acme.example", "a wrong password, but a long one"),
        ("nobody@acme.example", PASSWORD),
        (suspended_email.as_str(), PASSWORD),
        (removed_email.as_str(), PASSWORD),
        ("owner@acme.example", ""),
    ] {
        let runs = app.app.hasher.runs();
        let answer = sign_in(&acme, email, password).await.refused(401, "invalid_credentials");
        assert_eq!(app.app.hasher.runs() - runs, 1, "{email}: the time tells");
        answers.push(comparable(&answer));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    // what is no address is refused in the same words
    assert_eq!(comparable(&sign_in(&acme, "not an address", PASSWORD).await), answers[0]);
}

#[tokio::test]
async fn an_organization_can_demand_a_proven_address() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let rita = registered(&acme, "rita@example.org").await;
    let invited = acme.member(Role::Learner).await;
    // the owner has not proven an address either: they are in, and stay in, until they refresh
    acme.owner.patch("/organization", json!({ "require_verified_email": true })).await.expect(200);
    sign_in(&acme, "rita@example.org", PASSWORD).await.refused(403, "email_unverified");
    sign_in(&acme, "rita@example.org", "a wrong password, but a long one").await.refused(401, "invalid_credentials");
    rita.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    invited.post_as_page("/sessions/refresh").await.expect(200);
}

#[tokio::test]
async fn rights_come_from_the_organization_of_the_host() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    // admin in one, learner in the other, by one address and one password
    let (_, there) = invited(&acme, "ann@example.org", &["admin"]).await;
    let (_, here) = invited(&bolt, "ann@example.org", &["learner"]).await;
    accept(&acme, &there).await.expect(201);
    accept(&bolt, &here).await.expect(201);
    let at_acme = acme.visitor().signed_in(&sign_in(&acme, "ann@example.org", PASSWORD).await.expect(201));
    let at_bolt = bolt.visitor().signed_in(&sign_in(&bolt, "ann@example.org", PASSWORD).await.expect(201));
    assert_ne!(at_acme.user_id, at_bolt.user_id);
    at_acme.get("/members").await.expect(200);
    at_bolt.get("/members").await.refused(403, "forbidden");
    at_bolt.get("/audit-events").await.refused(403, "forbidden");
    // neither token is good at the other host
    bolt.visitor().with_token(at_acme.token.as_deref().unwrap()).get("/me").await.refused(401, "unauthenticated");
    acme.visitor().with_token(at_bolt.token.as_deref().unwrap()).get("/me").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_password_may_be_any_text_and_nothing_else_is_taken() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for body in [
        json!({ "email": "owner@acme.example", "password": ["x"] }),
        json!({ "email": "owner@acme.example", "password": { "$ne": null } }),
        json!({ "email": "owner@acme.example", "password": PASSWORD, "user_id": acme.owner.user_id }),
        json!({ "email": "owner@acme.example" }),
        json!({ "email": "owner@acme.example", "password": "x".repeat(1_025) }),
    ] {
        let runs = app.app.hasher.runs();
        acme.visitor().post("/sessions", body).await.refused(422, "invalid_input");
        assert_eq!(app.app.hasher.runs(), runs);
    }
    acme.visitor()
        .post("/sessions", json!({ "email": "owner@acme.example", "password": "x".repeat(4 << 20) }))
        .await
        .refused(413, "content_too_large");
}
