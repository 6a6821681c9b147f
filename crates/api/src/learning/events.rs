//! What goes in and out when devices send what learners did.

use chrono::{DateTime, Utc};
use domain::{
    ids::{LessonId, VideoId},
    learning::log::{Fact, LearningEvent, MAX_EVENTS, Stamp},
    time::truncated,
    video::watched::Interval,
};
use learning::{EventBatch, RecordedEvents};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::dto::LessonProgress;
use crate::http::{Problem, problem::FieldError};

/// A portion of what a learner did, from one device.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvents {
    /// The device, by an id that it made for itself.
    pub device_id: Uuid,
    /// 1 to 100 events, in any order.
    #[schema(min_items = 1, max_items = 100)]
    pub events: Vec<NewEvent>,
}

/// Something that a learner did.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvent {
    /// Made by the device. A repetition carries the same, and is counted once.
    pub client_event_id: Uuid,
    /// Counts up on the device.
    pub sequence: i64,
    /// What.
    pub kind: EventKind,
    /// In which lesson.
    pub lesson_id: Uuid,
    /// When, by the device's clock; at most five minutes ahead of ours.
    pub occurred_at: DateTime<Utc>,
    /// The place, from 0 to 1; with `position` only.
    #[schema(minimum = 0, maximum = 1)]
    pub position: Option<f64>,
    /// Study time that is claimed, up to an hour; with `time_spent` only.
    #[schema(minimum = 0, maximum = 3600)]
    pub seconds: Option<i64>,
    /// The video that was watched; with `watched` only.
    pub video_id: Option<Uuid>,
    /// Where the part of it begins that was played, in milliseconds; with `watched` only.
    #[schema(minimum = 0)]
    pub from_ms: Option<i64>,
    /// Where that part ends; at most ten minutes later; with `watched` only.
    #[schema(minimum = 0)]
    pub to_ms: Option<i64>,
}

/// What a learner can have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Opened a lesson.
    Opened,
    /// Was at a place of it.
    Position,
    /// Saw its end.
    ReachedEnd,
    /// Spent time in it.
    TimeSpent,
    /// Played a part of its video, at whatever speed. What was passed over is not played.
    Watched,
}

/// An event that was not taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectedEvent {
    /// Which.
    pub client_event_id: Uuid,
    /// Why: `lesson_not_found`, `invalid_position`, `invalid_seconds`, `invalid_interval`, `video_not_found`,
    /// `occurred_in_future`.
    pub code: &'static str,
}

/// What became of a portion.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventsRecorded {
    /// Events that were new.
    pub accepted: usize,
    /// Events that were known already.
    pub duplicates: usize,
    /// Events that cannot be; the others count.
    pub rejected: Vec<RejectedEvent>,
    /// Progress in the lessons that the portion touches.
    pub progress: Vec<LessonProgress>,
    /// Study time that was credited.
    pub credited_seconds: i64,
}

impl NewEvents {
    /// The portion in the words of the domain.
    ///
    /// # Errors
    /// 422 for none or too many, and when an event lacks what its kind needs, or carries what belongs to another.
    pub fn into_batch(self) -> Result<EventBatch, Problem> {
        if !(1..=MAX_EVENTS).contains(&self.events.len()) {
            return Err(Problem::invalid_field("/events", "length", "1 to 100 events"));
        }
        let mut faults = Vec::new();
        let mut events = Vec::with_capacity(self.events.len());
        for (n, event) in self.events.into_iter().enumerate() {
            match event.fact() {
                Ok(fact) => events.push(LearningEvent {
                    client_event_id: event.client_event_id,
                    lesson_id: LessonId(event.lesson_id),
                    stamp: Stamp { occurred_at: truncated(event.occurred_at), sequence: event.sequence },
                    fact,
                }),
                Err((field, code)) => faults.push(FieldError::new(
                    format!("/events/{n}/{field}"),
                    code,
                    "position goes with position, seconds with time_spent, video_id, from_ms and to_ms with watched",
                )),
            }
        }
        if faults.is_empty() { Ok(EventBatch { device_id: self.device_id, events }) } else { Err(Problem::invalid(faults)) }
    }
}

impl NewEvent {
    /// The part of a video that it tells of, if it is of that kind.
    fn watched(&self) -> Result<Option<Fact>, (&'static str, &'static str)> {
        match (self.kind, self.video_id, self.from_ms, self.to_ms) {
            (EventKind::Watched, Some(video), Some(from_ms), Some(to_ms)) => match (self.position, self.seconds) {
                (None, None) => Ok(Some(Fact::Watched(VideoId(video), Interval { from_ms, to_ms }))),
                (Some(_), _) => Err(("position", "not_with_this_kind")),
                (None, Some(_)) => Err(("seconds", "not_with_this_kind")),
            },
            (EventKind::Watched, None, ..) => Err(("video_id", "required")),
            (EventKind::Watched, _, None, _) => Err(("from_ms", "required")),
            (EventKind::Watched, _, _, None) => Err(("to_ms", "required")),
            (_, Some(_), ..) => Err(("video_id", "not_with_this_kind")),
            (_, _, Some(_), _) => Err(("from_ms", "not_with_this_kind")),
            (_, _, _, Some(_)) => Err(("to_ms", "not_with_this_kind")),
            _ => Ok(None),
        }
    }

    fn fact(&self) -> Result<Fact, (&'static str, &'static str)> {
        if let Some(interval) = self.watched()? {
            return Ok(interval);
        }
        match (self.kind, self.position, self.seconds) {
            (EventKind::Opened, None, None) => Ok(Fact::Opened),
            (EventKind::Position, Some(position), None) => Ok(Fact::Position(position)),
            (EventKind::ReachedEnd, None, None) => Ok(Fact::ReachedEnd),
            (EventKind::TimeSpent, None, Some(seconds)) => Ok(Fact::TimeSpent(seconds)),
            (EventKind::Position, None, _) => Err(("position", "required")),
            (EventKind::TimeSpent, _, None) => Err(("seconds", "required")),
            (EventKind::Watched, ..) => Err(("video_id", "required")),
            (EventKind::Opened | EventKind::ReachedEnd | EventKind::TimeSpent, Some(_), _) => Err(("position", "not_with_this_kind")),
            (EventKind::Opened | EventKind::ReachedEnd | EventKind::Position, _, Some(_)) => Err(("seconds", "not_with_this_kind")),
        }
    }
}

impl From<RecordedEvents> for EventsRecorded {
    fn from(recorded: RecordedEvents) -> Self {
        let rejected = recorded.rejected.into_iter();
        Self {
            accepted: recorded.accepted,
            duplicates: recorded.duplicates,
            rejected: rejected.map(|(client_event_id, why)| RejectedEvent { client_event_id, code: why.code() }).collect(),
            progress: recorded.progress.into_iter().map(Into::into).collect(),
            credited_seconds: recorded.credited_seconds,
        }
    }
}
