//! Settings and branding.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn what_is_given_changes_null_empties_and_the_rest_stays() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let first = admin
        .patch("/organization", json!({ "name": " New name ", "tagline": "Learn here", "branding": { "color": "#AABBCC" } }))
        .await
        .expect(200);
    assert_eq!(
        (&first.body["name"], &first.body["tagline"], &first.body["branding"]["color"]),
        (&json!("New name"), &json!("Learn here"), &json!("#aabbcc"))
    );
    let second = admin.patch("/organization", json!({ "tagline": null, "branding": { "color": null } })).await.expect(200);
    assert_eq!(
        (&second.body["name"], &second.body["tagline"], &second.body["branding"]["color"]),
        (&json!("New name"), &json!(null), &json!(null))
    );
    assert_eq!(second.version(), first.version() + 1);
    let log = acme.owner.get("/audit-events?action=organization_changed").await.expect(200);
    assert_eq!(log.items()[1]["details"], json!({ "changed": ["name", "tagline", "color"] }));
}

#[tokio::test]
async fn what_is_not_theirs_to_set_is_refused_whole() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let before = acme.owner.get("/organization").await.expect(200);
    for (field, value) in [
        ("plan", json!("contract")),
        ("id", json!(Uuid::now_v7())),
        ("url", json!("http://x.example")),
        ("version", json!(9)),
        ("status", json!("active")),
        ("owner_count", json!(0)),
    ] {
        let answer = acme.owner.patch("/organization", json!({ "name": "Taken over", field: value })).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["code"], "unknown_field", "{field}");
    }
    acme.owner.patch("/organization", json!({ "branding": { "color": "red" } })).await.refused(422, "invalid_input");
    acme.owner
        .patch("/organization", json!({ "name": "N", "branding": { "logo_asset_id": Uuid::now_v7() } }))
        .await
        .refused(422, "unknown_asset");
    acme.owner.patch("/organization", json!({ "name": "N", "slug": "x" })).await.refused(422, "invalid_slug");
    assert_eq!(acme.owner.get("/organization").await.expect(200).body, before.body);
}
