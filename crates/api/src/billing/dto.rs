//! What goes out of the billing slice.

use billing::{Allowance, Room};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    money::Currency,
    plans::{Interval, Limit, LimitedBy, Metric, Plan, Span},
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

/// What an organization's plan allows, and how much of it is in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entitlements {
    /// `free`, `starter`, `pro`, `business` or `contract`.
    pub plan: &'static str,
    /// Every limit.
    pub limits: Vec<PlanLimit>,
    /// What the next larger plan would give; `null` on the largest.
    #[schema(required = true)]
    pub next_plan: Option<PlanOffer>,
}

/// A limit and its use.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanLimit {
    /// What is counted: `published_courses`, `active_learners`, `instructors`, `storage_bytes`, `video_minutes`, `emails`,
    /// `api_requests`.
    pub metric: &'static str,
    /// For how long: `standing` (while the thing exists), `month` (a calendar month, UTC) or `minute`.
    pub span: &'static str,
    /// How much is in use; `null` for what is counted where it arrives (`api_requests`: see the `RateLimit` headers).
    #[schema(required = true)]
    pub used: Option<i64>,
    /// How much is allowed; `null` without a limit.
    #[schema(required = true)]
    pub limit: Option<i64>,
    /// `enough`; `low` from four fifths on; `none` when one more would be refused.
    pub room: &'static str,
    /// When the count begins anew; `null` for what stands.
    #[schema(required = true)]
    pub resets_at: Option<DateTime<Utc>>,
    /// Whose limit is at work: `plan`, or `sending_domain` for mails that a verified domain of one's own would let go.
    pub limited_by: &'static str,
    /// How many mails wait for room; 0 for everything else.
    pub waiting: i64,
    /// The smallest plan that allows more than this one, and more than is in use; `null` without a limit, and where no plan helps.
    #[schema(required = true)]
    pub next_plan: Option<&'static str>,
}

/// A plan that one could be on.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanOffer {
    /// The plan.
    pub plan: &'static str,
    /// What it allows.
    pub limits: Vec<OfferedLimit>,
    /// What it costs; empty for a plan by contract.
    pub prices: Vec<PlanPrice>,
}

/// What an offered plan allows.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedLimit {
    /// What is counted.
    pub metric: &'static str,
    /// How much is allowed; `null` without a limit.
    #[schema(required = true)]
    pub limit: Option<i64>,
}

/// What a plan costs, without taxes.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanPrice {
    /// `month` or `year`.
    pub interval: &'static str,
    /// Minor units: cents.
    pub amount: i64,
    /// ISO 4217, in lowercase.
    pub currency: &'static str,
}

impl Entitlements {
    /// How they stand at a moment.
    pub fn at(now: Timestamp, found: &billing::Entitlements) -> Self {
        Self {
            plan: found.plan.as_str(),
            limits: found.allowances.iter().map(|allowance| PlanLimit::at(now, allowance, found.waiting_mails)).collect(),
            next_plan: found.plan.next().map(PlanOffer::of),
        }
    }
}

impl PlanLimit {
    fn at(now: Timestamp, allowance: &Allowance, waiting_mails: i64) -> Self {
        let limit = at_most(allowance.limit());
        let limited_by = allowance.limited_by();
        Self {
            metric: allowance.metric.as_str(),
            span: allowance.metric.span().as_str(),
            used: allowance.used,
            limit,
            room: match allowance.room() {
                Room::Enough => "enough",
                Room::Low => "low",
                Room::None => "none",
            },
            resets_at: if allowance.metric.span() == Span::Month { next_month(now) } else { None },
            limited_by: limited_by.as_str(),
            waiting: if allowance.metric == Metric::Emails { waiting_mails } else { 0 },
            next_plan: limit.filter(|_| limited_by == LimitedBy::Plan).map(|limit| {
                let more = limit.max(allowance.used.unwrap_or_default()).saturating_add(1);
                Plan::smallest_allowing(allowance.metric, more).as_str()
            }),
        }
    }
}

impl PlanOffer {
    /// What a plan allows and costs.
    pub fn of(plan: Plan) -> Self {
        let limits = Metric::ALL.map(|metric| OfferedLimit { metric: metric.as_str(), limit: at_most(plan.limit(metric)) });
        let prices = Interval::ALL.into_iter().flat_map(|interval| Currency::ALL.map(|currency| (interval, currency)));
        let price = |(interval, currency): (Interval, Currency)| {
            let price = plan.price(interval, currency)?;
            Some(PlanPrice { interval: interval.as_str(), amount: price.minor, currency: currency.as_str() })
        };
        Self { plan: plan.as_str(), limits: limits.into(), prices: prices.filter_map(price).collect() }
    }
}

const fn at_most(limit: Limit) -> Option<i64> {
    match limit {
        Limit::AtMost(max) => Some(max),
        Limit::Unlimited => None,
    }
}

fn next_month(now: Timestamp) -> Option<Timestamp> {
    let first = now.date_naive().with_day(1)?.checked_add_months(chrono::Months::new(1))?;
    Some(first.and_hms_opt(0, 0, 0)?.and_utc())
}
