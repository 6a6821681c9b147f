//! How often each second of a video was watched, and until when what was watched is counted.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::VideoId, time::Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, Order,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{VideoRepo, usage::ROWS_AT_ONCE};
use crate::{
    entity::{
        learning_events, video_counting,
        video_seconds::{self, Column},
    },
    error::RepositoryError,
    scoped::Writing,
};

const WATCHING: &str = "watching";
const MINUTE: usize = 60;

/// A part of a video that was watched, as it was credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchedPart {
    /// The video.
    pub video_id: VideoId,
    /// Where it begins, in milliseconds.
    pub from_ms: i64,
    /// How much of it was credited, in milliseconds.
    pub credited_ms: i64,
}

#[derive(Debug, FromQueryResult)]
struct WatchedRow {
    watched_video: Uuid,
    from_ms: i64,
    credited_ms: i64,
    received_at: Timestamp,
}

impl<M> VideoRepo<'_, M> {
    /// How often each second of a video was watched, from its beginning; shorter than the video where its end was never seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seconds(&self, id: VideoId) -> Result<Vec<u32>, RepositoryError> {
        let rows = self.rows.of::<video_seconds::Entity>().select().filter(Column::VideoId.eq(id.0));
        let mut counts = Vec::new();
        for row in rows.order(Column::Minute, Order::Asc).all().await? {
            counts.resize(usize::try_from(row.minute).unwrap_or(0) * MINUTE, 0);
            counts.extend(parse(&row.counts)?);
        }
        while counts.last() == Some(&0) {
            counts.pop();
        }
        Ok(counts)
    }
}

impl VideoRepo<'_, Writing> {
    /// Takes what was watched and is not counted yet, up to a moment, at most some thousands of parts, and marks it as counted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_watched(&self, until: Timestamp) -> Result<Vec<WatchedPart>, RepositoryError> {
        const AT_ONCE: usize = 5_000;
        use learning_events::Column as Event;
        let counting = self.rows.of::<video_counting::Entity>();
        let beginning = chrono::DateTime::UNIX_EPOCH;
        let first = video_counting::ActiveModel {
            id: Set(self.rows.scope().world.new_id()),
            what: Set(WATCHING.to_owned()),
            counted_until: Set(beginning),
            ..Default::default()
        };
        counting.insert_or_ignore(first).await?;
        let mark = counting.select().filter(video_counting::Column::What.eq(WATCHING)).lock().get().await?;
        let events = self.rows.of::<learning_events::Entity>().select();
        let fresh = events
            .filter(Event::WatchedVideo.is_not_null())
            .filter(Event::ReceivedAt.gt(mark.counted_until))
            .filter(Event::ReceivedAt.lte(until));
        let columns = [
            (Expr::col(Event::WatchedVideo), "watched_video"),
            (Expr::col(Event::FromMs), "from_ms"),
            (Expr::col(Event::CreditedMs), "credited_ms"),
            (Expr::col(Event::ReceivedAt), "received_at"),
        ];
        let mut rows: Vec<WatchedRow> =
            fresh.columns(columns).order(Event::ReceivedAt, Order::Asc).limit(AT_ONCE as u64 + 1).all_as().await?;
        let mut reached = until;
        if rows.len() > AT_ONCE {
            // facts of one moment stay together: the last moment waits for the next look, unless there is no other
            let last = rows.last().map(|row| row.received_at);
            let earlier = rows.iter().rev().find(|row| Some(row.received_at) != last).map(|row| row.received_at);
            match earlier {
                Some(earlier) => {
                    rows.retain(|row| row.received_at <= earlier);
                    reached = earlier;
                }
                None => return Err(RepositoryError::Damaged("thousands of facts at one moment".to_owned())),
            }
        }
        let update = counting.update().set(video_counting::Column::CountedUntil, reached);
        update.filter(video_counting::Column::What.eq(WATCHING)).one().await?;
        let part =
            |row: WatchedRow| WatchedPart { video_id: VideoId(row.watched_video), from_ms: row.from_ms, credited_ms: row.credited_ms };
        Ok(rows.into_iter().map(part).collect())
    }

    /// Adds to how often each second of each video was watched.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_seconds(&self, more: &BTreeMap<VideoId, BTreeMap<i64, u32>>) -> Result<(), RepositoryError> {
        let mut minutes = by_minute(more);
        let wanted: BTreeSet<i64> = minutes.keys().map(|(_, minute)| *minute).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let rows = self.rows.of::<video_seconds::Entity>();
        let known = Column::VideoId.is_in(more.keys().map(|id| id.0)).and(Column::Minute.is_in(wanted));
        for row in rows.select().filter(known).lock().all().await? {
            if let Some(counts) = minutes.get_mut(&(VideoId(row.video_id), row.minute)) {
                for (count, before) in counts.iter_mut().zip(parse(&row.counts)?) {
                    *count = count.saturating_add(before);
                }
            }
        }
        let scope = self.rows.scope();
        let written = minutes.into_iter().map(|((id, minute), counts)| {
            Ok(video_seconds::ActiveModel {
                id: Set(scope.world.new_id()),
                video_id: Set(id.0),
                minute: Set(minute),
                counts: Set(serde_json::to_string(&counts)?),
                ..Default::default()
            })
        });
        let written: Vec<_> = written.collect::<Result<_, RepositoryError>>()?;
        for written in written.chunks(ROWS_AT_ONCE) {
            rows.upsert_many(written.to_vec(), &[Column::VideoId, Column::Minute], |conflict| {
                conflict.update_columns([Column::Counts]);
            })
            .await?;
        }
        Ok(())
    }
}

/// Seconds as they are kept: sixty in a row.
fn by_minute(videos: &BTreeMap<VideoId, BTreeMap<i64, u32>>) -> BTreeMap<(VideoId, i64), Vec<u32>> {
    let mut minutes: BTreeMap<(VideoId, i64), Vec<u32>> = BTreeMap::new();
    for (id, seconds) in videos {
        for (second, count) in seconds {
            let row = minutes.entry((*id, second / 60)).or_insert_with(|| vec![0; MINUTE]);
            if let Some(place) = usize::try_from(second % 60).ok().and_then(|at| row.get_mut(at)) {
                *place = place.saturating_add(*count);
            }
        }
    }
    minutes
}

fn parse(text: &str) -> Result<Vec<u32>, RepositoryError> {
    Ok(serde_json::from_str(text)?)
}
