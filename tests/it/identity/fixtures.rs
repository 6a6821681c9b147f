//! What the tests of people look up beside HTTP: rows, links in mails, open sessions.

use lyceum_tests::{Client, Org, PASSWORD, Response, TestApp};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;

/// Another password that keeps the rules.
pub(crate) const OTHER_PASSWORD: &str = "seven lanterns over the harbor";

/// The instructors' seats in use.
pub(crate) const SEATS: &str = "SELECT used FROM usage_counters WHERE metric = 'instructors'";

/// The one number that a query on the organization's rows gives; SQLite has no wall, so the organization must be the only one
/// with such rows.
pub(crate) async fn number(org: &Org<'_>, sql: &str) -> i64 {
    let rows = query(org, sql).await;
    rows[0].try_get_by_index(0).unwrap()
}

/// The words that a query on the organization's rows gives.
pub(crate) async fn words(org: &Org<'_>, sql: &str) -> Vec<String> {
    query(org, sql).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn query(org: &Org<'_>, sql: &str) -> Vec<sea_orm::QueryResult> {
    let db = Database::connect(&org.app.db.owner_url).await.unwrap();
    let tx = db.begin().await.unwrap();
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", org.id)).await.unwrap();
    }
    let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await.unwrap();
    tx.rollback().await.unwrap();
    db.close().await.unwrap();
    rows
}

/// The events of a kind, oldest first.
pub(crate) async fn events(org: &Org<'_>, kind: &str) -> Vec<Value> {
    let rows = words(org, &format!("SELECT payload FROM events WHERE kind = '{kind}' ORDER BY id")).await;
    rows.iter().map(|payload| serde_json::from_str(payload).unwrap()).collect()
}

/// The tokens of the links that were mailed for a purpose, oldest first.
pub(crate) async fn mailed(org: &Org<'_>, purpose: &str, event: &str) -> Vec<String> {
    let events = events(org, event).await;
    events.iter().map(|event| org.link_token(purpose, event["link_id"].as_str().unwrap().parse().unwrap())).collect()
}

/// Signs in.
pub(crate) async fn sign_in(org: &Org<'_>, email: &str, password: &str) -> Response {
    org.visitor().post("/sessions", json!({ "email": email, "password": password })).await
}

/// Invites an address as the owner and gives the link's token.
pub(crate) async fn invited(org: &Org<'_>, email: &str, roles: &[&str]) -> (Uuid, String) {
    let id = org.owner.post("/invitations", json!({ "email": email, "roles": roles })).await.expect(201).id();
    (id, org.invitation_token(id))
}

/// Accepts an invitation.
pub(crate) async fn accept(org: &Org<'_>, token: &str) -> Response {
    org.visitor().post(&format!("/invitations/{token}/accept"), json!({ "name": "Ann Lee", "password": PASSWORD })).await
}

/// Opens the organization for people who register by themselves.
pub(crate) async fn open_registration(org: &Org<'_>) {
    org.owner.patch("/organization", json!({ "self_registration": true })).await.expect(200);
}

/// Registers and gives the answer.
pub(crate) async fn register(org: &Org<'_>, email: &str) -> Response {
    org.visitor().post("/users", json!({ "name": "Rita Registered", "email": email, "password": PASSWORD })).await
}

/// Somebody who registered, and signed in.
pub(crate) async fn registered(org: &Org<'_>, email: &str) -> Client {
    register(org, email).await.expect(202);
    org.visitor().signed_in(&sign_in(org, email, PASSWORD).await.expect(201))
}

/// The member's own e-mail address.
pub(crate) async fn email_of(member: &Client) -> String {
    member.get("/me").await.expect(200).body["email"].as_str().unwrap().to_owned()
}

/// An answer without what differs from request to request.
pub(crate) fn comparable(response: &Response) -> (u16, Vec<String>, Value) {
    let mut body = response.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
    }
    let names = response.headers.keys().map(|name| name.as_str().to_owned()).collect();
    (response.status, names, body)
}

/// An application with one organization that people may join.
pub(crate) async fn open_house(app: &TestApp) -> Org<'_> {
    let acme = app.organization("acme").await;
    open_registration(&acme).await;
    acme
}
