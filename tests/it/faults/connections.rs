//! F03: the database ends every connection again and again under load. Nobody hears anything but "try again", nothing is lost or
//! written twice, and the pool heals by itself.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use lyceum_tests::{Client, Installation, db::is_postgres};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    rounds,
    school::{School, Size},
};

const WRITERS: usize = 8;

#[tokio::test]
async fn connections_that_end_cost_another_try_and_nothing_else() {
    // SQLite has no connections that somebody else could end
    if !is_postgres() {
        return;
    }
    let place = Installation::fresh().await;
    let node = place.serve().await;
    let school = School::found(&place, &node, Size { learners: 1, courses: 1, lessons: 1 }).await;
    let before = place.number(school.id, "SELECT COUNT(*) FROM courses WHERE org_id = :org").await;
    let (stop, interrupted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        writers.spawn(write(school.owner.clone(), Arc::clone(&stop), Arc::clone(&interrupted)));
    }
    let begun = Instant::now();
    let mut ended = 0;
    while begun.elapsed() < Duration::from_secs(3) * u32::try_from(rounds(1, 100)).unwrap() {
        ended += end_connections(&place).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let healing = Instant::now();
    stop.store(true, Ordering::Relaxed);
    let written: usize = writers.join_all().await.into_iter().sum();
    school.owner.get("/me").await.expect(200);
    assert!(healing.elapsed() < Duration::from_secs(5), "it took {:?} to heal", healing.elapsed());
    let interrupted = interrupted.load(Ordering::Relaxed);
    println!("{ended} connections ended, {written} courses written, {interrupted} answers were \"try again\"");
    assert!(ended > 5 && interrupted > 0 && written > WRITERS, "{ended} {interrupted} {written}");
    let after = place.number(school.id, "SELECT COUNT(*) FROM courses WHERE org_id = :org").await;
    assert_eq!(after - before, i64::try_from(written).unwrap(), "what was acknowledged is there, once\n{}", place.log());
}

/// Makes courses; who is told to try again does so under the same key.
async fn write(owner: Client, stop: Arc<AtomicBool>, interrupted: Arc<AtomicUsize>) -> usize {
    let mut written = 0;
    while !stop.load(Ordering::Relaxed) {
        let (key, body) = (Uuid::now_v7().to_string(), json!({ "title": "Knots" }));
        loop {
            let answer = owner.post_once(&key, "/courses", body.clone()).await;
            match answer.status {
                201 => break,
                503 => {
                    interrupted.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                other => panic!("{other}: {}", answer.body),
            }
        }
        written += 1;
    }
    written
}

async fn end_connections(place: &Installation) -> usize {
    let db = Database::connect(&place.db.url).await.unwrap();
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS ended FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()) AS gone";
    let row = db.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await.unwrap().unwrap();
    let ended: i64 = row.try_get("", "ended").unwrap();
    db.close().await.unwrap();
    usize::try_from(ended).unwrap()
}
