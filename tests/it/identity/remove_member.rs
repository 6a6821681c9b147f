//! Removing members: no way in, the address free, what they did stays.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{SEATS, accept, email_of, events, invited, number, sign_in};

#[tokio::test]
async fn whoever_is_removed_is_out_and_may_be_invited_anew() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let ann = acme.member(Role::Instructor).await;
    let email = email_of(&ann).await;
    let key = ann.post("/api-keys", json!({ "name": "Sync", "scopes": ["read"] })).await.expect(201);
    let program = acme.visitor().with_token(key.body["secret"].as_str().unwrap());
    program.get("/me").await.expect(200);
    let path = format!("/members/{}", ann.user_id);
    acme.owner.delete(&path).await.expect(204);
    ann.get("/me").await.refused(401, "unauthenticated");
    program.get("/me").await.refused(401, "unauthenticated");
    sign_in(&acme, &email, lyceum_tests::PASSWORD).await.refused(401, "invalid_credentials");
    acme.owner.delete(&path).await.refused(404, "not_found");
    acme.owner.patch(&path, json!({ "status": "active" })).await.refused(404, "not_found");
    acme.owner.delete(&format!("/members/{}", Uuid::now_v7())).await.refused(404, "not_found");
    assert_eq!(acme.owner.get("/members").await.expect(200).items().len(), 1);
    assert_eq!(number(&acme, SEATS).await, 1);
    assert_eq!(events(&acme, "member_removed").await, [json!({ "kind": "member_removed", "user_id": ann.user_id })]);
    let (_, token) = invited(&acme, &email, &["learner"]).await;
    let again = acme.visitor().signed_in(&accept(&acme, &token).await.expect(201));
    assert_ne!(again.user_id, ann.user_id);
    assert_eq!(again.get("/me").await.expect(200).body["roles"], json!(["learner"]));
    let log = acme.owner.get("/audit-events?action=member_removed").await.expect(200);
    assert_eq!(log.items()[0]["details"], json!({ "email": email, "roles": ["instructor"] }));
}

#[tokio::test]
async fn an_admin_removes_no_owner_and_may_leave() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    admin.delete(&format!("/members/{}", acme.owner.user_id)).await.refused(403, "role_above_yours");
    admin.delete(&format!("/members/{}", admin.user_id)).await.expect(204);
    admin.get("/me").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_member_is_removed_once() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let ann = acme.member(Role::Instructor).await;
    let path = format!("/members/{}", ann.user_id);
    let answers = join_all((0..10).map(|_| acme.owner.delete(&path))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 404).count(), 9);
    assert_eq!((number(&acme, SEATS).await, events(&acme, "member_removed").await.len()), (1, 1));
}

#[tokio::test]
async fn invitations_that_somebody_accepts_while_their_sender_goes_leave_seats_right() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for n in 0..6 {
        let admin = acme.member(Role::Admin).await;
        let invitation = json!({ "email": format!("p{n}@example.org"), "roles": ["instructor"] });
        let id = admin.post("/invitations", invitation).await.expect(201).id();
        let (token, path) = (acme.invitation_token(id), format!("/members/{}", admin.user_id));
        let (accepted, removed) = futures::future::join(accept(&acme, &token), acme.owner.delete(&path)).await;
        assert!(matches!(accepted.status, 201 | 410) && removed.status == 204, "{} {}", accepted.body, removed.body);
    }
    let authors = number(&acme, "SELECT COUNT(DISTINCT user_id) FROM member_roles WHERE role IN ('owner', 'admin', 'instructor')").await;
    assert_eq!(number(&acme, SEATS).await, authors);
}
