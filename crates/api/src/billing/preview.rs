//! What another plan would mean: when it comes, what is due, and what it has no room for.

use billing::entitlements_of;
use domain::{
    access::PreviewPlan,
    plans::{Interval, Limit, Metric, Plan},
    subscriptions::{ChangeKind, Offer, Subscription},
};
use repositories::Grant;

use super::{
    payments,
    subscription_dto::{ExceededLimit, FreezableThing, PlanPreview, PreviewQuery},
};
use crate::{app::App, http::Problem};

/// What another plan would mean.
///
/// # Errors
/// When the database or the payment provider fails.
pub async fn preview(app: &App, grant: &Grant<PreviewPlan>, query: PreviewQuery) -> Result<PlanPreview, Problem> {
    let (plan, interval) = (Plan::from(query.plan), query.interval.map_or(Interval::Month, Interval::from));
    let read = app.db.read(grant).await?;
    let (known, beyond) = (read.subscription().await?, read.freezables().await?.beyond(plan));
    let allowances = entitlements_of(&read, app.config.mail.platform_limit).await?.allowances;
    let now = read.now();
    drop(read);
    let exceeded = |metric: Metric, used: Option<i64>| match (plan.limit(metric), used) {
        (Limit::AtMost(limit), Some(used)) if used > limit => Some(ExceededLimit { metric: metric.as_str(), used, limit }),
        _ => None,
    };
    let kind = kind(&known, plan, interval);
    let preview = PlanPreview {
        plan: plan.as_str(),
        interval: interval.as_str(),
        when: kind.as_str(),
        effective_at: known.period_ends_at.filter(|_| kind == When::PeriodEnd),
        due_now: None,
        lines: Vec::new(),
        prorated_at: None,
        exceeded: allowances.into_iter().filter_map(|allowance| exceeded(allowance.metric, allowance.used)).collect(),
        frozen_courses: beyond.courses.into_iter().map(FreezableThing::from).collect(),
        frozen_members: beyond.members.into_iter().map(FreezableThing::from).collect(),
    };
    if kind != When::Now || app.payments.is_none() {
        return Ok(preview);
    }
    let present = payments::present(app, known.customer_id.as_deref()).await?;
    let paid = payments::provider(app)?.preview_change(&present, Offer { plan, interval }, now).await?;
    Ok(preview.paid(paid, now))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Checkout,
    Now,
    PeriodEnd,
    Never,
}

impl When {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Checkout => "checkout",
            Self::Now => "now",
            Self::PeriodEnd => "period_end",
            Self::Never => "never",
        }
    }
}

fn kind(known: &Subscription, plan: Plan, interval: Interval) -> When {
    let is_free = plan == Plan::Free;
    match known.offer.filter(|_| known.status.is_live()) {
        None if is_free => When::Never,
        None => When::Checkout,
        Some(_) if is_free => When::PeriodEnd,
        Some(present) => match ChangeKind::between(present, Offer { plan, interval }) {
            Some(ChangeKind::Now) => When::Now,
            Some(ChangeKind::AtPeriodEnd) => When::PeriodEnd,
            None => When::Never,
        },
    }
}
