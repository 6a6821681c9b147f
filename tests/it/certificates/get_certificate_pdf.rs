//! The document: drawn by a job, or by whoever asks first.

use lyceum_tests::TestApp;
use serde_json::json;

use super::{certified, code};
use crate::learning::fixtures::{number, tamper};

const STORED: &str = "SELECT COUNT(*) FROM certificates WHERE pdf_stored_at IS NOT NULL";

#[tokio::test]
async fn anybody_loads_the_document_that_the_job_drew() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    assert_eq!(certificate["pdf_ready"], true);
    let path = format!("/certificates/{}/pdf", code(&certificate));
    assert_eq!(certificate["pdf_url"], format!("http://acme.lyceum.test/api/v1{path}"));
    let pdf = org.visitor().get(&path).await.expect(200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.header("content-disposition").contains(&code(&certificate)));
    org.visitor().get("/certificates/00000-00000-00000-00000-00000-0/pdf").await.refused(404, "certificate_not_found");
    app.organization("umbrella").await.visitor().get(&path).await.refused(404, "certificate_not_found");
}

#[tokio::test]
async fn a_document_that_is_not_stored_is_drawn_on_demand() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}/pdf", code(&certificate));
    let drawn = org.visitor().get(&path).await.expect(200);
    let file = app.folder.path().join(format!("files/org/{}/certificates/{}.pdf", org.id, certificate["id"].as_str().unwrap()));
    std::fs::remove_file(&file).unwrap();
    tamper(&org, "UPDATE certificates SET pdf_stored_at = NULL").await;
    let again = org.visitor().get(&path).await.expect(200);
    assert_eq!((again.bytes == drawn.bytes, file.exists(), number(&org, STORED).await), (true, true, 1));
    // a row that points to a file that is gone leads to a new one, too
    std::fs::remove_file(&file).unwrap();
    assert_eq!(org.visitor().get(&path).await.expect(200).bytes, drawn.bytes);
    assert!(file.exists());
}

#[tokio::test]
async fn a_certificate_that_was_taken_back_has_no_document() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}", code(&certificate));
    org.owner.post(&format!("{path}/revoke"), json!({ "reason": "Mistake" })).await.expect(200);
    org.visitor().get(&format!("{path}/pdf")).await.refused(409, "certificate_revoked");
    let new = org.owner.post(&format!("{path}/reissue"), json!({ "learner_name": "#eval(\"1\") *b* $x$ \\u{0}" })).await.expect(201);
    assert_eq!(new.body["pdf_ready"], false);
    org.visitor().get(&format!("/certificates/{}/pdf", code(&new.body))).await.expect(200);
}
