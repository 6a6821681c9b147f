//! Operations on what videos cost and how they are watched.

use actix_web::{
    HttpResponse, get,
    web::{Data, Path},
};
use domain::access::{GetVideoRetention, GetVideoUsage};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use video::usage;

use super::{routes::VideoPath, seconds};
use crate::{
    app::App,
    http::{Allowed, Answer},
};

/// What videos cost in a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoMonth {
    /// `2026-11` (UTC).
    pub month: String,
    /// Minutes that were made playable.
    pub encoded_minutes: f64,
    /// Minutes that were watched.
    pub delivered_minutes: f64,
    /// Bytes that this platform sent; what a host or a network in front of it sent by itself is not in it.
    pub delivered_bytes: i64,
}

/// What the videos of a course cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoCourse {
    /// The course.
    pub course_id: Uuid,
    /// Its title.
    pub title: String,
    /// Videos that it has.
    pub videos: i64,
    /// Minutes that count against the plan.
    pub stored_minutes: i64,
    /// Bytes that count against the plan.
    pub stored_bytes: i64,
    /// Minutes watched this month.
    pub delivered_minutes: f64,
    /// Bytes sent this month.
    pub delivered_bytes: i64,
}

/// What an organization's videos cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoUsage {
    /// The last twelve months in which they cost anything, the newest first.
    pub months: Vec<VideoMonth>,
    /// The courses with most of it, at most a hundred.
    pub courses: Vec<VideoCourse>,
    /// Minutes that came in the last thirty days and count against the plan.
    pub minutes_grown: i64,
    /// Bytes that came in the last thirty days and count against the plan.
    pub bytes_grown: i64,
    /// Bytes that will have been sent by the end of the month, if it goes on like this; `null` on its first day.
    #[schema(required = true)]
    pub bytes_expected: Option<i64>,
}

impl From<usage::Usage> for VideoUsage {
    fn from(usage: usage::Usage) -> Self {
        let minutes = |ms: i64| seconds(ms) / 60.0;
        let month = |month: repositories::videos::MonthOfVideos| VideoMonth {
            month: month.month,
            encoded_minutes: minutes(month.encoded_ms),
            delivered_minutes: minutes(month.delivered_ms),
            delivered_bytes: month.delivered_bytes,
        };
        let course = |course: usage::CourseUsage| VideoCourse {
            course_id: course.stored.course_id,
            title: course.stored.title,
            videos: course.stored.videos,
            stored_minutes: course.stored.stored_minutes,
            stored_bytes: course.stored.stored_bytes,
            delivered_minutes: minutes(course.delivered_ms),
            delivered_bytes: course.delivered_bytes,
        };
        Self {
            months: usage.months.into_iter().map(month).collect(),
            courses: usage.courses.into_iter().map(course).collect(),
            minutes_grown: usage.minutes_grown,
            bytes_grown: usage.bytes_grown,
            bytes_expected: usage.bytes_expected,
        }
    }
}

/// See what videos cost: minutes stored, made playable and watched, and bytes, by month and by course.
///
/// What the plan allows of minutes and bytes, and how much is in use, is in the entitlements. What was watched is counted once an hour.
#[utoipa::path(tag = "video", responses((status = 200, body = VideoUsage)))]
#[get("/video-usage")]
pub async fn get_video_usage(app: Data<App>, caller: Allowed<GetVideoUsage>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = usage::get_video_usage(&read, &caller.grant).await?;
    Ok(HttpResponse::Ok().json(VideoUsage::from(found)))
}

/// How often each second of a video was watched.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoRetention {
    /// The video.
    pub video_id: Uuid,
    /// How often, for each second from the beginning; seconds after the last one that was ever seen are left out.
    pub counts: Vec<u32>,
}

/// See how often each second of a video was watched. Counted once an hour.
#[utoipa::path(tag = "video", params(VideoPath), responses((status = 200, body = VideoRetention)))]
#[get("/videos/{video_id}/retention")]
pub async fn get_video_retention(app: Data<App>, caller: Allowed<GetVideoRetention>, path: Path<VideoPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    read.videos().authorize(&caller.grant, path.id()).await?;
    let counts = read.videos().seconds(path.id()).await?;
    Ok(HttpResponse::Ok().json(VideoRetention { video_id: path.video_id, counts }))
}
