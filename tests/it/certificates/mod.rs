//! Certificates, operation by operation.

mod get_certificate;
mod get_certificate_pdf;
mod issue_certificate;
mod list_certificates;
mod reissue_certificate;
mod revoke_certificate;

use lyceum_tests::{Client, Org};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::learning::fixtures::{Course, MANUAL, course, learner};

/// A learner who completed a course, and the course.
async fn graduate(org: &Org<'_>) -> (Client, Uuid, Course) {
    let course = course(org, &[MANUAL, MANUAL]).await;
    let ann = learner(org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    for lesson in &course.lessons {
        ann.put(&format!("/enrollments/{id}/lessons/{lesson}/completion"), json!({})).await.expect(200);
    }
    (ann, id, course)
}

/// The same, with the certificate.
async fn certified(org: &Org<'_>) -> (Client, Value, Course) {
    let (ann, _, course) = graduate(org).await;
    org.app.run_jobs().await;
    let listed = ann.get("/certificates").await.expect(200);
    assert_eq!(listed.items().len(), 1);
    (ann, listed.items()[0].clone(), course)
}

/// A certificate's code.
fn code(certificate: &Value) -> String {
    certificate["code"].as_str().unwrap().to_owned()
}
