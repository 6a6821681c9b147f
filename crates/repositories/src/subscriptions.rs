//! What is known of an organization's subscription, and the changes that were asked for.

use domain::{
    access::Role,
    ids::{SubscriptionChangeId, UserId},
    money::Currency,
    plans::{Interval, Metric, Plan},
    subscriptions::{ChangeStatus, Offer, Standing, Subscription, SubscriptionChange, SubscriptionStatus, WantedChange},
    time::Timestamp,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, Order, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{member_roles, organizations, payment_customers, subscription_changes as changes, subscriptions, users},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

const PROVIDER: &str = "stripe";
const OPEN: &str = "open";

/// The plan that an organization is on, who decides it, and what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanState {
    /// The plan.
    pub plan: Plan,
    /// Whether the platform's operator gave it, whatever is paid.
    pub by_contract: bool,
    /// What the organization may do.
    pub standing: Standing,
}

impl TenantRead {
    /// The plan that the organization is on, and who decides it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_state(&self) -> Result<PlanState, RepositoryError> {
        let row = organizations::Entity::find_by_id(self.org_id().0).one(&self.scope.tx).await?.ok_or(RepositoryError::NotFound)?;
        plan_state(&row)
    }

    /// What is known of the organization's subscription.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscription(&self) -> Result<Subscription, RepositoryError> {
        let row = Scoped::<subscriptions::Entity, Reading>::new(&self.scope).select().one().await?;
        row.map_or(Ok(Subscription::NONE), subscription)
    }

    /// A change that was asked for.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn subscription_change(&self, id: SubscriptionChangeId) -> Result<SubscriptionChange, RepositoryError> {
        change(Scoped::<changes::Entity, Reading>::new(&self.scope).get(id.0).await?)
    }

    /// The change that waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_change(&self) -> Result<Option<SubscriptionChange>, RepositoryError> {
        let open = Scoped::<changes::Entity, Reading>::new(&self.scope).select().filter(changes::Column::Slot.eq(OPEN));
        open.one().await?.map(change).transpose()
    }

    /// The owners, those who came first first: with e-mail addresses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owners(&self) -> Result<Vec<(UserId, String)>, RepositoryError> {
        let owners = Scoped::<users::Entity, Reading>::new(&self.scope)
            .select()
            .join_on::<member_roles::Entity>(JoinType::InnerJoin, users::Column::Id, member_roles::Column::UserId)
            .filter(member_roles::Column::Role.eq(Role::Owner.as_str()))
            .filter(users::Column::Status.eq("active"))
            .order(users::Column::CreatedAt, Order::Asc)
            .order(users::Column::Id, Order::Asc);
        Ok(owners.all().await?.into_iter().map(|row| (UserId(row.id), row.email)).collect())
    }
}

impl TenantTx {
    /// The subscription, locked until the transaction ends; a row is made where there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_subscription(&self) -> Result<Subscription, RepositoryError> {
        let rows = Scoped::<subscriptions::Entity, Writing>::new(&self.scope);
        if let Some(row) = rows.select().lock().one().await? {
            return subscription(row);
        }
        let row = subscriptions::ActiveModel {
            id: Set(self.new_id()),
            provider: Set(PROVIDER.to_owned()),
            status: Set(SubscriptionStatus::None.as_str().to_owned()),
            ..Default::default()
        };
        rows.insert_or_ignore(row).await?;
        subscription(rows.select().lock().get().await?)
    }

    /// Writes what is known of the subscription, which was locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_subscription(&self, known: &Subscription) -> Result<(), RepositoryError> {
        use subscriptions::Column;
        let plan = |offer: Option<Offer>| offer.map(|offer| offer.plan.as_str());
        let interval = |offer: Option<Offer>| offer.map(|offer| offer.interval.as_str());
        Scoped::<subscriptions::Entity, Writing>::new(&self.scope)
            .update()
            .set(Column::CustomerId, known.customer_id.clone())
            .set(Column::SubscriptionId, known.subscription_id.clone())
            .set(Column::Status, known.status.as_str())
            .set(Column::Plan, plan(known.offer))
            .set(Column::PayInterval, interval(known.offer))
            .set(Column::Currency, known.currency.map(Currency::as_str))
            .set(Column::TrialedAt, known.trialed_at)
            .set(Column::TrialEndsAt, known.trial_ends_at)
            .set(Column::TrialRemindedAt, known.trial_reminded_at)
            .set(Column::PeriodEndsAt, known.period_ends_at)
            .set(Column::CancelsAt, known.cancels_at)
            .set(Column::NextPlan, plan(known.next_offer))
            .set(Column::NextPayInterval, interval(known.next_offer))
            .set(Column::OwesSince, known.owes_since)
            .set(Column::Problem, known.problem.clone())
            .set(Column::CheckoutId, known.checkout_id.clone())
            .set(Column::SyncedAt, known.synced_at)
            .one()
            .await
    }

    /// Begins to open a payment page: attempts that began before can keep nothing any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_checkout(&self) -> Result<Uuid, RepositoryError> {
        let attempt = self.new_id();
        let rows = Scoped::<subscriptions::Entity, Writing>::new(&self.scope);
        rows.update().set(subscriptions::Column::CheckoutAttempt, attempt).one().await?;
        Ok(attempt)
    }

    /// Keeps the payment page of an attempt; false when another began meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_checkout(&self, attempt: Uuid, checkout_id: &str) -> Result<bool, RepositoryError> {
        let update = Scoped::<subscriptions::Entity, Writing>::new(&self.scope)
            .update()
            .set(subscriptions::Column::CheckoutId, checkout_id)
            .filter(subscriptions::Column::CheckoutAttempt.eq(attempt));
        Ok(update.rows().await? == 1)
    }

    /// Keeps the provider's customer, and that it is this organization.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when it is another organization's.
    pub async fn keep_customer(&self, customer_id: &str) -> Result<(), RepositoryError> {
        let tx = &self.scope.tx;
        let known = payment_customers::Entity::find_by_id(customer_id.to_owned()).one(tx).await?;
        match known {
            Some(row) if row.org_id == self.org_id().0 => {}
            Some(_) => return Err(RepositoryError::Duplicate),
            None => {
                let row = payment_customers::ActiveModel {
                    id: Set(customer_id.to_owned()),
                    org_id: Set(self.org_id().0),
                    created_at: Set(self.now()),
                };
                payment_customers::Entity::insert(row).exec_without_returning(tx).await?;
            }
        }
        let rows = Scoped::<subscriptions::Entity, Writing>::new(&self.scope);
        rows.update().set(subscriptions::Column::CustomerId, customer_id).one().await
    }

    /// Puts the organization on a plan and into a standing, as its subscription says. A plan that the operator gave stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn follow_subscription(&self, plan: Option<Plan>, standing: Standing) -> Result<(), RepositoryError> {
        let mut update = organizations::Entity::update_many().col_expr(organizations::Column::Standing, Expr::value(standing.as_str()));
        if let Some(plan) = plan {
            update = update
                .col_expr(organizations::Column::Plan, Expr::value(plan.as_str()))
                .col_expr(organizations::Column::PlanSource, Expr::value("subscription"));
        }
        let own = update.filter(organizations::Column::Id.eq(self.org_id().0));
        own.filter(organizations::Column::PlanSource.ne("operator")).exec(&self.scope.tx).await?;
        // a larger plan has room for mails that wait
        self.wake_waiting(Metric::Emails).await?;
        self.scope.members_changed();
        Ok(())
    }

    /// Asks for a change. One waits at a time.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when one waits already.
    pub async fn add_change(
        &self,
        wanted: WantedChange,
        prorated_at: Timestamp,
        user: UserId,
    ) -> Result<SubscriptionChange, RepositoryError> {
        let row = changes::ActiveModel {
            id: Set(self.new_id()),
            kind: Set(wanted.as_str().to_owned()),
            plan: Set(wanted.offer().map(|offer| offer.plan.as_str().to_owned())),
            pay_interval: Set(wanted.offer().map(|offer| offer.interval.as_str().to_owned())),
            prorated_at: Set(prorated_at),
            status: Set(ChangeStatus::Pending.as_str().to_owned()),
            slot: Set(Some(OPEN.to_owned())),
            error: Set(None),
            requested_by: Set(Some(user.0)),
            created_at: Set(self.now()),
            finished_at: Set(None),
            ..Default::default()
        };
        change(Scoped::<changes::Entity, Writing>::new(&self.scope).insert(row).await?)
    }

    /// Closes a change that waited; one that was closed before stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_change(&self, id: SubscriptionChangeId, error: Option<&str>) -> Result<(), RepositoryError> {
        let status = if error.is_some() { ChangeStatus::Failed } else { ChangeStatus::Done };
        Scoped::<changes::Entity, Writing>::new(&self.scope)
            .update()
            .set(changes::Column::Status, status.as_str())
            .set(changes::Column::Slot, Option::<String>::None)
            .set(changes::Column::Error, error.map(str::to_owned))
            .set(changes::Column::FinishedAt, self.now())
            .filter(changes::Column::Id.eq(id.0))
            .filter(changes::Column::Slot.eq(OPEN))
            .rows()
            .await?;
        Ok(())
    }
}

pub(crate) fn plan_state(row: &organizations::Model) -> Result<PlanState, RepositoryError> {
    Ok(PlanState {
        plan: Plan::parse(&row.plan).ok_or_else(|| RepositoryError::damaged("plan", &row.plan))?,
        by_contract: row.plan_source == "operator",
        standing: Standing::parse(&row.standing).ok_or_else(|| RepositoryError::damaged("standing", &row.standing))?,
    })
}

fn offer(plan: Option<&str>, interval: Option<&str>) -> Result<Option<Offer>, RepositoryError> {
    let (Some(plan), Some(interval)) = (plan, interval) else { return Ok(None) };
    let parsed = Plan::parse(plan).zip(Interval::parse(interval)).map(|(plan, interval)| Offer { plan, interval });
    parsed.map(Some).ok_or_else(|| RepositoryError::damaged("offer", &format!("{plan} {interval}")))
}

fn subscription(row: subscriptions::Model) -> Result<Subscription, RepositoryError> {
    Ok(Subscription {
        customer_id: row.customer_id,
        subscription_id: row.subscription_id,
        status: SubscriptionStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("subscription status", &row.status))?,
        offer: offer(row.plan.as_deref(), row.pay_interval.as_deref())?,
        currency: row.currency.as_deref().and_then(Currency::parse),
        trialed_at: row.trialed_at,
        trial_ends_at: row.trial_ends_at,
        trial_reminded_at: row.trial_reminded_at,
        period_ends_at: row.period_ends_at,
        cancels_at: row.cancels_at,
        next_offer: offer(row.next_plan.as_deref(), row.next_pay_interval.as_deref())?,
        owes_since: row.owes_since,
        problem: row.problem,
        checkout_id: row.checkout_id,
        synced_at: row.synced_at,
    })
}

fn change(row: changes::Model) -> Result<SubscriptionChange, RepositoryError> {
    let wanted = match (row.kind.as_str(), offer(row.plan.as_deref(), row.pay_interval.as_deref())?) {
        ("change", Some(offer)) => WantedChange::To(offer),
        ("cancel", None) => WantedChange::Cancel,
        ("resume", None) => WantedChange::Resume,
        (other, _) => return Err(RepositoryError::damaged("change", other)),
    };
    Ok(SubscriptionChange {
        id: SubscriptionChangeId(row.id),
        wanted,
        prorated_at: row.prorated_at,
        status: ChangeStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("change status", &row.status))?,
        error: row.error,
        created_at: row.created_at,
        finished_at: row.finished_at,
    })
}
