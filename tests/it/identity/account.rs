//! One's own account.

use domain::access::Role;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;

use super::fixtures::{OTHER_PASSWORD, events, sign_in};

#[tokio::test]
async fn one_reads_and_changes_ones_own_account() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let ann = acme.member(Role::Learner).await;
    let change = json!({ "name": "  Zoë Ann ", "language": "pt-BR", "time_zone": "Europe/Vienna", "theme": "dark" });
    let me = ann.patch("/me", change).await.expect(200);
    assert_eq!(
        (&me.body["name"], &me.body["language"], &me.body["time_zone"], &me.body["theme"]),
        (&json!("Zoë Ann"), &json!("pt-BR"), &json!("Europe/Vienna"), &json!("dark"))
    );
    assert_eq!(ann.get("/me").await.expect(200).body, me.body);
    assert_eq!(ann.patch("/me", json!({})).await.expect(200).body, me.body);
    assert!(me.body["can"].as_object().unwrap().values().all(|may| *may == json!(false)), "{}", me.body["can"]);
    assert!(acme.owner.get("/me").await.expect(200).body["can"].as_object().unwrap().values().all(|may| *may == json!(true)));
}

#[tokio::test]
async fn what_one_may_not_set_is_refused_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let ann = acme.member(Role::Learner).await;
    let before = ann.get("/me").await.expect(200);
    for (field, value) in [
        ("id", json!(acme.owner.user_id)),
        ("email", json!("x@example.org")),
        ("email_verified", json!(true)),
        ("roles", json!(["owner"])),
        ("status", json!("active")),
        ("org_id", json!(acme.id)),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("can", json!({ "manage_members": true })),
    ] {
        let answer = ann.patch("/me", json!({ field: value, "name": "Eve" })).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["code"], "unknown_field", "{field}");
    }
    for (field, value) in [
        ("name", json!(" ")),
        ("name", json!("x".repeat(121))),
        ("language", json!("no language")),
        ("time_zone", json!("<script>")),
        ("theme", json!("pink")),
    ] {
        ann.patch("/me", json!({ field: value })).await.refused(422, "invalid_input");
    }
    assert_eq!(ann.get("/me").await.expect(200).body, before.body);
}

#[tokio::test]
async fn a_new_password_needs_the_present_one() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let wrong = json!({ "current_password": "not it, but long enough", "new_password": OTHER_PASSWORD });
    acme.owner.post("/me/password", wrong).await.refused(401, "invalid_credentials");
    let weak = json!({ "current_password": PASSWORD, "new_password": "passwordpassword" });
    let answer = acme.owner.post("/me/password", weak).await.refused(422, "invalid_input");
    assert_eq!(
        (&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]),
        (&json!("/new_password"), &json!("password_too_common"))
    );
    acme.owner.post("/me/password", json!({ "current_password": PASSWORD, "new_password": OTHER_PASSWORD })).await.expect(204);
    sign_in(&acme, "owner@acme.example", PASSWORD).await.refused(401, "invalid_credentials");
    sign_in(&acme, "owner@acme.example", OTHER_PASSWORD).await.expect(201);
    assert_eq!(events(&acme, "password_changed").await.len(), 1);
}
