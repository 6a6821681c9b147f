//! The facts that a learner's devices send, and the projection that they lead to.
//!
//! Facts come late, twice, out of order and in portions. Each is kept once. Where the learner was last is decided by when a
//! fact occurred, not by when it came; so every order of the same facts leads to the same place.

use std::collections::BTreeMap;

use chrono::Duration;
use uuid::Uuid;

use crate::{
    ids::{LessonId, VideoId},
    learning::{
        credit_study_time,
        progress::{LessonRecord, Place, WatchedVideo},
    },
    time::Timestamp,
    video::watched::{Interval, Watched, credit_watching},
};

/// How many facts one portion may hold.
pub const MAX_EVENTS: usize = 100;
/// How many seconds of study one fact may claim.
pub const MAX_SECONDS: i64 = 3_600;
/// How far a device's clock may be ahead of ours.
const CLOCK_AHEAD: Duration = Duration::minutes(5);

/// When a fact occurred by its device's clock, and its number on that device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// By the device's clock.
    pub occurred_at: Timestamp,
    /// Counts up on a device.
    pub sequence: i64,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// The learner opened the lesson.
    Opened,
    /// The learner is at this place, from 0 to 1.
    Position(f64),
    /// The learner saw the lesson's end.
    ReachedEnd,
    /// The learner claims to have spent this many seconds.
    TimeSpent(i64),
    /// The learner watched this part of a video, at whatever speed.
    Watched(VideoId, Interval),
    /// The server completed the lesson; no device can say so.
    Completed,
}

impl Fact {
    /// The fact's word.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Position(_) => "position",
            Self::ReachedEnd => "reached_end",
            Self::TimeSpent(_) => "time_spent",
            Self::Watched(..) => "watched",
            Self::Completed => "completed",
        }
    }

    /// The place that it names.
    pub const fn position(self) -> Option<f64> {
        match self {
            Self::Position(position) => Some(position),
            _ => None,
        }
    }

    /// The part of a video that it tells of.
    pub const fn watched(self) -> Option<(VideoId, Interval)> {
        match self {
            Self::Watched(video, interval) => Some((video, interval)),
            _ => None,
        }
    }

    /// The seconds that it claims.
    pub const fn claimed_seconds(self) -> i64 {
        match self {
            Self::TimeSpent(seconds) => seconds,
            _ => 0,
        }
    }
}

/// A fact as a device sends it.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningEvent {
    /// Made by the device; a repetition carries the same.
    pub client_event_id: Uuid,
    /// In which lesson.
    pub lesson_id: LessonId,
    /// When.
    pub stamp: Stamp,
    /// What.
    pub fact: Fact,
}

/// Why a fact was not taken; the other facts of its portion are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rejection {
    /// The course has no such lesson.
    LessonNotFound,
    /// A place that is not from 0 to 1.
    InvalidPosition,
    /// Less than no time, or more than [`MAX_SECONDS`].
    InvalidSeconds,
    /// A part of a video that cannot be: its end comes before its beginning, or it is longer than ten minutes.
    InvalidInterval,
    /// The lesson does not show that video.
    VideoNotFound,
    /// It has not happened yet.
    OccurredInFuture,
}

impl Rejection {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LessonNotFound => "lesson_not_found",
            Self::InvalidPosition => "invalid_position",
            Self::InvalidSeconds => "invalid_seconds",
            Self::InvalidInterval => "invalid_interval",
            Self::VideoNotFound => "video_not_found",
            Self::OccurredInFuture => "occurred_in_future",
        }
    }
}

impl LearningEvent {
    /// Checks what the fact itself says.
    ///
    /// # Errors
    /// [`Rejection`] says what cannot be.
    pub fn check(&self, now: Timestamp) -> Result<(), Rejection> {
        match self.fact {
            Fact::Position(position) if !(0.0..=1.0).contains(&position) => Err(Rejection::InvalidPosition),
            Fact::TimeSpent(seconds) if !(0..=MAX_SECONDS).contains(&seconds) => Err(Rejection::InvalidSeconds),
            Fact::Watched(_, interval) if !interval.is_possible() => Err(Rejection::InvalidInterval),
            _ if self.stamp.occurred_at > now + CLOCK_AHEAD => Err(Rejection::OccurredInFuture),
            _ => Ok(()),
        }
    }
}

/// The lesson that was opened last: where the learner goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resume {
    /// The lesson.
    pub lesson_id: LessonId,
    /// When it was opened.
    pub stamp: Stamp,
}

/// A fact that was taken, and the study time that it was credited.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The fact.
    pub event: LearningEvent,
    /// Seconds credited.
    pub credited_seconds: i64,
    /// Milliseconds of a video credited.
    pub credited_ms: i64,
}

/// What an enrollment's facts lead to.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// Where the learner goes on.
    pub resume: Option<Resume>,
    /// The records of the lessons that are touched.
    pub lessons: BTreeMap<LessonId, LessonRecord>,
    /// Until when the learner's study time is credited, in whatever course.
    pub credited_until: Timestamp,
    /// Until when the learner's watching is credited, in whatever course.
    pub watched_until: Timestamp,
    /// How long the videos are that the facts tell of, in milliseconds.
    pub durations: BTreeMap<VideoId, i64>,
}

impl Projection {
    /// Takes checked facts, none of which was taken before, in the order in which they occurred.
    pub fn take(&mut self, mut events: Vec<LearningEvent>, now: Timestamp) -> Vec<Taken> {
        events.sort_by_key(|event| (event.stamp, event.client_event_id));
        let mut credit = self.credit(&events, now);
        let mut watching = self.credit_watching(&events, now);
        events
            .into_iter()
            .map(|event| {
                let credited_seconds = event.fact.claimed_seconds().min(credit);
                credit -= credited_seconds;
                self.project(&event, credited_seconds);
                let credited_ms = self.watch(&event, watching);
                watching -= credited_ms;
                Taken { event, credited_seconds, credited_ms }
            })
            .collect()
    }

    /// Moves the mark and gives the seconds that may be shared out. A portion that claims nothing leaves the mark alone.
    fn credit(&mut self, events: &[LearningEvent], now: Timestamp) -> i64 {
        let claims = events.iter().filter(|event| event.fact.claimed_seconds() > 0);
        let claimed = claims.clone().map(|event| event.fact.claimed_seconds()).sum();
        let Some(last) = claims.map(|event| event.stamp.occurred_at).max() else { return 0 };
        let (credited, mark) = credit_study_time(self.credited_until, claimed, last, now);
        self.credited_until = mark;
        credited
    }

    fn credit_watching(&mut self, events: &[LearningEvent], now: Timestamp) -> i64 {
        let watched = |event: &LearningEvent| Some((self.part(event)?.1.length_ms(), event.stamp.occurred_at));
        let claims: Vec<(i64, Timestamp)> = events.iter().filter_map(watched).collect();
        let Some(last) = claims.iter().map(|(_, occurred_at)| *occurred_at).max() else { return 0 };
        let (credited, mark) = credit_watching(self.watched_until, claims.iter().map(|(length, _)| length).sum(), last, now);
        self.watched_until = mark;
        credited
    }

    /// The part of a video that a fact tells of, and that is in the video.
    fn part(&self, event: &LearningEvent) -> Option<(VideoId, Interval, i64)> {
        let (video, interval) = event.fact.watched()?;
        let duration_ms = *self.durations.get(&video)?;
        Some((video, interval.within(duration_ms), duration_ms))
    }

    /// Adds what was watched to the lesson's record, as far as credit goes; gives the milliseconds that it took.
    fn watch(&mut self, event: &LearningEvent, credit_ms: i64) -> i64 {
        let Some((video_id, interval, duration_ms)) = self.part(event) else { return 0 };
        let Some(record) = self.lessons.get_mut(&event.lesson_id) else { return 0 };
        let credited = interval.first(credit_ms);
        let watched = record.watched.get_or_insert_with(|| WatchedVideo { video_id, duration_ms, watched: Watched::default() });
        if watched.video_id != video_id {
            *watched = WatchedVideo { video_id, duration_ms, watched: Watched::default() };
        }
        watched.duration_ms = duration_ms;
        watched.watched.add(credited);
        credited.length_ms()
    }

    fn project(&mut self, event: &LearningEvent, credited_seconds: i64) {
        let stamp = event.stamp;
        let begun = || LessonRecord::begun(event.lesson_id, stamp.occurred_at);
        let record = self.lessons.entry(event.lesson_id).or_insert_with(begun);
        record.opened_at = record.opened_at.min(stamp.occurred_at);
        record.time_spent_seconds += credited_seconds;
        match event.fact {
            Fact::Opened => {
                let opened = Resume { lesson_id: event.lesson_id, stamp };
                if self.resume.is_none_or(|resume| (resume.stamp, resume.lesson_id) < (stamp, event.lesson_id)) {
                    self.resume = Some(opened);
                }
            }
            Fact::Position(position) => {
                let is_newer = |place: Place| place.stamp < stamp || (place.stamp == stamp && place.position < position);
                if record.place.is_none_or(is_newer) {
                    record.place = Some(Place { position, stamp });
                }
            }
            Fact::ReachedEnd => record.reached_end = true,
            Fact::TimeSpent(_) | Fact::Watched(..) | Fact::Completed => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{courses::CompletionRule, ids::LessonRevisionId};

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_763_000_000 + seconds, 0).unwrap()
    }

    const VIDEO: VideoId = VideoId(Uuid::from_u128(7));

    fn begin() -> Projection {
        Projection {
            resume: None,
            lessons: BTreeMap::new(),
            credited_until: at(0),
            watched_until: at(0),
            durations: BTreeMap::from([(VIDEO, 60_000)]),
        }
    }

    fn event() -> impl Strategy<Value = LearningEvent> {
        let fact = prop_oneof![
            Just(Fact::Opened),
            (0_u8..=10).prop_map(|tenths| Fact::Position(f64::from(tenths) / 10.0)),
            Just(Fact::ReachedEnd),
            (0_i64..120).prop_map(Fact::TimeSpent),
            (0_i64..50_000, 0_i64..20_000)
                .prop_map(|(from_ms, length)| { Fact::Watched(VIDEO, Interval { from_ms, to_ms: from_ms + length }) }),
        ];
        (any::<u128>(), 0_u128..5, 0_i64..600, 0_i64..4, fact).prop_map(|(id, lesson, second, sequence, fact)| LearningEvent {
            client_event_id: Uuid::from_u128(id),
            lesson_id: LessonId(Uuid::from_u128(lesson)),
            stamp: Stamp { occurred_at: at(second), sequence },
            fact,
        })
    }

    /// What the order of arrival must not change: everything but what the server's clock decides, study time and watching.
    fn places(projection: &Projection) -> (Option<Resume>, Vec<LessonRecord>) {
        let records = projection.lessons.values().map(|record| LessonRecord { time_spent_seconds: 0, watched: None, ..record.clone() });
        (projection.resume, records.collect())
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let good = LearningEvent {
            client_event_id: Uuid::from_u128(1),
            lesson_id: LessonId(Uuid::from_u128(1)),
            stamp: Stamp { occurred_at: at(300), sequence: 0 },
            fact: Fact::Opened,
        };
        assert_eq!(good.check(at(0)), Ok(()));
        for (fact, second, why) in [
            (Fact::Position(1.01), 0, Rejection::InvalidPosition),
            (Fact::Position(-0.1), 0, Rejection::InvalidPosition),
            (Fact::Position(f64::NAN), 0, Rejection::InvalidPosition),
            (Fact::TimeSpent(-1), 0, Rejection::InvalidSeconds),
            (Fact::TimeSpent(MAX_SECONDS + 1), 0, Rejection::InvalidSeconds),
            (Fact::Watched(VIDEO, Interval { from_ms: 9, to_ms: 8 }), 0, Rejection::InvalidInterval),
            (Fact::Watched(VIDEO, Interval { from_ms: -1, to_ms: 8 }), 0, Rejection::InvalidInterval),
            (Fact::Watched(VIDEO, Interval { from_ms: 0, to_ms: 600_001 }), 0, Rejection::InvalidInterval),
            (Fact::Opened, 301, Rejection::OccurredInFuture),
        ] {
            let bad = LearningEvent { fact, stamp: Stamp { occurred_at: at(second), sequence: 0 }, ..good.clone() };
            assert_eq!(bad.check(at(0)), Err(why), "{fact:?}");
        }
    }

    fn watched(n: u128, second: i64, from_ms: i64, to_ms: i64) -> LearningEvent {
        LearningEvent {
            client_event_id: Uuid::from_u128(n),
            lesson_id: LessonId(Uuid::from_u128(1)),
            stamp: Stamp { occurred_at: at(second), sequence: second },
            fact: Fact::Watched(VIDEO, Interval { from_ms, to_ms }),
        }
    }

    fn union(projection: &Projection) -> String {
        projection.lessons.values().find_map(|record| record.watched.as_ref()).map(|seen| seen.watched.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_was_watched_is_credited_by_the_wall_clock_at_double_speed() {
        let mut projection = begin();
        // five seconds after the beginning nobody has watched more than ten
        let taken = projection.take(vec![watched(1, 5, 0, 60_000)], at(5));
        assert_eq!((taken[0].credited_ms, union(&projection)), (10_000, "0-10000".to_owned()));
        // what lies behind the end of the video is nothing
        projection.take(vec![watched(2, 60, 50_000, 90_000)], at(60));
        assert_eq!(union(&projection), "0-10000,50000-60000");
        // a video that the lesson does not show is nothing either
        let other = LearningEvent { fact: Fact::Watched(VideoId(Uuid::nil()), Interval { from_ms: 0, to_ms: 9 }), ..watched(3, 99, 0, 0) };
        assert_eq!(projection.take(vec![other], at(99))[0].credited_ms, 0);
        // another file begins anew
        let replaced = VideoId(Uuid::from_u128(8));
        projection.durations.insert(replaced, 60_000);
        let fact = Fact::Watched(replaced, Interval { from_ms: 0, to_ms: 5_000 });
        projection.take(vec![LearningEvent { fact, ..watched(4, 200, 0, 0) }], at(200));
        assert_eq!(union(&projection), "0-5000");
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing(
            (sent, arrived) in prop::collection::vec(event(), 1..60).prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
            cuts in prop::collection::vec(1_usize..20, 1..20),
        ) {
            let mut whole = begin();
            whole.take(sent.clone(), at(1_000));

            let mut portions = begin();
            let (mut rest, mut now) = (arrived, at(1_000));
            for cut in cuts.into_iter().chain([60]) {
                let portion = rest.drain(..cut.min(rest.len())).collect();
                portions.take(portion, now);
                now += Duration::seconds(3);
            }
            prop_assert!(rest.is_empty());
            prop_assert_eq!(places(&whole), places(&portions));

            let spent = |projection: &Projection| projection.lessons.values().map(|record| record.time_spent_seconds).sum::<i64>();
            let claimed: i64 = sent.iter().map(|event| event.fact.claimed_seconds()).sum();
            prop_assert_eq!(spent(&whole), claimed.min(1_000));
            prop_assert!(spent(&portions) <= claimed.min((now - at(0)).num_seconds()));
        }

        #[test]
        fn a_queue_from_offline_is_credited_alike_in_one_portion_and_in_many(
            steps in prop::collection::vec((0_u128..5, 1_i64..60, 0_i64..60), 1..80),
            size in 1_usize..80,
        ) {
            let mut second = 0;
            let queue: Vec<LearningEvent> = steps.iter().enumerate().map(|(n, (lesson, studied, pause))| {
                second += studied + pause;
                LearningEvent {
                    client_event_id: Uuid::from_u128(n as u128),
                    lesson_id: LessonId(Uuid::from_u128(*lesson)),
                    stamp: Stamp { occurred_at: at(second), sequence: i64::try_from(n).unwrap() },
                    fact: Fact::TimeSpent(*studied),
                }
            }).collect();
            let now = at(second + 10_000);
            let (mut whole, mut portions) = (begin(), begin());
            whole.take(queue.clone(), now);
            for portion in queue.chunks(size) {
                portions.take(portion.to_vec(), now);
            }
            prop_assert_eq!(&whole, &portions);
            let studied: i64 = steps.iter().map(|step| step.1).sum();
            prop_assert_eq!(whole.lessons.values().map(|record| record.time_spent_seconds).sum::<i64>(), studied);
        }

        #[test]
        fn progress_never_falls_and_nothing_completes_without_its_rule(
            events in prop::collection::vec(event(), 1..60),
            min_seconds in 0_u32..100,
            tries in prop::collection::vec(0_u128..5, 60),
        ) {
            let mut projection = begin();
            let mut now = at(600);
            for (event, lesson) in events.into_iter().zip(tries) {
                let before = projection.clone();
                now += Duration::seconds(7);
                projection.take(vec![event], now);
                for (lesson, old) in &before.lessons {
                    let new = &projection.lessons[lesson];
                    prop_assert!(new.time_spent_seconds >= old.time_spent_seconds && new.reached_end >= old.reached_end);
                    prop_assert_eq!(new.completion, old.completion);
                }
                if let Some(record) = projection.lessons.get_mut(&LessonId(Uuid::from_u128(lesson))) {
                    let is_met = record.reached_end && record.time_spent_seconds >= i64::from(min_seconds);
                    let was_complete = record.completion.is_some();
                    let done = record.complete(CompletionRule::Read { min_seconds }, LessonRevisionId(Uuid::nil()), now);
                    prop_assert_eq!(done.is_ok(), is_met || was_complete);
                    prop_assert_eq!(record.completion.is_some(), is_met || was_complete);
                }
            }
        }
    }
}
