//! Background jobs on videos.

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use domain::{
    access::{CarryVideo, CountDelivery, CountWatching, DeleteVideoFiles, ProcessVideo, SweepVideos},
    events::DomainEvent,
    ids::OrgId,
    video::{HostKind, Video, VideoFault, VideoMove, VideoStatus},
};
use futures::StreamExt;
use repositories::{Grant, JobLease, videos::Cost};
use storage::{ObjectKey, StorageError, StoredVideo};
use video::{
    VideoError, moving,
    process::{self, Failure, Turn},
    usage,
};

use super::{delivery::Counted, encode::Encoding, hosts::jobs::not_yet};
use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// The job that makes a video playable. It takes minutes and all of a processor: a worker does few of them at a time.
pub const PROCESS_VIDEO: &str = "process_video";
/// How old a worker's folder must be to be nobody's: longer than any one video takes.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 3_600);
/// How long files are kept that no row points to any more.
const UNUSED: chrono::Duration = chrono::Duration::hours(24);
/// How many videos' files are compared with their rows at a time.
const LOOKED_AT_TOGETHER: usize = 200;
/// How long a video may rest in a worker's hands before it is given up.
const ABANDONED: chrono::Duration = chrono::Duration::hours(2);

/// How long looks at videos are remembered after their addresses ended.
const FORGOTTEN: chrono::Duration = chrono::Duration::days(30);

impl From<VideoError> for JobError {
    fn from(error: VideoError) -> Self {
        match error {
            VideoError::Repository(error) => error.into(),
            other => Self::Temporary(chain(&other)),
        }
    }
}

/// Makes a video playable that the platform's own workers keep.
///
/// # Errors
/// When another try can help; what is the file's fault, or the plan's, is written down for its author instead.
pub async fn process_video(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::VideoUploaded { video_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<ProcessVideo>();
    let tx = app.db.write(&grant).await?;
    let begun = process::begin(&tx, &grant, video_id).await?;
    tx.commit().await?;
    let Some(video) = begun else { return Ok(()) };
    let encoding = Encoding::new(app, &grant, video);
    let ended = encoding.run().await;
    encoding.clean().await;
    let Err(stop) = ended else { return Ok(()) };
    if let Some(failure) = stop.judge(lease.attempt())? {
        fail(app, &grant, encoding.turn(), failure).await?;
    }
    encoding.discard_all().await;
    Ok(())
}

async fn fail(app: &App, grant: &Grant<ProcessVideo>, turn: Turn, failure: Failure) -> Result<(), JobError> {
    tracing::info!(video = %turn.id, fault = failure.fault.as_str(), detail = failure.detail, "a video cannot be made playable");
    let tx = app.db.write(grant).await?;
    process::fail(&tx, grant, turn, failure).await?;
    Ok(tx.commit().await?)
}

/// Deletes the files of a video that was deleted, or whose upload was stopped.
///
/// # Errors
/// When the storage or the database fails.
pub async fn delete_video_files(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::VideoDeleted { video_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<DeleteVideoFiles>();
    // one that came back to life meanwhile keeps its files
    if app.db.read(&grant).await?.videos().find(video_id).await?.is_some_and(|video| video.has_original) {
        return Ok(());
    }
    video::upload::discard(&app.db, &app.storage, &grant, video_id).await?;
    app.storage.delete_video(lease.org_id(), video_id).await.map_err(storage_failed)
}

/// Deletes what this platform has of a video that another host keeps. A move that brings it here meanwhile tidies up after itself.
///
/// # Errors
/// When the storage or the database fails.
pub async fn delete_left_files(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::VideoLeft { video_id, not_before }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    not_yet(app, Some(not_before))?;
    let read = app.db.read(&lease.grant::<DeleteVideoFiles>()).await?;
    let (video, going) = (read.videos().find(video_id).await?, read.videos().find_move(video_id).await?);
    drop(read);
    let is_coming = going.is_some_and(|going| going.is_running() && going.to == HostKind::Builtin);
    let is_elsewhere = |video: &Video| video.host != HostKind::Builtin && !is_coming;
    let Some(video) = video.filter(is_elsewhere) else { return Ok(()) };
    for attempt in 0..=video.attempt {
        app.storage.delete_attempt(lease.org_id(), video_id, attempt).await.map_err(storage_failed)?;
    }
    app.storage.delete(&ObjectKey::video_original(lease.org_id(), video_id)).await.map_err(storage_failed)
}

/// Deletes files that no video has, and originals that are kept no longer; gives up what no worker is at any more.
///
/// # Errors
/// When the storage or the database fails.
pub async fn sweep_videos(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<SweepVideos>();
    let (org_id, now) = (lease.org_id(), app.db.world().now());
    give_up(app, lease).await?;
    super::transcribe::give_up(app, lease).await?;
    if let Some(days) = app.config.video.keep_originals {
        let tx = app.db.write(&grant).await?;
        let forgotten = process::forget_originals(&tx, &grant, now - days).await?;
        tx.commit().await?;
        for id in forgotten {
            let key = ObjectKey::video_original(org_id, id);
            app.storage.delete(&key).await.map_err(storage_failed)?;
        }
    }
    sweep_folder(&app.config.video.folder);
    sweep_files(app, &grant, org_id).await
}

async fn give_up(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<SweepVideos>();
    let tx = app.db.write(&grant).await?;
    let detail = "Nothing was heard of it for a day. Try again.".to_owned();
    for going in tx.videos().abandoned_moves(tx.now() - moving::ABANDONED).await? {
        let failure = Failure { fault: VideoFault::Internal, detail: detail.clone() };
        moving::give_up(&tx, &lease.grant::<CarryVideo>(), &going, failure).await?;
    }
    let abandoned = tx.videos().abandoned(tx.now() - ABANDONED).await?;
    for (id, attempt) in abandoned {
        let detail = "No worker could finish it. Try again; if it fails again, save the video in another form.".to_owned();
        process::fail(&tx, &lease.grant::<ProcessVideo>(), Turn { id, attempt }, Failure { fault: VideoFault::Internal, detail }).await?;
    }
    Ok(tx.commit().await?)
}

async fn sweep_files(app: &App, grant: &Grant<SweepVideos>, org_id: OrgId) -> Result<(), JobError> {
    let before = app.db.world().now() - UNUSED;
    let mut stored = app.storage.videos_of(org_id).chunks(LOOKED_AT_TOGETHER);
    while let Some(found) = stored.next().await {
        let found: Vec<StoredVideo> = found.into_iter().collect::<Result<_, _>>().map_err(storage_failed)?;
        let old: Vec<StoredVideo> = found.into_iter().filter(|files| files.written_at < before).collect();
        let read = app.db.read(grant).await?;
        let known = read.videos().some(old.iter().map(|files| files.id)).await?;
        let known: HashMap<_, _> = known.into_iter().map(|video| (video.id, video)).collect();
        let moves = read.videos().moves_of(known.keys().copied()).await?;
        drop(read);
        for files in old {
            // what comes of a move is looked at when that is over
            if moves.get(&files.id).is_some_and(VideoMove::is_running) {
                continue;
            }
            sweep(app, org_id, &files, known.get(&files.id)).await.map_err(storage_failed)?;
        }
    }
    Ok(())
}

/// Deletes what of a video's files is nobody's any more: all of them where the video is gone, those of attempts that did not lead to what
/// is played now, and an original that the row has given up.
async fn sweep(app: &App, org_id: OrgId, files: &StoredVideo, video: Option<&Video>) -> Result<(), StorageError> {
    let Some(video) = video else {
        tracing::info!(video = %files.id, bytes = files.bytes, "files without a video are deleted");
        return app.storage.delete_video(org_id, files.id).await;
    };
    let is_over = video.host != HostKind::Builtin || matches!(video.status, VideoStatus::Failed | VideoStatus::Canceled);
    for attempt in files.attempts.iter().copied().filter(|attempt| is_over || *attempt != video.attempt) {
        tracing::info!(video = %video.id, attempt, "files of an attempt that came to nothing are deleted");
        app.storage.delete_attempt(org_id, video.id, attempt).await?;
    }
    if files.has_original && !video.has_original && video.status == VideoStatus::Ready {
        tracing::info!(video = %video.id, "an original that is kept no longer is deleted");
        app.storage.delete(&ObjectKey::video_original(org_id, video.id)).await?;
    }
    Ok(())
}

fn storage_failed(error: StorageError) -> JobError {
    JobError::Temporary(chain(&error))
}

/// Counts what was watched: minutes by month, and how often each second. Looks that nobody renews any more are forgotten.
///
/// # Errors
/// When the database fails.
pub async fn count_watching(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<CountWatching>();
    loop {
        let tx = app.db.write(&grant).await?;
        let counted = usage::count_watching(&tx, &grant).await?;
        tx.videos().forget_playbacks(tx.now() - FORGOTTEN).await?;
        tx.commit().await?;
        if counted == 0 {
            return Ok(());
        }
    }
}

/// Adds what a node sent to viewers to what videos cost this month.
///
/// # Errors
/// When the database fails.
pub async fn count_delivery(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let counted: Counted = serde_json::from_str(lease.payload()).map_err(|_| JobError::wrong_payload(lease))?;
    let grant = lease.grant::<CountDelivery>();
    let tx = app.db.write(&grant).await?;
    let known = tx.videos().some(counted.bytes.keys().copied()).await?;
    let cost = |video: Video| {
        let delivered_bytes = *counted.bytes.get(&video.id)?;
        Some((video.id, Cost { delivered_bytes, ..Cost::default() }))
    };
    tx.videos().count(&known.into_iter().filter_map(cost).collect()).await?;
    Ok(tx.commit().await?)
}

/// Deletes what workers of this computer left behind that did not end well.
pub fn sweep_folder(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|found| found.modified()).ok().and_then(|written| written.elapsed().ok());
        if age.is_some_and(|age| age > LEFT_BEHIND) {
            tracing::info!(folder = %entry.path().display(), "a folder of a worker that went away is deleted");
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
