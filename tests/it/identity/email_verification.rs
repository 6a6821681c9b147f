//! Proving an address: once, in its organization, and alike for addresses that nobody has.

use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;

use super::fixtures::{comparable, events, mailed, number, open_house, registered, sign_in};

async fn links(org: &lyceum_tests::Org<'_>) -> Vec<String> {
    mailed(org, "email_verification", "email_verification_requested").await
}

#[tokio::test]
async fn the_link_proves_the_address_once() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let rita = registered(&acme, "rita@example.org").await;
    acme.owner.patch("/organization", json!({ "require_verified_email": true })).await.expect(200);
    sign_in(&acme, "rita@example.org", PASSWORD).await.refused(403, "email_unverified");
    let token = links(&acme).await.pop().unwrap();
    let path = format!("/email-verifications/{token}/confirm");
    let bolt = app.organization("bolt").await;
    bolt.visitor().post(&path, json!({})).await.refused(410, "link_invalid");
    acme.visitor().post(&path, json!({ "email": "x@example.org" })).await.refused(422, "invalid_input");
    let answer = acme.visitor().post(&path, json!({})).await.expect(200);
    assert_eq!(answer.body, json!({ "email": "rita@example.org" }));
    acme.visitor().post(&path, json!({})).await.refused(410, "link_invalid");
    sign_in(&acme, "rita@example.org", PASSWORD).await.expect(201);
    assert_eq!(rita.get("/me").await.expect(200).body["email_verified"], true);
}

#[tokio::test]
async fn a_link_works_for_72_hours_and_for_its_own_purpose() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    registered(&acme, "rita@example.org").await;
    let id = events(&acme, "email_verification_requested").await.pop().unwrap()["link_id"].as_str().unwrap().parse().unwrap();
    for purpose in ["password_reset", "invitation", "handoff"] {
        let path = format!("/email-verifications/{}/confirm", acme.link_token(purpose, id));
        acme.visitor().post(&path, json!({})).await.refused(410, "link_invalid");
    }
    // and this purpose's token sets no password
    let reset = format!("/password-resets/{}/confirm", acme.link_token("email_verification", id));
    acme.visitor().post(&reset, json!({ "password": PASSWORD })).await.refused(410, "link_invalid");
    let reset = format!("/password-resets/{}/confirm", acme.link_token("password_reset", id));
    acme.visitor().post(&reset, json!({ "password": PASSWORD })).await.refused(410, "link_invalid");
    app.clock.advance(chrono::Duration::hours(72));
    let path = format!("/email-verifications/{}/confirm", acme.link_token("email_verification", id));
    acme.visitor().post(&path, json!({})).await.refused(410, "link_invalid");
}

#[tokio::test]
async fn asking_is_answered_alike_whoever_it_is() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    registered(&acme, "rita@example.org").await;
    let proven = acme.member(domain::access::Role::Learner).await;
    let proven = super::fixtures::email_of(&proven).await;
    let before = links(&acme).await.len();
    let mut answers = Vec::new();
    for email in ["rita@example.org", "nobody@example.org", proven.as_str()] {
        answers.push(comparable(&acme.visitor().post("/email-verifications", json!({ "email": email })).await.expect(202)));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(links(&acme).await.len(), before + 1, "one of the three gets a mail");
    assert_eq!(events(&acme, "link_requested_in_vain").await.len(), 2, "each of them writes, so that the time does not tell");
}

#[tokio::test]
async fn who_is_signed_in_asks_for_their_own() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let rita = registered(&acme, "rita@example.org").await;
    let before = links(&acme).await.len();
    rita.post("/email-verifications", json!({})).await.expect(202);
    let tokens = links(&acme).await;
    assert_eq!(tokens.len(), before + 1);
    acme.visitor().post(&format!("/email-verifications/{}/confirm", tokens.last().unwrap()), json!({})).await.expect(200);
    assert_eq!(rita.get("/me").await.expect(200).body["email_verified"], true);
    // proving uses up the other links of this kind too
    let older = &tokens[tokens.len() - 2];
    acme.visitor().post(&format!("/email-verifications/{older}/confirm"), json!({})).await.refused(410, "link_invalid");
    rita.post("/email-verifications", json!({})).await.expect(202);
    assert_eq!(links(&acme).await.len(), before + 1, "it is proven: no mail");
    acme.visitor().post("/email-verifications", json!({})).await.refused(401, "unauthenticated");
    acme.visitor().with_token("stale").post("/email-verifications", json!({})).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_link_of_somebody_who_left_proves_nothing() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    let rita = registered(&acme, "rita@example.org").await;
    let token = links(&acme).await.pop().unwrap();
    acme.owner.delete(&format!("/members/{}", rita.user_id)).await.expect(204);
    acme.visitor().post(&format!("/email-verifications/{token}/confirm"), json!({})).await.refused(410, "link_invalid");
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users WHERE email_verified_at IS NOT NULL").await, 0);
}
