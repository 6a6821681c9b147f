//! A clock that tests move. Every look at it takes a millisecond, so that no two rows are of the same moment.

use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use domain::ports::Clock;

/// The clock of one test's application.
#[derive(Debug)]
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Mutex::new("2026-03-02T09:00:00Z".parse().unwrap()))
    }
}

impl TestClock {
    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        let mut now = self.0.lock().unwrap();
        *now += Duration::milliseconds(1);
        *now
    }
}
