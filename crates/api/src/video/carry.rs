//! Background jobs that carry videos from one host to another.

use std::{path::Path, sync::Arc};

use domain::{
    access::CarryVideo,
    events::DomainEvent,
    video::{HostKind, Video, VideoFault, VideoMove},
};
use futures::StreamExt;
use repositories::{Grant, JobLease};
use storage::{ObjectKey, StorageError};
use tokio::io::AsyncWriteExt;
use video::{
    HostError, VideoError,
    host::{Download, HostState, RemoteIds, VideoRef},
    moving,
    process::Failure,
    remote::Next,
};

use super::{disk, moves::original_url};
use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// The job that carries a video to another host. It may fetch gigabytes: a worker does few of them at a time.
pub const CARRY_VIDEO: &str = "carry_video";
/// How often a storage or a disk that fails is tried.
const FAILURES: i64 = 8;

/// Begins the moves of all videos of the organization that are not at the host where they are wanted.
///
/// # Errors
/// When the host is not set up, or the database fails.
pub async fn move_videos(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::VideosToMove { host }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    if !app.video_hosts.has(host) {
        return Err(JobError::Final(format!("{} is not set up on this platform", host.as_str())));
    }
    let grant = lease.grant::<CarryVideo>();
    let found = app.db.read(&grant).await?.videos().ready_elsewhere(host).await?;
    let mut begun = 0;
    for id in &found {
        let tx = app.db.write(&grant).await?;
        begun += usize::from(moving::begin_move(&tx, &grant, *id, host).await?);
        tx.commit().await?;
    }
    tracing::info!(host = host.as_str(), found = found.len(), begun, "an organization's videos are moved");
    Ok(())
}

/// Why a move does not go on now.
enum Stop {
    /// A host did not do what was asked.
    Host(HostError),
    /// The storage or this worker's disk failed.
    Here(String),
    /// The database failed.
    Video(VideoError),
}

impl From<HostError> for Stop {
    fn from(error: HostError) -> Self {
        Self::Host(error)
    }
}

impl From<VideoError> for Stop {
    fn from(error: VideoError) -> Self {
        Self::Video(error)
    }
}

impl From<repositories::RepositoryError> for Stop {
    fn from(error: repositories::RepositoryError) -> Self {
        Self::Video(error.into())
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Here(chain(&error))
    }
}

/// Carries a video one step further, and comes again until it has arrived or the move is over.
///
/// # Errors
/// When it is to come again, or another try can help.
pub async fn carry_video(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::VideoMoveBegun { video_id, begun_at }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<CarryVideo>();
    let read = app.db.read(&grant).await?;
    let Some((video, going)) = moving::under_way(&read, &grant, video_id, begun_at).await? else { return Ok(()) };
    drop(read);
    let carrying = Carrying { app, grant: &grant, video, going };
    let (next, why) = match carrying.step().await {
        Ok(next) => (next, String::new()),
        Err(Stop::Host(error)) if error.is_temporary() => (carrying.saw(None).await?, chain(&error)),
        Err(Stop::Host(error)) => return carrying.give_up(VideoFault::HostRefused, chain(&error)).await,
        Err(Stop::Here(words)) if lease.attempt() < FAILURES => return Err(JobError::Temporary(words)),
        Err(Stop::Here(words)) => {
            tracing::error!(video = %video_id, error = words, "a video cannot be brought here");
            return carrying.give_up(VideoFault::Internal, "This platform could not store its file. Try again later.".to_owned()).await;
        }
        Err(Stop::Video(error)) => return Err(error.into()),
    };
    match next {
        Next::Done => Ok(()),
        Next::Look(at) => Err(JobError::Later(why, at)),
    }
}

struct Carrying<'a> {
    app: &'a App,
    grant: &'a Grant<CarryVideo>,
    video: Video,
    going: VideoMove,
}

impl Carrying<'_> {
    async fn step(&self) -> Result<Next, Stop> {
        if self.going.made.is_some() {
            // its file is here: the job that makes videos playable has it
            return Ok(Next::Done);
        }
        if self.going.remote_id.is_some() {
            let of = VideoRef::on_its_way(self.grant.org_id(), &self.video, &self.going);
            let said = match self.app.video_hosts.get(self.going.to)?.look(&of).await {
                Err(HostError::Missing(words)) => {
                    HostState::Failed(VideoFault::HostRefused, format!("The new host has it no more: {words}"))
                }
                said => said?,
            };
            return Ok(self.saw(Some(said)).await?);
        }
        let Some(url) = self.source().await? else { return Ok(self.saw(None).await?) };
        if self.going.to == HostKind::Builtin { self.bring(&url).await } else { self.hand_over(&url).await }
    }

    /// An address of the whole file for the next hours; `None` while its host still prepares it.
    async fn source(&self) -> Result<Option<String>, HostError> {
        if self.video.host == HostKind::Builtin {
            return Ok(Some(original_url(self.app, self.grant.org_id(), self.video.id)));
        }
        self.app.video_hosts.get(self.video.host)?.export(&VideoRef::of(self.grant.org_id(), &self.video)).await
    }

    /// Has the new host fetch the file.
    async fn hand_over(&self, url: &str) -> Result<Next, Stop> {
        let of = VideoRef::on_its_way(self.grant.org_id(), &self.video, &self.going);
        let ids: RemoteIds = self.app.video_hosts.get(self.going.to)?.fetch(&of, url).await?;
        let tx = self.app.db.write(self.grant).await?;
        let next = moving::fetched(&tx, self.grant, &self.going, ids).await?;
        tx.commit().await?;
        Ok(next)
    }

    /// Fetches the file, and leaves it to the job that makes videos playable.
    async fn bring(&self, url: &str) -> Result<Next, Stop> {
        let download = self.app.video_hosts.get(self.video.host)?.download(url).await?;
        let bytes = download.bytes;
        let tx = self.app.db.write(self.grant).await?;
        let has_room = moving::reserve(&tx, self.grant, &self.going, bytes).await?;
        tx.commit().await?;
        if !has_room {
            return Ok(Next::Done);
        }
        // of this move alone: the job of one that was stopped may be late
        let name = format!("{}-move-{}", self.video.id, self.going.created_at.timestamp_micros());
        let folder = self.app.config.video.folder.join(name);
        disk::make_room(&folder, bytes, self.app.config.video.spare_bytes).map_err(Stop::Here)?;
        let kept = self.keep(download, &folder.join("source")).await;
        if let Err(error) = tokio::fs::remove_dir_all(&folder).await {
            tracing::warn!(folder = %folder.display(), %error, "a worker's folder could not be deleted");
        }
        if !kept? {
            return Ok(Next::Done);
        }
        let tx = self.app.db.write(self.grant).await?;
        moving::here(&tx, self.grant, &self.going, bytes).await?;
        tx.commit().await?;
        Ok(Next::Done)
    }

    /// Fetches and stores the file; false when the move was stopped meanwhile.
    async fn keep(&self, download: Download, path: &Path) -> Result<bool, Stop> {
        let wanted = download.bytes;
        let written = write(download, path).await?;
        if written != wanted {
            return Err(HostError::Unavailable(format!("the file broke off after {written} of {wanted} bytes")).into());
        }
        let read = self.app.db.read(self.grant).await?;
        if moving::under_way(&read, self.grant, self.video.id, self.going.created_at).await?.is_none() {
            return Ok(false);
        }
        drop(read);
        let key = ObjectKey::video_original(self.grant.org_id(), self.video.id);
        self.app.storage.put_file(&key, path).await?;
        Ok(true)
    }

    async fn saw(&self, said: Option<HostState>) -> Result<Next, VideoError> {
        let tx = self.app.db.write(self.grant).await?;
        let next = moving::saw(&tx, self.grant, &self.going, said).await?;
        tx.commit().await?;
        Ok(next)
    }

    async fn give_up(&self, fault: VideoFault, detail: String) -> Result<(), JobError> {
        let tx = self.app.db.write(self.grant).await?;
        moving::give_up(&tx, self.grant, &self.going, Failure { fault, detail }).await?;
        Ok(tx.commit().await?)
    }
}

/// Writes what comes to a file, at most as much as was said, and gives how much that was.
async fn write(mut download: Download, path: &Path) -> Result<i64, Stop> {
    let failed = |error: std::io::Error| Stop::Here(format!("{}: {error}", path.display()));
    let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
    let mut written = 0;
    while let Some(part) = download.parts.next().await {
        let part = part?;
        written += i64::try_from(part.len()).unwrap_or(i64::MAX);
        if written > download.bytes {
            return Err(HostError::Refused("it sends more bytes than it said".to_owned()).into());
        }
        file.write_all(&part).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    Ok(written)
}
