//! Issuing: once, from what the server knows.

use std::collections::BTreeSet;

use domain::{
    events::DomainEvent,
    ids::{EnrollmentId, OrgId},
};
use lyceum_tests::{Org, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::{certified, graduate};
use crate::learning::fixtures::{MANUAL, course, learner, number, tamper};

/// Asks for the certificate of an enrollment as an event would, under a key of its own.
async fn ask(org: &Org<'_>, enrollment: Uuid, key: &str) {
    let event = DomainEvent::CourseCompleted { enrollment_id: EnrollmentId(enrollment) };
    let payload = serde_json::to_string(&event).unwrap();
    org.app.app.db.enqueue(OrgId(org.id), "issue_certificate", &payload, key).await.unwrap();
}

const CERTIFICATES: &str = "SELECT COUNT(*) FROM certificates";

#[tokio::test]
async fn completing_the_course_leads_to_one_certificate() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, certificate, course) = certified(&org).await;
    assert_eq!((&certificate["status"], &certificate["organization_name"]), (&json!("valid"), &json!("acme academy")));
    let groups: Vec<usize> = certificate["code"].as_str().unwrap().split('-').map(str::len).collect();
    assert_eq!(groups, [5, 5, 5, 5, 5, 1]);
    let enrollment = ann.get("/enrollments").await.expect(200).items()[0].clone();
    assert_eq!(enrollment["certificate_code"], certificate["code"]);
    assert_eq!(enrollment["completed_at"], certificate["completed_at"]);
    assert_eq!(ann.get("/me/dashboard").await.expect(200).body["certificates_count"], 1);
    assert_eq!(certificate["url"], format!("http://acme.lyceum.test/verify/{}", certificate["code"].as_str().unwrap()));
    // lessons that come later change nothing
    let mut course = course;
    course.add(&[MANUAL]).await;
    ask(&org, enrollment["id"].as_str().unwrap().parse().unwrap(), "again").await;
    app.run_jobs().await;
    assert_eq!(number(&org, CERTIFICATES).await, 1);
}

#[tokio::test]
async fn a_hundred_issues_at_once_are_one_certificate() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, enrollment, _) = graduate(&org).await;
    for n in 0..100 {
        ask(&org, enrollment, &format!("issue {n}")).await;
    }
    let workers = (0..8).map(|_| app.run_jobs());
    futures::future::join_all(workers).await;
    assert_eq!(number(&org, CERTIFICATES).await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'certificate_issued'").await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM jobs WHERE kind = 'issue_certificate' AND status <> 'done'").await, 0);
}

#[tokio::test]
async fn a_forged_event_certifies_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL, MANUAL]).await;
    let ann = learner(&org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    ask(&org, id, "forged").await;
    app.run_jobs().await;
    assert_eq!(number(&org, CERTIFICATES).await, 0);
    // not even when the enrollment's own row says so: the lessons are looked at
    tamper(
        &org,
        "UPDATE enrollments SET status = 'completed', completed_at = enrolled_at, completed_lessons = 2, completed_outline_number = 1",
    )
    .await;
    ask(&org, id, "forged again").await;
    app.run_jobs().await;
    assert_eq!(number(&org, CERTIFICATES).await, 0);
}

#[tokio::test]
async fn a_course_without_certificates_gives_none() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, _, _) = graduate(&org).await;
    tamper(&org, "UPDATE courses SET certificate_enabled = FALSE").await;
    app.run_jobs().await;
    assert_eq!(number(&org, CERTIFICATES).await, 0);
}

#[tokio::test]
async fn codes_are_never_alike() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let mut codes = BTreeSet::new();
    for _ in 0..5 {
        let (_, certificate, _) = certified(&org).await;
        codes.insert(super::code(&certificate));
    }
    assert_eq!(codes.len(), 5);
}
