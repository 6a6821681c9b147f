//! When a lesson counts, and what is missing until it does.

use crate::{
    courses::CompletionRule,
    ids::{LessonId, LessonRevisionId, VideoId},
    learning::log::Stamp,
    time::Timestamp,
    video::Watched,
};

/// Where a learner stands in a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LessonState {
    /// Never opened.
    NotStarted,
    /// Opened.
    InProgress,
    /// Complete, for ever.
    Completed,
}

impl LessonState {
    /// Where a record, or none, says that the learner stands.
    pub fn of(record: Option<&LessonRecord>) -> Self {
        match record {
            None => Self::NotStarted,
            Some(LessonRecord { completion: None, .. }) => Self::InProgress,
            Some(LessonRecord { completion: Some(_), .. }) => Self::Completed,
        }
    }

    /// The state's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
        }
    }
}

/// What is missing until a lesson is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Its end was not reached.
    ReachEnd,
    /// Too little time was spent.
    MinTime,
    /// Too little of its video was watched.
    Watch,
    /// Nothing but the learner's word.
    MarkComplete,
}

impl Missing {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReachEnd => "reach_end",
            Self::MinTime => "min_time",
            Self::Watch => "watch",
            Self::MarkComplete => "mark_complete",
        }
    }
}

/// A place in a lesson, and which fact said so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// From 0, the beginning, to 1, the end.
    pub position: f64,
    /// When the learner was there.
    pub stamp: Stamp,
}

/// That a lesson was completed: what a learner completed stays what they completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The content that was completed.
    pub revision_id: LessonRevisionId,
    /// When.
    pub at: Timestamp,
}

/// What was watched of a lesson's video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedVideo {
    /// The video.
    pub video_id: VideoId,
    /// How long it is, in milliseconds.
    pub duration_ms: i64,
    /// What was watched of it.
    pub watched: Watched,
}

/// What a learner did in one lesson: the projection of the facts.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonRecord {
    /// The lesson.
    pub lesson_id: LessonId,
    /// Set once the lesson is complete.
    pub completion: Option<Completion>,
    /// Where the learner was last.
    pub place: Option<Place>,
    /// Whether the lesson's end was ever reached.
    pub reached_end: bool,
    /// Credited study time.
    pub time_spent_seconds: i64,
    /// What was watched of its video, if it has one and anything was.
    pub watched: Option<WatchedVideo>,
    /// The earliest fact.
    pub opened_at: Timestamp,
}

/// Why a lesson is not complete yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lesson's completion rule is not met")]
pub struct Unmet {
    /// What is missing.
    pub missing: Vec<Missing>,
    /// How many seconds of study, or of the video, are missing; `None` when it is something else.
    pub seconds_needed: Option<i64>,
}

impl LessonRecord {
    /// An empty record, from the first fact on.
    pub fn begun(lesson_id: LessonId, at: Timestamp) -> Self {
        Self { lesson_id, completion: None, place: None, reached_end: false, time_spent_seconds: 0, watched: None, opened_at: at }
    }

    /// Completes the lesson in this revision if the rule allows it; false when it was complete already.
    ///
    /// # Errors
    /// [`Unmet`] says what is missing; nothing is changed.
    pub fn complete(&mut self, rule: CompletionRule, revision_id: LessonRevisionId, now: Timestamp) -> Result<bool, Unmet> {
        if self.completion.is_some() {
            return Ok(false);
        }
        let unmet = unmet(rule, Some(self));
        if !unmet.missing.is_empty() {
            return Err(unmet);
        }
        self.completion = Some(Completion { revision_id, at: now });
        Ok(true)
    }
}

/// A learner's progress in one lesson, with what is missing under its present rule.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonProgress {
    /// The lesson.
    pub lesson_id: LessonId,
    /// Where the learner stands.
    pub state: LessonState,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// Credited study time.
    pub time_spent_seconds: i64,
    /// Where the learner was last, from 0 to 1.
    pub position: Option<f64>,
    /// Whether the end was ever reached.
    pub reached_end: bool,
    /// How much of its video was watched, in percent; `None` before anything was.
    pub watched_percent: Option<u8>,
    /// What is missing until it is complete; empty when it is.
    pub missing: Vec<Missing>,
    /// How many seconds of study, or of the video, are missing; `None` when it is something else, or not known yet.
    pub seconds_needed: Option<i64>,
}

impl LessonProgress {
    /// Reports a record, or that there is none. `rule` is `None` for a lesson that is no longer taught.
    pub fn of(lesson_id: LessonId, rule: Option<CompletionRule>, record: Option<&LessonRecord>) -> Self {
        let completion = record.and_then(|record| record.completion);
        let reached_end = record.is_some_and(|record| record.reached_end);
        let time_spent_seconds = record.map_or(0, |record| record.time_spent_seconds);
        let mut unmet = match (rule, completion) {
            (Some(rule), None) => unmet(rule, record),
            _ => Unmet { missing: Vec::new(), seconds_needed: None },
        };
        if completion.is_none() && rule.is_some() && unmet.missing.is_empty() {
            unmet.missing.push(Missing::MarkComplete);
        }
        Self {
            lesson_id,
            state: LessonState::of(record),
            completed_at: completion.map(|completion| completion.at),
            time_spent_seconds,
            position: record.and_then(|record| record.place).map(|place| place.position),
            reached_end,
            watched_percent: record.and_then(|record| record.watched.as_ref()).map(|seen| seen.watched.percent(seen.duration_ms)),
            missing: unmet.missing,
            seconds_needed: unmet.seconds_needed,
        }
    }
}

fn unmet(rule: CompletionRule, record: Option<&LessonRecord>) -> Unmet {
    match rule {
        CompletionRule::Manual => Unmet { missing: Vec::new(), seconds_needed: None },
        CompletionRule::Read { min_seconds } => unread(min_seconds, record),
        CompletionRule::Watched { percent } => unwatched(percent, record.and_then(|record| record.watched.as_ref())),
    }
}

fn unread(min_seconds: u32, record: Option<&LessonRecord>) -> Unmet {
    let time_spent_seconds = record.map_or(0, |record| record.time_spent_seconds);
    let seconds_needed = Some(i64::from(min_seconds) - time_spent_seconds).filter(|seconds| *seconds > 0);
    let mut missing = Vec::new();
    if !record.is_some_and(|record| record.reached_end) {
        missing.push(Missing::ReachEnd);
    }
    if seconds_needed.is_some() {
        missing.push(Missing::MinTime);
    }
    Unmet { missing, seconds_needed }
}

fn unwatched(percent: u8, seen: Option<&WatchedVideo>) -> Unmet {
    // how long the video is, is known with the first fact
    let Some(seen) = seen else { return Unmet { missing: vec![Missing::Watch], seconds_needed: None } };
    let missing_ms = seen.watched.missing_ms(percent, seen.duration_ms);
    if missing_ms == 0 && seen.duration_ms > 0 {
        return Unmet { missing: Vec::new(), seconds_needed: None };
    }
    Unmet { missing: vec![Missing::Watch], seconds_needed: Some((missing_ms + 999) / 1_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: LessonId = LessonId(uuid::Uuid::from_u128(1));
    const REVISION: LessonRevisionId = LessonRevisionId(uuid::Uuid::from_u128(2));
    const READ: CompletionRule = CompletionRule::Read { min_seconds: 60 };

    fn now() -> Timestamp {
        chrono::DateTime::from_timestamp(1_763_000_000, 0).unwrap()
    }

    #[test]
    fn nothing_completes_without_its_rule() {
        for (reached_end, seconds, missing, needed) in [
            (false, 0, vec![Missing::ReachEnd, Missing::MinTime], Some(60)),
            (true, 59, vec![Missing::MinTime], Some(1)),
            (false, 60, vec![Missing::ReachEnd], None),
        ] {
            let mut record = LessonRecord { reached_end, time_spent_seconds: seconds, ..LessonRecord::begun(LESSON, now()) };
            let before = record.clone();
            assert_eq!(record.complete(READ, REVISION, now()), Err(Unmet { missing: missing.clone(), seconds_needed: needed }));
            assert_eq!(record, before);
            let report = LessonProgress::of(LESSON, Some(READ), Some(&record));
            assert_eq!((report.missing, report.seconds_needed), (missing, needed));
        }
    }

    #[test]
    fn a_video_completes_by_what_was_watched_and_by_nothing_else() {
        let rule = CompletionRule::Watched { percent: 80 };
        let mut record = LessonRecord { reached_end: true, time_spent_seconds: 9_999, ..LessonRecord::begun(LESSON, now()) };
        let unmet = record.complete(rule, REVISION, now()).unwrap_err();
        assert_eq!(unmet, Unmet { missing: vec![Missing::Watch], seconds_needed: None });
        for (text, needed) in [("590000-600000", Some(470)), ("0-479000", Some(1)), ("0-480000", None)] {
            let watched = Watched::parse(text).unwrap();
            record.watched = Some(WatchedVideo { video_id: VideoId(uuid::Uuid::from_u128(4)), duration_ms: 600_000, watched });
            assert_eq!(record.clone().complete(rule, REVISION, now()).err().and_then(|unmet| unmet.seconds_needed), needed, "{text}");
        }
        assert_eq!(LessonProgress::of(LESSON, Some(rule), Some(&record)).watched_percent, Some(80));
        assert_eq!(record.complete(rule, REVISION, now()), Ok(true));
    }

    #[test]
    fn a_lesson_is_completed_once_and_for_ever() {
        let mut record = LessonRecord { reached_end: true, time_spent_seconds: 60, ..LessonRecord::begun(LESSON, now()) };
        assert_eq!(LessonProgress::of(LESSON, Some(READ), Some(&record)).missing, [Missing::MarkComplete]);
        assert_eq!(record.complete(READ, REVISION, now()), Ok(true));
        let completed = record.clone();
        // a stricter rule and a newer revision change nothing
        let later = LessonRevisionId(uuid::Uuid::from_u128(3));
        assert_eq!(record.complete(CompletionRule::Read { min_seconds: 999 }, later, now()), Ok(false));
        assert_eq!(record, completed);
        assert_eq!(LessonProgress::of(LESSON, Some(READ), Some(&record)).state, LessonState::Completed);
    }

    #[test]
    fn by_default_the_learners_word_is_enough() {
        assert_eq!(LessonProgress::of(LESSON, Some(CompletionRule::Manual), None).missing, [Missing::MarkComplete]);
        assert_eq!(LessonRecord::begun(LESSON, now()).complete(CompletionRule::Manual, REVISION, now()), Ok(true));
    }
}
