//! F06: workers that are held past their lease, die in the middle of a job, or are killed by the job itself.

use std::{sync::Arc, time::Duration};

use domain::access::Role;
use lyceum::{
    jobs::{JobError, handlers, perform},
    worker,
};
use lyceum_tests::{
    Client, Installation, Org, PASSWORD, TestApp,
    smtp::{Mode, SmtpServer},
};
use repositories::{JobLease, outbox::MAX_ATTEMPTS};
use serde_json::json;

use super::{
    random, rounds,
    school::{School, Size, settled},
};
use crate::learning::fixtures::{MANUAL, course, learner, number};

const CERTIFICATES: &str = "SELECT COUNT(*) FROM certificates";
const ISSUED: &str = "SELECT COUNT(*) FROM events WHERE kind = 'certificate_issued'";

/// A learner completes a course.
async fn graduate(org: &Org<'_>) {
    let course = course(org, &[MANUAL]).await;
    let ann = learner(org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    ann.put(&format!("/enrollments/{id}/lessons/{}/completion", course.lessons[0]), json!({})).await.expect(200);
}

/// Claims everything that is due, and keeps the one job of this kind.
async fn claim(app: &TestApp, kind: &str) -> JobLease {
    app.app.db.dispatch_events(handlers).await.unwrap();
    let leases = app.app.db.claim_jobs(100).await.unwrap();
    leases.into_iter().find(|lease| lease.kind() == kind).expect("a job of this kind is due")
}

/// The owner once more: the clock has left the last access token behind.
async fn signed_in(org: &Org<'_>) -> Client {
    let session = org.visitor().post("/sessions", json!({ "email": "owner@acme.example", "password": PASSWORD })).await.expect(201);
    org.visitor().signed_in(&session)
}

fn lost_lease(outcome: &Result<(), JobError>) -> bool {
    matches!(outcome, Err(JobError::Temporary(words)) if words.contains("lease lost"))
}

fn a_lease() -> chrono::Duration {
    domain::time::JOB_LEASE + chrono::Duration::seconds(1)
}

#[tokio::test]
async fn a_worker_held_past_its_lease_has_no_effect_when_it_goes_on() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    graduate(&org).await;
    let held = claim(&app, "issue_certificate").await;
    app.clock.advance(a_lease());
    let second = claim(&app, "issue_certificate").await;
    assert_eq!((held.job_id(), held.attempt(), second.attempt()), (second.job_id(), 1, 2));

    // the one that was held goes on before the second is done
    assert!(!app.app.db.renew_lease(&held).await.unwrap());
    assert!(lost_lease(&perform(&app.app, &held).await));
    assert_eq!((number(&org, CERTIFICATES).await, number(&org, ISSUED).await), (0, 0));
    app.app.db.finish_job(&held).await.unwrap();
    app.app.db.fail_job(&held, "too late", true).await.unwrap();
    assert!(app.app.db.renew_lease(&second).await.unwrap(), "a worker without the lease ended the job");

    // and once more afterwards
    perform(&app.app, &second).await.unwrap();
    app.app.db.finish_job(&second).await.unwrap();
    assert!(lost_lease(&perform(&app.app, &held).await));
    app.app.db.fail_job(&held, "too late", true).await.unwrap();
    app.clock.advance(a_lease());
    app.run_jobs().await;
    assert_eq!((number(&org, CERTIFICATES).await, number(&org, ISSUED).await), (1, 1));
    assert_eq!((app.jobs("queued").await, app.jobs("running").await, app.jobs("dead").await), (0, 0, 0));
}

#[tokio::test]
async fn a_worker_without_its_lease_sends_no_mail() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    let before = server.mails().len();
    org.owner.post("/invitations", json!({ "email": "ann@acme.example", "roles": ["learner"] })).await.expect(201);
    let held = claim(&app, "send_mail").await;
    app.clock.advance(a_lease());
    app.run_jobs().await;
    assert!(lost_lease(&perform(&app.app, &held).await));
    assert_eq!(server.mails().len() - before, 1);
}

#[tokio::test]
async fn a_worker_that_dies_anywhere_leaves_its_job_to_the_next() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let mut org = app.organization("acme").await;
    app.run_jobs().await;
    let graduates = rounds(6, 200);
    for _ in 0..graduates {
        org.owner = signed_in(&org).await;
        graduate(&org).await;
        for _ in 0..4 {
            // dropped at whatever it was waiting for
            let _ = tokio::time::timeout(Duration::from_millis(random(40)), worker::round(&app.app)).await;
            app.clock.advance(a_lease());
        }
        // nor is a job tried for ever: now somebody comes who stays
        for _ in 0..2 {
            app.run_jobs().await;
            app.clock.advance(a_lease());
        }
    }
    let graduates = i64::try_from(graduates).unwrap();
    assert_eq!((app.jobs("queued").await, app.jobs("running").await, app.jobs("dead").await), (0, 0, 0));
    assert_eq!((number(&org, CERTIFICATES).await, number(&org, ISSUED).await), (graduates, graduates));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM certificates WHERE pdf_stored_at IS NULL").await, 0);
    let mut mails: Vec<String> = server.taken().iter().filter(|mail| is_certificate(mail)).map(message_id).collect();
    mails.sort();
    mails.dedup();
    assert_eq!(i64::try_from(mails.len()).unwrap(), graduates);
}

fn is_certificate(mail: &lyceum_tests::smtp::ReceivedMail) -> bool {
    mail.header("Subject").unwrap().starts_with("Your certificate for")
}

fn message_id(mail: &lyceum_tests::smtp::ReceivedMail) -> String {
    mail.header("Message-ID").unwrap()
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_set_aside_and_a_person_can_replay_it() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    let (mails, connections) = (server.taken().len(), server.connections());
    server.set_mode(Mode::HangUp);
    org.owner.post("/invitations", json!({ "email": "ann@acme.example", "roles": ["learner"] })).await.expect(201);
    let mut waits = 0;
    while app.jobs("dead").await == 0 {
        app.run_jobs().await;
        app.run_jobs().await;
        waits += 1;
        assert!(waits <= MAX_ATTEMPTS, "the job is tried for ever");
        app.clock.advance(chrono::Duration::minutes(91));
    }
    // it waits between two tries, and is tried no more often than it may be
    assert_eq!(waits, MAX_ATTEMPTS);
    // the first try found the connection that was kept, closed
    assert!((MAX_ATTEMPTS..=MAX_ATTEMPTS + 1).contains(&i64::try_from(server.connections() - connections).unwrap()));
    let owner = signed_in(&org).await;
    let dead = owner.get("/jobs?status=dead").await.expect(200);
    assert_eq!(
        (dead.items().len(), &dead.items()[0]["kind"], &dead.items()[0]["attempts"]),
        (1, &json!("send_mail"), &json!(MAX_ATTEMPTS))
    );
    assert!(dead.items()[0]["last_error"].as_str().unwrap().contains("the mail could not be sent yet"));

    server.set_mode(Mode::Accept);
    app.clock.advance(chrono::Duration::hours(1));
    app.run_jobs().await;
    assert_eq!(server.taken().len(), mails, "a job that was set aside runs by itself");
    let owner = signed_in(&org).await;
    owner.post(&format!("/jobs/{}/replay", dead.items()[0]["id"].as_str().unwrap()), json!({})).await.expect(200);
    app.run_jobs().await;
    app.run_jobs().await;
    assert_eq!(server.taken().len(), mails + 1);
    assert_eq!((app.jobs("queued").await, app.jobs("running").await, app.jobs("dead").await), (0, 0, 0));
}

#[tokio::test]
async fn a_job_that_kills_its_worker_is_set_aside_too() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    org.owner.post("/invitations", json!({ "email": "ann@acme.example", "roles": ["learner"] })).await.expect(201);
    app.app.db.dispatch_events(handlers).await.unwrap();
    for attempt in 1..=MAX_ATTEMPTS {
        let claimed = app.app.db.claim_jobs(10).await.unwrap();
        assert_eq!(claimed.iter().map(JobLease::attempt).collect::<Vec<_>>(), [attempt]);
        // the process ends without a word
        app.clock.advance(a_lease());
    }
    assert_eq!(app.app.db.claim_jobs(10).await.unwrap().len(), 0, "a job that ends every worker is given to the next");
    assert_eq!((app.jobs("running").await, app.jobs("dead").await), (0, 1));
    let owner = signed_in(&org).await;
    let dead = owner.get("/jobs?status=dead").await.expect(200).items()[0].clone();
    assert_eq!((&dead["attempts"], &dead["can_replay"]), (&json!(MAX_ATTEMPTS), &json!(true)));
    assert!(dead["last_error"].as_str().unwrap().contains("did not come back"), "{dead}");
    assert!(dead["finished_at"].is_string());
    owner.post(&format!("/jobs/{}/replay", dead["id"].as_str().unwrap()), json!({})).await.expect(200);
    app.run_jobs().await;
    assert_eq!((app.jobs("running").await, app.jobs("dead").await), (0, 0));
}

#[tokio::test]
async fn a_worker_process_that_was_held_does_no_harm_when_it_goes_on() {
    let server = SmtpServer::start(Mode::Accept).await;
    let place = Installation::with(&[("smtp_url", &server.url())]).await;
    let node = place.serve_with(&["--without-worker"]).await;
    let school = School::found(&place, &node, Size { learners: 0, courses: 0, lessons: 0 }).await;
    let first = place.work();
    settled(&place, &school, Duration::from_secs(30)).await;
    let before = server.mails().len();
    server.set_mode(Mode::LateAfterData);
    school.owner.post("/invitations", json!({ "email": "ann@school.example", "roles": ["learner"] })).await.expect(201);
    while server.mails().len() == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // the mail is on the wire, and the worker does not hear what became of it
    first.hold();
    server.set_mode(Mode::Accept);
    let second = place.work();
    place.tamper(school.id, "UPDATE jobs SET lease_until = created_at WHERE status = 'running'").await;
    settled(&place, &school, Duration::from_secs(30)).await;
    first.go_on();
    for number in 0..10 {
        let body = json!({ "email": format!("ann{number}@school.example"), "roles": ["learner"] });
        school.owner.post("/invitations", body).await.expect(201);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    settled(&place, &school, Duration::from_secs(30)).await;

    let mails: Vec<_> = server.mails().split_off(before);
    let to = |address: &str| mails.iter().filter(|mail| mail.to == [address]).map(message_id).collect::<Vec<_>>();
    let copies = to("ann@school.example");
    assert_eq!(copies.len(), 2, "the mail that was on the wire, and the one that makes sure");
    assert_eq!(copies[0], copies[1]);
    for number in 0..10 {
        assert_eq!(to(&format!("ann{number}@school.example")).len(), 1);
    }
    let tried = "SELECT MAX(attempts) FROM jobs WHERE org_id = :org";
    let unfinished = "SELECT COUNT(*) FROM jobs WHERE org_id = :org AND status <> 'done'";
    assert_eq!((place.number(school.id, tried).await, place.number(school.id, unfinished).await), (2, 0));
    for worker in [first, second] {
        worker.terminate();
        assert!(worker.ended(Duration::from_secs(10)).await.is_some_and(|status| status.success()));
    }
}

#[tokio::test]
async fn two_workers_never_have_one_job() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    for number in 0..40 {
        org.owner
            .post("/invitations", json!({ "email": format!("ann{number}@acme.example"), "roles": [Role::Learner.as_str()] }))
            .await
            .expect(201);
    }
    app.app.db.dispatch_events(handlers).await.unwrap();
    let claims = futures::future::join_all((0..16).map(|_| {
        let app = Arc::clone(&app.app);
        async move { app.db.claim_jobs(4).await.unwrap() }
    }));
    let mut jobs: Vec<_> = claims.await.into_iter().flatten().map(|lease| lease.job_id().0).collect();
    let claimed = jobs.len();
    jobs.sort();
    jobs.dedup();
    assert_eq!(jobs.len(), claimed);
    while !app.app.db.claim_jobs(4).await.unwrap().is_empty() {}
    assert_eq!(app.jobs("running").await, 40);
}
