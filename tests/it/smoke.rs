//! The application starts, answers, and keeps its hosts apart.

use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;

#[tokio::test]
async fn an_organization_signs_itself_up_and_its_owner_signs_in() {
    let app = TestApp::spawn().await;
    app.apex().get("/health/ready").await.expect(200);
    let acme = app.organization("acme").await;
    let me = acme.owner.get("/me").await.expect(200);
    assert_eq!(me.body["roles"], json!(["owner"]));
    let session = acme.visitor().post("/sessions", json!({ "email": "OWNER@acme.example", "password": PASSWORD })).await.expect(201);
    let again = acme.visitor().signed_in(&session);
    again.get("/me").await.expect(200);
    let refreshed = again.post_as_page("/sessions/refresh").await.expect(200);
    assert_ne!(refreshed.cookie(), again.cookie);
    app.visitor("nobody.lyceum.test").get("/organization").await.refused(421, "unknown_host");
    assert_eq!(acme.visitor().get("/organization").await.expect(200).body["name"], "acme academy");
}
