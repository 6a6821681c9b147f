//! Requests with API keys: so many in a minute, counted in this process, where they arrive.

use std::{collections::HashMap, sync::Mutex};

use domain::{
    ids::OrgId,
    plans::{Limit, LimitReached, Metric, Plan},
    time::Timestamp,
};

/// Counts of the minute that runs. A process counts for itself: behind several, the plan's figure holds for each of them.
#[derive(Debug, Default)]
pub struct RequestCounts(Mutex<Minute>);

#[derive(Debug, Default)]
struct Minute {
    span: i64,
    used: HashMap<OrgId, i64>,
}

/// Where an organization stands in the minute that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestQuota {
    /// How many the plan allows in a minute.
    pub limit: i64,
    /// How many are left.
    pub remaining: i64,
    /// Seconds until the next minute begins, at least 1.
    pub reset_seconds: i64,
}

impl RequestCounts {
    /// Counts one request; `None` where the plan has no limit. A refused request is not counted.
    ///
    /// # Errors
    /// [`LimitReached`] and where the organization stands.
    pub fn take(&self, org_id: OrgId, plan: Plan, now: Timestamp) -> Result<Option<RequestQuota>, (LimitReached, RequestQuota)> {
        let Limit::AtMost(limit) = plan.limit(Metric::ApiRequests) else { return Ok(None) };
        let mut minute = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let span = now.timestamp().div_euclid(60);
        if minute.span != span {
            *minute = Minute { span, used: HashMap::new() };
        }
        let used = minute.used.entry(org_id).or_default();
        let decided = plan.decide(Metric::ApiRequests, *used, 1);
        if decided.is_ok() {
            *used += 1;
        }
        let quota = RequestQuota { limit, remaining: limit - *used, reset_seconds: 60 - now.timestamp().rem_euclid(60) };
        decided.map(|()| Some(quota)).map_err(|refused| (refused, quota))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_minute_holds_so_many_and_the_next_begins_anew() {
        let counts = RequestCounts::default();
        let (acme, bolt) = (OrgId(Uuid::from_u128(1)), OrgId(Uuid::from_u128(2)));
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-21T10:00:15Z");
        for left in (0..60).rev() {
            let quota = counts.take(acme, Plan::Free, now).unwrap().unwrap();
            assert_eq!((quota.remaining, quota.reset_seconds), (left, 45));
        }
        let (refused, quota) = counts.take(acme, Plan::Free, now).unwrap_err();
        assert_eq!((refused.used, refused.allowed, quota.remaining), (60, 60, 0));
        assert!(counts.take(bolt, Plan::Free, now).is_ok(), "another organization's");
        assert_eq!(counts.take(acme, Plan::Contract, now), Ok(None));
        assert_eq!(counts.take(acme, Plan::Free, at("2026-11-21T10:01:00Z")).unwrap().unwrap().remaining, 59);
    }
}
