//! Support sessions: asked for with a reason, entered once, seen and ended by the organization.

use chrono::Duration;
use domain::{access::Role, identity::EmailAddress};
use lyceum_tests::{OperatorInTest, Org, Response, TestApp};
use serde_json::json;

const REASON: &str = "Ticket 4711: a login loop";

async fn ask(operator: &OperatorInTest, org: &Org<'_>) -> Response {
    let path = format!("/console/organizations/{}/support-sessions", org.id);
    operator.console.post(&path, json!({ "reason": REASON })).await
}

#[tokio::test]
async fn an_operator_comes_in_once_and_the_organization_sees_who_and_why() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let path = format!("/console/organizations/{}/support-sessions", acme.id);
    oda.console.post(&path, json!({ "reason": "nosy" })).await.refused(422, "invalid_input");
    let asked = ask(&oda, &acme).await.expect(201);
    let code = asked.body["code"].as_str().unwrap().to_owned();
    assert_eq!(asked.body["url"], format!("http://acme.lyceum.test/support#code={code}"));
    let access = acme.visitor().post("/support-sessions/enter", json!({ "code": code })).await.expect(201);
    assert!(access.headers.get("set-cookie").is_none(), "nothing renews it");
    assert!((1790..=1800).contains(&access.body["expires_in"].as_i64().unwrap()), "{}", access.body);
    acme.visitor().post("/support-sessions/enter", json!({ "code": code })).await.refused(410, "link_invalid");
    let inside = acme.visitor().with_token(access.body["access_token"].as_str().unwrap());
    inside.get("/members").await.expect(200);
    let own = inside.get("/support-sessions/current").await.expect(200).body;
    assert_eq!(
        (&own["session"]["operator_name"], &own["session"]["end"], &own["can"]["view_audit"]),
        (&json!("Oda"), &json!(null), &json!(true))
    );
    let seen = acme.owner.get("/support-sessions").await.expect(200).items()[0].clone();
    assert_eq!((&seen["operator_name"], &seen["reason"], &seen["end"]), (&json!("Oda"), &json!(REASON), &json!(null)));
    let log = acme.owner.get("/audit-events").await.expect(200);
    let acts: Vec<_> = log.items().iter().take(2).map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(acts, ["support_entered", "support_started"]);
    assert_eq!((&log.items()[1]["details"]["reason"], &log.items()[1]["actor"]["name"]), (&json!(REASON), &json!("Oda")));
    let acts = oda.console.get("/console/acts").await.expect(200);
    assert_eq!((&acts.items()[0]["action"], &acts.items()[0]["details"]["reason"]), (&json!("support_started"), &json!(REASON)));
    inside.delete("/support-sessions/current").await.expect(204);
    inside.get("/members").await.refused(401, "unauthenticated");
    let left = acme.owner.get("/support-sessions").await.expect(200).items()[0].clone();
    assert_eq!(left["end"], "left");
    assert_eq!(acme.owner.get("/audit-events").await.expect(200).items()[0]["action"], "support_left");
}

#[tokio::test]
async fn an_owner_shows_the_operator_out_at_once() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let inside = app.support(&oda, acme.id, "acme").await;
    inside.get("/courses").await.expect(200);
    let id = acme.owner.get("/support-sessions").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
    let learner = acme.member(Role::Learner).await;
    learner.delete(&format!("/support-sessions/{id}")).await.refused(403, "forbidden");
    inside.delete(&format!("/support-sessions/{id}")).await.refused(403, "support_looks_only");
    acme.owner.delete(&format!("/support-sessions/{id}")).await.expect(204);
    inside.get("/courses").await.refused(401, "unauthenticated");
    acme.owner.delete(&format!("/support-sessions/{id}")).await.refused(409, "support_ended");
    let seen = acme.owner.get("/support-sessions").await.expect(200).items()[0].clone();
    assert_eq!(seen["end"], "revoked");
    let event = acme.owner.get("/audit-events").await.expect(200).items()[0].clone();
    assert_eq!(
        (&event["action"], &event["object"]["label"], &event["actor"]["kind"]),
        (&json!("support_revoked"), &json!("Oda"), &json!("user"))
    );
}

#[tokio::test]
async fn a_code_and_a_session_run_out() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let unused = ask(&oda, &acme).await.expect(201).body["code"].clone();
    app.clock.advance(Duration::seconds(60));
    acme.visitor().post("/support-sessions/enter", json!({ "code": unused })).await.refused(410, "link_invalid");
    assert_eq!(acme.owner.get("/support-sessions").await.expect(200).items()[0]["end"], "expired");
    let inside = app.support(&oda, acme.id, "acme").await;
    app.clock.advance(Duration::minutes(29));
    inside.get("/courses").await.expect(200);
    app.clock.advance(Duration::minutes(1));
    inside.get("/courses").await.refused(401, "unauthenticated");
    inside.get("/support-sessions/current").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_disabled_operator_is_out_of_every_organization() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let inside = app.support(&oda, acme.id, "acme").await;
    inside.get("/courses").await.expect(200);
    app.app.db.disable_operator(&EmailAddress::parse(&oda.email).unwrap()).await.unwrap();
    inside.get("/courses").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_code_is_for_one_organization_and_a_closed_one_has_none() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let (acme, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    let code = ask(&oda, &acme).await.expect(201).body["code"].clone();
    bolt.visitor().post("/support-sessions/enter", json!({ "code": code })).await.refused(410, "link_invalid");
    let inside = app.support(&oda, acme.id, "acme").await;
    app.visitor("bolt.lyceum.test").with_token(inside.token.as_deref().unwrap()).get("/courses").await.refused(401, "unauthenticated");
    let path = format!("/console/organizations/{}", bolt.id);
    oda.console.post(&format!("{path}/suspend"), json!({ "reason": "A spam school" })).await.expect(200);
    ask(&oda, &bolt).await.refused(409, "organization_closed");
    oda.console.post(&format!("/console/organizations/{}/suspend", acme.id), json!({ "reason": "A spam school" })).await.expect(200);
    inside.get("/courses").await.refused(403, "organization_suspended");
}

#[tokio::test]
async fn members_are_not_operators() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    acme.owner.get("/support-sessions/current").await.refused(403, "forbidden");
    acme.visitor().get("/support-sessions/current").await.refused(401, "unauthenticated");
    acme.member(Role::Manager).await.get("/support-sessions").await.refused(403, "forbidden");
    assert!(acme.member(Role::Admin).await.get("/support-sessions").await.expect(200).items().is_empty());
}
