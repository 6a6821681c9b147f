//! What videos cost: counted by month and course, with a look ahead.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration};
use domain::{
    access::{CountWatching, GetVideoUsage},
    ids::{CourseId, VideoId},
    time::Timestamp,
};
use repositories::{
    Grant, TenantRead, TenantTx,
    videos::{Cost, CourseOfVideos, MonthOfVideos},
};

use crate::VideoError;

/// How long after it was received a fact is counted: transactions that began before it are over by then.
const SETTLED: Duration = Duration::minutes(1);

/// What a course's videos cost.
#[derive(Clone, Debug)]
pub struct CourseUsage {
    /// What is stored.
    pub stored: CourseOfVideos,
    /// Milliseconds watched this month.
    pub delivered_ms: i64,
    /// Bytes sent this month.
    pub delivered_bytes: i64,
}

/// What an organization's videos cost.
#[derive(Clone, Debug)]
pub struct Usage {
    /// By month, the newest first.
    pub months: Vec<MonthOfVideos>,
    /// By course, the largest first.
    pub courses: Vec<CourseUsage>,
    /// Minutes that came in the last thirty days.
    pub minutes_grown: i64,
    /// Bytes that came in the last thirty days.
    pub bytes_grown: i64,
    /// What will have been sent by the end of this month, in bytes, if it goes on like this; `None` on the first day.
    pub bytes_expected: Option<i64>,
}

/// Says what videos cost. The number of statements does not depend on how many there are.
///
/// # Errors
/// When the database fails.
pub async fn get_video_usage(read: &TenantRead, _grant: &Grant<GetVideoUsage>) -> Result<Usage, VideoError> {
    let (videos, now) = (read.videos(), read.now());
    let month = now.format("%Y-%m").to_string();
    let months = videos.usage_by_month().await?;
    let delivered = videos.delivered_by_course(&month).await?;
    let course = |stored: CourseOfVideos| {
        let (delivered_ms, delivered_bytes) = delivered.get(&CourseId(stored.course_id)).copied().unwrap_or_default();
        CourseUsage { stored, delivered_ms, delivered_bytes }
    };
    let courses = videos.usage_by_course().await?.into_iter().map(course).collect();
    let (minutes_grown, bytes_grown) = videos.grown_since(now - Duration::days(30)).await?;
    let sent = months.first().filter(|newest| newest.month == month).map_or(0, |newest| newest.delivered_bytes);
    Ok(Usage { months, courses, minutes_grown, bytes_grown, bytes_expected: expected(sent, now) })
}

/// What a month's sum will be at its end, if it goes on as it did until now. A single day says too little.
fn expected(so_far: i64, now: Timestamp) -> Option<i64> {
    let passed = i64::from(now.day0()) * 24 + i64::from(chrono::Timelike::hour(&now));
    (passed >= 24).then(|| so_far.saturating_mul(days_in_month(now) * 24) / passed)
}

fn days_in_month(now: Timestamp) -> i64 {
    (28..=31).rev().find(|day| now.date_naive().with_day(*day).is_some()).map_or(30, i64::from)
}

/// Counts what was watched since it was counted last: minutes by month, and how often each second. Says how many facts.
///
/// # Errors
/// When the database fails.
pub async fn count_watching(tx: &TenantTx, _grant: &Grant<CountWatching>) -> Result<usize, VideoError> {
    let parts = tx.videos().take_watched(tx.now() - SETTLED).await?;
    let mut costs: BTreeMap<VideoId, Cost> = BTreeMap::new();
    let mut watched: BTreeMap<VideoId, BTreeMap<i64, u32>> = BTreeMap::new();
    for part in &parts {
        costs.entry(part.video_id).or_default().delivered_ms += part.credited_ms;
        let seconds = watched.entry(part.video_id).or_default();
        // a second counts where most of it was seen
        let (first, last) = ((part.from_ms + 500) / 1_000, (part.from_ms + part.credited_ms + 500) / 1_000);
        for second in first..last {
            *seconds.entry(second).or_default() += 1;
        }
    }
    tx.videos().count(&costs).await?;
    tx.videos().add_seconds(&watched).await?;
    Ok(parts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_looked_ahead_in_proportion() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(expected(500, at("2026-11-01T23:00:00Z")), None);
        assert_eq!(expected(500, at("2026-11-16T00:00:00Z")), Some(1_000));
        assert_eq!(expected(0, at("2026-02-28T12:00:00Z")), Some(0));
        assert_eq!(days_in_month(at("2026-02-10T00:00:00Z")), 28);
        assert_eq!(days_in_month(at("2028-02-10T00:00:00Z")), 29);
    }
}
