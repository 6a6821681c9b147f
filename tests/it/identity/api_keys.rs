//! API keys: the secret is shown once, the rights are the scopes cut with the user's, credentials are out of reach.

use domain::access::{Audience, POLICIES, Role};
use lyceum_tests::{Client, Org, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{number, words};
use crate::laws::operations::operations;

async fn key(org: &Org<'_>, user: &Client, scopes: &[&str]) -> (Uuid, Client) {
    let made = user.post("/api-keys", json!({ "name": "Sync", "scopes": scopes })).await.expect(201);
    (made.id(), org.visitor().with_token(made.body["secret"].as_str().unwrap()))
}

#[tokio::test]
async fn the_secret_is_shown_once_and_only_its_hash_is_kept() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let made = acme.owner.post("/api-keys", json!({ "name": " Sync ", "scopes": ["write", "read", "write"] })).await.expect(201);
    let secret = made.body["secret"].as_str().unwrap();
    assert!(secret.len() == 47 && secret.starts_with("lyk_"), "{secret}");
    assert_eq!(
        (&made.body["name"], &made.body["scopes"], &made.body["prefix"]),
        (&json!("Sync"), &json!(["read", "write"]), &json!(&secret[..12]))
    );
    let list = acme.owner.get("/api-keys").await.expect(200);
    assert_eq!(list.items()[0]["id"], json!(made.id()));
    assert!(!list.body.to_string().contains(&secret[12..]));
    let stored = words(&acme, "SELECT secret_hash || prefix || name FROM api_keys").await;
    assert!(stored[0].starts_with(&keyring::hash(secret.as_bytes())) && !stored[0].contains(&secret[12..]));
    assert!(!acme.owner.get("/audit-events").await.expect(200).body.to_string().contains(&secret[4..]));
    for body in [
        json!({ "name": "x", "scopes": [] }),
        json!({ "name": "", "scopes": ["read"] }),
        json!({ "name": "x", "scopes": ["all"] }),
        json!({ "name": "x", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z" }),
        json!({ "name": "x", "scopes": ["read"], "user_id": acme.owner.user_id }),
    ] {
        acme.owner.post("/api-keys", body).await.refused(422, "invalid_input");
    }
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM api_keys").await, 1);
}

#[tokio::test]
async fn a_key_does_what_scope_and_user_both_allow_now() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let (_, reads) = key(&acme, &admin, &["read"]).await;
    let (_, administers) = key(&acme, &admin, &["admin"]).await;
    assert_eq!(reads.get("/me").await.expect(200).body["id"], json!(admin.user_id));
    reads.get("/members").await.refused(403, "scope_missing");
    administers.get("/members").await.expect(200);
    administers.get("/me").await.refused(403, "scope_missing");
    administers.post("/invitations", json!({ "email": "x@example.org", "roles": ["owner"] })).await.refused(403, "role_above_yours");
    acme.owner.patch(&format!("/members/{}", admin.user_id), json!({ "roles": ["instructor"] })).await.expect(200);
    administers.get("/members").await.expect(200);
    administers.get("/audit-events").await.refused(403, "forbidden");
    acme.owner.patch(&format!("/members/{}", admin.user_id), json!({ "roles": ["learner"] })).await.expect(200);
    administers.get("/members").await.refused(403, "forbidden");
    reads.get("/me").await.expect(200);
    let learner = acme.member(Role::Learner).await;
    learner.post("/api-keys", json!({ "name": "x", "scopes": ["read"] })).await.refused(403, "forbidden");
}

#[tokio::test]
async fn no_key_reaches_credentials() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (id, all) = key(&acme, &acme.owner, &["read", "write", "admin"]).await;
    let mut tried = 0;
    for policy in POLICIES.iter().filter(|policy| policy.scope.is_none() && matches!(policy.audience, Audience::Member(_))) {
        let operation = operations().into_iter().find(|operation| operation.id == policy.operation).unwrap();
        let path = operation.path_with(|_| id.to_string());
        let body = match policy.operation {
            "change_password" => Some(json!({ "current_password": "x", "new_password": "x" })),
            "create_api_key" => Some(json!({ "name": "x", "scopes": ["admin"] })),
            "update_me" => Some(json!({})),
            _ => None,
        };
        all.send(operation.method(), &path, body, &[]).await.refused(403, "scope_missing");
        tried += 1;
    }
    assert_eq!(tried, 16, "sessions, account, password, keys, payments, looks at videos");
    // a key is nobody where an e-mail would be guessed from who asks
    all.post("/email-verifications", json!({})).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_key_is_its_users_and_its_organizations() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    let admin = acme.member(Role::Admin).await;
    let (id, program) = key(&acme, &admin, &["read"]).await;
    assert!(acme.owner.get("/api-keys").await.expect(200).items().is_empty(), "one's own keys only");
    acme.owner.delete(&format!("/api-keys/{id}")).await.refused(404, "not_found");
    bolt.visitor().with_token(program.token.as_deref().unwrap()).get("/me").await.refused(401, "unauthenticated");
    let guess = format!("lyk_{}", "A".repeat(43));
    acme.visitor().with_token(&guess).get("/me").await.refused(401, "unauthenticated");
    program.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_revoked_or_expired_key_is_nobody() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (id, program) = key(&acme, &acme.owner, &["read"]).await;
    program.get("/me").await.expect(200);
    acme.owner.delete(&format!("/api-keys/{id}")).await.expect(204);
    acme.owner.delete(&format!("/api-keys/{id}")).await.expect(204);
    program.get("/me").await.refused(401, "unauthenticated");
    program.get("/organization").await.refused(401, "unauthenticated");
    assert!(acme.owner.get("/api-keys").await.expect(200).items()[0]["revoked_at"].is_string());
    assert_eq!(acme.owner.get("/audit-events?action=api_key_revoked").await.expect(200).items().len(), 1);
    let body = json!({ "name": "x", "scopes": ["read"], "expires_at": app.app.db.world().now() + chrono::Duration::minutes(5) });
    let made = acme.owner.post("/api-keys", body).await.expect(201);
    let program = acme.visitor().with_token(made.body["secret"].as_str().unwrap());
    program.get("/me").await.expect(200);
    app.clock.advance(chrono::Duration::minutes(5));
    program.get("/me").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn last_use_is_stamped_to_the_minute() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (_, program) = key(&acme, &acme.owner, &["read"]).await;
    let stamp = async || acme.owner.get("/api-keys").await.expect(200).items()[0]["last_used_at"].clone();
    assert_eq!(stamp().await, json!(null));
    program.get("/me").await.expect(200);
    let first = stamp().await;
    assert!(first.is_string());
    app.clock.advance(chrono::Duration::seconds(10));
    program.get("/me").await.expect(200);
    assert_eq!(stamp().await, first, "no write for a use in the same minute");
    app.clock.advance(chrono::Duration::seconds(60));
    program.get("/me").await.expect(200);
    assert_ne!(stamp().await, first);
}
