//! Time: UTC with microseconds, only ever read from a [`Clock`](crate::ports::Clock).

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// A moment in UTC. Both databases keep microseconds, so no value carries more.
pub type Timestamp = DateTime<Utc>;

/// Cuts a moment to the precision that both databases keep.
pub fn truncated(moment: Timestamp) -> Timestamp {
    moment.trunc_subsecs(6)
}

/// How long an access token lives.
pub const ACCESS_TOKEN: Duration = Duration::minutes(10);
/// Clock difference that is forgiven when an access token is checked.
pub const ACCESS_TOKEN_LEEWAY: Duration = Duration::seconds(5);
/// How long a host or a membership may be remembered without asking the database.
pub const MEMBERSHIP_CACHE: Duration = Duration::seconds(5);
/// How long an answer is kept under its idempotency key.
pub const IDEMPOTENCY: Duration = Duration::hours(48);
/// How long a password reset link works.
pub const PASSWORD_RESET: Duration = Duration::hours(1);
/// How long an e-mail verification link works.
pub const EMAIL_VERIFICATION: Duration = Duration::hours(72);
/// How long an invitation can be accepted.
pub const INVITATION: Duration = Duration::hours(72);
/// How long the one-time code of a sign-up can be exchanged.
pub const HANDOFF: Duration = Duration::seconds(60);
/// How long a session lives without being used.
pub const SESSION: Duration = Duration::days(30);
/// How long a worker owns a job without renewing its lease.
pub const JOB_LEASE: Duration = Duration::seconds(60);
/// How long a signed file address works.
pub const SIGNED_URL: Duration = Duration::minutes(10);
/// How long the code works with which an operator sets up an account.
pub const OPERATOR_SETUP: Duration = Duration::hours(24);
/// How long an operator's session lives without being used.
pub const OPERATOR_IDLE: Duration = Duration::minutes(30);
/// How long an operator's session lives at the most.
pub const OPERATOR_SESSION: Duration = Duration::hours(8);
/// How long an operator may look into one organization.
pub const SUPPORT_SESSION: Duration = Duration::minutes(30);
/// How long the code of a support session can be exchanged.
pub const SUPPORT_CODE: Duration = Duration::seconds(60);
