//! Background jobs on videos.

use std::{path::Path, sync::Arc, time::Duration};

use domain::{
    access::{CountDelivery, CountWatching, DeleteVideoFiles, ProcessVideo, SweepVideos},
    events::DomainEvent,
    ids::{OrgId, VideoId},
    video::VideoFault,
};
use futures::TryStreamExt;
use repositories::{Grant, JobLease};
use storage::ObjectKey;
use video::{
    VideoError,
    process::{self, Failure},
    usage,
};

use super::{delivery::Counted, encode::Encoding};
use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// The job that makes a video playable. It takes minutes and all of a processor: a worker does few of them at a time.
pub const PROCESS_VIDEO: &str = "process_video";
/// How old a worker's folder must be to be nobody's: longer than any one video takes.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 3_600);
/// How long files that no row points to are kept.
const UNUSED: chrono::Duration = chrono::Duration::hours(24);
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
    let encoding = Encoding::new(app, &grant, video, lease.attempt());
    let failure = match encoding.run().await {
        Ok(()) => None,
        Err(stop) => stop.judge(lease.attempt())?,
    };
    encoding.clean().await;
    if let Some(failure) = failure {
        fail(app, &grant, video_id, failure).await?;
    }
    Ok(())
}

async fn fail(app: &App, grant: &Grant<ProcessVideo>, id: VideoId, failure: Failure) -> Result<(), JobError> {
    tracing::info!(video = %id, fault = failure.fault.as_str(), detail = failure.detail, "a video cannot be made playable");
    let tx = app.db.write(grant).await?;
    process::fail(&tx, grant, id, failure).await?;
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
    app.storage.delete_video(lease.org_id(), video_id).await.map_err(|error| JobError::Temporary(chain(&error)))
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
            app.storage.delete(&key).await.map_err(|error| JobError::Temporary(chain(&error)))?;
        }
    }
    sweep_folder(&app.config.video.folder);
    sweep_files(app, &grant, org_id).await
}

async fn give_up(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<SweepVideos>();
    let tx = app.db.write(&grant).await?;
    let abandoned = tx.videos().abandoned(tx.now() - ABANDONED).await?;
    for id in abandoned {
        let detail = "No worker could finish it. Try again; if it fails again, save the video in another form.".to_owned();
        process::fail(&tx, &lease.grant::<ProcessVideo>(), id, Failure { fault: VideoFault::Internal, detail }).await?;
    }
    Ok(tx.commit().await?)
}

async fn sweep_files(app: &App, grant: &Grant<SweepVideos>, org_id: OrgId) -> Result<(), JobError> {
    let before = app.db.world().now() - UNUSED;
    let mut stored = app.storage.videos_of(org_id);
    while let Some(found) = stored.try_next().await.map_err(|error| JobError::Temporary(chain(&error)))? {
        if found.written_at < before && app.db.read(grant).await?.videos().find(found.id).await?.is_none() {
            app.storage.delete_video(org_id, found.id).await.map_err(|error| JobError::Temporary(chain(&error)))?;
            tracing::info!(video = %found.id, bytes = found.bytes, "files without a video were deleted");
        }
    }
    Ok(())
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
    for video in known {
        if let Some(bytes) = counted.bytes.get(&video.id) {
            tx.videos().count_delivered(video.id, 0, *bytes).await?;
        }
    }
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
