//! Counters of what an organization uses, and the seats that they give.
//!
//! A [`Seat`] borrows the transaction and is consumed by the insert that it pays for, so that counter and row
//! become durable together or not at all. Only a counter below the plan's limit gives one.

use std::{collections::BTreeMap, marker::PhantomData};

use domain::{
    access::Role,
    identity::UserStatus,
    learning::EnrollmentStatus,
    plans::{Limit, LimitReached, Metric, Plan, Terms},
    subscriptions::Standing,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, JoinType,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{assets, courses, enrollments, invitations, member_roles, usage_counters, users, videos},
    error::RepositoryError,
    scoped::{Reading, Scoped, ScopedUpdate, Writing},
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
    StorageBytes,
    /// A minute of stored video.
    VideoMinutes,
    /// A mail of this month.
    Emails
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

/// Why no seat was given.
#[derive(Debug, thiserror::Error)]
pub enum SeatError {
    /// The plan's limit is reached.
    #[error("plan limit reached")]
    Limit(LimitReached),
    /// A payment is long overdue.
    #[error("a payment is overdue")]
    ReadOnly,
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
        Ok(self.plan_state().await?.plan)
    }

    /// How much of a metric is in use now: nothing, where the counter is of another month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn used(&self, metric: Metric) -> Result<i64, RepositoryError> {
        Ok(self.usage().await?.get(&metric).copied().unwrap_or_default())
    }

    /// How much of everything is in use now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn usage(&self) -> Result<BTreeMap<Metric, i64>, RepositoryError> {
        let rows = Scoped::<usage_counters::Entity, Reading>::new(&self.scope).select().all().await?;
        let now = self.now();
        let used = |row: usage_counters::Model| {
            let metric = Metric::COUNTED.into_iter().find(|metric| metric.as_str() == row.metric)?;
            (row.span == metric.span_at(now)).then_some((metric, row.used))
        };
        Ok(rows.into_iter().filter_map(used).collect())
    }
}

impl TenantTx {
    /// Takes `count` seats, all or none, in one conditional statement, under the plan's limit.
    ///
    /// # Errors
    /// [`SeatError::Limit`] when the plan's limit would be passed, [`SeatError::ReadOnly`] when a payment is long overdue; nothing was taken.
    pub async fn take_seat<C: Counted>(&self, count: i64) -> Result<Seat<'_, C>, SeatError> {
        let state = self.plan_state().await?;
        if C::METRIC.waits_for_payment() && state.standing == Standing::ReadOnly {
            return Err(SeatError::ReadOnly);
        }
        self.take_on(count, Terms::of(state.plan)).await
    }

    /// Takes a seat for one mail under these terms: mails do not wait for payments.
    ///
    /// # Errors
    /// [`SeatError::Limit`] when a limit would be passed; nothing was taken.
    pub async fn take_mail_seat(&self, terms: Terms) -> Result<Seat<'_, Emails>, SeatError> {
        self.take_on(1, terms).await
    }

    async fn take_on<C: Counted>(&self, count: i64, terms: Terms) -> Result<Seat<'_, C>, SeatError> {
        let (limit, limited_by) = terms.limit(C::METRIC);
        if self.count_up(C::METRIC, count, limit).await? {
            return Ok(Seat { count, tx: PhantomData, counted: PhantomData });
        }
        // an organization that is older than what is counted has no counter yet
        self.begin_counting(C::METRIC).await?;
        if self.count_up(C::METRIC, count, limit).await? {
            return Ok(Seat { count, tx: PhantomData, counted: PhantomData });
        }
        let used = self.used(C::METRIC).await?;
        match limit {
            Limit::AtMost(allowed) => {
                Err(SeatError::Limit(LimitReached { metric: C::METRIC, used, allowed, plan: terms.plan, limited_by }))
            }
            Limit::Unlimited => Err(RepositoryError::Damaged("an organization without counters".to_owned()).into()),
        }
    }

    /// Takes `count` seats even beyond the plan's limit: for what must not wait for a plan, such as the mail that resets a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_seat_beyond_limit<C: Counted>(&self, count: i64) -> Result<Seat<'_, C>, RepositoryError> {
        if !self.count_up(C::METRIC, count, Limit::Unlimited).await? {
            self.begin_counting(C::METRIC).await?;
            if !self.count_up(C::METRIC, count, Limit::Unlimited).await? {
                return Err(RepositoryError::Damaged("an organization without counters".to_owned()));
            }
        }
        Ok(Seat { count, tx: PhantomData, counted: PhantomData })
    }

    async fn count_up(&self, metric: Metric, count: i64, limit: Limit) -> Result<bool, RepositoryError> {
        let span = metric.span_at(self.now());
        let counted = CaseStatement::new()
            .case(Expr::col(usage_counters::Column::Span).eq(span.clone()), Expr::col(usage_counters::Column::Used))
            .finally(0);
        let after = SimpleExpr::Case(Box::new(counted)).add(count);
        let update = self.counter(metric).set_expr(usage_counters::Column::Used, after.clone()).set(usage_counters::Column::Span, span);
        let update = match limit {
            Limit::AtMost(max) => update.filter(after.lte(max)),
            Limit::Unlimited => update,
        };
        Ok(update.rows().await? == 1)
    }

    async fn begin_counting(&self, metric: Metric) -> Result<(), RepositoryError> {
        let row = usage_counters::ActiveModel {
            id: Set(self.new_id()),
            metric: Set(metric.as_str().to_owned()),
            used: Set(0),
            span: Set(String::new()),
            ..Default::default()
        };
        Scoped::<usage_counters::Entity, Writing>::new(&self.scope).insert_or_ignore(row).await?;
        Ok(())
    }

    /// Gives seats back; stands beside the delete or the change that frees them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_seat<C: Counted>(&self, count: i64) -> Result<(), RepositoryError> {
        let less = Expr::col(usage_counters::Column::Used).sub(count);
        self.counter(C::METRIC).set_expr(usage_counters::Column::Used, less).one().await
    }

    /// Compares the counters of what stands with the rows that they count, and sets them right. The counters are locked first:
    /// whoever takes or gives back a seat meanwhile waits, so that neither is counted twice nor missed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recount_usage(&self) -> Result<Vec<Drift>, RepositoryError> {
        let counters = Scoped::<usage_counters::Entity, Writing>::new(&self.scope);
        let mut drifts = Vec::new();
        // in the order in which whoever takes several takes them: nobody waits in a ring
        for metric in Metric::COUNTED {
            let of_metric = usage_counters::Column::Metric.eq(metric.as_str());
            let Some(row) = counters.select().filter(of_metric).lock().one().await? else { continue };
            let Some(counted) = self.count_rows(metric).await?.filter(|counted| *counted != row.used) else { continue };
            self.counter(metric).set(usage_counters::Column::Used, counted).one().await?;
            drifts.push(Drift { metric, was: row.used, counted });
        }
        Ok(drifts)
    }

    /// The rows that a metric counts; `None` for what leaves no rows of its own.
    async fn count_rows(&self, metric: Metric) -> Result<Option<i64>, RepositoryError> {
        let scope = &self.scope;
        let counted = match metric {
            Metric::PublishedCourses => {
                let courses = Scoped::<courses::Entity, Reading>::new(scope).select();
                let published = courses.filter(courses::Column::PublishedAt.is_not_null()).filter(courses::Column::DeletedAt.is_null());
                number(published.count().await?)
            }
            Metric::ActiveLearners => {
                let enrollments = Scoped::<enrollments::Entity, Reading>::new(scope).select();
                let active = enrollments.filter(enrollments::Column::Status.eq(EnrollmentStatus::Active.as_str()));
                let distinct = Expr::col(enrollments::Column::UserId).count_distinct();
                active.columns([(distinct, "amount")]).one_as::<Amount>().await?.and_then(|row| row.amount).unwrap_or_default()
            }
            Metric::Instructors => {
                let authoring = Role::ALL.into_iter().filter(|role| role.is_authoring()).map(Role::as_str);
                let members = Scoped::<users::Entity, Reading>::new(scope).select();
                let authors = members
                    .join_on::<member_roles::Entity>(JoinType::InnerJoin, users::Column::Id, member_roles::Column::UserId)
                    .filter(users::Column::Status.eq(UserStatus::Active.as_str()))
                    .filter(member_roles::Column::Role.is_in(authoring))
                    .columns([(Expr::col((users::Entity, users::Column::Id)).count_distinct(), "amount")])
                    .one_as::<Amount>()
                    .await?;
                let invitations = Scoped::<invitations::Entity, Reading>::new(scope).select();
                let kept = invitations.filter(invitations::Column::HoldsSeat.eq(true)).count().await?;
                authors.and_then(|row| row.amount).unwrap_or_default() + number(kept)
            }
            Metric::StorageBytes => {
                let assets = Scoped::<assets::Entity, Reading>::new(scope).select();
                // PostgreSQL's sum of bigint is numeric
                let bytes = Expr::col(assets::Column::Bytes).sum().cast_as("bigint");
                let pictures = assets.columns([(bytes, "amount")]).one_as::<Amount>().await?.and_then(|row| row.amount).unwrap_or_default();
                pictures + self.sum_of_videos(videos::Column::BilledBytes).await?
            }
            Metric::VideoMinutes => self.sum_of_videos(videos::Column::BilledMinutes).await?,
            Metric::Emails | Metric::ApiRequests => return Ok(None),
        };
        Ok(Some(counted))
    }

    async fn sum_of_videos(&self, column: videos::Column) -> Result<i64, RepositoryError> {
        let sum = Expr::col(column).sum().cast_as("bigint");
        let found = Scoped::<videos::Entity, Reading>::new(&self.scope).select().columns([(sum, "amount")]).one_as::<Amount>().await?;
        Ok(found.and_then(|row| row.amount).unwrap_or_default())
    }

    fn counter(&self, metric: Metric) -> ScopedUpdate<'_, usage_counters::Entity> {
        let counters = Scoped::<usage_counters::Entity, Writing>::new(&self.scope).update();
        counters.filter(usage_counters::Column::Metric.eq(metric.as_str()))
    }
}

/// A counter that was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// What it counts.
    pub metric: Metric,
    /// What it said.
    pub was: i64,
    /// What there is.
    pub counted: i64,
}

#[derive(Debug, FromQueryResult)]
struct Amount {
    amount: Option<i64>,
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
