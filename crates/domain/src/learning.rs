//! Learning: enrollments, what learners did, and what it comes to.
//!
//! - An enrollment is active, completed, expired or cancelled; an active one fills a learner's seat of the plan.
//! - [`log`] holds the facts that a learner's devices send and the projection that they lead to: the same facts in any
//!   order, repeated or in other portions, lead to the same places.
//! - [`progress`] judges when a lesson counts. Completion is pinned to the revision that was completed and never undone.
//! - A course is complete when every required lesson of its present outline is; see [`Tally`].

pub mod enrollment;
pub mod log;
pub mod progress;
pub mod resume;

use chrono::Duration;

use crate::{courses::OutlineDocument, ids::LessonId, time::Timestamp};

/// How many learners staff may enroll with one call.
pub const MAX_LEARNERS_AT_ONCE: usize = 500;

/// Where an enrollment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnrollmentStatus {
    /// The learner learns.
    Active,
    /// Every required lesson is complete. It stays so, whatever becomes of the course.
    Completed,
    /// Its time ran out before it was completed.
    Expired,
    /// Staff withdrew the learner.
    Cancelled,
}

impl EnrollmentStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Completed, Self::Expired, Self::Cancelled];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// The status at a moment: what is stored as active has expired when its time is over, swept or not.
    #[must_use]
    pub fn at(self, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        match self {
            Self::Active if expires_at.is_some_and(|end| end <= now) => Self::Expired,
            other => other,
        }
    }

    /// Whether the learner may read lessons and add to the record.
    pub const fn may_learn(self) -> bool {
        matches!(self, Self::Active | Self::Completed)
    }
}

/// What decides an enrollment's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status as stored: it holds a seat while this is active, even past its end, until that is swept.
    pub status: EnrollmentStatus,
    /// When every required lesson was complete.
    pub completed_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// What staff may ask of an enrollment's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedStatus {
    /// Let the learner learn (again).
    Active,
    /// Withdraw the learner.
    Cancelled,
}

/// What staff change of an enrollment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnrollmentPatch {
    /// Another status.
    pub status: Option<WantedStatus>,
    /// Another end; `Some(None)` takes the end away.
    pub expires_at: Option<Option<Timestamp>>,
}

/// What a change does to the learner's seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatChange {
    /// Nothing.
    Keep,
    /// The enrollment becomes active.
    Take,
    /// The enrollment is active no longer.
    Release,
}

/// An enrollment was to be active, but its end is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the enrollment's end is over")]
pub struct EndIsOver;

impl Standing {
    /// The standing after staff's change, and what it does to the seat. What was completed stays completed: a learner
    /// who is taken back after a withdrawal finds it so.
    ///
    /// # Errors
    /// [`EndIsOver`] when it is to be active but would have expired already.
    pub fn change(self, patch: EnrollmentPatch, now: Timestamp) -> Result<(Self, SeatChange), EndIsOver> {
        let expires_at = patch.expires_at.unwrap_or(self.expires_at);
        let is_over = expires_at.is_some_and(|end| end <= now);
        let stays_away = patch.status.is_none() && self.status == EnrollmentStatus::Cancelled;
        let status = if patch.status == Some(WantedStatus::Cancelled) || stays_away {
            EnrollmentStatus::Cancelled
        } else if self.completed_at.is_some() {
            EnrollmentStatus::Completed
        } else if !is_over {
            EnrollmentStatus::Active
        } else if patch.status == Some(WantedStatus::Active) {
            return Err(EndIsOver);
        } else {
            EnrollmentStatus::Expired
        };
        let seat = match (self.status == EnrollmentStatus::Active, status == EnrollmentStatus::Active) {
            (false, true) => SeatChange::Take,
            (true, false) => SeatChange::Release,
            _ => SeatChange::Keep,
        };
        Ok((Self { status, expires_at, ..self }, seat))
    }
}

/// How many of the lessons that count are complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Complete ones among those that count.
    pub completed: i64,
    /// Lessons that count.
    pub required: i64,
}

impl Tally {
    /// Counts the lessons of an outline.
    pub fn of(outline: &OutlineDocument, is_completed: impl Fn(LessonId) -> bool) -> Self {
        Self::count(outline.lessons().map(|(_, lesson)| (lesson.id, lesson.required)), is_completed)
    }

    /// Counts lessons, each with whether it is required. Where none is required, all count: finishing a course must mean
    /// something.
    fn count(lessons: impl Iterator<Item = (LessonId, bool)> + Clone, is_completed: impl Fn(LessonId) -> bool) -> Self {
        let all_count = !lessons.clone().any(|(_, required)| required);
        lessons.filter(|(_, required)| all_count || *required).fold(Self::default(), |tally, (lesson, _)| Self {
            completed: tally.completed + i64::from(is_completed(lesson)),
            required: tally.required + 1,
        })
    }

    /// Whether the course is complete.
    pub const fn is_done(self) -> bool {
        self.required > 0 && self.completed >= self.required
    }

    /// Whole percent, 100 only when all is done: an enrollment that was completed once stays there.
    pub fn percent(self, status: EnrollmentStatus) -> i64 {
        match self.required {
            _ if status == EnrollmentStatus::Completed => 100,
            0 => 0,
            required => (self.completed * 100 / required).min(100),
        }
    }
}

/// How old the newest fact of a portion must be for the portion to count as brought in later, after time offline.
const LATE: Duration = Duration::minutes(5);

/// Credits study time: what is claimed, but no more than has passed since the learner was last credited, in whatever
/// course and on whatever device. The mark then moves to now, so that two tabs never count double. A portion from offline
/// moves it to where that portion ended, so that the next portion of the same queue still counts.
///
/// Gives the seconds credited and where the mark is now.
pub fn credit_study_time(mark: Timestamp, claimed_seconds: i64, last_occurred_at: Timestamp, now: Timestamp) -> (i64, Timestamp) {
    let passed = (now - mark).num_seconds().max(0);
    let credited = claimed_seconds.clamp(0, passed);
    let is_late = last_occurred_at > mark && last_occurred_at < now - LATE;
    let next = if is_late { last_occurred_at.max(mark + Duration::seconds(credited)) } else { now };
    (credited, next.max(mark))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_763_000_000 + seconds, 0).unwrap()
    }

    fn lessons(required: &[bool]) -> Vec<(LessonId, bool)> {
        required.iter().enumerate().map(|(n, required)| (LessonId(Uuid::from_u128(n as u128)), *required)).collect()
    }

    #[test]
    fn optional_lessons_do_not_count_unless_there_is_nothing_else() {
        let first = |id: LessonId| id.0.as_u128() == 0;
        assert_eq!(Tally::count(lessons(&[true, false, true]).into_iter(), first), Tally { completed: 1, required: 2 });
        assert_eq!(Tally::count(lessons(&[false, false]).into_iter(), first), Tally { completed: 1, required: 2 });
        assert!(!Tally::count(lessons(&[]).into_iter(), |_| true).is_done());
    }

    #[test]
    fn a_hundred_percent_means_all() {
        let tally = Tally { completed: 299, required: 300 };
        assert_eq!(tally.percent(EnrollmentStatus::Active), 99);
        assert_eq!(tally.percent(EnrollmentStatus::Completed), 100);
        assert_eq!(Tally { completed: 300, required: 300 }.percent(EnrollmentStatus::Active), 100);
    }

    #[test]
    fn a_withdrawn_learner_finds_completed_work_again() {
        let done = Standing { status: EnrollmentStatus::Completed, completed_at: Some(at(0)), expires_at: None };
        let cancel = EnrollmentPatch { status: Some(WantedStatus::Cancelled), expires_at: None };
        let (away, seat) = done.change(cancel, at(1)).unwrap();
        assert_eq!((away.status, seat), (EnrollmentStatus::Cancelled, SeatChange::Keep));
        let (back, seat) = away.change(EnrollmentPatch { status: Some(WantedStatus::Active), expires_at: None }, at(2)).unwrap();
        assert_eq!((back, seat), (done, SeatChange::Keep));
    }

    #[test]
    fn an_end_that_is_over_must_be_moved_before_anybody_learns_again() {
        let over = Standing { status: EnrollmentStatus::Expired, completed_at: None, expires_at: Some(at(0)) };
        let again = EnrollmentPatch { status: Some(WantedStatus::Active), expires_at: None };
        assert_eq!(over.change(again, at(1)), Err(EndIsOver));
        let (back, seat) = over.change(EnrollmentPatch { expires_at: Some(Some(at(9))), ..again }, at(1)).unwrap();
        assert_eq!((back.status, seat), (EnrollmentStatus::Active, SeatChange::Take));
        let (longer, seat) = over.change(EnrollmentPatch { status: None, expires_at: Some(None) }, at(1)).unwrap();
        assert_eq!((longer.status, seat), (EnrollmentStatus::Active, SeatChange::Take));
    }

    #[test]
    fn two_tabs_never_count_double() {
        let (first, mark) = credit_study_time(at(0), 60, at(60), at(60));
        let (second, _) = credit_study_time(mark, 60, at(60), at(61));
        assert_eq!((first, second), (60, 1));
        // nor after an idle hour, nor when the tabs claim to be from before they were credited
        let (first, mark) = credit_study_time(at(0), 60, at(3_600), at(3_600));
        assert_eq!((first, credit_study_time(mark, 60, at(3_600), at(3_600)).0), (60, 0));
        let (first, mark) = credit_study_time(at(0), 60, at(-99), at(3_600));
        assert_eq!((first, credit_study_time(mark, 60, at(-99), at(3_600)).0), (60, 0));
    }

    #[test]
    fn a_queue_from_offline_counts_in_every_portion() {
        // an hour in a train, sent in two portions when the net is back
        let (first, mark) = credit_study_time(at(0), 1_700, at(1_800), at(7_200));
        let (second, _) = credit_study_time(mark, 1_800, at(3_600), at(7_200));
        assert_eq!((first, second), (1_700, 1_800));
    }

    proptest! {
        #[test]
        fn credited_time_never_passes_the_wall_clock(claims in prop::collection::vec((0_i64..4_000, -5_000_i64..5_000, 0_i64..2_000), 1..40)) {
            let (mut now, mut mark, mut total) = (at(0), at(0), 0);
            for (claimed, skew, pause) in claims {
                now += Duration::seconds(pause);
                let (credited, next) = credit_study_time(mark, claimed, now + Duration::seconds(skew), now);
                prop_assert!(credited >= 0 && credited <= claimed && next >= mark && next <= now);
                (mark, total) = (next, total + credited);
                prop_assert!(total <= (now - at(0)).num_seconds());
            }
        }

        #[test]
        fn a_seat_is_held_exactly_while_the_status_is_active(
            changes in prop::collection::vec((prop::option::of(any::<bool>()), prop::option::of(prop::option::of(0_i64..200))), 1..30),
        ) {
            let mut standing = Standing { status: EnrollmentStatus::Active, completed_at: None, expires_at: None };
            let mut seats = 1;
            for (n, (status, expires_at)) in changes.into_iter().enumerate() {
                let patch = EnrollmentPatch {
                    status: status.map(|active| if active { WantedStatus::Active } else { WantedStatus::Cancelled }),
                    expires_at: expires_at.map(|end| end.map(at)),
                };
                let Ok((next, seat)) = standing.change(patch, at(i64::try_from(n).unwrap() * 5)) else { continue };
                seats += match seat { SeatChange::Keep => 0, SeatChange::Take => 1, SeatChange::Release => -1 };
                standing = next;
                prop_assert_eq!(seats == 1, standing.status == EnrollmentStatus::Active);
                prop_assert!((0..=1).contains(&seats));
            }
        }
    }
}
