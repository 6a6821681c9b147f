//! Counters of what an organization uses, and the seats that they give.
//!
//! A [`Seat`] borrows the transaction and is consumed by the insert that it pays for, so that counter and row
//! become durable together or not at all. Only a counter below the plan's limit gives one.

use std::marker::PhantomData;

use domain::{
    ids::OrgId,
    plans::{Limit, Metric, Plan},
};
use sea_orm::{
    ColumnTrait, EntityTrait,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{organizations, usage_counters},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// Something that a plan counts.
pub trait Counted: 'static {
    /// The counter.
    const METRIC: Metric;
}

macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Counted for $name {
            const METRIC: Metric = Metric::$name;
        }
    )+};
}

counted! {
    /// A published course.
    PublishedCourses,
    /// A user with an active enrollment.
    ActiveLearners,
    /// A user, or an open invitation, with an authoring role.
    Instructors,
    /// Bytes of stored files.
    StorageBytes
}

/// Room under the plan's limit, taken in this transaction.
#[derive(Debug)]
#[must_use = "a seat pays for an insert: hand it to the repository"]
pub struct Seat<'tx, C> {
    count: i64,
    tx: PhantomData<&'tx TenantTx>,
    counted: PhantomData<fn() -> C>,
}

impl<'tx, C: Counted> Seat<'tx, C> {
    /// A seat that was taken earlier and kept by a row, which this transaction's conditional update took it from.
    pub(crate) fn handed_over(_tx: &'tx TenantTx) -> Self {
        Self { count: 1, tx: PhantomData, counted: PhantomData }
    }
}

impl<C> Seat<'_, C> {
    /// How many it pays for.
    pub fn count(&self) -> i64 {
        self.count
    }
}

/// A limit that would be passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached {
    /// What is limited.
    pub metric: Metric,
    /// How much is in use.
    pub used: i64,
    /// How much the plan allows.
    pub allowed: i64,
    /// The plan that refuses.
    pub plan: Plan,
}

/// Why no seat was given.
#[derive(Debug, thiserror::Error)]
pub enum SeatError {
    /// The plan's limit is reached.
    #[error("plan limit reached")]
    Limit(LimitReached),
    /// The database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl TenantRead {
    /// The plan that the organization is on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan(&self) -> Result<Plan, RepositoryError> {
        plan_of(self, self.org_id()).await
    }

    /// How much of a metric is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn used(&self, metric: Metric) -> Result<i64, RepositoryError> {
        let counters = Scoped::<usage_counters::Entity, Reading>::new(&self.scope);
        let row = counters.select().filter(usage_counters::Column::Metric.eq(metric.as_str())).one().await?;
        Ok(row.map_or(0, |row| row.used))
    }
}

impl TenantTx {
    /// Takes `count` seats, all or none, in one conditional statement.
    ///
    /// # Errors
    /// [`SeatError::Limit`] when the plan's limit would be passed; nothing was taken.
    pub async fn take_seat<C: Counted>(&self, count: i64) -> Result<Seat<'_, C>, SeatError> {
        let plan = self.plan().await?;
        let limit = plan.limit(C::METRIC);
        let update = self
            .counter()
            .set_expr(usage_counters::Column::Used, Expr::col(usage_counters::Column::Used).add(count))
            .filter(usage_counters::Column::Metric.eq(C::METRIC.as_str()));
        let update = match limit {
            Limit::AtMost(max) => update.filter(Expr::col(usage_counters::Column::Used).add(count).lte(max)),
            Limit::Unlimited => update,
        };
        if update.rows().await? == 1 {
            return Ok(Seat { count, tx: PhantomData, counted: PhantomData });
        }
        let used = self.used(C::METRIC).await?;
        match limit {
            Limit::AtMost(allowed) => Err(SeatError::Limit(LimitReached { metric: C::METRIC, used, allowed, plan })),
            Limit::Unlimited => Err(RepositoryError::Damaged("an organization without counters".to_owned()).into()),
        }
    }

    /// Gives seats back; stands beside the delete or the change that frees them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_seat<C: Counted>(&self, count: i64) -> Result<(), RepositoryError> {
        self.counter()
            .set_expr(usage_counters::Column::Used, Expr::col(usage_counters::Column::Used).sub(count))
            .filter(usage_counters::Column::Metric.eq(C::METRIC.as_str()))
            .one()
            .await
    }

    fn counter(&self) -> crate::scoped::ScopedUpdate<'_, usage_counters::Entity> {
        Scoped::<usage_counters::Entity, Writing>::new(&self.scope).update()
    }
}

async fn plan_of(read: &TenantRead, org_id: OrgId) -> Result<Plan, RepositoryError> {
    let row = organizations::Entity::find_by_id(org_id.0).one(&read.scope.tx).await?.ok_or(RepositoryError::NotFound)?;
    Plan::parse(&row.plan).ok_or_else(|| RepositoryError::damaged("plan", &row.plan))
}
