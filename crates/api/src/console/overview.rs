//! The platform in figures.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, web::Data};
use chrono::{Datelike, Duration, Months};
use domain::{money::Currency, plans::Interval, time::Timestamp};
use repositories::console::{Overview, PlanCount};

use super::{
    access::Operated,
    dto::{JobFigures, MonthFigure, PlanFigure, PlatformOverview, Revenue},
};
use crate::{app::App, http::Answer};

/// Months that are shown, the present one included.
const MONTHS: u32 = 12;
/// What counts as new.
const NEW: Duration = Duration::days(30);

/// Read the platform in figures.
///
/// Organizations by plan, new ones, what their plans come to in a month at list price, and how background work stands.
#[utoipa::path(tag = "overview", responses((status = 200, body = PlatformOverview)))]
#[get("/overview")]
pub async fn get_overview(app: Data<App>, operator: Operated) -> Answer {
    let now = app.db.world().now();
    let since = months(now).first().map_or(now - NEW, |(_, begin)| *begin);
    let overview = app.db.overview(&operator, since).await?;
    Ok(HttpResponse::Ok().json(shown(&overview, now)))
}

/// The last months, the oldest first, each with the moment at which it began.
fn months(now: Timestamp) -> Vec<(String, Timestamp)> {
    let this = now.date_naive().with_day(1).unwrap_or_else(|| now.date_naive());
    let begins = (0..MONTHS).rev().filter_map(|back| this.checked_sub_months(Months::new(back)));
    begins.map(|day| (day.format("%Y-%m").to_string(), day.and_time(chrono::NaiveTime::MIN).and_utc())).collect()
}

fn shown(overview: &Overview, now: Timestamp) -> PlatformOverview {
    let mut new: BTreeMap<String, i64> = months(now).into_iter().map(|(month, _)| (month, 0)).collect();
    for founded in &overview.founded {
        if let Some(count) = new.get_mut(&founded.format("%Y-%m").to_string()) {
            *count += 1;
        }
    }
    let recent = overview.founded.iter().filter(|founded| **founded > now - NEW).count();
    let jobs = |word: &str| overview.jobs.iter().find(|(status, _)| status == word).map_or(0, |(_, count)| *count);
    PlatformOverview {
        plans: overview.plans.iter().map(PlanFigure::from).collect(),
        new_in_30_days: i64::try_from(recent).unwrap_or(i64::MAX),
        new_by_month: new.into_iter().map(|(month, organizations)| MonthFigure { month, organizations }).collect(),
        monthly_list_price: monthly_list_price(&overview.plans),
        jobs: JobFigures {
            queued: jobs("queued"),
            running: jobs("running"),
            dead: jobs("dead"),
            waiting_mails: overview.waiting_mails,
            failed_mails: overview.dead_mails,
        },
        measured_at: now,
    }
}

/// What the plans of open organizations come to in a month, in each currency, if everybody paid the list price of a month in it.
/// Subscriptions know what is really paid: revenue by month and currency is read from them, here.
fn monthly_list_price(plans: &[PlanCount]) -> Vec<Revenue> {
    let sum = |currency| {
        let of =
            |count: &PlanCount| count.plan.price(Interval::Month, currency).map_or(0, |price| price.minor.saturating_mul(count.active));
        plans.iter().map(of).sum()
    };
    Currency::ALL.into_iter().map(|currency| Revenue { currency: currency.as_str().to_owned(), minor_units: sum(currency) }).collect()
}

#[cfg(test)]
mod tests {
    use domain::plans::Plan;

    use super::*;

    #[test]
    fn a_year_of_months_ends_with_this_one() {
        let months = months("2026-03-31T23:59:59Z".parse().unwrap());
        assert_eq!(months.len(), 12);
        assert_eq!((months[0].0.as_str(), months[11].0.as_str()), ("2025-04", "2026-03"));
        assert_eq!(months[11].1, "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap());
    }

    #[test]
    fn closed_organizations_and_free_plans_bring_nothing() {
        let count = |plan, active| PlanCount { plan, active, suspended: 9 };
        let plans = [count(Plan::Free, 5), count(Plan::Starter, 2), count(Plan::Pro, 1), count(Plan::Contract, 3)];
        let usd = monthly_list_price(&plans).into_iter().find(|revenue| revenue.currency == "usd").unwrap();
        assert_eq!(usd.minor_units, 2 * 3_900 + 9_900);
    }
}
