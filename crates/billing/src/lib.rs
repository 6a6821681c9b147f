//! Plans and what they allow: the one place that decides, for API, jobs and the web app alike.
//!
//! A use case that creates something limited takes a proof here ([`take`]) and hands it to the repository's insert.
//! Figures are in [`domain::plans`]; counters in the table `usage_counters`.

use domain::plans::{Limit, Metric, Plan};
use repositories::{
    RepositoryError, TenantRead, TenantTx,
    usage::{Counted, LimitReached, Seat, SeatError},
};

/// Why something that a plan limits was refused.
#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// The plan's limit is reached.
    #[error("the plan {} allows {} of {}, and {} are in use", .0.plan.as_str(), .0.allowed, .0.metric.as_str(), .0.used)]
    LimitReached(LimitReached),
    /// The database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl From<SeatError> for BillingError {
    fn from(error: SeatError) -> Self {
        match error {
            SeatError::Limit(limit) => Self::LimitReached(limit),
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

/// What a plan allows of a metric, and how much is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is counted.
    pub metric: Metric,
    /// How much is in use.
    pub used: i64,
    /// How much is allowed.
    pub limit: Limit,
    /// The plan.
    pub plan: Plan,
}

impl Allowance {
    /// Whether `count` more would be allowed now. Only [`take`] makes sure of it.
    pub fn can_perform(&self, count: i64) -> bool {
        self.limit.allows(self.used + count)
    }
}

/// What the organization's plan allows of a metric: for showing, not for deciding.
///
/// # Errors
/// When the database fails.
pub async fn allowance(read: &TenantRead, metric: Metric) -> Result<Allowance, BillingError> {
    let plan = read.plan().await?;
    Ok(Allowance { metric, used: read.used(metric).await?, limit: plan.limit(metric), plan })
}
