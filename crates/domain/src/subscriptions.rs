//! The subscription by which an organization pays for its plan: what the payment provider says of it, and what follows for the plan.
//! Everything here is a function of the provider's present state and the clock, so that messages about it may come late, twice and in
//! any order.

use chrono::Duration;

use crate::{
    ids::SubscriptionChangeId,
    money::Currency,
    plans::{Interval, Plan},
    time::Timestamp,
};

/// How long the first subscription of an organization costs nothing.
pub const TRIAL_DAYS: u32 = 14;
/// How long an organization whose payment failed keeps everything.
pub const GRACE: Duration = Duration::days(14);
/// How long before the end of a trial its owners are told.
pub const TRIAL_REMINDER: Duration = Duration::days(3);

/// Where a subscription stands, in the provider's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubscriptionStatus {
    /// There was never one.
    None,
    /// Begun, and its first payment is not made.
    Incomplete,
    /// Begun, and its first payment was never made.
    IncompleteExpired,
    /// In its free first days.
    Trialing,
    /// Paid.
    Active,
    /// A payment failed and is tried again.
    PastDue,
    /// A payment failed and is not tried again.
    Unpaid,
    /// Put aside by the provider.
    Paused,
    /// Ended.
    Canceled,
}

impl SubscriptionStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Incomplete,
        Self::IncompleteExpired,
        Self::Trialing,
        Self::Active,
        Self::PastDue,
        Self::Unpaid,
        Self::Paused,
        Self::Canceled,
    ];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Incomplete => "incomplete",
            Self::IncompleteExpired => "incomplete_expired",
            Self::Trialing => "trialing",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Unpaid => "unpaid",
            Self::Paused => "paused",
            Self::Canceled => "canceled",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether the subscription gives its plan.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Trialing | Self::Active | Self::PastDue | Self::Unpaid)
    }

    /// Whether a payment is missing.
    pub const fn owes(self) -> bool {
        matches!(self, Self::PastDue | Self::Unpaid)
    }
}

/// What is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Offer {
    /// The plan.
    pub plan: Plan,
    /// How often it is paid.
    pub interval: Interval,
}

impl Offer {
    /// Everything that is sold.
    pub fn all() -> impl Iterator<Item = Self> {
        let plans = Plan::ALL.into_iter().filter(|plan| plan.price(Interval::Month, Currency::Usd).is_some());
        plans.flat_map(|plan| Interval::ALL.map(|interval| Self { plan, interval }))
    }

    /// The word under which the provider keeps the price.
    pub fn lookup_key(self) -> String {
        format!("lyceum_{}_{}", self.plan.as_str(), self.interval.as_str())
    }

    /// The offer that a price's word names.
    pub fn by_lookup_key(key: &str) -> Option<Self> {
        Self::all().find(|offer| offer.lookup_key() == key)
    }
}

/// How a subscription is changed to another offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// At once, with the difference paid at once: a larger plan, or the same plan paid by the year.
    Now,
    /// When the paid period ends: a smaller plan, or the same plan paid by the month.
    AtPeriodEnd,
}

impl ChangeKind {
    /// How one gets from one offer to another; `None` when they are the same.
    pub fn between(present: Offer, wanted: Offer) -> Option<Self> {
        let rank = |plan: Plan| Plan::ALL.iter().position(|other| *other == plan);
        match (rank(wanted.plan).cmp(&rank(present.plan)), present.interval, wanted.interval) {
            (std::cmp::Ordering::Greater, ..) | (std::cmp::Ordering::Equal, Interval::Month, Interval::Year) => Some(Self::Now),
            (std::cmp::Ordering::Less, ..) | (std::cmp::Ordering::Equal, Interval::Year, Interval::Month) => Some(Self::AtPeriodEnd),
            (std::cmp::Ordering::Equal, ..) => None,
        }
    }
}

/// A subscription as the provider tells of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvidedSubscription {
    /// The provider's id.
    pub id: String,
    /// The provider's id of the line that carries the price.
    pub item_id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// What is paid for; `None` when its price is none of ours.
    pub offer: Option<Offer>,
    /// In which currency; `None` when it is none of ours.
    pub currency: Option<Currency>,
    /// When the free days end.
    pub trial_ends_at: Option<Timestamp>,
    /// Since when it is paid.
    pub period_started_at: Option<Timestamp>,
    /// Until when it is paid.
    pub period_ends_at: Option<Timestamp>,
    /// When it ends, if it was canceled.
    pub cancels_at: Option<Timestamp>,
    /// The change that waits for the end of the period.
    pub scheduled: Option<ScheduledChange>,
    /// Since when a payment is missing: when the bill was written that is not paid.
    pub owes_since: Option<Timestamp>,
}

/// A change that waits for the end of the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledChange {
    /// The provider's id of the schedule.
    pub schedule_id: String,
    /// What will be paid for; `None` when nothing follows, or a price that is none of ours.
    pub offer: Option<Offer>,
}

/// Which of a customer's subscriptions counts, and which must not be: live ones besides the one that counts.
#[derive(Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The one that counts: the oldest of those that live, else the one made last.
    pub counts: Option<ProvidedSubscription>,
    /// Made by an accident, such as two payment pages at once: to be ended.
    pub surplus: Vec<ProvidedSubscription>,
}

/// Chooses; the order in which the provider lists them does not matter.
pub fn choose(mut subscriptions: Vec<ProvidedSubscription>) -> Chosen {
    subscriptions.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    let (mut live, mut ended): (Vec<_>, Vec<_>) = subscriptions.into_iter().partition(|subscription| subscription.status.is_live());
    if live.is_empty() {
        return Chosen { counts: ended.pop(), surplus: Vec::new() };
    }
    let surplus = live.split_off(1);
    Chosen { counts: live.pop(), surplus }
}

/// What is known of an organization's subscription: what the provider said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The organization as the provider's customer.
    pub customer_id: Option<String>,
    /// The subscription that counts.
    pub subscription_id: Option<String>,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// What is paid for.
    pub offer: Option<Offer>,
    /// In which currency.
    pub currency: Option<Currency>,
    /// When the organization had its free days; they are given once.
    pub trialed_at: Option<Timestamp>,
    /// When the free days end.
    pub trial_ends_at: Option<Timestamp>,
    /// When the owners were told of that.
    pub trial_reminded_at: Option<Timestamp>,
    /// Until when it is paid.
    pub period_ends_at: Option<Timestamp>,
    /// When it ends, if it was canceled.
    pub cancels_at: Option<Timestamp>,
    /// What will be paid for after the present period.
    pub next_offer: Option<Offer>,
    /// Since when a payment is missing.
    pub owes_since: Option<Timestamp>,
    /// What an operator should look at.
    pub problem: Option<String>,
    /// The payment page that is open.
    pub checkout_id: Option<String>,
    /// When the provider was asked last.
    pub synced_at: Option<Timestamp>,
}

impl Subscription {
    /// That of an organization which never had one.
    pub const NONE: Self = Self {
        customer_id: None,
        subscription_id: None,
        status: SubscriptionStatus::None,
        offer: None,
        currency: None,
        trialed_at: None,
        trial_ends_at: None,
        trial_reminded_at: None,
        period_ends_at: None,
        cancels_at: None,
        next_offer: None,
        owes_since: None,
        problem: None,
        checkout_id: None,
        synced_at: None,
    };

    /// What it says when the provider tells of this, or of nothing. It keeps what the provider does not know: the payment page, who was
    /// reminded. An offer that is none of ours changes nothing of the plan, and is a problem.
    #[must_use]
    pub fn told(&self, told: Option<&ProvidedSubscription>, now: Timestamp) -> Self {
        let Some(told) = told else {
            // one that was known and is not any more has ended
            let status = if self.status == SubscriptionStatus::None { self.status } else { SubscriptionStatus::Canceled };
            let kept = Self { customer_id: self.customer_id.clone(), trialed_at: self.trialed_at, status, ..Self::NONE };
            return Self { checkout_id: self.checkout_id.clone(), synced_at: Some(now), ..kept };
        };
        let is_same = self.subscription_id.as_deref() == Some(told.id.as_str());
        let problem = match (told.offer, told.currency) {
            (Some(_), Some(_)) => None,
            (None, _) => Some("its price is none of the platform's"),
            (_, None) => Some("its currency is none of the platform's"),
        };
        Self {
            customer_id: self.customer_id.clone(),
            subscription_id: Some(told.id.clone()),
            status: told.status,
            offer: told.offer.or_else(|| self.offer.filter(|_| is_same)),
            currency: told.currency.or_else(|| self.currency.filter(|_| is_same)),
            trialed_at: self.trialed_at.or_else(|| told.trial_ends_at.map(|_| told.created_at)),
            trial_ends_at: told.trial_ends_at,
            trial_reminded_at: self.trial_reminded_at.filter(|_| is_same),
            period_ends_at: told.period_ends_at,
            cancels_at: told.cancels_at,
            next_offer: told.scheduled.as_ref().and_then(|scheduled| scheduled.offer),
            owes_since: told.owes_since,
            problem: problem.map(str::to_owned),
            checkout_id: self.checkout_id.clone().filter(|_| !told.status.is_live()),
            synced_at: Some(now),
        }
    }

    /// The plan that it gives: none of its own when there was never one, free when it ended.
    pub fn plan(&self) -> Option<Plan> {
        match self.status {
            SubscriptionStatus::None => None,
            status if status.is_live() => self.offer.map(|offer| offer.plan),
            _ => Some(Plan::Free),
        }
    }

    /// What the organization may do.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::at(now, self.status, self.owes_since)
    }

    /// Whether it is already as a change wants it.
    pub fn is_as(&self, wanted: WantedChange) -> bool {
        match wanted {
            WantedChange::To(offer) => self.status.is_live() && (self.offer == Some(offer) || self.next_offer == Some(offer)),
            WantedChange::Cancel => self.cancels_at.is_some() || !self.status.is_live(),
            WantedChange::Resume => self.cancels_at.is_none() && self.next_offer.is_none(),
        }
    }

    /// When the days of grace end.
    pub fn grace_ends_at(&self) -> Option<Timestamp> {
        self.owes_since.filter(|_| self.status.owes()).map(|since| since + GRACE)
    }

    /// Whether the owners are to be told now that the free days end.
    pub fn wants_reminder(&self, now: Timestamp) -> bool {
        let soon = self.trial_ends_at.is_some_and(|ends| now < ends && now >= ends - TRIAL_REMINDER);
        self.status == SubscriptionStatus::Trialing && soon && self.trial_reminded_at.is_none()
    }
}

/// Where a change that was asked for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeStatus {
    /// It will be done.
    Pending,
    /// It was done.
    Done,
    /// It was not done, and nothing was changed.
    Failed,
}

impl ChangeStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Done, Self::Failed];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What is asked of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedChange {
    /// Another offer.
    To(Offer),
    /// That it ends with the period.
    Cancel,
    /// That nothing of the kind happens.
    Resume,
}

impl WantedChange {
    /// The change's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::To(_) => "change",
            Self::Cancel => "cancel",
            Self::Resume => "resume",
        }
    }

    /// The offer that it leads to.
    pub const fn offer(self) -> Option<Offer> {
        match self {
            Self::To(offer) => Some(offer),
            Self::Cancel | Self::Resume => None,
        }
    }
}

/// A change that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionChange {
    /// The change.
    pub id: SubscriptionChangeId,
    /// What is wanted.
    pub wanted: WantedChange,
    /// The moment from which the difference is reckoned: that of the preview.
    pub prorated_at: Timestamp,
    /// Where it stands.
    pub status: ChangeStatus,
    /// Why it failed: a code of the API's problems.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was done or given up.
    pub finished_at: Option<Timestamp>,
}

/// For how long a change is tried: whoever asked has gone by then.
pub const CHANGE_PATIENCE: Duration = Duration::minutes(10);

/// What an organization may do, by what it paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Everything that its plan allows.
    Good,
    /// Everything, although a payment is missing.
    Grace,
    /// Learners learn on; nothing can be changed until a payment is made.
    ReadOnly,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Good, Self::Grace, Self::ReadOnly];

    /// The standing's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Grace => "grace",
            Self::ReadOnly => "read_only",
        }
    }

    /// The standing with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }

    /// The standing of an organization with such a subscription.
    pub fn at(now: Timestamp, status: SubscriptionStatus, owes_since: Option<Timestamp>) -> Self {
        match owes_since.filter(|_| status.owes()) {
            Some(since) if now >= since + GRACE => Self::ReadOnly,
            Some(_) => Self::Grace,
            // the provider has given up, and does not say since when
            None if status == SubscriptionStatus::Unpaid => Self::ReadOnly,
            None if status == SubscriptionStatus::PastDue => Self::Grace,
            None => Self::Good,
        }
    }
}

#[cfg(test)]
mod tests;
