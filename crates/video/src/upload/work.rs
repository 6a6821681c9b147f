//! One request's turn at an upload: from the lock to giving it back.

use std::{pin::pin, time::Duration};

use bytes::Bytes;
use chrono::Duration as Span;
use domain::{access::WritingAction, events::DomainEvent, ids::VideoId, video::VideoStatus};
use futures::Stream;
use repositories::{Db, Grant, TenantTx, videos::UploadLock};
use storage::{
    ObjectKey, PART, Storage,
    upload::{Appended, Checksum, Complaint, Portion, UploadError, UploadState},
};
use tokio::time::Instant;

use super::{
    Broken, Incoming, Standing, alive,
    body::{Body, Heard, SILENCE},
    read_state, signed,
};
use crate::{VideoError, manage::UPLOAD_REST};

/// The longest that bytes wait to be acknowledged, and that a silent request keeps others out.
const SOON: Duration = Duration::from_secs(10);
/// How often the lock is held on while the storage works; it runs out after a minute.
const RENEWAL: Duration = Duration::from_secs(20);
/// How long an upload whose bytes are all here waits for somebody to come by, until the hourly job finishes it.
const FINISHING: Span = Span::minutes(10);

/// A turn at an upload.
pub(super) struct Work<'a, A> {
    db: &'a Db,
    storage: &'a Storage,
    grant: &'a Grant<A>,
    key: ObjectKey,
    lock: UploadLock,
    length: i64,
    state: Option<UploadState>,
    is_lost: bool,
}

impl<'a, A: WritingAction> Work<'a, A> {
    /// Takes the lock, and commits.
    pub(super) async fn open(tx: TenantTx, db: &'a Db, storage: &'a Storage, grant: &'a Grant<A>, id: VideoId) -> Result<Self, VideoError> {
        let video = tx.videos().get(id).await?;
        if video.has_original {
            return Err(VideoError::UploadOffset(video.bytes));
        }
        if video.status != VideoStatus::Uploading {
            return Err(VideoError::UploadGone);
        }
        let (lock, upload) = tx.videos().lock_upload(id).await?.ok_or(VideoError::UploadLocked)?;
        alive(&video, &upload, tx.now())?;
        tx.commit().await?;
        let key = ObjectKey::video_original(grant.org_id(), id);
        Ok(Self { db, storage, grant, key, lock, length: video.bytes, state: read_state(&upload.state)?, is_lost: false })
    }

    fn offset(&self) -> Result<i64, VideoError> {
        self.state.as_ref().map_or(Ok(0), |state| signed(state.offset()))
    }

    /// Takes what comes.
    pub(super) async fn receive<S>(&mut self, incoming: Incoming<S>, is_stopping: impl Fn() -> bool) -> Result<(), VideoError>
    where
        S: Stream<Item = Result<Bytes, Broken>> + Unpin,
    {
        let offset = self.offset()?;
        if incoming.at != offset {
            return Err(VideoError::UploadOffset(offset));
        }
        if incoming.count.is_some_and(|count| count > self.length - offset) {
            return Err(VideoError::TooLong);
        }
        let mut body = Body::new(incoming.bytes);
        while self.hears(&mut body).await? {
            self.append(&mut body, incoming.checksum).await?;
            if is_stopping() {
                return Err(VideoError::Stopping);
            }
        }
        Ok(())
    }

    /// Whether more bytes come. While none do, somebody else may take the turn.
    async fn hears<S>(&mut self, body: &mut Body<S>) -> Result<bool, VideoError>
    where
        S: Stream<Item = Result<Bytes, Broken>> + Unpin,
    {
        match body.hear(SOON).await? {
            Heard::Bytes => return Ok(true),
            Heard::End => return Ok(false),
            Heard::Nothing => {}
        }
        let tx = self.db.write(self.grant).await?;
        tx.videos().rest_upload(self.lock).await?;
        tx.commit().await?;
        let heard = body.hear(SILENCE.saturating_sub(SOON)).await?;
        if heard == Heard::Nothing {
            return Err(Broken::Silent.into());
        }
        self.acknowledge().await?;
        Ok(heard == Heard::Bytes)
    }

    /// Stores a portion and acknowledges it. One with a checksum is all that comes, as it counts whole or not at all.
    async fn append<S>(&mut self, body: &mut Body<S>, checksum: Option<Checksum>) -> Result<(), VideoError>
    where
        S: Stream<Item = Result<Bytes, Broken>> + Unpin,
    {
        let state = self.begun().await?;
        let at = state.offset();
        let max = u64::try_from(self.length).unwrap_or_default().saturating_sub(at);
        let appended = if checksum.is_some() {
            let portion = Portion { at, max, checksum, bytes: body.whole() };
            self.holding_on(self.storage.append_upload(&self.key, state, portion)).await?
        } else {
            // to the end of a part, so that the storage keeps no odd end for longer than it must
            let most = PART as u64 - at % PART as u64;
            let portion = Portion { at, max, checksum, bytes: body.portion(most, Instant::now() + SOON) };
            self.holding_on(self.storage.append_upload(&self.key, state, portion)).await?
        };
        let Appended { state, complaint } = match appended {
            Ok(appended) => appended,
            Err(error) => return Err(self.put_right(error).await?),
        };
        self.state = Some(state);
        self.acknowledge().await?;
        match complaint {
            None => Ok(()),
            Some(Complaint::Broken(broken)) => Err(broken.into()),
            Some(Complaint::TooLong) => Err(VideoError::TooLong),
            Some(Complaint::Checksum) => Err(VideoError::Checksum),
            Some(Complaint::Storage(error)) => Err(error.into()),
        }
    }

    /// What the storage must know, after telling it of the upload if it does not know of it yet.
    async fn begun(&mut self) -> Result<UploadState, VideoError> {
        if let Some(state) = &self.state {
            return Ok(state.clone());
        }
        let state = self.storage.begin_upload(&self.key).await?;
        self.state = Some(state.clone());
        self.acknowledge().await?;
        Ok(state)
    }

    /// The storage has fewer bytes than were acknowledged: that is the truth from now on.
    async fn put_right(&mut self, error: UploadError) -> Result<VideoError, VideoError> {
        match error {
            UploadError::Storage(error) => Ok(error.into()),
            UploadError::Offset(truth) => {
                tracing::error!(video_id = %self.lock.video_id, offset = truth.offset(), "the storage lost bytes of an upload");
                self.state = Some(truth);
                self.acknowledge().await?;
                Ok(VideoError::UploadOffset(self.offset()?))
            }
        }
    }

    /// Does something slow, and keeps the lock meanwhile.
    async fn holding_on<T>(&self, work: impl Future<Output = T>) -> Result<T, VideoError> {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                () = tokio::time::sleep(RENEWAL) => self.hold().await?,
            }
        }
    }

    async fn acknowledge(&mut self) -> Result<(), VideoError> {
        let held = self.hold().await;
        self.is_lost |= matches!(held, Err(VideoError::UploadLocked));
        held
    }

    /// Keeps the state and holds the lock on.
    async fn hold(&self) -> Result<(), VideoError> {
        let state = self.state.as_ref().map(serde_json::to_string).transpose().map_err(repositories::RepositoryError::from)?;
        let offset = self.offset()?;
        let tx = self.db.write(self.grant).await?;
        let rest = if offset == self.length { FINISHING } else { UPLOAD_REST };
        if !tx.videos().acknowledge(self.lock, offset, &state.unwrap_or_default(), tx.now() + rest).await? {
            return Err(VideoError::UploadLocked);
        }
        Ok(tx.commit().await?)
    }

    /// Ends the turn: makes the file if all bytes are here, whatever else was wrong, and gives the lock back.
    pub(super) async fn close(mut self, received: Result<(), VideoError>) -> Result<Standing, VideoError> {
        let ended = if !self.is_lost && self.offset()? == self.length { self.finish().await } else { Ok(()) };
        if self.is_lost || matches!(received, Err(VideoError::UploadLocked)) || matches!(ended, Err(VideoError::UploadLocked)) {
            return Err(self.clean_up().await?);
        }
        let (length, offset) = (self.length, self.offset()?);
        let tx = self.db.write(self.grant).await?;
        tx.videos().unlock_upload(self.lock).await?;
        let now = tx.now();
        tx.commit().await?;
        received.and(ended)?;
        Ok(Standing { offset, length, expires_at: (offset < length).then(|| now + UPLOAD_REST) })
    }

    /// Makes the file, and the video one that waits for a worker.
    async fn finish(&mut self) -> Result<(), VideoError> {
        let state = self.begun().await?;
        if let Err(error) = self.holding_on(self.storage.finish_upload(&self.key, &state)).await? {
            return Err(self.put_right(error).await?);
        }
        self.acknowledge().await?;
        let tx = self.db.write(self.grant).await?;
        let mut video = tx.videos().lock(self.lock.video_id).await?;
        if video.status != VideoStatus::Uploading {
            return Err(VideoError::UploadLocked);
        }
        (video.has_original, video.status) = (true, VideoStatus::Queued);
        tx.videos().save(&video).await?;
        tx.videos().end_upload(video.id).await?;
        tx.emit(&DomainEvent::VideoUploaded { video_id: video.id }).await?;
        Ok(tx.commit().await?)
    }

    /// Somebody else took the turn, or the upload was ended while bytes were on their way to the storage: then nobody else throws
    /// them away. Says which.
    async fn clean_up(&self) -> Result<VideoError, VideoError> {
        let found = self.db.read(self.grant).await?.videos().find(self.lock.video_id).await?;
        if found.is_some_and(|video| video.has_original || video.status == VideoStatus::Uploading) {
            return Ok(VideoError::UploadLocked);
        }
        if let Some(state) = &self.state {
            self.storage.abort_upload(&self.key, state).await?;
            self.storage.delete(&self.key).await?;
        }
        Ok(VideoError::UploadGone)
    }
}
