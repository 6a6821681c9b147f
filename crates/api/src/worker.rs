//! The worker: turns events into jobs, does jobs under a lease, and starts what is due by the clock.

use std::{sync::Arc, time::Duration};

use domain::time::Timestamp;
use futures::FutureExt;
use repositories::{JobLease, RepositoryError, outbox::Kinds};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    jobs::{JobError, SEND_MAIL, handlers, perform},
    video::{carry::CARRY_VIDEO, jobs::PROCESS_VIDEO, transcribe::TRANSCRIBE_VIDEO},
};

/// Jobs that one worker does at a time, mails apart.
const AT_ONCE: u64 = 4;
/// Mails that one worker sends at a time: a mail server that takes half a minute over each holds these, and nothing else.
const MAILS_AT_ONCE: u64 = 2;
/// Moves of videos that one worker is at: each may fetch gigabytes.
const MOVES_AT_ONCE: u64 = 2;
/// The longest wait before the tables are looked at again.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a lease of a minute is renewed.
const RENEWAL: Duration = Duration::from_secs(20);

/// A part of the work, which goes on beside the others.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// What is due by the clock, and events that become jobs.
    Clock,
    /// Jobs of some kinds, so many at a time.
    Jobs(Kinds, u64),
}

const MAILS: Part = Part::Jobs(Kinds::Only(SEND_MAIL), MAILS_AT_ONCE);
const MOVES: Part = Part::Jobs(Kinds::Only(CARRY_VIDEO), MOVES_AT_ONCE);
const OTHERS: Part = Part::Jobs(Kinds::AllBut([SEND_MAIL, PROCESS_VIDEO, TRANSCRIBE_VIDEO, CARRY_VIDEO]), AT_ONCE);

/// Videos are made playable so many at a time: each takes all of a processor for minutes.
const fn videos(app: &App) -> Part {
    Part::Jobs(Kinds::Only(PROCESS_VIDEO), app.config.video.at_once)
}

/// Sound is heard elsewhere, one video at a time; a worker that makes no videos has no ffmpeg to cut it.
const fn transcriptions(app: &App) -> Part {
    Part::Jobs(Kinds::Only(TRANSCRIBE_VIDEO), if app.config.video.at_once == 0 { 0 } else { 1 })
}

/// Works until told to stop; what was begun is finished first, but for videos, their moves and their captions, which another worker takes
/// up. Mails, videos, moves, captions and all other jobs go on beside each other.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    let parts = futures::future::join_all([Part::Clock, MAILS, OTHERS].map(|part| repeat(&app, &stop, part)));
    let videos = async {
        tokio::select! {
            _ = futures::future::join_all([videos(&app), transcriptions(&app), MOVES].map(|part| repeat(&app, &stop, part))) => {}
            // hours may be left of one; its lease runs out, and whoever comes next goes on
            () = stop.cancelled() => {}
        }
    };
    tokio::join!(parts, videos);
}

async fn repeat(app: &Arc<App>, stop: &CancellationToken, part: Part) {
    while !stop.is_cancelled() {
        let did = match look(app, part).await {
            Ok(did) => did,
            Err(error) => {
                tracing::error!(error = crate::jobs::chain(&error), "the worker cannot reach its tables");
                0
            }
        };
        if did == 0 {
            let something = async {
                match part {
                    Part::Clock => app.db.wait_for_events(PAUSE).await,
                    Part::Jobs(..) => app.db.wait_for_jobs(PAUSE).await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = something => {}
            }
        }
    }
}

/// One look at the tables, as for tests and commands that wait until nothing is left; says how much there was to do.
///
/// # Errors
/// When the database does not answer.
pub async fn round(app: &Arc<App>) -> Result<usize, RepositoryError> {
    let events = look(app, Part::Clock).await?;
    let parts = [MAILS, videos(app), transcriptions(app), MOVES, OTHERS];
    let done = futures::future::try_join_all(parts.map(|part| look(app, part))).await?;
    Ok(events + done.into_iter().sum::<usize>())
}

/// Does what there is to do now of a part; says how much.
async fn look(app: &Arc<App>, part: Part) -> Result<usize, RepositoryError> {
    match part {
        Part::Clock => {
            start_what_is_due(app).await?;
            app.db.dispatch_events(handlers).await
        }
        Part::Jobs(kinds, at_once) => {
            let leases = app.db.claim_jobs_of(kinds, at_once).await?;
            futures::future::join_all(leases.iter().map(|lease| one(app, lease))).await;
            Ok(leases.len())
        }
    }
}

async fn one(app: &Arc<App>, lease: &JobLease) {
    // a panic in a job is a failure of that job, not of the worker
    let work = std::panic::AssertUnwindSafe(perform(app, lease)).catch_unwind();
    let outcome = tokio::select! {
        outcome = work => outcome.unwrap_or_else(|_| Err(JobError::Temporary("the job panicked".to_owned()))),
        () = keep_lease(app, lease) => return,
    };
    let recorded = match outcome {
        Ok(()) => app.db.finish_job(lease).await,
        Err(JobError::Temporary(error)) => {
            tracing::warn!(job = %lease.job_id(), kind = lease.kind(), attempt = lease.attempt(), error, "job failed");
            app.db.fail_job(lease, &error, false).await
        }
        Err(JobError::Later(reason, at)) => {
            tracing::debug!(job = %lease.job_id(), kind = lease.kind(), reason, %at, "job comes again");
            app.db.repeat_job(lease, &reason, at).await
        }
        Err(JobError::NoRoom(reason, metric, until)) => {
            tracing::info!(job = %lease.job_id(), kind = lease.kind(), reason, %until, "job put off");
            app.db.postpone_job(lease, &reason, until, metric).await
        }
        Err(JobError::Final(error)) => {
            tracing::error!(job = %lease.job_id(), kind = lease.kind(), error, "job set aside");
            app.db.fail_job(lease, &error, true).await
        }
    };
    if let Err(error) = recorded {
        tracing::error!(job = %lease.job_id(), error = crate::jobs::chain(&error), "a job's end cannot be recorded; its lease will run out");
    }
}

/// Returns when the lease is somebody else's.
async fn keep_lease(app: &Arc<App>, lease: &JobLease) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if matches!(app.db.renew_lease(lease).await, Ok(false)) {
            tracing::warn!(job = %lease.job_id(), "lease lost");
            return;
        }
    }
}

/// Periodic tasks: each slot is taken by exactly one worker, which queues a job for every organization.
async fn start_what_is_due(app: &Arc<App>) -> Result<(), RepositoryError> {
    let now = app.db.world().now();
    let slot = hour(now);
    if !app.hourly.is_new(&slot) || !app.db.take_cron_slot("hourly", &slot).await? {
        return Ok(());
    }
    app.db.sweep_uses(now - chrono::Duration::days(2)).await?;
    app.db.sweep_jobs(now - chrono::Duration::days(30)).await?;
    app.db.sweep_webhooks(now - chrono::Duration::days(90)).await?;
    app.db.sweep_operator_sessions(now - chrono::Duration::days(30)).await?;
    enqueue_for_all(app, crate::jobs::HOURLY, &slot).await?;
    let night = now.format("%Y-%m-%d").to_string();
    if app.db.take_cron_slot("nightly", &night).await? {
        enqueue_for_all(app, crate::jobs::NIGHTLY, &night).await?;
    }
    Ok(())
}

async fn enqueue_for_all(app: &App, kinds: &[&str], slot: &str) -> Result<(), RepositoryError> {
    app.db.enqueue_slot(&app.db.organization_ids().await?, kinds, slot).await
}

fn hour(now: Timestamp) -> String {
    now.format("%Y-%m-%dT%H").to_string()
}

/// Remembers the last slot that this process saw, so that the table is asked once an hour and not twice a second.
#[derive(Debug, Default)]
pub struct LastSlot(std::sync::Mutex<String>);

impl LastSlot {
    fn is_new(&self, slot: &str) -> bool {
        let mut last = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *last == slot {
            return false;
        }
        slot.clone_into(&mut last);
        true
    }
}
