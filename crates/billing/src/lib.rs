//! Plans and what they allow: the one place that decides, for API, jobs and the web app alike.
//!
//! A use case that consumes something limited takes a proof here ([`take`]) and hands it to the repository's insert: counter and
//! row become durable together. Whoever only wants to know reads the [`Entitlements`] and asks [`Allowance::can_perform`]; both decide by
//! the plan's own figures. Figures are in [`domain::plans`]; counters in the table `usage_counters`.

use domain::{
    access::{GetEntitlements, RecountUsage},
    plans::{Limit, LimitReached, LimitedBy, Metric, Plan, Terms},
};
use repositories::{
    Grant, RepositoryError, TenantRead, TenantTx,
    audit::Object,
    usage::{Counted, Drift, Emails, Seat, SeatError},
};
use serde_json::json;

pub mod payments;
pub mod requests;
pub mod subscriptions;

/// Why something that a plan limits was refused.
#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// The plan's limit is reached.
    #[error("the plan {} allows {} of {}, and {} are in use", .0.plan.as_str(), .0.allowed, .0.metric.as_str(), .0.used)]
    LimitReached(LimitReached),
    /// A payment is long overdue: nothing can be added until it is made.
    #[error("a payment is overdue")]
    ReadOnly,
    /// The database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl From<SeatError> for BillingError {
    fn from(error: SeatError) -> Self {
        match error {
            SeatError::Limit(limit) => Self::LimitReached(limit),
            SeatError::ReadOnly => Self::ReadOnly,
            SeatError::Repository(error) => Self::Repository(error),
        }
    }
}

/// Takes room for `count` things of a kind, all or none; counter and rows become durable together.
///
/// # Errors
/// [`BillingError::LimitReached`] when the plan's limit would be passed; nothing was taken.
pub async fn take<C: Counted>(tx: &TenantTx, count: i64) -> Result<Seat<'_, C>, BillingError> {
    Ok(tx.take_seat::<C>(count).await?)
}

/// Takes room for one mail. `platform` is what the platform's own domain sends in a month for an organization that has no verified
/// domain of its own.
///
/// # Errors
/// [`BillingError::LimitReached`] when the plan's limit, or the platform's, would be passed; nothing was taken.
pub async fn take_mail(tx: &TenantTx, platform: Limit) -> Result<Seat<'_, Emails>, BillingError> {
    let terms = terms(tx, platform).await?;
    Ok(tx.take_mail_seat(terms).await?)
}

async fn terms(read: &TenantRead, platform: Limit) -> Result<Terms, RepositoryError> {
    let plan = read.plan().await?;
    let is_own = platform == Limit::Unlimited || read.sending_domains().is_verified().await?;
    Ok(if is_own { Terms::of(plan) } else { Terms::without_domain(plan, platform) })
}

/// Takes room even beyond the plan's limit, for what must not wait for a plan: it counts all the same.
///
/// # Errors
/// When the database fails.
pub async fn take_beyond_limit<C: Counted>(tx: &TenantTx, count: i64) -> Result<Seat<'_, C>, BillingError> {
    Ok(tx.take_seat_beyond_limit::<C>(count).await?)
}

/// A plan's limits and what is in use of them.
#[derive(Clone, Debug)]
pub struct Entitlements {
    /// The plan.
    pub plan: Plan,
    /// Every metric.
    pub allowances: Vec<Allowance>,
    /// How many mails wait for room.
    pub waiting_mails: i64,
}

/// What a plan allows of a metric, and how much is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is counted.
    pub metric: Metric,
    /// How much is in use; `None` for what is counted where it arrives.
    pub used: Option<i64>,
    /// Under which terms.
    pub terms: Terms,
}

/// How near a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// There is room.
    Enough,
    /// Four fifths or more are in use.
    Low,
    /// One more would be refused.
    None,
}

impl Allowance {
    /// How much is allowed.
    pub fn limit(&self) -> Limit {
        self.terms.limit(self.metric).0
    }

    /// Whose limit it is.
    pub fn limited_by(&self) -> LimitedBy {
        self.terms.limit(self.metric).1
    }

    /// Whether there is room for `count` more. It promises nothing: only [`take`] makes sure.
    pub fn can_perform(&self, count: i64) -> bool {
        self.terms.decide(self.metric, self.used.unwrap_or_default(), count).is_ok()
    }

    /// How near the limit is.
    pub fn room(&self) -> Room {
        let used = self.used.unwrap_or_default();
        match self.limit() {
            _ if !self.can_perform(1) => Room::None,
            Limit::AtMost(allowed) if used.saturating_mul(5) >= allowed.saturating_mul(4) => Room::Low,
            Limit::AtMost(_) | Limit::Unlimited => Room::Enough,
        }
    }
}

/// How much room a plan has left of a metric; `None` for any. It promises nothing: only [`take`] makes sure.
///
/// # Errors
/// When the database fails.
pub async fn left(read: &TenantRead, metric: Metric) -> Result<Option<i64>, RepositoryError> {
    let used = read.usage().await?.get(&metric).copied().unwrap_or_default();
    Ok(match Terms::of(read.plan().await?).limit(metric).0 {
        Limit::AtMost(allowed) => Some((allowed - used).max(0)),
        Limit::Unlimited => None,
    })
}

/// The organization's plan, its limits and their use. `platform` is as for [`take_mail`].
///
/// # Errors
/// When the database fails.
pub async fn entitlements(read: &TenantRead, _grant: &Grant<GetEntitlements>, platform: Limit) -> Result<Entitlements, RepositoryError> {
    entitlements_of(read, platform).await
}

/// The same, for whoever has another proof.
///
/// # Errors
/// When the database fails.
pub async fn entitlements_of(read: &TenantRead, platform: Limit) -> Result<Entitlements, RepositoryError> {
    let (terms, usage) = (terms(read, platform).await?, read.usage().await?);
    let used = |metric| Metric::COUNTED.contains(&metric).then(|| usage.get(&metric).copied().unwrap_or_default());
    let allowances = Metric::ALL.map(|metric| Allowance { metric, used: used(metric), terms }).to_vec();
    Ok(Entitlements { plan: terms.plan, allowances, waiting_mails: read.waiting_mails().await? })
}

/// Compares the counters with the rows that they count, sets right what differs, and writes it into the log.
///
/// # Errors
/// When the database fails.
pub async fn recount_usage(tx: &TenantTx, grant: &Grant<RecountUsage>) -> Result<Vec<Drift>, RepositoryError> {
    let drifts = tx.recount_usage().await?;
    for drift in &drifts {
        let details = json!({ "metric": drift.metric.as_str(), "was": drift.was, "counted": drift.counted });
        tx.audit(grant, "usage_corrected", Object::organization(), details).await?;
    }
    Ok(drifts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_comes_at_four_fifths_and_an_end_at_the_limit() {
        let room = |used| Allowance { metric: Metric::ActiveLearners, used: Some(used), terms: Terms::of(Plan::Free) }.room();
        assert_eq!(
            [room(0), room(15), room(16), room(19), room(20), room(25)],
            [Room::Enough, Room::Enough, Room::Low, Room::Low, Room::None, Room::None]
        );
        let unlimited = Allowance { metric: Metric::ActiveLearners, used: Some(i64::MAX), terms: Terms::of(Plan::Contract) };
        assert_eq!(unlimited.room(), Room::Enough);
    }
}
