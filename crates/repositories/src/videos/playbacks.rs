//! Who watches what, and until when that was looked at.

use domain::{
    ids::{EnrollmentId, LessonId, PlaybackId, UserId, VideoId},
    time::Timestamp,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Order};
use uuid::Uuid;

use super::VideoRepo;
use crate::{
    entity::video_playbacks::{self, Column},
    error::RepositoryError,
    scoped::Writing,
};

/// A look at a video that is to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPlayback {
    /// The video.
    pub video_id: VideoId,
    /// Who watches; `None` for a visitor.
    pub user_id: Option<UserId>,
    /// The enrollment under which a learner watches.
    pub enrollment_id: Option<EnrollmentId>,
    /// The lesson that shows it.
    pub lesson_id: Option<LessonId>,
    /// The session or API key.
    pub principal: Option<Uuid>,
    /// Until when its addresses work.
    pub expires_at: Timestamp,
}

/// A look at a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playback {
    /// The look.
    pub id: PlaybackId,
    /// What it is of.
    pub of: NewPlayback,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was ended, here or by another.
    pub ended_at: Option<Timestamp>,
}

impl<M> VideoRepo<'_, M> {
    /// A look at a video.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn playback(&self, id: PlaybackId) -> Result<Playback, RepositoryError> {
        Ok(playback(self.rows.of::<video_playbacks::Entity>().get(id).await?))
    }
}

impl VideoRepo<'_, Writing> {
    /// The looks of a user that go on, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn playing(&self, user: UserId) -> Result<Vec<Playback>, RepositoryError> {
        let now = self.rows.scope().now;
        let rows = self.rows.of::<video_playbacks::Entity>().select().filter(Column::UserId.eq(user.0)).filter(Column::ExpiresAt.gt(now));
        let alive = rows.filter(Column::EndedAt.is_null()).order(Column::StartedAt, Order::Asc).order(Column::Id, Order::Asc);
        Ok(alive.all().await?.into_iter().map(playback).collect())
    }

    /// Begins a look.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_playback(&self, new: NewPlayback) -> Result<PlaybackId, RepositoryError> {
        let scope = self.rows.scope();
        let id = PlaybackId(scope.world.new_id());
        let row = video_playbacks::ActiveModel {
            id: Set(id.0),
            video_id: Set(new.video_id.0),
            user_id: Set(new.user_id.map(|user| user.0)),
            enrollment_id: Set(new.enrollment_id.map(|enrollment| enrollment.0)),
            lesson_id: Set(new.lesson_id.map(|lesson| lesson.0)),
            principal: Set(new.principal),
            started_at: Set(scope.now),
            expires_at: Set(new.expires_at),
            ended_at: Set(None),
            ..Default::default()
        };
        self.rows.of::<video_playbacks::Entity>().insert_many([row]).await?;
        Ok(id)
    }

    /// Lets a look that goes on last longer; false when it was ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_playback(&self, id: PlaybackId, expires_at: Timestamp) -> Result<bool, RepositoryError> {
        let update = self.rows.of::<video_playbacks::Entity>().update().set(Column::ExpiresAt, expires_at);
        Ok(update.filter(Column::Id.eq(id.0)).filter(Column::EndedAt.is_null()).rows().await? == 1)
    }

    /// Ends looks; those that ended already stay as they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_playbacks(&self, ids: &[PlaybackId]) -> Result<(), RepositoryError> {
        let now = self.rows.scope().now;
        let update = self.rows.of::<video_playbacks::Entity>().update().set(Column::EndedAt, Some(now));
        update.filter(Column::Id.is_in(ids.iter().map(|id| id.0))).filter(Column::EndedAt.is_null()).rows().await?;
        Ok(())
    }

    /// Forgets looks that ended before a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_playbacks(&self, before: Timestamp) -> Result<u64, RepositoryError> {
        self.rows.of::<video_playbacks::Entity>().delete(Column::ExpiresAt.lt(before)).await
    }
}

fn playback(row: video_playbacks::Model) -> Playback {
    Playback {
        id: PlaybackId(row.id),
        of: NewPlayback {
            video_id: VideoId(row.video_id),
            user_id: row.user_id.map(UserId),
            enrollment_id: row.enrollment_id.map(EnrollmentId),
            lesson_id: row.lesson_id.map(LessonId),
            principal: row.principal,
            expires_at: row.expires_at,
        },
        started_at: row.started_at,
        ended_at: row.ended_at,
    }
}
