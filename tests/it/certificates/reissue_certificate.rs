//! Issuing anew: the old certificate points to the new one.

use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;

use super::{certified, code};
use crate::learning::fixtures::number;

#[tokio::test]
async fn a_corrected_name_needs_a_new_certificate() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}", code(&certificate));
    let new = org.owner.post(&format!("{path}/reissue"), json!({ "learner_name": " Ann Ó Briain " })).await.expect(201);
    assert_ne!(new.body["code"], certificate["code"]);
    assert_eq!((&new.body["learner_name"], &new.body["completed_at"]), (&json!("Ann Ó Briain"), &certificate["completed_at"]));
    let old = org.visitor().get(&path).await.expect(200);
    assert_eq!((&old.body["status"], &old.body["replaced_by"]), (&json!("revoked"), &new.body["code"]));
    let page = org.visitor().get(&format!("/certificates/{}", code(&new.body))).await.expect(200);
    assert_eq!((&page.body["status"], &page.body["learner_name"]), (&json!("valid"), &json!("Ann Ó Briain")));
    assert_eq!(ann.get("/enrollments").await.expect(200).items()[0]["certificate_code"], new.body["code"]);
    assert_eq!(ann.get("/certificates").await.expect(200).items().len(), 2);
    org.owner.post(&format!("{path}/reissue"), json!({})).await.refused(409, "certificate_revoked");
    org.owner.post(&format!("{path}/reissue"), json!({ "learner_name": "" })).await.refused(422, "invalid_input");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM audit_events WHERE action = 'certificate_reissued'").await, 1);
}

#[tokio::test]
async fn one_that_was_taken_back_by_mistake_is_issued_anew() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}", code(&certificate));
    org.owner.post(&format!("{path}/revoke"), json!({ "reason": "Mistake" })).await.expect(200);
    let new = org.owner.post(&format!("{path}/reissue"), json!({})).await.expect(201);
    assert_eq!(new.body["learner_name"], certificate["learner_name"]);
    let old = org.visitor().get(&path).await.expect(200);
    assert_eq!((&old.body["revocation_reason"], &old.body["replaced_by"]), (&json!("Mistake"), &new.body["code"]));
}

#[tokio::test]
async fn many_at_once_make_one_new_certificate() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}/reissue", code(&certificate));
    let answers = join_all((0..30).map(|_| org.owner.post(&path, json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "certificate_revoked").count(), 29);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM certificates").await, 2);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM certificates WHERE revoked_at IS NULL").await, 1);
    assert_eq!(number(&org, "SELECT MAX(issue_number) FROM certificates").await, 2);
}
