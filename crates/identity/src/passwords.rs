//! Passwords: the rules of NIST SP 800-63B-4, and argon2id behind a gate.

use std::{
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use domain::identity::{PASSWORD_MAX, PASSWORD_MIN};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::error::IdentityError;

/// Which rule a password breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Under 15 characters.
    TooShort,
    /// Over 256 characters.
    TooLong,
    /// Among the first that an attacker tries.
    TooCommon,
}

/// Those who wait for the gate at the most; the next is sent away.
const QUEUE: usize = 50;
/// zxcvbn's score below which a password counts as guessable: under about a million guesses.
const LEAST_SCORE: u8 = 2;

/// Checks the rules; `context` holds words that an attacker knows: name, address, organization.
///
/// # Errors
/// The rule that is broken.
pub fn check_rules(password: &str, context: &[&str]) -> Result<(), PasswordFault> {
    let length = normalized(password).chars().count();
    if length < PASSWORD_MIN {
        return Err(PasswordFault::TooShort);
    }
    if length > PASSWORD_MAX {
        return Err(PasswordFault::TooLong);
    }
    let mut words = vec!["lyceum"];
    for word in context {
        words.push(word);
        words.extend(word.split(|c: char| !c.is_alphanumeric()).filter(|part| part.len() > 2));
    }
    if u8::from(zxcvbn::zxcvbn(password, &words).score()) < LEAST_SCORE { Err(PasswordFault::TooCommon) } else { Ok(()) }
}

fn normalized(password: &str) -> String {
    password.nfc().collect()
}

/// Hashes and verifies, as many at a time as there are processors; others wait in a short queue.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    gate: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    runs: Arc<AtomicU64>,
    // verified when there is no account, so that both cases take the same time
    dummy: Arc<str>,
}

/// Counts one who waits, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl PasswordHasher {
    /// A gate as wide as the machine.
    ///
    /// # Errors
    /// When argon2 cannot hash at all.
    pub fn new() -> Result<Self, argon2::password_hash::Error> {
        let processors = available_parallelism().map_or(1, NonZero::get);
        let dummy = hash_now("a password that nobody has")?;
        Ok(Self { gate: Arc::new(Semaphore::new(processors)), waiting: Arc::default(), runs: Arc::default(), dummy: dummy.into() })
    }

    /// How many passwords were hashed or verified since the start: whether an answer's time tells something shows here.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// Hashes a password that keeps the rules.
    ///
    /// # Errors
    /// [`IdentityError::Busy`] when the queue is full.
    pub async fn hash(&self, password: &str) -> Result<String, IdentityError> {
        let password = normalized(password);
        self.behind_gate(move || hash_now(&password).ok()).await?.ok_or(IdentityError::Busy)
    }

    /// Whether the password belongs to the hash; without a hash, takes as long and says no.
    ///
    /// # Errors
    /// [`IdentityError::Busy`] when the queue is full.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, IdentityError> {
        let password = normalized(password);
        let is_known = hash.is_some_and(|hash| !hash.is_empty());
        let hash = hash.filter(|hash| !hash.is_empty()).unwrap_or(&self.dummy).to_owned();
        let matches = self
            .behind_gate(move || {
                PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(matches && is_known)
    }

    async fn behind_gate<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, IdentityError> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(IdentityError::Busy);
        }
        let waiting = Waiting(&self.waiting);
        let pass = Arc::clone(&self.gate).acquire_owned().await.map_err(|_| IdentityError::Busy)?;
        drop(waiting);
        self.runs.fetch_add(1, Ordering::Relaxed);
        let work = move || {
            let done = work();
            // not before the work is done, also when nobody waits for it any more
            drop(pass);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| IdentityError::Busy)
    }
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_and_guessability_count_and_nothing_else() {
        assert_eq!(check_rules("short", &[]), Err(PasswordFault::TooShort));
        assert_eq!(check_rules(&"x1y".repeat(100), &[]), Err(PasswordFault::TooLong));
        assert_eq!(check_rules("aaaaaaaaaaaaaaaaaaaa", &[]), Err(PasswordFault::TooCommon));
        assert_eq!(check_rules("passwordpassword", &[]), Err(PasswordFault::TooCommon));
        assert_eq!(check_rules("correct horse battery staple", &[]), Ok(()));
        assert_eq!(check_rules("αβγδ εζηθ ικλμ νξοπ ρστυ", &[]), Ok(()));
        assert_eq!(check_rules("northwind academy", &["Northwind Academy"]), Err(PasswordFault::TooCommon));
    }

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let hasher = PasswordHasher::new().unwrap();
        let hash = hasher.hash("cafe\u{301} au lait, twice").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(hasher.verify("caf\u{e9} au lait, twice", Some(&hash)).await.unwrap(), "the same letters, typed on another keyboard");
        assert!(!hasher.verify("cafe au lait, twice", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("a password that nobody has", None).await.unwrap());
        assert!(!hasher.verify("", Some("")).await.unwrap());
    }

    #[tokio::test]
    async fn a_flood_is_sent_away() {
        let hasher = PasswordHasher::new().unwrap();
        let all = (0..200).map(|_| hasher.verify("some password or other", None));
        let answers = futures_all(all).await;
        let busy = answers.iter().filter(|answer| matches!(answer, Err(IdentityError::Busy))).count();
        assert!(busy >= 200 - QUEUE - 64, "{busy} were sent away");
        assert_eq!(hasher.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn work_that_breaks_off_gives_its_place_back() {
        let hasher = PasswordHasher::new().unwrap();
        for _ in 0..2 * available_parallelism().unwrap().get() {
            let broken: Result<(), _> = hasher.behind_gate(|| panic!("it breaks off")).await;
            assert!(matches!(broken, Err(IdentityError::Busy)));
        }
        assert!(!hasher.verify("some password or other", None).await.unwrap());
    }

    async fn futures_all<F: Future + Send>(all: impl IntoIterator<Item = F>) -> Vec<F::Output>
    where
        F::Output: Send,
    {
        futures::future::join_all(all).await
    }
}
