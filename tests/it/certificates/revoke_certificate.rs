//! Taking back: once, with a reason that everybody sees.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;

use super::{certified, code};
use crate::learning::fixtures::number;

#[tokio::test]
async fn a_revoked_certificate_says_so_to_everybody() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}", code(&certificate));
    let revoked = org.owner.post(&format!("{path}/revoke"), json!({ "reason": " Issued by mistake " })).await.expect(200);
    assert_eq!((&revoked.body["status"], &revoked.body["revocation_reason"]), (&json!("revoked"), &json!("Issued by mistake")));
    assert_eq!(revoked.body["can"], json!({ "revoke": false, "reissue": true }));
    let page = org.visitor().get(&path).await.expect(200);
    assert_eq!((&page.body["status"], &page.body["revocation_reason"]), (&json!("revoked"), &json!("Issued by mistake")));
    assert!(page.body["revoked_at"].is_string() && page.body["replaced_by"].is_null());
    assert_eq!(ann.get("/enrollments").await.expect(200).items()[0]["certificate_code"], json!(null));
    assert_eq!(ann.get("/me/dashboard").await.expect(200).body["certificates_count"], 0);
    org.owner.post(&format!("{path}/revoke"), json!({ "reason": "Again" })).await.refused(409, "certificate_revoked");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM audit_events WHERE action = 'certificate_revoked'").await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'certificate_revoked'").await, 1);
}

#[tokio::test]
async fn many_revocations_at_once_are_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}/revoke", code(&certificate));
    let answers = join_all((0..30).map(|n| org.owner.post(&path, json!({ "reason": format!("Reason {n}") })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "certificate_revoked").count(), 29);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM audit_events WHERE action = 'certificate_revoked'").await, 1);
}

#[tokio::test]
async fn only_owners_admins_and_the_courses_creators_revoke() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}/revoke", code(&certificate));
    let body = json!({ "reason": "Because" });
    ann.post(&path, body.clone()).await.refused(403, "forbidden");
    org.member(Role::Instructor).await.post(&path, body.clone()).await.refused(404, "certificate_not_found");
    assert!(matches!(org.member(Role::Manager).await.post(&path, body.clone()).await.status, 403 | 404));
    org.owner.post(&path, json!({ "reason": "  " })).await.refused(422, "invalid_input");
    org.owner.post(&path, json!({ "reason": "x".repeat(501) })).await.refused(422, "invalid_input");
    org.owner.post("/certificates/00000-00000-00000-00000-00000-0/revoke", body.clone()).await.refused(404, "certificate_not_found");
    org.member(Role::Admin).await.post(&path, body).await.expect(200);
}
