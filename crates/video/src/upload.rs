//! How the bytes of a video come: in requests that may break off at any byte, each going on where the last one was acknowledged.
//!
//! One request at a time appends. Its bytes are acknowledged in portions, at least every few seconds, so that a cut loses little; no
//! transaction is open while they come. A request that hears nothing for a while lets another one take over: connections that are dead
//! without anybody having been told are common on the move.
//!
//! What was acknowledged whole becomes a file and then a queued video. Whoever comes by does what a crash in between left undone: the
//! next request, or the hourly job.

mod body;
mod expire;
mod work;

use bytes::Bytes;
use domain::{
    access::{AppendVideoUpload, EndVideoUpload, GetVideoUpload, WritingAction},
    ids::VideoId,
    time::Timestamp,
    video::{Video, VideoStatus},
};
use futures::Stream;
use repositories::{CourseGrant, Db, Grant, RepositoryError, TenantRead, TenantTx, videos::Upload};
use storage::{
    ObjectKey, Storage, StorageError,
    upload::{Checksum, UploadState},
};

pub use self::expire::expire_uploads;
use self::work::Work;
use crate::{VideoError, manage};

/// Why the bytes of a request ended before their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The connection is gone.
    #[error("the bytes broke off")]
    Cut,
    /// Nothing came for a minute.
    #[error("no bytes came any more")]
    Silent,
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Bytes that are acknowledged.
    pub offset: i64,
    /// Bytes that were announced.
    pub length: i64,
    /// When it is given up if nothing comes; `None` once its file is there.
    pub expires_at: Option<Timestamp>,
}

impl Standing {
    /// Whether every byte is here, but the file is not made of them yet.
    pub fn waits_to_be_finished(&self) -> bool {
        self.offset == self.length && self.expires_at.is_some()
    }
}

/// Bytes of a request.
#[derive(Debug)]
pub struct Incoming<S> {
    /// Where they begin, as the sender says.
    pub at: i64,
    /// How many they are, if the sender says so.
    pub count: Option<i64>,
    /// What they must add up to, if the sender says so: then they count together or not at all.
    pub checksum: Option<Checksum>,
    /// The bytes.
    pub bytes: S,
}

/// Where an upload stands.
///
/// # Errors
/// [`VideoError::UploadGone`].
pub async fn get_video_upload(read: &TenantRead, _grant: &CourseGrant<GetVideoUpload>, id: VideoId) -> Result<Standing, VideoError> {
    let video = read.videos().get(id).await?;
    if video.has_original {
        return Ok(Standing { offset: video.bytes, length: video.bytes, expires_at: None });
    }
    let upload = match read.videos().upload(id).await {
        Err(RepositoryError::NotFound) => return Err(VideoError::UploadGone),
        upload => upload?,
    };
    alive(&video, &upload, read.now())?;
    Ok(Standing { offset: upload.received, length: video.bytes, expires_at: Some(upload.expires_at) })
}

/// Appends bytes to an upload. It is to run to its end also when the sender is gone: what came is acknowledged then.
///
/// # Errors
/// [`VideoError::UploadGone`], [`VideoError::UploadLocked`], [`VideoError::UploadOffset`], [`VideoError::TooLong`],
/// [`VideoError::Checksum`], [`VideoError::Broken`], [`VideoError::Stopping`] and [`VideoError::Storage`]; what came before counts.
pub async fn append_video_upload<S>(
    db: &Db,
    storage: &Storage,
    grant: &Grant<AppendVideoUpload>,
    id: VideoId,
    incoming: Incoming<S>,
    is_stopping: impl Fn() -> bool,
) -> Result<Standing, VideoError>
where
    S: Stream<Item = Result<Bytes, Broken>> + Unpin,
{
    let tx = db.write(grant).await?;
    tx.videos().authorize(grant, id).await?;
    let mut work = Work::open(tx, db, storage, grant, id).await?;
    let received = work.receive(incoming, is_stopping).await;
    work.close(received).await
}

/// Makes the file of an upload whose bytes are all here. Doing so twice is fine.
///
/// # Errors
/// [`VideoError::UploadLocked`] while somebody else is at it, and when the storage fails.
pub async fn finish_video_upload<A: WritingAction>(db: &Db, storage: &Storage, grant: &Grant<A>, id: VideoId) -> Result<(), VideoError> {
    let work = Work::open(db.write(grant).await?, db, storage, grant, id).await?;
    work.close(Ok(())).await.map(drop)
}

/// Ends an upload that its sender does not want any more. Its room in the plan is free at once.
///
/// # Errors
/// [`VideoError::UploadGone`], and [`VideoError::State`] for a video that came whole.
pub async fn end_video_upload(tx: &TenantTx, _grant: &CourseGrant<EndVideoUpload>, id: VideoId) -> Result<(), VideoError> {
    let mut video = tx.videos().lock(id).await?;
    match video.status {
        VideoStatus::Uploading => manage::stop_upload(tx, &mut video).await,
        status if video.has_original => Err(VideoError::State(status.as_str())),
        _ => Err(VideoError::UploadGone),
    }
}

/// Throws away what the storage has of an upload that is not a file yet. Doing so twice is fine.
///
/// # Errors
/// When the storage fails; asking again goes on.
pub async fn abort(storage: &Storage, key: &ObjectKey, state: &str) -> Result<(), VideoError> {
    match read_state(state)? {
        Some(state) => Ok(storage.abort_upload(key, &state).await?),
        None => Ok(()),
    }
}

/// Throws away an upload that nobody may append to any more, in the storage and then in the database. Doing so twice is fine.
///
/// # Errors
/// When the storage or the database fails; asking again goes on.
pub async fn discard<A: WritingAction>(db: &Db, storage: &Storage, grant: &Grant<A>, id: VideoId) -> Result<(), VideoError> {
    let upload = match db.read(grant).await?.videos().upload(id).await {
        Err(RepositoryError::NotFound) => return Ok(()),
        upload => upload?,
    };
    abort(storage, &ObjectKey::video_original(grant.org_id(), id), &upload.state).await?;
    let tx = db.write(grant).await?;
    tx.videos().end_upload(id).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether bytes may be appended. An upload that is whole may be finished for ever.
fn alive(video: &Video, upload: &Upload, now: Timestamp) -> Result<(), VideoError> {
    let is_expired = upload.expires_at < now && upload.received < video.bytes;
    if is_expired || video.status != VideoStatus::Uploading { Err(VideoError::UploadGone) } else { Ok(()) }
}

/// What the storage must know to go on; `None` while it knows nothing.
fn read_state(state: &str) -> Result<Option<UploadState>, VideoError> {
    if state.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(state).map(Some).map_err(|error| VideoError::Repository(error.into()))
}

/// Bytes as the database counts them.
fn signed(offset: u64) -> Result<i64, VideoError> {
    i64::try_from(offset).map_err(|error| VideoError::Storage(StorageError::Failed(error.into())))
}
