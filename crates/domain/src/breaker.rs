//! Patience with services elsewhere: how long is waited between attempts, and a circuit breaker, so that nobody waits for calls that will
//! fail like those before.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{ports::World, time::Timestamp};
use chrono::Duration;

/// So many failures in a row end the calls.
const FAILURES: u32 = 5;
/// For how long nothing is asked; then one call tries.
const REST: Duration = Duration::seconds(30);

/// How long is waited after an attempt, counted from 1. It doubles with each, between half of it and one and a half, so that callers who
/// failed together do not come back together.
pub fn wait_after(attempt: u32, first: std::time::Duration, world: &World) -> std::time::Duration {
    let chance = f64::from(u16::from_le_bytes(world.bytes::<2>())) / f64::from(u16::MAX);
    first.saturating_mul(1 << attempt.saturating_sub(1).min(8)).mul_f64(0.5 + chance)
}

/// Counts failures in a row.
#[derive(Debug, Default)]
pub struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    rests_until: Option<Timestamp>,
}

impl Breaker {
    /// Whether a call may be made. Whoever is let through after a rest begins the next one: others wait for what becomes of the
    /// call, and a call that is given up leaves nothing behind.
    pub fn admits(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        match state.rests_until {
            Some(until) if now < until => false,
            Some(_) => {
                state.rests_until = Some(now + REST);
                true
            }
            None => true,
        }
    }

    /// Notes a call that was answered, be it with a refusal.
    pub fn answered(&self) {
        *self.state() = State::default();
    }

    /// Notes a call that was not answered.
    pub fn failed(&self, now: Timestamp) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.rests_until = Some(now + REST);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn broken() -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..FAILURES {
            assert!(breaker.admits(at(0)));
            breaker.failed(at(0));
        }
        breaker
    }

    #[test]
    fn five_failures_in_a_row_end_the_calls_for_half_a_minute() {
        let breaker = broken();
        assert!(!breaker.admits(at(0)));
        assert!(!breaker.admits(at(29)));
        assert!(breaker.admits(at(30)), "one is let through");
        assert!(!breaker.admits(at(30)), "and only one");
    }

    #[test]
    fn an_answer_in_between_begins_the_count_anew() {
        let breaker = Breaker::default();
        for _ in 0..FAILURES - 1 {
            breaker.failed(at(0));
        }
        breaker.answered();
        breaker.failed(at(0));
        assert!(breaker.admits(at(0)));
    }

    #[test]
    fn the_call_that_was_let_through_decides() {
        let healed = broken();
        assert!(healed.admits(at(30)));
        healed.answered();
        assert!(healed.admits(at(30)) && healed.admits(at(30)));
        let still_broken = broken();
        assert!(still_broken.admits(at(30)));
        still_broken.failed(at(40));
        assert!(!still_broken.admits(at(69)));
        assert!(still_broken.admits(at(70)));
    }

    #[test]
    fn a_call_that_was_given_up_does_not_close_the_way_for_ever() {
        let breaker = broken();
        assert!(breaker.admits(at(30)));
        assert!(!breaker.admits(at(59)));
        assert!(breaker.admits(at(60)));
    }
}
