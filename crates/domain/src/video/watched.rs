//! What was really watched: intervals of a video, and their union.
//!
//! A device says which intervals it played. Their union is what counts: a place that is seen twice counts once, and one that was
//! passed over counts not at all. Nobody watches faster than the wall clock times [`MAX_SPEED`]: see [`credit_watching`].

use std::fmt::{self, Write};

use chrono::Duration;

use crate::time::Timestamp;

/// The highest speed of a player.
pub const MAX_SPEED: i64 = 2;
/// The share of a video that must be watched where its lesson says nothing else, in percent.
pub const DEFAULT_THRESHOLD: u8 = 80;
/// The longest interval that one fact may tell of, in milliseconds: ten minutes.
pub const MAX_INTERVAL_MS: i64 = 600_000;
/// How many separate intervals are kept: whoever skips more often than that loses the shortest.
const MAX_INTERVALS: usize = 1_000;
/// How far behind the wall clock a mark may stay: facts take a moment to arrive, and not always the same.
const SLACK: Duration = Duration::seconds(15);
/// How old the newest fact of a portion must be for the portion to count as brought in later, after time offline.
const LATE: Duration = Duration::minutes(5);

/// A part of a video, in milliseconds; the end is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// Where it begins.
    pub from_ms: i64,
    /// Where it ends.
    pub to_ms: i64,
}

impl Interval {
    /// How long it is.
    pub const fn length_ms(self) -> i64 {
        self.to_ms - self.from_ms
    }

    /// Whether one fact can tell of it.
    pub const fn is_possible(self) -> bool {
        self.from_ms >= 0 && self.from_ms <= self.to_ms && self.to_ms - self.from_ms <= MAX_INTERVAL_MS
    }

    /// Its first so many milliseconds.
    #[must_use]
    pub fn first(self, length_ms: i64) -> Self {
        Self { to_ms: self.to_ms.min(self.from_ms.saturating_add(length_ms.max(0))), ..self }
    }

    /// The part of it that lies in a video of this length.
    #[must_use]
    pub fn within(self, duration_ms: i64) -> Self {
        let end = duration_ms.max(0);
        Self { from_ms: self.from_ms.clamp(0, end), to_ms: self.to_ms.clamp(0, end) }
    }
}

/// What was watched of one video: intervals in order that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched(Vec<Interval>);

impl Watched {
    /// The intervals, in order.
    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }

    /// Adds an interval; one without length adds nothing.
    pub fn add(&mut self, new: Interval) {
        if new.length_ms() <= 0 {
            return;
        }
        let first = self.0.partition_point(|old| old.to_ms < new.from_ms);
        let after = self.0.partition_point(|old| old.from_ms <= new.to_ms);
        let touched = self.0.get(first..after).unwrap_or_default();
        let from_ms = touched.first().map_or(new.from_ms, |old| old.from_ms.min(new.from_ms));
        let to_ms = touched.last().map_or(new.to_ms, |old| old.to_ms.max(new.to_ms));
        self.0.splice(first..after.max(first), [Interval { from_ms, to_ms }]);
        if self.0.len() > MAX_INTERVALS
            && let Some(shortest) = (0..self.0.len()).min_by_key(|at| self.0.get(*at).map(|interval| interval.length_ms()))
        {
            self.0.remove(shortest);
        }
    }

    /// Milliseconds that were watched, each counted once.
    pub fn total_ms(&self) -> i64 {
        self.0.iter().map(|interval| interval.length_ms()).sum()
    }

    /// Whole percent of a video of this length, rounded down; 0 while the length is not known.
    pub fn percent(&self, duration_ms: i64) -> u8 {
        if duration_ms <= 0 {
            return 0;
        }
        u8::try_from((self.total_ms() * 100 / duration_ms).clamp(0, 100)).unwrap_or(100)
    }

    /// How many more milliseconds must be watched for a share of a video. The last second of a video is forgiven: players do
    /// not agree where a video ends.
    pub fn missing_ms(&self, threshold: u8, duration_ms: i64) -> i64 {
        let wanted = (duration_ms * i64::from(threshold.min(100)) + 99) / 100;
        (wanted.min(duration_ms - 1_000) - self.total_ms()).max(0)
    }

    /// Reads what [`Watched::to_string`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut watched = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (from, to) = part.split_once('-')?;
            let interval = Interval { from_ms: from.parse().ok()?, to_ms: to.parse().ok()? };
            let is_next = watched.0.last().is_none_or(|last| last.to_ms < interval.from_ms);
            if interval.length_ms() <= 0 || !is_next {
                return None;
            }
            watched.0.push(interval);
        }
        Some(watched)
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, interval) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_char(',')?;
            }
            write!(f, "{}-{}", interval.from_ms, interval.to_ms)?;
        }
        Ok(())
    }
}

/// Credits watching: what is claimed, but no more than the wall clock since the mark allows at the highest speed, in whatever
/// course and on whatever device. A portion from offline moves the mark to where it ended, any other to now but for a few seconds,
/// so that a portion which came quickly after a slow one loses nothing.
///
/// Gives the milliseconds credited and where the mark is now. All that was ever credited is never more than [`MAX_SPEED`] times the
/// time between the first mark and now.
pub fn credit_watching(mark: Timestamp, claimed_ms: i64, last_occurred_at: Timestamp, now: Timestamp) -> (i64, Timestamp) {
    let passed = (now - mark).num_milliseconds().max(0);
    let credited = claimed_ms.clamp(0, passed.saturating_mul(MAX_SPEED));
    // rounded up: half a millisecond is not given twice
    let used = mark + Duration::milliseconds((credited + MAX_SPEED - 1) / MAX_SPEED);
    let is_late = last_occurred_at > mark && last_occurred_at < now - LATE;
    let floor = if is_late { last_occurred_at.min(now) } else { now - SLACK };
    (credited, used.max(floor).max(mark))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        chrono::DateTime::from_timestamp_millis(1_763_000_000_000 + ms).unwrap()
    }

    fn of(intervals: &[(i64, i64)]) -> Watched {
        let mut watched = Watched::default();
        for (from_ms, to_ms) in intervals {
            watched.add(Interval { from_ms: *from_ms, to_ms: *to_ms });
        }
        watched
    }

    #[test]
    fn what_touches_becomes_one() {
        let watched = of(&[(10, 20), (30, 40), (20, 30), (5, 5), (50, 60)]);
        assert_eq!(watched.to_string(), "10-40,50-60");
        assert_eq!(watched.total_ms(), 40);
        assert_eq!(of(&[(10, 20), (0, 100)]).to_string(), "0-100");
        assert_eq!(of(&[(0, 10), (20, 30), (40, 50), (5, 45)]).to_string(), "0-50");
    }

    #[test]
    fn the_end_alone_is_not_the_video() {
        let watched = of(&[(595_000, 600_000)]);
        assert_eq!(watched.percent(600_000), 0);
        assert_eq!(watched.missing_ms(80, 600_000), 475_000);
        assert_eq!(of(&[(0, 480_000)]).missing_ms(80, 600_000), 0);
        assert_eq!(of(&[(0, 479_999)]).missing_ms(80, 600_000), 1);
        // the last second is forgiven
        assert_eq!(of(&[(0, 599_000)]).missing_ms(100, 600_000), 0);
        assert_eq!(of(&[]).missing_ms(80, 0), 0);
    }

    #[test]
    fn what_is_no_list_of_intervals_is_refused() {
        for text in ["1", "2-1", "0-5,3-9", "0-5,5-9", "a-b", "0-5;6-7"] {
            assert_eq!(Watched::parse(text), None, "{text}");
        }
        assert_eq!(Watched::parse(""), Some(Watched::default()));
    }

    #[test]
    fn who_skips_without_end_is_kept_within_bounds() {
        let mut watched = Watched::default();
        for at in 0..3_000 {
            watched.add(Interval { from_ms: at * 10, to_ms: at * 10 + 1 + at % 5 });
        }
        assert_eq!(watched.intervals().len(), MAX_INTERVALS);
    }

    #[test]
    fn heartbeats_at_double_speed_lose_nothing_to_a_slow_network() {
        let (mut mark, mut credited) = (at(0), 0);
        // sent every 10 s, each under way for another time
        for (n, delay) in [300, 40, 900, 10, 2_000, 50].into_iter().enumerate() {
            let sent = 10_000 * (i64::try_from(n).unwrap() + 1);
            let (given, next) = credit_watching(mark, 20_000, at(sent), at(sent + delay));
            (mark, credited) = (next, credited + given);
        }
        assert_eq!(credited, 120_000);
    }

    #[test]
    fn a_queue_from_offline_counts_in_every_portion() {
        let (first, mark) = credit_watching(at(0), 1_700_000, at(1_800_000), at(7_200_000));
        let (second, _) = credit_watching(mark, 1_800_000, at(3_600_000), at(7_200_000));
        assert_eq!((first, second), (1_700_000, 1_800_000));
    }

    proptest! {
        #[test]
        fn the_union_is_what_a_row_of_seconds_would_say(parts in prop::collection::vec((0_i64..300, 0_i64..80), 0..60)) {
            let mut seen = [false; 400];
            let mut watched = Watched::default();
            for (from, length) in parts {
                (from..from + length).for_each(|ms| seen[usize::try_from(ms).unwrap()] = true);
                watched.add(Interval { from_ms: from, to_ms: from + length });
            }
            prop_assert_eq!(watched.total_ms(), i64::try_from(seen.iter().filter(|seen| **seen).count()).unwrap());
            for pair in watched.intervals().windows(2) {
                prop_assert!(pair[0].to_ms < pair[1].from_ms);
            }
            prop_assert_eq!(Watched::parse(&watched.to_string()), Some(watched));
        }

        #[test]
        fn the_order_changes_nothing((one, other) in prop::collection::vec((0_i64..300, 0_i64..80), 0..40)
            .prop_flat_map(|parts| (Just(parts.clone()), Just(parts).prop_shuffle())))
        {
            let of = |parts: Vec<(i64, i64)>| of(&parts.into_iter().map(|(from, length)| (from, from + length)).collect::<Vec<_>>());
            prop_assert_eq!(of(one), of(other));
        }

        #[test]
        fn nobody_watches_faster_than_the_clock(claims in prop::collection::vec((0_i64..90_000, -600_000_i64..600_000, 0_i64..30_000), 1..60)) {
            let (mut now, mut mark, mut total) = (at(0), at(0), 0);
            for (claimed, skew, pause) in claims {
                now += Duration::milliseconds(pause);
                let (credited, next) = credit_watching(mark, claimed, now + Duration::milliseconds(skew), now);
                prop_assert!(credited >= 0 && credited <= claimed && next >= mark && next <= now + Duration::milliseconds(1));
                (mark, total) = (next, total + credited);
                prop_assert!(total <= MAX_SPEED * (now - at(0)).num_milliseconds());
            }
        }

        #[test]
        fn a_share_is_complete_exactly_when_nothing_of_it_is_missing(seen in 0_i64..600_000, threshold in 1_u8..=99) {
            let watched = of(&[(0, seen)]);
            prop_assert_eq!(watched.missing_ms(threshold, 600_000) == 0, watched.percent(600_000) >= threshold || seen >= 599_000);
        }
    }
}
