//! F17: processes are asked to stop under load. Requests that were let in are answered, jobs are finished or handed over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use lyceum_tests::{
    Client, Installation,
    db::is_postgres,
    smtp::{Mode, SmtpServer},
};
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use super::{
    random, rounds,
    school::{Door, Journal, School, Size, burst, mails_are_there_once, nothing_is_lost_or_twice, settled},
};

/// A process that is asked to stop is gone by then.
const GONE: Duration = Duration::from_secs(15);
const RUNNING: &str = "SELECT COUNT(*) FROM jobs WHERE org_id = :org AND status = 'running'";

fn readers(school: &School, door: &Arc<Door>, journal: &Arc<Journal>, stop: &Arc<AtomicBool>, people: &mut JoinSet<()>) {
    for reader in &school.learners {
        people.spawn(read(reader.clone(), Arc::clone(door), Arc::clone(journal), Arc::clone(stop)));
    }
}

async fn read(who: Client, door: Arc<Door>, journal: Arc<Journal>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) && door.is_open() {
        match door.send(&who, Method::GET, "/me", None, &[]).await {
            Ok(answer) if answer.status == 200 => {}
            Ok(answer) => {
                journal.refused("GET /me", &answer);
                return;
            }
            Err(error) => {
                journal.failed("GET /me", &error);
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_process_that_is_asked_to_stop_answers_what_it_let_in() {
    let server = SmtpServer::start(Mode::Accept).await;
    let place = Installation::with(&[("smtp_url", &server.url())]).await;
    let mut node = place.serve().await;
    for _ in 0..rounds(2, 50) {
        let school = School::found(&place, &node, Size { learners: 4, courses: 4, lessons: 3 }).await;
        let before = server.taken().len();
        let (door, journal, stop) = (Arc::new(Door::to(&[&node])), Arc::new(Journal::default()), Arc::new(AtomicBool::new(false)));
        let watching = tokio::spawn(Arc::clone(&door).watch(node.visitor("lyceum.test"), Arc::clone(&stop)));
        let mut people = burst(&school, &door, &journal, &stop);
        readers(&school, &door, &journal, &stop, &mut people);
        tokio::time::sleep(Duration::from_millis(300 + random(700))).await;
        let (port, asked) = (node.port, Instant::now());
        node.terminate();
        let status = node.ended(GONE).await;
        println!("gone after {:?}, {} acknowledged", asked.elapsed(), journal.acknowledged());
        assert!(status.is_some_and(|status| status.success()), "{status:?}\n{}", place.log());
        people.join_all().await;
        stop.store(true, Ordering::Relaxed);
        watching.await.unwrap();
        assert_eq!(place.number(school.id, RUNNING).await, 0, "a job was left half done");
        // who finds nobody was not let in: with one process that cannot be otherwise
        let cut: Vec<_> = journal.failures().into_iter().filter(|failure| !failure.nobody_there).map(|failure| failure.words).collect();
        assert!(cut.is_empty(), "requests that were let in were not answered: {cut:?}\n{}", place.log());

        node = place.serve_again(port).await;
        journal.repeat(&door).await;
        settled(&place, &school, Duration::from_secs(60)).await;
        nothing_is_lost_or_twice(&place, &school, &journal).await;
        let mails: Vec<_> = server.taken().split_off(before);
        assert_eq!(mails_are_there_once(&place, &school, &journal, &mails).await, 0, "a mail came twice");
    }
}

#[tokio::test]
async fn a_worker_that_is_asked_to_stop_finishes_the_job_that_it_has() {
    let server = SmtpServer::start(Mode::Accept).await;
    let place = Installation::with(&[("smtp_url", &server.url())]).await;
    let node = place.serve_with(&["--without-worker"]).await;
    let school = School::found(&place, &node, Size { learners: 0, courses: 0, lessons: 0 }).await;
    let worker = place.work();
    settled(&place, &school, Duration::from_secs(30)).await;
    let before = server.mails().len();
    server.set_mode(Mode::LateAfterData);
    school.owner.post("/invitations", json!({ "email": "ann@school.example", "roles": ["learner"] })).await.expect(201);
    while server.mails().len() == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // the mail is on the wire, and the server has not said yet that it has it
    worker.terminate();
    let status = worker.ended(GONE).await;
    assert!(status.is_some_and(|status| status.success()), "{status:?}\n{}", place.log());
    assert_eq!(place.number(school.id, "SELECT COUNT(*) FROM jobs WHERE org_id = :org AND status <> 'done'").await, 0, "{}", place.log());
    assert_eq!(server.mails().len(), before + 1);
}

#[tokio::test]
async fn two_processes_that_restart_in_turn_fail_no_request() {
    // SQLite has one process
    if !is_postgres() {
        return;
    }
    let server = SmtpServer::start(Mode::Accept).await;
    let place = Installation::with(&[("smtp_url", &server.url())]).await;
    let mut nodes = vec![place.serve().await, place.serve().await];
    let school = School::found(&place, &nodes[0], Size { learners: 4, courses: 5, lessons: 3 }).await;
    let before = server.taken().len();
    let door = Arc::new(Door::to(&[&nodes[0], &nodes[1]]));
    let (journal, stop) = (Arc::new(Journal::default()), Arc::new(AtomicBool::new(false)));
    let watching = tokio::spawn(Arc::clone(&door).watch(nodes[0].visitor("lyceum.test"), Arc::clone(&stop)));
    let mut people = burst(&school, &door, &journal, &stop);
    readers(&school, &door, &journal, &stop, &mut people);
    for _ in 0..rounds(2, 50) {
        tokio::time::sleep(Duration::from_millis(100 + random(400))).await;
        let node = nodes.remove(0);
        let port = node.port;
        node.terminate();
        let status = node.ended(GONE).await;
        assert!(status.is_some_and(|status| status.success()), "{status:?}\n{}", place.log());
        nodes.push(place.serve_again(port).await);
    }
    stop.store(true, Ordering::Relaxed);
    people.join_all().await;
    watching.await.unwrap();
    let failures: Vec<_> = journal.failures().into_iter().map(|failure| failure.words).collect();
    assert!(failures.is_empty(), "{} failed: {failures:?}\n{}", failures.len(), place.log());
    println!("{} writes through restarts", journal.acknowledged());
    settled(&place, &school, Duration::from_secs(60)).await;
    // who did not come to the end has enrollments that are not complete, as in life
    nothing_is_lost_or_twice(&place, &school, &journal).await;
    let mails: Vec<_> = server.taken().split_off(before);
    assert_eq!(mails_are_there_once(&place, &school, &journal, &mails).await, 0, "a mail came twice");
}
