//! What goes in and out of the operations on the subscription.

use billing::payments::Preview as PaymentPreview;
use chrono::{DateTime, Utc};
use domain::{
    money::{Currency as DomainCurrency, Money as DomainMoney},
    plans::{Interval, Plan},
    subscriptions::{Offer, SubscriptionChange as DomainChange, WantedChange},
    time::Timestamp,
};
use repositories::{
    frozen::{Freezable, Freezables},
    subscriptions::PlanState,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A plan that is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaidPlan {
    /// For one instructor with a few courses.
    Starter,
    /// For a small school.
    Pro,
    /// For a training company.
    Business,
}

impl From<PaidPlan> for Plan {
    fn from(plan: PaidPlan) -> Self {
        match plan {
            PaidPlan::Starter => Self::Starter,
            PaidPlan::Pro => Self::Pro,
            PaidPlan::Business => Self::Business,
        }
    }
}

/// How often is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayInterval {
    /// Every month.
    Month,
    /// Every year: ten months' price.
    Year,
}

impl From<PayInterval> for Interval {
    fn from(interval: PayInterval) -> Self {
        match interval {
            PayInterval::Month => Self::Month,
            PayInterval::Year => Self::Year,
        }
    }
}

/// A currency that the platform's prices are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Currency {
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
}

impl From<Currency> for DomainCurrency {
    fn from(currency: Currency) -> Self {
        match currency {
            Currency::Usd => Self::Usd,
            Currency::Eur => Self::Eur,
            Currency::Gbp => Self::Gbp,
        }
    }
}

/// What is to be bought.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheckout {
    /// The plan.
    pub plan: PaidPlan,
    /// How often it is paid.
    pub interval: PayInterval,
    /// In which currency; once something was paid, it stays.
    pub currency: Currency,
}

impl NewCheckout {
    /// The offer.
    pub fn offer(&self) -> Offer {
        Offer { plan: self.plan.into(), interval: self.interval.into() }
    }
}

/// A page of the payment provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostedPage {
    /// Where it is. It is for this caller, now: do not keep it.
    pub url: String,
}

/// How the organization pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct Subscription {
    /// `on` where plans are paid for here; `off` where the platform takes no payments.
    pub payments: &'static str,
    /// The plan that the organization is on.
    pub plan: &'static str,
    /// Whether the plan was given by the platform's operator, whatever is paid.
    pub by_contract: bool,
    /// `good`; `grace` while a payment is missing and everything works; `read_only` when it is overdue: learners learn on, nothing can be
    /// changed.
    pub standing: &'static str,
    /// `none`, `incomplete`, `incomplete_expired`, `trialing`, `active`, `past_due`, `unpaid`, `paused` or `canceled`.
    pub status: &'static str,
    /// `month` or `year`; `null` without a subscription.
    #[schema(required = true)]
    pub interval: Option<&'static str>,
    /// ISO 4217, in lowercase; `null` while nothing was paid.
    #[schema(required = true)]
    pub currency: Option<&'static str>,
    /// Whether the free days can still be had.
    pub trial_available: bool,
    /// When the free days end.
    #[schema(required = true)]
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Until when it is paid.
    #[schema(required = true)]
    pub period_ends_at: Option<DateTime<Utc>>,
    /// When it ends, if it was canceled.
    #[schema(required = true)]
    pub cancels_at: Option<DateTime<Utc>>,
    /// What will be paid for after the present period, if that is something else.
    #[schema(required = true)]
    pub next: Option<NextOffer>,
    /// When everything becomes read-only, if the missing payment is not made.
    #[schema(required = true)]
    pub grace_ends_at: Option<DateTime<Utc>>,
    /// The change that is being done.
    #[schema(required = true)]
    pub pending_change: Option<SubscriptionChange>,
}

/// What will be paid for after the present period.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextOffer {
    /// The plan.
    pub plan: &'static str,
    /// `month` or `year`.
    pub interval: &'static str,
}

impl Subscription {
    /// How it stands.
    pub fn of(has_payments: bool, state: PlanState, known: &domain::subscriptions::Subscription, pending: Option<DomainChange>) -> Self {
        let is_live = known.status.is_live();
        Self {
            payments: if has_payments { "on" } else { "off" },
            plan: state.plan.as_str(),
            by_contract: state.by_contract,
            standing: state.standing.as_str(),
            status: known.status.as_str(),
            interval: known.offer.filter(|_| is_live).map(|offer| offer.interval.as_str()),
            currency: known.currency.map(DomainCurrency::as_str),
            trial_available: known.trialed_at.is_none(),
            trial_ends_at: known.trial_ends_at.filter(|_| is_live),
            period_ends_at: known.period_ends_at.filter(|_| is_live),
            cancels_at: known.cancels_at.filter(|_| is_live),
            next: known.next_offer.map(|offer| NextOffer { plan: offer.plan.as_str(), interval: offer.interval.as_str() }),
            grace_ends_at: known.grace_ends_at(),
            pending_change: pending.map(SubscriptionChange::from),
        }
    }
}

/// What is to become of the subscription.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubscriptionChange {
    /// `change` (to `plan` and `interval`), `cancel` (with the paid period) or `resume` (take back what was to follow).
    pub kind: ChangeWord,
    /// The plan that is wanted, with `change`.
    pub plan: Option<PaidPlan>,
    /// How often it is to be paid, with `change`.
    pub interval: Option<PayInterval>,
    /// `prorated_at` of the preview that was shown: what is due is what the preview said. It holds for ten minutes.
    pub prorated_at: Option<DateTime<Utc>>,
}

/// A word for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeWord {
    /// Another offer.
    Change,
    /// It ends with the paid period.
    Cancel,
    /// What was to follow is taken back.
    Resume,
}

impl NewSubscriptionChange {
    /// What is wanted; `None` when the parts do not fit together.
    pub fn wanted(&self) -> Option<WantedChange> {
        match (self.kind, self.plan, self.interval) {
            (ChangeWord::Change, Some(plan), Some(interval)) => {
                Some(WantedChange::To(Offer { plan: plan.into(), interval: interval.into() }))
            }
            (ChangeWord::Cancel, None, None) => Some(WantedChange::Cancel),
            (ChangeWord::Resume, None, None) => Some(WantedChange::Resume),
            _ => None,
        }
    }
}

/// A change of the subscription that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubscriptionChange {
    /// The change.
    pub id: Uuid,
    /// `change`, `cancel` or `resume`.
    pub kind: &'static str,
    /// The plan that is wanted.
    #[schema(required = true)]
    pub plan: Option<&'static str>,
    /// How often it is to be paid.
    #[schema(required = true)]
    pub interval: Option<&'static str>,
    /// `pending`, `done`, or `failed`: then nothing was changed and nothing was paid.
    pub status: &'static str,
    /// Why it failed: `payment_declined`, `payment_refused` or `payments_unavailable`.
    #[schema(required = true)]
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was done or given up.
    #[schema(required = true)]
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<DomainChange> for SubscriptionChange {
    fn from(change: DomainChange) -> Self {
        Self {
            id: change.id.0,
            kind: change.wanted.as_str(),
            plan: change.wanted.offer().map(|offer| offer.plan.as_str()),
            interval: change.wanted.offer().map(|offer| offer.interval.as_str()),
            status: change.status.as_str(),
            error: change.error,
            created_at: change.created_at,
            finished_at: change.finished_at,
        }
    }
}

/// Which plan is to be looked at.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PreviewQuery {
    /// The plan; `free` is what follows when the subscription ends.
    #[param(inline)]
    pub plan: AnyPlan,
    /// How often it would be paid; `month` if absent.
    #[param(inline)]
    pub interval: Option<PayInterval>,
}

/// A plan that one can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnyPlan {
    /// Without payment.
    Free,
    /// For one instructor with a few courses.
    Starter,
    /// For a small school.
    Pro,
    /// For a training company.
    Business,
}

impl From<AnyPlan> for Plan {
    fn from(plan: AnyPlan) -> Self {
        match plan {
            AnyPlan::Free => Self::Free,
            AnyPlan::Starter => Self::Starter,
            AnyPlan::Pro => Self::Pro,
            AnyPlan::Business => Self::Business,
        }
    }
}

/// What another plan would mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanPreview {
    /// The plan.
    pub plan: &'static str,
    /// `month` or `year`.
    pub interval: &'static str,
    /// When it would come: `checkout` (after paying for the first time), `now`, `period_end`, or `never` (it is so already).
    pub when: &'static str,
    /// At the end of which period; `null` for what does not wait for it.
    #[schema(required = true)]
    pub effective_at: Option<DateTime<Utc>>,
    /// What would be paid at once, taxes not included; below zero is a credit for the next bill. `null` when nothing is paid at once.
    #[schema(required = true)]
    pub due_now: Option<Money>,
    /// How `due_now` comes about.
    pub lines: Vec<PreviewLine>,
    /// The moment that the difference was reckoned at: send it with the change.
    #[schema(required = true)]
    pub prorated_at: Option<DateTime<Utc>>,
    /// Limits that are passed by what is in use: nothing is lost, and nothing can be added there.
    pub exceeded: Vec<ExceededLimit>,
    /// Courses that would be read-only: their learners learn on, nobody else can enroll, nothing can be edited.
    pub frozen_courses: Vec<FreezableThing>,
    /// Members who could not write courses any more.
    pub frozen_members: Vec<FreezableThing>,
}

/// An amount.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Money {
    /// Minor units: cents.
    pub amount: i64,
    /// ISO 4217, in lowercase.
    pub currency: &'static str,
}

impl From<DomainMoney> for Money {
    fn from(money: DomainMoney) -> Self {
        Self { amount: money.minor, currency: money.currency.as_str() }
    }
}

/// A line of a bill.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewLine {
    /// The payment provider's words.
    pub description: String,
    /// The amount; below zero for time that was paid and is not used.
    pub amount: Money,
}

/// A limit that is passed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExceededLimit {
    /// What is counted.
    pub metric: &'static str,
    /// How much is in use.
    pub used: i64,
    /// How much the plan would allow.
    pub limit: i64,
}

/// Something that fills a limit and can be frozen.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreezableThing {
    /// The course or the member.
    pub id: Uuid,
    /// Title or name.
    pub name: String,
    /// Whether it was chosen to be kept.
    pub is_kept: bool,
    /// Whether it is frozen now.
    pub is_frozen: bool,
}

impl<Id: Into<Uuid>> From<Freezable<Id>> for FreezableThing {
    fn from(thing: Freezable<Id>) -> Self {
        Self { id: thing.id.into(), name: thing.name, is_kept: thing.is_kept, is_frozen: thing.is_frozen }
    }
}

impl PlanPreview {
    /// Adds what the provider says of the payment.
    #[must_use]
    pub fn paid(mut self, preview: PaymentPreview, prorated_at: Timestamp) -> Self {
        self.due_now = Some(preview.due_now.into());
        let line = |line: billing::payments::PreviewLine| PreviewLine { description: line.description, amount: line.amount.into() };
        self.lines = preview.lines.into_iter().map(line).collect();
        self.prorated_at = Some(prorated_at);
        self
    }
}

/// Everything that fills a limit and can be frozen, in the order in which it stays: what was chosen first, then what is older.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kept {
    /// Published courses.
    pub courses: Vec<FreezableThing>,
    /// Members who may write courses, owners first.
    pub members: Vec<FreezableThing>,
}

impl From<Freezables> for Kept {
    fn from(all: Freezables) -> Self {
        Self {
            courses: all.courses.into_iter().map(FreezableThing::from).collect(),
            members: all.members.into_iter().map(FreezableThing::from).collect(),
        }
    }
}

/// What a smaller plan keeps first.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKept {
    /// Published courses.
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub course_ids: Vec<Uuid>,
    /// Members who may write courses.
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub user_ids: Vec<Uuid>,
}

/// A bill.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invoice {
    /// The payment provider's id.
    pub id: String,
    /// Its number; drafts have none.
    #[schema(required = true)]
    pub number: Option<String>,
    /// `draft`, `open`, `paid`, `uncollectible` or `void`.
    pub status: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// The sum in minor units, taxes included.
    pub total: i64,
    /// What is still to be paid, in minor units.
    pub due: i64,
    /// ISO 4217, in lowercase.
    pub currency: String,
    /// Where it can be read and paid.
    #[schema(required = true)]
    pub hosted_url: Option<String>,
    /// Where its PDF is.
    #[schema(required = true)]
    pub pdf_url: Option<String>,
}

impl From<billing::payments::Invoice> for Invoice {
    fn from(invoice: billing::payments::Invoice) -> Self {
        Self {
            id: invoice.id,
            number: invoice.number,
            status: invoice.status,
            created_at: invoice.created_at,
            total: invoice.total,
            due: invoice.due,
            currency: invoice.currency,
            hosted_url: invoice.hosted_url,
            pdf_url: invoice.pdf_url,
        }
    }
}

/// Which bills are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InvoicesQuery {
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
