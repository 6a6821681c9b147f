//! Makes requests, and keeps what came of them.

use std::{
    cell::{Cell, RefCell},
    time::{Duration, Instant},
};

use fastrand::Rng;
use futures::future::try_join_all;

use crate::{
    Result,
    cases::{Case, Learners},
    client::{Ask, Connection},
    data::{Enrollment, LEARNERS},
    process::{self, Cpu},
};

/// Who is measured.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub port: u16,
    pub pid: u32,
    /// PostgreSQL's first process.
    pub postmaster: Option<u32>,
}

impl Target {
    fn cpu(self) -> (f64, f64) {
        (Cpu::of(self.pid).all(), self.postmaster.map_or(0.0, Cpu::of_tree))
    }
}

/// What one round showed.
#[derive(Clone, Debug, Default)]
pub struct Round {
    pub errors: u64,
    pub per_second: f64,
    /// Processor time of the application, per request.
    pub app_ms: f64,
    /// Processor time of the database server, per request.
    pub db_ms: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub bytes: f64,
    pub load: f64,
    /// Of both processors, in percent.
    pub busy_percent: f64,
}

impl Round {
    pub fn cpu_ms(&self) -> f64 {
        self.app_ms + self.db_ms
    }
}

#[derive(Default)]
struct Tally {
    waits: RefCell<Vec<f64>>,
    bytes: Cell<usize>,
    errors: Cell<u64>,
}

impl Tally {
    async fn make(&self, connection: &mut Connection, case: Case, ask: Ask, since: Instant) -> Result<()> {
        let path = ask.path.clone();
        let answer = connection.send(ask).await?;
        let count = {
            let mut waits = self.waits.borrow_mut();
            waits.push(since.elapsed().as_secs_f64() * 1_000.0);
            waits.len()
        };
        self.bytes.set(self.bytes.get() + answer.body.len());
        if answer.status != case.expected() || (count % 100 == 1 && !case.is_right(&answer)) {
            if self.errors.get() == 0 {
                eprintln!("{path}: {} {}", answer.status, String::from_utf8_lossy(answer.body.get(..300).unwrap_or(&answer.body)));
            }
            self.errors.set(self.errors.get() + 1);
        }
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "figures for people")]
    fn round(self, wall: Duration, (app, db): (f64, f64)) -> Round {
        let mut waits = self.waits.into_inner();
        waits.sort_by(f64::total_cmp);
        let at = |share: f64| waits.get((waits.len() as f64 * share) as usize).copied().unwrap_or_default();
        let requests = waits.len() as f64;
        let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
        Round {
            errors: self.errors.get(),
            per_second: requests / wall.as_secs_f64(),
            app_ms: app / requests,
            db_ms: db / requests,
            p50_ms: at(0.50),
            p99_ms: at(0.99),
            bytes: self.bytes.get() as f64 / requests,
            load: process::load(),
            busy_percent: (app + db) / (wall.as_secs_f64() * 1_000.0 * cores) * 100.0,
        }
    }
}

/// So many connections, each asking again as soon as it has its answer.
pub async fn closed(target: Target, learners: &Learners, case: Case, connections: usize, time: Duration) -> Result<Round> {
    learners.sign_in()?;
    let tally = Tally::default();
    let mut open = try_join_all((0..connections).map(|_| Connection::open(target.port))).await?;
    let before = target.cpu();
    let began = Instant::now();
    try_join_all(open.iter_mut().map(async |connection| {
        let mut rng = Rng::new();
        while began.elapsed() < time {
            tally.make(connection, case, learners.ask(case, &mut rng), Instant::now()).await?;
        }
        Result::Ok(())
    }))
    .await?;
    let wall = began.elapsed();
    // what the worker still does for these requests is their cost, too
    tokio::time::sleep(Duration::from_millis(700)).await;
    let after = target.cpu();
    Ok(tally.round(wall, (after.0 - before.0, after.1 - before.1)))
}

/// A thousand learners: each sends a heartbeat every 10 seconds and reads an outline every 50, whether or not the product keeps
/// up. A wait is counted from the moment at which the request was due.
pub async fn learners_1000(target: Target, learners: &Learners, time: Duration) -> Result<Round> {
    learners.sign_in()?;
    let mut due = Vec::new();
    for learner in 0..1_000_u32 {
        let phase = f64::from(learner) / 1_000.0;
        for (every, case) in [(10.0, Case::Heartbeat), (50.0, Case::Outline)] {
            let mut at = phase * every;
            while at < time.as_secs_f64() {
                due.push((Duration::from_secs_f64(at), learner, case));
                at += every;
            }
        }
    }
    due.sort_by_key(|(at, ..)| *at);
    let (tally, next) = (Tally::default(), Cell::new(0));
    let mut open = try_join_all((0..64).map(|_| Connection::open(target.port))).await?;
    let before = target.cpu();
    let began = Instant::now();
    try_join_all(open.iter_mut().map(async |connection| {
        let mut rng = Rng::new();
        while let Some((at, learner, case)) = due.get(next.replace(next.get() + 1)).copied() {
            tokio::time::sleep_until((began + at).into()).await;
            let learner = u64::from(learner) * learners.size.learners() / LEARNERS;
            let enrollment = Enrollment(learner * crate::data::ENROLLMENTS);
            let ask = if case == Case::Outline { learners.outline(enrollment) } else { learners.heartbeat(enrollment, &mut rng) };
            tally.make(connection, case, ask, began + at).await?;
        }
        Result::Ok(())
    }))
    .await?;
    let wall = began.elapsed();
    let after = target.cpu();
    Ok(tally.round(wall, (after.0 - before.0, after.1 - before.1)))
}
