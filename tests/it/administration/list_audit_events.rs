//! The audit log: what administrators did, for owners and admins of the same organization, and only ever longer.

use domain::access::Role;
use lyceum_tests::TestApp;
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

use crate::identity::fixtures::{accept, invited};

#[tokio::test]
async fn every_administrative_act_is_in_the_log() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (revoked, _) = invited(&acme, "gone@example.org", &["learner"]).await;
    acme.owner.delete(&format!("/invitations/{revoked}")).await.expect(204);
    let (_, token) = invited(&acme, "ann@example.org", &["learner"]).await;
    let ann = acme.visitor().signed_in(&accept(&acme, &token).await.expect(201));
    let path = format!("/members/{}", ann.user_id);
    acme.owner.patch(&path, json!({ "roles": ["manager"] })).await.expect(200);
    acme.owner.patch(&path, json!({ "status": "suspended" })).await.expect(200);
    acme.owner.patch(&path, json!({ "status": "active" })).await.expect(200);
    acme.owner.delete(&path).await.expect(204);
    acme.owner.patch("/organization", json!({ "tagline": "New" })).await.expect(200);
    let key = acme.owner.post("/api-keys", json!({ "name": "Sync", "scopes": ["admin"] })).await.expect(201);
    acme.owner.delete(&format!("/api-keys/{}", key.id())).await.expect(204);
    let log = acme.owner.get("/audit-events").await.expect(200);
    let actions: Vec<_> = log.items().iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "api_key_revoked",
            "api_key_created",
            "organization_changed",
            "member_removed",
            "member_reinstated",
            "member_suspended",
            "member_roles_changed",
            "invitation_accepted",
            "invitation_created",
            "invitation_revoked",
            "invitation_created",
        ]
    );
    for item in log.items() {
        let by = if item["action"] == "invitation_accepted" {
            json!({ "kind": "visitor", "id": null, "name": null })
        } else {
            json!({ "kind": "user", "id": acme.owner.user_id, "name": "Olga of acme" })
        };
        assert_eq!(item["actor"], by, "{item}");
        assert!(item["details"].is_object() && item["object"]["kind"].is_string());
    }
}

#[tokio::test]
async fn a_refused_act_is_not_in_the_log() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    acme.owner.delete(&format!("/members/{}", acme.owner.user_id)).await.refused(409, "last_owner");
    acme.owner.patch("/organization", json!({ "slug": "www" })).await.refused(422, "slug_reserved");
    app.organization("bolt").await;
    acme.owner.patch("/organization", json!({ "name": "New", "slug": "bolt" })).await.refused(409, "slug_taken");
    assert_eq!(acme.owner.get("/audit-events").await.expect(200).items().len(), 0);
}

#[tokio::test]
async fn the_log_is_filtered_paged_and_ones_own() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    invited(&bolt, "x@example.org", &["learner"]).await;
    let admin = acme.member(Role::Admin).await;
    let key = admin.post("/api-keys", json!({ "name": "Sync", "scopes": ["admin"] })).await.expect(201);
    let program = acme.visitor().with_token(key.body["secret"].as_str().unwrap());
    program.post("/invitations", json!({ "email": "a@example.org", "roles": ["learner"] })).await.expect(201);
    let by_admin = acme.owner.get(&format!("/audit-events?actor_id={}", admin.user_id)).await.expect(200);
    let kinds: Vec<_> = by_admin.items().iter().map(|item| item["actor"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["api_key", "user"], "a program's acts are its user's, and told apart");
    let invitations = acme.owner.get("/audit-events?action=invitation_created").await.expect(200);
    assert_eq!(invitations.items().len(), 2);
    let both = acme.owner.get(&format!("/audit-events?action=invitation_created&actor_id={}", admin.user_id)).await.expect(200);
    assert_eq!(both.items().len(), 1);
    let all = acme.owner.get("/audit-events").await.expect(200);
    let first = acme.owner.get("/audit-events?limit=2").await.expect(200);
    let rest = acme.owner.get(&format!("/audit-events?cursor={}", first.body["next_cursor"].as_str().unwrap())).await.expect(200);
    let pages: Vec<_> = first.items().iter().chain(rest.items()).cloned().collect();
    assert_eq!(&pages, all.items());
    acme.owner.get("/audit-events?actor=x").await.refused(422, "invalid_input");
    acme.member(Role::Manager).await.get("/audit-events").await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_database_lets_nobody_change_the_log() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    invited(&acme, "x@example.org", &["learner"]).await;
    let db = Database::connect(&app.db.url).await.unwrap();
    let tx = sea_orm::TransactionTrait::begin(&db).await.unwrap();
    if lyceum_tests::db::is_postgres() {
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", acme.id)).await.unwrap();
    }
    assert!(tx.execute_unprepared("UPDATE audit_events SET action = 'nothing'").await.is_err());
    tx.rollback().await.unwrap();
    db.close().await.unwrap();
    assert_eq!(acme.owner.get("/audit-events").await.expect(200).items().len(), 1);
}
