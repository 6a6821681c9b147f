//! Sending domains: the domain that an organization's mails come from, once DNS says that we may.
//!
//! Three records say so: DKIM (our key signs for the domain), SPF (our servers may send for it) and DMARC (what receivers do with
//! forgeries). [`records`] judges what DNS answered, [`Standing`] what follows from it, [`DomainName`] which domains nobody may claim.

mod name;
pub mod records;
#[cfg(test)]
mod tests;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{KeyId, SendingDomainId},
    time::Timestamp,
};

pub use name::{DomainName, DomainNameError, is_local_part};
use records::{RecordKind, Verdict};

/// The part before the `@` unless the organization chose another.
pub const LOCAL_PART: &str = "no-reply";
/// How long the record of a key that was replaced must stay: mails that it signed are still on their way, or read late.
pub const RETIRED_KEY: Duration = Duration::days(7);
/// A day between two looks. The task comes each hour, so an hour is left for it.
const A_DAY: Duration = Duration::hours(23);
/// How long a new domain is looked at each hour; then once a day.
const EAGER: Duration = Duration::days(3);

/// Whether mails go out in a domain's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainStatus {
    /// The records were never all right.
    Pending,
    /// Mails are sent from the domain.
    Verified,
    /// The records were right once and have been wrong for a day: mails come from the platform's domain again.
    Failing,
}

impl DomainStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Verified, Self::Failing];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
            Self::Failing => "failing",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What a DKIM key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Signs.
    Signing,
    /// Will sign as soon as DNS shows it.
    Next,
    /// Signs no more; its record stays for [`RETIRED_KEY`].
    Retired,
}

impl KeyState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Signing, Self::Next, Self::Retired];

    /// The state's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Next => "next",
            Self::Retired => "retired",
        }
    }

    /// The state with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A DKIM key as everybody may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DkimKey {
    /// The key.
    pub id: KeyId,
    /// The name under which DNS shows it: `<selector>._domainkey.<domain>`.
    pub selector: String,
    /// The public half: a `SubjectPublicKeyInfo` in base64, as `p=` wants it.
    pub public_key: String,
    /// What it does.
    pub state: KeyState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stopped signing.
    pub retired_at: Option<Timestamp>,
}

/// What one look at DNS found of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which record.
    pub kind: RecordKind,
    /// The name that was asked for.
    pub name: String,
    /// The values that stand there.
    pub found: Vec<String>,
    /// Whether they are right.
    pub verdict: Verdict,
    /// Whether SPF lets everybody send in the domain's name: no fault of ours, but nobody wants that.
    pub allows_everybody: bool,
}

/// Where a domain stands, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status.
    pub status: DomainStatus,
    /// When DNS was last looked at.
    pub checked_at: Option<Timestamp>,
    /// Since when it is verified.
    pub verified_at: Option<Timestamp>,
    /// Since when a verified domain's records are wrong.
    pub wrong_since: Option<Timestamp>,
}

/// What a look at the records of a domain said as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All are right.
    Right,
    /// One is wrong.
    Wrong,
    /// None is wrong, and DNS did not answer for all.
    Unknown,
}

impl Outcome {
    /// Of the records that a domain needs.
    pub fn of<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Self {
        let mut outcome = Self::Right;
        for verdict in verdicts {
            match verdict {
                Verdict::Right => {}
                Verdict::Wrong(_) => return Self::Wrong,
                Verdict::Unknown => outcome = Self::Unknown,
            }
        }
        outcome
    }
}

impl Standing {
    /// A domain that was just named.
    pub const fn new() -> Self {
        Self { status: DomainStatus::Pending, checked_at: None, verified_at: None, wrong_since: None }
    }

    /// Where it stands after a look. A verified domain fails when two looks, a day apart, find it wrong and none between them
    /// finds it right; a resolver that does not answer says nothing either way.
    #[must_use]
    pub fn after(self, outcome: Outcome, now: Timestamp) -> Self {
        let looked = Self { checked_at: Some(now), ..self };
        match (outcome, self.status) {
            (Outcome::Unknown, _) => looked,
            (Outcome::Right, DomainStatus::Verified) => Self { wrong_since: None, ..looked },
            (Outcome::Right, _) => Self { status: DomainStatus::Verified, verified_at: Some(now), wrong_since: None, ..looked },
            (Outcome::Wrong, DomainStatus::Verified) => {
                let since = self.wrong_since.unwrap_or(now);
                let status = if now - since >= A_DAY { DomainStatus::Failing } else { DomainStatus::Verified };
                Self { status, wrong_since: Some(since), ..looked }
            }
            (Outcome::Wrong, DomainStatus::Pending | DomainStatus::Failing) => looked,
        }
    }

    /// Whether the hourly task should look now.
    pub fn is_due(self, created_at: Timestamp, now: Timestamp) -> bool {
        let is_eager = self.status == DomainStatus::Pending && now - created_at < EAGER;
        self.checked_at.is_none_or(|at| is_eager || now - at >= A_DAY)
    }
}

impl Default for Standing {
    fn default() -> Self {
        Self::new()
    }
}

/// A sending domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendingDomain {
    /// The sending domain.
    pub id: SendingDomainId,
    /// The domain, in lower-case ASCII.
    pub domain: String,
    /// What stands before the `@` of the sender's address.
    pub local_part: String,
    /// The sender's name, if it is not the organization's.
    pub display_name: Option<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// Where it stands.
    pub standing: Standing,
    /// What the last look found.
    pub findings: Vec<Finding>,
    /// Its keys: the one that signs, the next one, the last one.
    pub keys: Vec<DkimKey>,
    /// When it was named.
    pub created_at: Timestamp,
}

impl SendingDomain {
    /// The sender's address.
    pub fn address(&self) -> String {
        format!("{}@{}", self.local_part, self.domain)
    }

    /// The key in a state.
    pub fn key(&self, state: KeyState) -> Option<&DkimKey> {
        self.keys.iter().find(|key| key.state == state)
    }

    /// What was found at a name, if it was looked at.
    pub fn finding(&self, kind: RecordKind, name: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.kind == kind && finding.name == name)
    }
}
