//! Bytes that are coming. One request at a time appends: it holds a lock that runs out by itself.

use chrono::Duration;
use domain::{ids::VideoId, time::Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::VideoRepo;
use crate::{
    entity::video_uploads::{self, Column},
    error::RepositoryError,
    scoped::Writing,
};

/// How long a lock holds without being renewed.
const LOCK: Duration = Duration::seconds(60);

/// Bytes that are coming.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Of this video.
    pub video_id: VideoId,
    /// How many are acknowledged.
    pub received: i64,
    /// What the storage must know to go on.
    pub state: String,
    /// When it is given up.
    pub expires_at: Timestamp,
}

/// The right to append, until it runs out or is given back.
#[derive(Clone, Copy, Debug)]
pub struct UploadLock {
    /// Of this video.
    pub video_id: VideoId,
    id: Uuid,
}

impl<M> VideoRepo<'_, M> {
    /// The upload of a video, while it lasts.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn upload(&self, id: VideoId) -> Result<Upload, RepositoryError> {
        Ok(upload(self.rows.of::<video_uploads::Entity>().get(id).await?))
    }

    /// Uploads that were given up, the oldest first, at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expired_uploads(&self) -> Result<Vec<Upload>, RepositoryError> {
        let uploads = self.rows.of::<video_uploads::Entity>().select().filter(Column::ExpiresAt.lt(self.rows.scope().now));
        Ok(uploads.order(Column::ExpiresAt, Order::Asc).limit(100).all().await?.into_iter().map(upload).collect())
    }
}

impl VideoRepo<'_, Writing> {
    /// Begins an upload.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_upload(&self, id: VideoId, state: &str, expires_at: Timestamp) -> Result<(), RepositoryError> {
        let row = video_uploads::ActiveModel {
            id: Set(id.0),
            received: Set(0),
            state: Set(state.to_owned()),
            lock_id: Set(None),
            locked_until: Set(None),
            expires_at: Set(expires_at),
            updated_at: Set(self.rows.scope().now),
            ..Default::default()
        };
        self.rows.of::<video_uploads::Entity>().insert_many([row]).await
    }

    /// Takes the right to append; `None` while somebody else has it.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such upload.
    pub async fn lock_upload(&self, id: VideoId) -> Result<Option<(UploadLock, Upload)>, RepositoryError> {
        let scope = self.rows.scope();
        let lock = UploadLock { video_id: id, id: scope.world.new_id() };
        let uploads = self.rows.of::<video_uploads::Entity>();
        let taken = uploads
            .update()
            .set(Column::LockId, Some(lock.id))
            .set(Column::LockedUntil, Some(scope.now + LOCK))
            .filter(Column::Id.eq(id.0))
            .filter(Condition::any().add(Column::LockedUntil.is_null()).add(Column::LockedUntil.lt(scope.now)))
            .returning()
            .await?;
        match taken.into_iter().next() {
            Some(row) => Ok(Some((lock, upload(row)))),
            None => uploads.get(id).await.map(|_| None),
        }
    }

    /// Acknowledges bytes, and holds the lock on; false when the lock ran out and somebody else took it: nothing is written then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acknowledge(&self, lock: UploadLock, received: i64, state: &str, expires_at: Timestamp) -> Result<bool, RepositoryError> {
        let now = self.rows.scope().now;
        let update = self
            .rows
            .of::<video_uploads::Entity>()
            .update()
            .set(Column::Received, received)
            .set(Column::State, state)
            .set(Column::ExpiresAt, expires_at)
            .set(Column::UpdatedAt, now)
            .set(Column::LockedUntil, Some(now + LOCK));
        Ok(update.filter(Column::Id.eq(lock.video_id.0)).filter(Column::LockId.eq(lock.id)).rows().await? == 1)
    }

    /// Lets others have the right to append while no bytes come. Whoever acknowledges next has it; the next acknowledgment says whether
    /// that was somebody else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rest_upload(&self, lock: UploadLock) -> Result<(), RepositoryError> {
        let never: Option<Timestamp> = None;
        let update = self.rows.of::<video_uploads::Entity>().update().set(Column::LockedUntil, never);
        update.filter(Column::Id.eq(lock.video_id.0)).filter(Column::LockId.eq(lock.id)).rows().await?;
        Ok(())
    }

    /// Gives the right to append back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlock_upload(&self, lock: UploadLock) -> Result<(), RepositoryError> {
        let nobody: Option<Uuid> = None;
        let never: Option<Timestamp> = None;
        let update = self.rows.of::<video_uploads::Entity>().update().set(Column::LockId, nobody).set(Column::LockedUntil, never);
        update.filter(Column::Id.eq(lock.video_id.0)).filter(Column::LockId.eq(lock.id)).rows().await?;
        Ok(())
    }

    /// Lets nobody append any more. What was stored of it is still to be thrown away: the row stays until that is done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_upload(&self, id: VideoId) -> Result<(), RepositoryError> {
        let (nobody, never): (Option<Uuid>, Option<Timestamp>) = (None, None);
        let update = self.rows.of::<video_uploads::Entity>().update();
        let update = update.set(Column::LockId, nobody).set(Column::LockedUntil, never).set(Column::ExpiresAt, self.rows.scope().now);
        update.filter(Column::Id.eq(id.0)).rows().await?;
        Ok(())
    }

    /// Ends an upload whose bytes are a file now, or are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_upload(&self, id: VideoId) -> Result<(), RepositoryError> {
        self.rows.of::<video_uploads::Entity>().delete(Column::Id.eq(id.0)).await?;
        Ok(())
    }
}

fn upload(row: video_uploads::Model) -> Upload {
    Upload { video_id: VideoId(row.id), received: row.received, state: row.state, expires_at: row.expires_at }
}
