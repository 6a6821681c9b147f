//! Limits on everything that takes a secret: counted before the secret is looked at, kept through restarts.

use chrono::Duration;
use repositories::Db;

use super::problem::{Code, Problem};

/// A limit: so many in a window.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is limited.
    pub name: &'static str,
    /// How many.
    pub at_most: i64,
    /// In which time.
    pub window: Duration,
}

impl Limit {
    /// A limit of so many in so many seconds.
    pub const fn new(name: &'static str, at_most: i64, seconds: i64) -> Self {
        Self { name, at_most, window: Duration::seconds(seconds) }
    }

    /// The row under which uses by `who` are counted: a hash, so that the table names nobody.
    pub fn key(&self, who: &str) -> String {
        format!("{}:{}", self.name, keyring::hash(who.as_bytes()).get(..32).unwrap_or_default())
    }

    /// Counts one use by `who`.
    ///
    /// # Errors
    /// 429 with `Retry-After` when there were too many.
    pub async fn count(&self, db: &Db, who: &str) -> Result<(), Problem> {
        let (hits, ends) = db.count_use(&self.key(who), self.window).await?;
        if hits <= self.at_most {
            return Ok(());
        }
        let seconds = (ends - db.world().now()).num_seconds();
        Err(Problem::new(Code::TooManyRequests).retry_after(seconds).with("retry_after_seconds", seconds.max(1)))
    }
}
