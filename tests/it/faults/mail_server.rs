//! F08: the mail server is away, slow, or refuses. People notice nothing; the mails go when it is well again.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use lyceum::worker;
use lyceum_tests::{
    Org, PASSWORD, TestApp,
    smtp::{Mode, SmtpServer},
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::rounds;
use crate::learning::fixtures::{MANUAL, course, learner, number};

/// How long a request may take while the mail server does what it wants.
const PATIENCE: Duration = Duration::from_secs(2);
const INVITED: usize = 12;

/// Invites people, none of whom may wait for the mail server.
async fn invite(org: &Org<'_>, round: usize) {
    for number in 0..INVITED {
        let begun = Instant::now();
        let body = json!({ "email": format!("ann{number}.{round}@acme.example"), "roles": ["learner"] });
        org.owner.post("/invitations", body).await.expect(201);
        assert!(begun.elapsed() < PATIENCE, "an invitation took {:?}", begun.elapsed());
    }
}

/// Message-IDs of the mails to those who were invited, with how many copies were taken over.
fn copies(server: &SmtpServer) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut copies: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for mail in server.taken().into_iter().filter(|mail| mail.to[0].starts_with("ann")) {
        *copies.entry(mail.to[0].clone()).or_default().entry(mail.header("Message-ID").unwrap()).or_default() += 1;
    }
    copies
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn mails_that_could_not_go_go_once_when_the_server_is_back() {
    let port = free_port();
    let app = TestApp::with(&[("smtp_url", &format!("smtp://127.0.0.1:{port}"))]).await;
    let org = app.organization("acme").await;
    invite(&org, 0).await;
    // nobody listens
    app.run_jobs().await;
    assert!(app.jobs("queued").await > i64::try_from(INVITED).unwrap() - 1);
    let server = SmtpServer::start_on(port, Mode::HangUp).await;
    for mode in [Mode::HangUp, Mode::Busy, Mode::BusyAfterData] {
        server.set_mode(mode);
        app.clock.advance(chrono::Duration::minutes(5));
        app.run_jobs().await;
        assert_eq!(server.taken().len(), 0);
    }
    assert_eq!(app.jobs("dead").await, 0);
    server.set_mode(Mode::Accept);
    for _ in 0..2 {
        app.clock.advance(chrono::Duration::minutes(5));
        app.run_jobs().await;
    }
    let copies = copies(&server);
    assert_eq!(copies.len(), INVITED);
    assert!(copies.values().all(|ids| ids.len() == 1 && ids.values().all(|copies| *copies == 1)), "{copies:?}");
    assert_eq!((app.jobs("queued").await, app.jobs("running").await, app.jobs("dead").await), (0, 0, 0));
}

#[tokio::test]
async fn a_connection_lost_after_the_mail_costs_one_copy_with_the_same_id() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let mut org = app.organization("acme").await;
    app.run_jobs().await;
    for round in 0..rounds(1, 100) {
        server.set_mode(Mode::DropAfterData);
        let session = org.visitor().post("/sessions", json!({ "email": "owner@acme.example", "password": PASSWORD })).await.expect(201);
        org.owner = org.visitor().signed_in(&session);
        invite(&org, round).await;
        app.run_jobs().await;
        server.set_mode(Mode::Accept);
        for _ in 0..2 {
            app.clock.advance(chrono::Duration::minutes(5));
            app.run_jobs().await;
        }
        let copies = copies(&server);
        assert_eq!(copies.len(), INVITED * (round + 1));
        assert!(copies.values().all(|ids| ids.len() == 1 && ids.values().all(|copies| *copies <= 2)), "{copies:?}");
        assert_eq!((app.jobs("queued").await, app.jobs("running").await, app.jobs("dead").await), (0, 0, 0));
    }
}

#[tokio::test]
async fn a_refusal_for_good_is_set_aside_with_the_servers_words() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    for mode in [Mode::Refuse, Mode::RefuseAfterData] {
        server.set_mode(mode);
        org.owner.post("/invitations", json!({ "email": format!("{mode:?}@acme.example"), "roles": ["learner"] })).await.expect(201);
        app.run_jobs().await;
        app.clock.advance(chrono::Duration::seconds(100));
        app.run_jobs().await;
    }
    let dead = org.owner.get("/jobs?status=dead").await.expect(200);
    let words: Vec<&str> = dead.items().iter().map(|job| job["last_error"].as_str().unwrap()).collect();
    assert!(words.len() == 2 && words[0].contains("554") && words[1].contains("no such user"), "{words:?}");
    assert!(dead.items().iter().all(|job| job["attempts"] == 1));
    server.set_mode(Mode::Accept);
    let before = server.taken().len();
    for job in dead.items() {
        org.owner.post(&format!("/jobs/{}/replay", job["id"].as_str().unwrap()), json!({})).await.expect(200);
    }
    app.run_jobs().await;
    assert_eq!(server.taken().len() - before, 2);
}

#[tokio::test]
async fn a_tarpit_holds_mails_and_nothing_else() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    server.set_mode(Mode::Tarpit);
    server.hang_up();
    invite(&org, 0).await;
    let working = tokio::spawn({
        let app = Arc::clone(&app.app);
        async move { worker::round(&app).await.unwrap() }
    });
    // the worker hangs in the tarpit, and the organization's day goes on
    let mut asked = 0;
    while !working.is_finished() {
        let begun = Instant::now();
        org.owner.get("/me").await.expect(200);
        org.owner.post("/courses", json!({ "title": "Knots" })).await.expect(201);
        assert!(begun.elapsed() < PATIENCE, "requests took {:?}", begun.elapsed());
        asked += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(asked > 50, "the tarpit held the worker for {asked} requests only");
    server.set_mode(Mode::Accept);
    for _ in 0..2 {
        app.clock.advance(chrono::Duration::minutes(5));
        app.run_jobs().await;
    }
    let copies = copies(&server);
    assert_eq!(copies.len(), INVITED);
    assert!(copies.values().all(|ids| ids.values().sum::<usize>() == 1), "{copies:?}");
}

#[tokio::test]
async fn a_slow_server_holds_two_mails_and_no_other_job() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url())]).await;
    let org = app.organization("acme").await;
    let course = course(&org, &[MANUAL]).await;
    let ann = learner(&org).await;
    app.run_jobs().await;
    server.set_mode(Mode::TarpitAfterData);
    invite(&org, 0).await;
    let stop = CancellationToken::new();
    let working = tokio::spawn(worker::run(Arc::clone(&app.app), stop.clone()));
    let begun = Instant::now();
    while server.mails().iter().filter(|mail| !mail.taken).count() < 2 {
        assert!(begun.elapsed() < PATIENCE, "no mail is on its way");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // two mails hang for half a minute, and others wait behind them; a certificate is issued and drawn beside them
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    ann.put(&format!("/enrollments/{id}/lessons/{}/completion", course.lessons[0]), json!({})).await.expect(200);
    while number(&org, "SELECT COUNT(*) FROM certificates WHERE pdf_stored_at IS NOT NULL").await == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "the certificate waits for the mail server");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.mails().iter().filter(|mail| !mail.taken).count(), 2, "mails at a time");
    stop.cancel();
    server.set_mode(Mode::Accept);
    server.hang_up();
    working.abort();
}
