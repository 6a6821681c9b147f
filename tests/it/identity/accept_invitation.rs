//! Accepting: once, for one organization, one address, the roles that were offered, while the sender may offer them.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{SEATS, accept, invited, number, open_registration, register, sign_in};
use crate::learning::fixtures::tamper;

#[tokio::test]
async fn whoever_accepts_is_a_member_with_a_proven_address_and_signed_in() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (_, token) = invited(&acme, "Ann@example.org", &["instructor", "learner"]).await;
    let preview = acme.visitor().get(&format!("/invitations/{token}/preview")).await.expect(200);
    assert_eq!(preview.body["organization_name"], "acme academy");
    assert_eq!(preview.body["email"], "Ann@example.org");
    assert_eq!(preview.body["roles"], json!(["instructor", "learner"]));
    assert_eq!(preview.body["invited_by_name"], "Olga of acme");
    let session = accept(&acme, &token).await.expect(201);
    assert_eq!((&session.body["token_type"], &session.body["expires_in"]), (&json!("Bearer"), &json!(600)));
    let cookie = session.header("set-cookie");
    for part in ["__Host-lyceum_refresh=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let me = acme.visitor().signed_in(&session).get("/me").await.expect(200);
    assert_eq!(
        (&me.body["name"], &me.body["email"], &me.body["email_verified"]),
        (&json!("Ann Lee"), &json!("Ann@example.org"), &json!(true))
    );
    assert_eq!(me.body["roles"], json!(["instructor", "learner"]));
    sign_in(&acme, "ann@EXAMPLE.org", PASSWORD).await.expect(201);
    assert_eq!(number(&acme, SEATS).await, 2, "the seat was handed over, not taken twice");
    assert_eq!(acme.owner.get("/invitations").await.expect(200).items()[0]["status"], "accepted");
}

#[tokio::test]
async fn a_hundred_who_accept_at_once_become_one_member() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (_, token) = invited(&acme, "ann@example.org", &["instructor"]).await;
    let answers = join_all((0..100).map(|_| accept(&acme, &token))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    // the queue for hashing is short: who does not fit in is sent away and finds the link used
    assert!(answers.iter().all(|answer| matches!((answer.status, answer.code()), (201, "") | (410, "link_invalid") | (503, "busy"))));
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users").await, 2);
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM member_roles").await, 2);
    assert_eq!(number(&acme, SEATS).await, 2);
}

#[tokio::test]
async fn a_link_that_is_used_old_foreign_or_made_up_opens_nothing() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    let (id, token) = invited(&acme, "ann@example.org", &["learner"]).await;
    // in another organization, or by another purpose's token for the same row
    accept(&bolt, &token).await.refused(410, "link_invalid");
    accept(&acme, &bolt.invitation_token(id)).await.refused(410, "link_invalid");
    accept(&acme, &acme.link_token("password_reset", id)).await.refused(410, "link_invalid");
    accept(&acme, &acme.invitation_token(Uuid::now_v7())).await.refused(410, "link_invalid");
    accept(&acme, &id.to_string()).await.refused(410, "link_invalid");
    let mut guessed = token.clone().into_bytes();
    *guessed.last_mut().unwrap() ^= 1;
    accept(&acme, &String::from_utf8_lossy(&guessed)).await.refused(410, "link_invalid");
    acme.visitor().get(&format!("/invitations/{}/preview", bolt.invitation_token(id))).await.refused(410, "link_invalid");
    accept(&acme, &token).await.expect(201);
    accept(&acme, &token).await.refused(410, "link_invalid");
    acme.visitor().get(&format!("/invitations/{token}/preview")).await.refused(410, "link_invalid");
    let (_, token) = invited(&acme, "bob@example.org", &["learner"]).await;
    app.clock.advance(chrono::Duration::hours(72));
    accept(&acme, &token).await.refused(410, "link_invalid");
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users WHERE email LIKE '%@example.org'").await, 1);
}

#[tokio::test]
async fn roles_and_address_are_the_invitations_not_the_callers() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (_, token) = invited(&acme, "ann@example.org", &["learner"]).await;
    for (field, value) in
        [("roles", json!(["owner"])), ("email", json!("eve@example.org")), ("org_id", json!(acme.id)), ("status", json!("active"))]
    {
        let mut body = json!({ "name": "Ann", "password": PASSWORD });
        body[field] = value;
        let answer = acme.visitor().post(&format!("/invitations/{token}/accept"), body).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["code"], "unknown_field");
    }
    let weak = json!({ "name": "Ann", "password": "password" });
    let answer = acme.visitor().post(&format!("/invitations/{token}/accept"), weak).await.refused(422, "invalid_input");
    assert_eq!(
        (&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]),
        (&json!("/password"), &json!("password_too_short"))
    );
    // a refused try leaves the link as it was
    accept(&acme, &token).await.expect(201);
}

#[tokio::test]
async fn an_invitation_is_worth_what_its_sender_may_give_now() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for (n, change) in [json!({ "status": "suspended" }), json!({ "roles": ["instructor"] }), json!(null)].into_iter().enumerate() {
        let admin = acme.member(Role::Admin).await;
        let email = format!("n{n}@example.org");
        let id = admin.post("/invitations", json!({ "email": email, "roles": ["instructor"] })).await.expect(201).id();
        let seats = number(&acme, SEATS).await;
        let path = format!("/members/{}", admin.user_id);
        if change.is_null() {
            acme.owner.delete(&path).await.expect(204);
        } else {
            acme.owner.patch(&path, change.clone()).await.expect(200);
        }
        accept(&acme, &acme.invitation_token(id)).await.refused(410, "link_invalid");
        // the invitation's seat, and the admin's unless the admin still teaches
        let freed = if change["roles"].is_array() { 1 } else { 2 };
        assert_eq!(number(&acme, SEATS).await, seats - freed, "{change}");
    }
    let second = acme.member(Role::Owner).await;
    let id = second.post("/invitations", json!({ "email": "owner3@example.org", "roles": ["owner"] })).await.expect(201).id();
    let other = second.post("/invitations", json!({ "email": "a4@example.org", "roles": ["admin"] })).await.expect(201).id();
    acme.owner.patch(&format!("/members/{}", second.user_id), json!({ "roles": ["admin"] })).await.expect(200);
    accept(&acme, &acme.invitation_token(id)).await.refused(410, "link_invalid");
    accept(&acme, &acme.invitation_token(other)).await.expect(201);
}

#[tokio::test]
async fn the_sender_is_looked_at_even_if_the_invitation_was_not_taken_back() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let id = admin.post("/invitations", json!({ "email": "ann@example.org", "roles": ["learner"] })).await.expect(201).id();
    // beside the product, which would take the invitation back
    tamper(&acme, "UPDATE users SET status = 'suspended' WHERE email LIKE 'admin%'").await;
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users WHERE status = 'suspended'").await, 1);
    accept(&acme, &acme.invitation_token(id)).await.refused(410, "link_invalid");
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users").await, 2);
}

#[tokio::test]
async fn who_registered_meanwhile_keeps_the_account() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    open_registration(&acme).await;
    let (_, token) = invited(&acme, "rita@example.org", &["instructor"]).await;
    register(&acme, "rita@example.org").await.expect(202);
    accept(&acme, &token).await.refused(409, "already_member");
    assert_eq!(number(&acme, SEATS).await, 2, "nothing changed: the invitation still keeps its seat");
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM users").await, 2);
}
