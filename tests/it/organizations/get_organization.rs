//! What everybody sees of an organization, and the checklist that its owners see.

use domain::{access::Role, ids::OrgId, organizations::OrganizationStatus};
use lyceum_tests::TestApp;
use serde_json::json;

#[tokio::test]
async fn everybody_sees_the_name_and_owners_the_checklist() {
    let app = TestApp::on_plan("pro").await;
    let acme = app.organization("acme").await;
    let seen = acme.visitor().get("/organization").await.expect(200);
    assert_eq!((&seen.body["name"], &seen.body["plan"], &seen.body["first_steps"]), (&json!("acme academy"), &json!("pro"), &json!(null)));
    assert_eq!((&seen.body["self_registration"], &seen.body["require_verified_email"]), (&json!(false), &json!(false)));
    assert_eq!(seen.body["branding"], json!({ "color": null, "logo_asset_id": null, "logo_url": null }));
    let steps = acme.owner.get("/organization").await.expect(200).body["first_steps"].clone();
    assert_eq!(
        steps,
        json!({ "course_created": false, "lesson_written": false, "course_published": false, "member_invited": false, "branding_set": false })
    );
    let learner = acme.member(Role::Learner).await;
    assert_eq!(learner.get("/organization").await.expect(200).body["first_steps"], json!(null));
    acme.owner.patch("/organization", json!({ "branding": { "color": "#AA00ff" } })).await.expect(200);
    let steps = acme.owner.get("/organization").await.expect(200).body["first_steps"].clone();
    assert_eq!((&steps["member_invited"], &steps["branding_set"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn a_closed_organization_answers_nobody() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    acme.owner.get("/me").await.expect(200);
    app.app.db.set_status(OrgId(acme.id), OrganizationStatus::Suspended).await.unwrap();
    for path in ["/organization", "/me", "/sessions"] {
        acme.owner.get(path).await.refused(403, "organization_suspended");
    }
    acme.owner.post_as_page("/sessions/refresh").await.refused(403, "organization_suspended");
    app.app.db.set_status(OrgId(acme.id), OrganizationStatus::Active).await.unwrap();
    acme.owner.get("/me").await.expect(200);
}
