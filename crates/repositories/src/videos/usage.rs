//! What videos cost: minutes made playable and watched, bytes sent, by month.

use std::collections::BTreeMap;

use domain::{
    ids::{CourseId, VideoId},
    time::Timestamp,
    video::VideoStatus,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, JoinType, Order,
    sea_query::{Alias, Expr, ExprTrait},
};
use uuid::Uuid;

use super::VideoRepo;
use crate::{
    entity::{
        courses,
        video_usage::{self, Column},
        videos,
    },
    error::RepositoryError,
    scoped::Writing,
};

/// How many rows one statement writes at the most: databases bound how many values it may hold.
pub(super) const ROWS_AT_ONCE: usize = 1_000;

#[derive(Debug, FromQueryResult)]
struct IdRow {
    id: Uuid,
}

#[derive(Debug, FromQueryResult)]
struct AttemptRow {
    id: Uuid,
    attempt: i64,
}

/// What more a video cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Milliseconds that were made playable.
    pub encoded_ms: i64,
    /// Milliseconds that were watched.
    pub delivered_ms: i64,
    /// Bytes that were sent.
    pub delivered_bytes: i64,
}

impl VideoRepo<'_, Writing> {
    /// Counts what was made playable this month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_encoded(&self, id: VideoId, duration_ms: i64) -> Result<(), RepositoryError> {
        self.count(&BTreeMap::from([(id, Cost { encoded_ms: duration_ms, ..Cost::default() })])).await
    }

    /// Adds to what videos cost this month, in one statement for a thousand of them.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when there is no such video.
    pub async fn count(&self, costs: &BTreeMap<VideoId, Cost>) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        let month = scope.now.format("%Y-%m").to_string();
        let row = |(id, cost): (&VideoId, &Cost)| video_usage::ActiveModel {
            id: Set(scope.world.new_id()),
            video_id: Set(id.0),
            month: Set(month.clone()),
            encoded_ms: Set(cost.encoded_ms),
            delivered_ms: Set(cost.delivered_ms),
            delivered_bytes: Set(cost.delivered_bytes),
            ..Default::default()
        };
        let rows: Vec<_> = costs.iter().map(row).collect();
        for rows in rows.chunks(ROWS_AT_ONCE) {
            let usage = self.rows.of::<video_usage::Entity>();
            usage
                .upsert_many(rows.to_vec(), &[Column::VideoId, Column::Month], |conflict| {
                    for column in [Column::EncodedMs, Column::DeliveredMs, Column::DeliveredBytes] {
                        let more = Expr::col((Alias::new("excluded"), column));
                        conflict.value(column, Expr::col((video_usage::Entity, column)).add(more));
                    }
                })
                .await?;
        }
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

    /// Videos that a worker should be at, and that nobody has touched since a moment, at most a hundred, with their attempts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandoned(&self, before: Timestamp) -> Result<Vec<(VideoId, i64)>, RepositoryError> {
        let rows = self.rows.select().filter(videos::Column::Status.eq(VideoStatus::Processing.as_str()));
        let stale = rows.filter(videos::Column::UpdatedAt.lt(before)).limit(100);
        let columns = [(Expr::col(videos::Column::Id), "id"), (Expr::col(videos::Column::Attempt), "attempt")];
        let found: Vec<AttemptRow> = stale.columns(columns).all_as().await?;
        Ok(found.into_iter().map(|row| (VideoId(row.id), row.attempt)).collect())
    }
}

/// What videos cost in a month.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MonthOfVideos {
    /// `2026-11`.
    pub month: String,
    /// Milliseconds that were made playable.
    pub encoded_ms: i64,
    /// Milliseconds that were watched.
    pub delivered_ms: i64,
    /// Bytes that were sent.
    pub delivered_bytes: i64,
}

/// What the videos of a course cost.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CourseOfVideos {
    /// The course.
    pub course_id: Uuid,
    /// Its title.
    pub title: String,
    /// Videos that it has.
    pub videos: i64,
    /// Minutes of them that count against the plan.
    pub stored_minutes: i64,
    /// Bytes of them that count against the plan.
    pub stored_bytes: i64,
}

#[derive(Debug, FromQueryResult)]
struct DeliveredRow {
    course_id: Uuid,
    delivered_ms: i64,
    delivered_bytes: i64,
}

#[derive(Debug, FromQueryResult)]
struct GrownRow {
    minutes: Option<i64>,
    bytes: Option<i64>,
}

fn sum(column: impl sea_orm::IntoSimpleExpr) -> sea_orm::sea_query::SimpleExpr {
    // PostgreSQL's sum of bigint is numeric
    column.into_simple_expr().sum().cast_as("bigint")
}

impl<M> VideoRepo<'_, M> {
    /// What videos cost in each of the last twelve months in which they cost anything, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn usage_by_month(&self) -> Result<Vec<MonthOfVideos>, RepositoryError> {
        let columns = [
            (Expr::col(Column::Month), "month"),
            (sum(Expr::col(Column::EncodedMs)), "encoded_ms"),
            (sum(Expr::col(Column::DeliveredMs)), "delivered_ms"),
            (sum(Expr::col(Column::DeliveredBytes)), "delivered_bytes"),
        ];
        let usage = self.rows.of::<video_usage::Entity>().select().columns(columns).group(Expr::col(Column::Month));
        usage.order(Column::Month, Order::Desc).limit(12).all_as().await
    }

    /// What the videos of each course cost, the largest first, at most a hundred courses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn usage_by_course(&self) -> Result<Vec<CourseOfVideos>, RepositoryError> {
        let video = |column| Expr::col((videos::Entity, column));
        let bytes = sum(video(videos::Column::BilledBytes));
        self.rows
            .select()
            .join::<courses::Entity>(JoinType::InnerJoin, videos::Column::CourseId)
            .filter(video(videos::Column::Status).ne(VideoStatus::Deleted.as_str()))
            .columns([
                (video(videos::Column::CourseId), "course_id"),
                (Expr::col((courses::Entity, courses::Column::Title)), "title"),
                (video(videos::Column::Id).count(), "videos"),
                (sum(video(videos::Column::BilledMinutes)), "stored_minutes"),
                (bytes.clone(), "stored_bytes"),
            ])
            .group(video(videos::Column::CourseId))
            .group(Expr::col((courses::Entity, courses::Column::Title)))
            .order(bytes, Order::Desc)
            .order(video(videos::Column::CourseId), Order::Asc)
            .limit(100)
            .all_as()
            .await
    }

    /// Milliseconds watched and bytes sent of each course's videos in a month, those of deleted videos too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivered_by_course(&self, month: &str) -> Result<BTreeMap<CourseId, (i64, i64)>, RepositoryError> {
        let usage = |column| Expr::col((video_usage::Entity, column));
        let course = Expr::col((videos::Entity, videos::Column::CourseId));
        let rows: Vec<DeliveredRow> = self
            .rows
            .of::<video_usage::Entity>()
            .select()
            .join::<videos::Entity>(JoinType::InnerJoin, Column::VideoId)
            .filter(Column::Month.eq(month))
            .columns([
                (course.clone(), "course_id"),
                (sum(usage(Column::DeliveredMs)), "delivered_ms"),
                (sum(usage(Column::DeliveredBytes)), "delivered_bytes"),
            ])
            .group(course)
            .all_as()
            .await?;
        Ok(rows.into_iter().map(|row| (CourseId(row.course_id), (row.delivered_ms, row.delivered_bytes))).collect())
    }

    /// Minutes and bytes that came since a moment and still count against the plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grown_since(&self, moment: Timestamp) -> Result<(i64, i64), RepositoryError> {
        let young = self.rows.select().filter(videos::Column::CreatedAt.gte(moment));
        let columns = [(sum(Expr::col(videos::Column::BilledMinutes)), "minutes"), (sum(Expr::col(videos::Column::BilledBytes)), "bytes")];
        let found: Option<GrownRow> = young.columns(columns).one_as().await?;
        let (minutes, bytes) = found.map_or((None, None), |row| (row.minutes, row.bytes));
        Ok((minutes.unwrap_or_default(), bytes.unwrap_or_default()))
    }
}
