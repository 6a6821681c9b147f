//! F05: many write at once while somebody reads slowly. Nobody is told that the database is busy, and SQLite's log stays small.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use lyceum_tests::{Client, Installation, Node, Response, db::is_postgres};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    rounds,
    school::{School, Size},
};

const WRITERS: usize = 64;
const ROUND: Duration = Duration::from_secs(5);
/// SQLite's log may grow to this, in bytes.
const WAL: u64 = 64 << 20;
/// The longest that anybody may wait. A fair queue of 64 is served in a fraction of it.
const PATIENCE: Duration = Duration::from_secs(8);

#[tokio::test]
async fn sixty_four_writers_and_a_slow_reader_get_their_answers() {
    let place = Installation::fresh().await;
    let node = place.serve().await;
    for _ in 0..rounds(1, 120) {
        one_round(&place, &node).await;
    }
    assert_eq!(place.damage().await, Vec::<String>::new());
}

async fn one_round(place: &Installation, node: &Node) {
    let school = School::found(place, node, Size { learners: 4, courses: 1, lessons: 1 }).await;
    let (course, lesson) = (school.courses[0].id, school.courses[0].lessons[0]);
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let learner = school.learners.get(number % 8).cloned();
        let Some(learner) = learner else {
            writers.spawn(write(school.owner.clone(), Arc::clone(&stop), Target::Courses));
            continue;
        };
        let enrollment = learner.post("/enrollments", json!({ "course_id": course })).await.id();
        writers.spawn(write(learner, Arc::clone(&stop), Target::Events { enrollment, lesson }));
    }
    let reading = tokio::spawn(read_slowly(place.db.url.clone(), Arc::clone(&stop)));
    let begun = Instant::now();
    let mut largest = 0;
    while begun.elapsed() < ROUND {
        largest = largest.max(log_size(place));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let (mut written, mut slowest, mut refused) = (0, Duration::ZERO, Vec::new());
    for figures in writers.join_all().await {
        written += figures.written;
        slowest = slowest.max(figures.slowest);
        refused.extend(figures.refused);
    }
    reading.await.unwrap();
    println!("{written} writes by {WRITERS}, the slowest {slowest:?}, log {} KiB", largest >> 10);
    assert!(refused.is_empty(), "{} refused, the first: {}\n{}", refused.len(), refused[0], place.log());
    assert!(written > WRITERS && slowest < PATIENCE);
    assert!(largest <= WAL, "the log grew to {largest} bytes");
    let rows = "SELECT (SELECT COUNT(*) FROM courses WHERE org_id = :org) + (SELECT COUNT(*) FROM learning_events WHERE org_id = :org)";
    assert_eq!(place.number(school.id, rows).await, i64::try_from(written).unwrap() + 1);
}

enum Target {
    Courses,
    Events { enrollment: Uuid, lesson: Uuid },
}

#[derive(Default)]
struct Figures {
    written: usize,
    slowest: Duration,
    refused: Vec<String>,
}

async fn write(who: Client, stop: Arc<AtomicBool>, target: Target) -> Figures {
    let mut figures = Figures::default();
    let device = Uuid::new_v4();
    for sequence in 1.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        let answer = one_write(&who, &target, device, sequence).await;
        figures.slowest = figures.slowest.max(begun.elapsed());
        if answer.status < 300 {
            figures.written += 1;
        } else {
            figures.refused.push(format!("{} {}", answer.status, answer.body));
        }
    }
    figures
}

async fn one_write(who: &Client, target: &Target, device: Uuid, sequence: i64) -> Response {
    match target {
        Target::Courses => who.post("/courses", json!({ "title": "Knots" })).await,
        Target::Events { enrollment, lesson } => {
            let now = chrono::Utc::now();
            let event = json!({
                "client_event_id": Uuid::now_v7(), "sequence": sequence, "kind": "opened", "lesson_id": lesson, "occurred_at": now,
            });
            let body = json!({ "device_id": device, "events": [event] });
            who.send(Method::POST, &format!("/enrollments/{enrollment}/events"), Some(body), &[]).await
        }
    }
}

/// Somebody with a transaction that reads, and takes its time: SQLite cannot shorten its log meanwhile.
async fn read_slowly(url: String, stop: Arc<AtomicBool>) {
    let db = Database::connect(&url).await.unwrap();
    while !stop.load(Ordering::Relaxed) {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("SELECT COUNT(*) FROM jobs").await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        tx.rollback().await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    db.close().await.unwrap();
}

fn log_size(place: &Installation) -> u64 {
    if is_postgres() {
        return 0;
    }
    place.folder.path().join("lyceum.db-wal").metadata().map_or(0, |file| file.len())
}
