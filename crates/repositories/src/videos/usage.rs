//! What videos cost: minutes made playable and watched, bytes sent, by month.

use domain::{ids::VideoId, time::Timestamp, video::VideoStatus};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::VideoRepo;
use crate::{
    entity::{
        video_usage::{self, Column},
        videos,
    },
    error::RepositoryError,
    scoped::Writing,
};

#[derive(Debug, FromQueryResult)]
struct IdRow {
    id: Uuid,
}

impl VideoRepo<'_, Writing> {
    /// Counts what was made playable this month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_encoded(&self, id: VideoId, duration_ms: i64) -> Result<(), RepositoryError> {
        self.count(id, (duration_ms, 0, 0)).await
    }

    /// Counts what was sent to viewers this month.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when there is no such video.
    pub async fn count_delivered(&self, id: VideoId, watched_ms: i64, bytes: i64) -> Result<(), RepositoryError> {
        self.count(id, (0, watched_ms, bytes)).await
    }

    async fn count(&self, id: VideoId, (encoded_ms, delivered_ms, delivered_bytes): (i64, i64, i64)) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        let row = video_usage::ActiveModel {
            id: Set(scope.world.new_id()),
            video_id: Set(id.0),
            month: Set(scope.now.format("%Y-%m").to_string()),
            encoded_ms: Set(encoded_ms),
            delivered_ms: Set(delivered_ms),
            delivered_bytes: Set(delivered_bytes),
            ..Default::default()
        };
        let more = |column, amount: i64| Expr::col((video_usage::Entity, column)).add(amount);
        self.rows
            .of::<video_usage::Entity>()
            .upsert_many([row], &[Column::VideoId, Column::Month], |conflict| {
                conflict.value(Column::EncodedMs, more(Column::EncodedMs, encoded_ms));
                conflict.value(Column::DeliveredMs, more(Column::DeliveredMs, delivered_ms));
                conflict.value(Column::DeliveredBytes, more(Column::DeliveredBytes, delivered_bytes));
            })
            .await?;
        Ok(())
    }

    /// Videos that were ready before a moment and whose own file is still kept, at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn with_originals(&self, before: Timestamp) -> Result<Vec<VideoId>, RepositoryError> {
        let rows = self.rows.select().filter(videos::Column::Status.eq(VideoStatus::Ready.as_str()));
        let kept = rows.filter(videos::Column::HasOriginal.eq(true)).filter(videos::Column::ReadyAt.lt(before)).limit(100);
        let found: Vec<IdRow> = kept.columns([(Expr::col(videos::Column::Id), "id")]).all_as().await?;
        Ok(found.into_iter().map(|row| VideoId(row.id)).collect())
    }

    /// Videos that a worker should be at, and that nobody has touched since a moment, at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandoned(&self, before: Timestamp) -> Result<Vec<VideoId>, RepositoryError> {
        let rows = self.rows.select().filter(videos::Column::Status.eq(VideoStatus::Processing.as_str()));
        let stale = rows.filter(videos::Column::UpdatedAt.lt(before)).limit(100);
        let found: Vec<IdRow> = stale.columns([(Expr::col(videos::Column::Id), "id")]).all_as().await?;
        Ok(found.into_iter().map(|row| VideoId(row.id)).collect())
    }
}
