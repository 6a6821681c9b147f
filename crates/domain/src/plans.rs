//! The plans that an organization can be on, what each allows and costs. This table is the only place where a limit or a
//! price is written, and [`Terms::decide`] the only place where a limit is compared with a use.

use crate::{
    money::{Currency, Money},
    time::Timestamp,
};

/// What is counted against a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Courses that are published and not deleted.
    PublishedCourses,
    /// Distinct users with an active enrollment.
    ActiveLearners,
    /// Users holding an authoring role, open invitations to such roles included.
    Instructors,
    /// Bytes of stored files.
    StorageBytes,
    /// Minutes of stored video.
    VideoMinutes,
    /// Mails sent in a calendar month (UTC).
    Emails,
    /// Requests with API keys in a minute.
    ApiRequests,
}

/// For how long a metric counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// While the thing exists.
    Standing,
    /// In a calendar month (UTC): it begins anew with the next.
    Month,
    /// In a minute.
    Minute,
}

impl Span {
    /// The span's word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Month => "month",
            Self::Minute => "minute",
        }
    }
}

impl Metric {
    /// Every metric, in the order in which counters are taken (a fixed order keeps transactions from waiting in a ring).
    pub const ALL: [Self; 7] = [
        Self::PublishedCourses,
        Self::ActiveLearners,
        Self::Instructors,
        Self::StorageBytes,
        Self::VideoMinutes,
        Self::Emails,
        Self::ApiRequests,
    ];

    /// Those that have a counter in the database. Requests are counted where they arrive.
    pub const COUNTED: [Self; 6] =
        [Self::PublishedCourses, Self::ActiveLearners, Self::Instructors, Self::StorageBytes, Self::VideoMinutes, Self::Emails];

    /// Whether an organization whose payment is long overdue may use no more of it. Mails go on: learners get theirs.
    pub const fn waits_for_payment(self) -> bool {
        !matches!(self, Self::Emails | Self::ApiRequests)
    }

    /// The metric's word in the database and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublishedCourses => "published_courses",
            Self::ActiveLearners => "active_learners",
            Self::Instructors => "instructors",
            Self::StorageBytes => "storage_bytes",
            Self::VideoMinutes => "video_minutes",
            Self::Emails => "emails",
            Self::ApiRequests => "api_requests",
        }
    }

    /// For how long it counts.
    pub const fn span(self) -> Span {
        match self {
            Self::PublishedCourses | Self::ActiveLearners | Self::Instructors | Self::StorageBytes | Self::VideoMinutes => Span::Standing,
            Self::Emails => Span::Month,
            Self::ApiRequests => Span::Minute,
        }
    }

    /// The span of the counter that a moment falls into; empty for what stands. Counters of another span are worth nothing.
    pub fn span_at(self, moment: Timestamp) -> String {
        match self.span() {
            Span::Standing => String::new(),
            Span::Month => moment.format("%Y-%m").to_string(),
            Span::Minute => moment.format("%Y-%m-%dT%H:%M").to_string(),
        }
    }
}

/// How much of a metric a plan allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// At most this many.
    AtMost(i64),
    /// No limit.
    Unlimited,
}

impl Limit {
    /// Whether `used` stays inside the limit.
    pub const fn allows(self, used: i64) -> bool {
        match self {
            Self::AtMost(max) => used <= max,
            Self::Unlimited => true,
        }
    }
}

/// Whose limit is at work: what would lift it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedBy {
    /// The plan's: a larger plan.
    Plan,
    /// The platform's, for mails of an organization without a verified domain of its own: such a domain.
    SendingDomain,
}

impl LimitedBy {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::SendingDomain => "sending_domain",
        }
    }
}

/// Under which terms an organization uses the platform: its plan, and until it has a sending domain, a limit of its mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The plan.
    pub plan: Plan,
    mails: Limit,
}

impl Terms {
    /// The plan's alone.
    pub const fn of(plan: Plan) -> Self {
        Self { plan, mails: Limit::Unlimited }
    }

    /// Those of an organization whose mails come from the platform's domain, which sends so many for it in a month.
    pub const fn without_domain(plan: Plan, mails: Limit) -> Self {
        Self { plan, mails }
    }

    /// What is allowed of a metric, and by whom: the smaller of the two limits.
    pub const fn limit(self, metric: Metric) -> (Limit, LimitedBy) {
        let plans = self.plan.limit(metric);
        match (metric, plans, self.mails) {
            (Metric::Emails, Limit::AtMost(plan), Limit::AtMost(platform)) if platform < plan => (self.mails, LimitedBy::SendingDomain),
            (Metric::Emails, Limit::Unlimited, Limit::AtMost(_)) => (self.mails, LimitedBy::SendingDomain),
            _ => (plans, LimitedBy::Plan),
        }
    }

    /// The one decision: whether there is room for `count` more of a metric.
    ///
    /// # Errors
    /// [`LimitReached`] says which limit would be passed.
    pub const fn decide(self, metric: Metric, used: i64, count: i64) -> Result<(), LimitReached> {
        match self.limit(metric) {
            (Limit::AtMost(allowed), limited_by) if used.saturating_add(count) > allowed => {
                Err(LimitReached { metric, used, allowed, plan: self.plan, limited_by })
            }
            _ => Ok(()),
        }
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
    /// Whether the plan holds it back, or the want of a sending domain.
    pub limited_by: LimitedBy,
}

impl LimitReached {
    /// The smallest plan under which it would not be passed.
    pub fn next_plan(&self) -> Plan {
        Plan::smallest_allowing(self.metric, self.used.saturating_add(1).max(self.allowed.saturating_add(1)))
    }
}

/// How often a subscription is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interval {
    /// Every month.
    Month,
    /// Every year: ten months' price.
    Year,
}

impl Interval {
    /// Every interval.
    pub const ALL: [Self; 2] = [Self::Month, Self::Year];

    /// The interval's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The interval with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| interval.as_str() == word)
    }
}

/// A plan: the words are stable, the figures may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plan {
    /// To try the product, for ever.
    Free,
    /// For one instructor with a few courses.
    Starter,
    /// For a small school.
    Pro,
    /// For a training company.
    Business,
    /// By agreement: no limits in code.
    Contract,
}

const GIB: i64 = 1 << 30;

impl Plan {
    /// Every plan, the smallest first.
    pub const ALL: [Self; 5] = [Self::Free, Self::Starter, Self::Pro, Self::Business, Self::Contract];

    /// The plan's word in configuration, in the database and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Starter => "starter",
            Self::Pro => "pro",
            Self::Business => "business",
            Self::Contract => "contract",
        }
    }

    /// The plan with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plan| plan.as_str() == word)
    }

    /// What the plan allows of a metric.
    pub const fn limit(self, metric: Metric) -> Limit {
        use Limit::{AtMost, Unlimited};
        match (self, metric) {
            (Self::Free, Metric::PublishedCourses | Metric::Instructors) => AtMost(1),
            (Self::Free, Metric::ActiveLearners) => AtMost(20),
            (Self::Free, Metric::StorageBytes) => AtMost(GIB),
            (Self::Free, Metric::VideoMinutes) => AtMost(60),
            (Self::Free, Metric::Emails) => AtMost(500),
            (Self::Free, Metric::ApiRequests) => AtMost(60),
            (Self::Starter, Metric::PublishedCourses) => AtMost(5),
            (Self::Starter, Metric::ActiveLearners) => AtMost(100),
            (Self::Starter, Metric::Instructors) => AtMost(2),
            (Self::Starter, Metric::StorageBytes) => AtMost(20 * GIB),
            (Self::Starter, Metric::VideoMinutes) => AtMost(1_200),
            (Self::Starter, Metric::Emails) => AtMost(5_000),
            (Self::Starter, Metric::ApiRequests) => AtMost(300),
            (Self::Pro, Metric::PublishedCourses) => AtMost(50),
            (Self::Pro, Metric::ActiveLearners) => AtMost(1_000),
            (Self::Pro, Metric::Instructors) => AtMost(10),
            (Self::Pro, Metric::StorageBytes) => AtMost(200 * GIB),
            (Self::Pro, Metric::VideoMinutes) => AtMost(12_000),
            (Self::Pro, Metric::Emails) => AtMost(50_000),
            (Self::Pro, Metric::ApiRequests) => AtMost(1_200),
            (Self::Business, Metric::PublishedCourses) => AtMost(500),
            (Self::Business, Metric::ActiveLearners) => AtMost(10_000),
            (Self::Business, Metric::Instructors) => AtMost(100),
            (Self::Business, Metric::StorageBytes) => AtMost(2_048 * GIB),
            (Self::Business, Metric::VideoMinutes) => AtMost(120_000),
            (Self::Business, Metric::Emails) => AtMost(500_000),
            (Self::Business, Metric::ApiRequests) => AtMost(6_000),
            (Self::Contract, _) => Unlimited,
        }
    }

    /// Whether the plan alone has room for `count` more of a metric: see [`Terms::decide`].
    ///
    /// # Errors
    /// [`LimitReached`] says which limit would be passed.
    pub const fn decide(self, metric: Metric, used: i64, count: i64) -> Result<(), LimitReached> {
        Terms::of(self).decide(metric, used, count)
    }

    /// What the plan costs; `None` for plans that nobody subscribes to: free, and by contract.
    pub const fn price(self, interval: Interval, currency: Currency) -> Option<Money> {
        let month = match (self, currency) {
            (Self::Free | Self::Contract, _) => return None,
            (Self::Starter, Currency::Usd) => 3_900,
            (Self::Starter, Currency::Eur) => 3_600,
            (Self::Starter, Currency::Gbp) => 3_100,
            (Self::Pro, Currency::Usd) => 9_900,
            (Self::Pro, Currency::Eur) => 9_100,
            (Self::Pro, Currency::Gbp) => 7_900,
            (Self::Business, Currency::Usd) => 29_900,
            (Self::Business, Currency::Eur) => 27_500,
            (Self::Business, Currency::Gbp) => 23_900,
        };
        let minor = match interval {
            Interval::Month => month,
            Interval::Year => month * 10,
        };
        Some(Money { minor, currency })
    }

    /// The plan after this one; `None` after the largest.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|plan| *plan != self).nth(1)
    }

    /// The smallest plan that allows `used` of a metric.
    pub fn smallest_allowing(metric: Metric, used: i64) -> Self {
        Self::ALL.into_iter().find(|plan| plan.limit(metric).allows(used)).unwrap_or(Self::Contract)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_plan_never_allows_less() {
        for metric in Metric::ALL {
            for pair in Plan::ALL.windows(2) {
                let (Limit::AtMost(small), Limit::AtMost(large)) = (pair[0].limit(metric), pair[1].limit(metric)) else { continue };
                assert!(small <= large, "{metric:?} of {pair:?}");
            }
        }
    }

    #[test]
    fn a_decision_compares_with_the_limit_and_never_overflows() {
        assert_eq!(Plan::Free.decide(Metric::ActiveLearners, 19, 1), Ok(()));
        let refused = Plan::Free.decide(Metric::ActiveLearners, 20, 1).unwrap_err();
        assert_eq!((refused.used, refused.allowed, refused.next_plan()), (20, 20, Plan::Starter));
        assert!(Plan::Business.decide(Metric::StorageBytes, i64::MAX, i64::MAX).is_err());
        assert_eq!(Plan::Contract.decide(Metric::StorageBytes, i64::MAX, i64::MAX), Ok(()));
    }

    #[test]
    fn without_a_domain_the_smaller_limit_of_mails_decides() {
        let fifty = Limit::AtMost(50);
        let limit = |plan, mails| Terms::without_domain(plan, mails).limit(Metric::Emails);
        assert_eq!(limit(Plan::Free, fifty), (fifty, LimitedBy::SendingDomain));
        assert_eq!(limit(Plan::Contract, fifty), (fifty, LimitedBy::SendingDomain));
        assert_eq!(limit(Plan::Free, Limit::AtMost(500)), (Limit::AtMost(500), LimitedBy::Plan));
        assert_eq!(limit(Plan::Free, Limit::AtMost(1_000)), (Limit::AtMost(500), LimitedBy::Plan));
        assert_eq!(limit(Plan::Contract, Limit::Unlimited), (Limit::Unlimited, LimitedBy::Plan));
        assert_eq!(Terms::of(Plan::Free).limit(Metric::Emails), (Limit::AtMost(500), LimitedBy::Plan));
        // it holds mails and nothing else
        let terms = Terms::without_domain(Plan::Contract, Limit::AtMost(0));
        for metric in Metric::ALL.into_iter().filter(|metric| *metric != Metric::Emails) {
            assert_eq!(terms.limit(metric), (Limit::Unlimited, LimitedBy::Plan), "{metric:?}");
        }
        let refused = Terms::without_domain(Plan::Starter, fifty).decide(Metric::Emails, 50, 1).unwrap_err();
        assert_eq!((refused.used, refused.allowed, refused.limited_by), (50, 50, LimitedBy::SendingDomain));
    }

    #[test]
    fn a_larger_plan_costs_more_and_a_year_less_than_twelve_months() {
        for currency in Currency::ALL {
            let price = |plan: Plan, interval| plan.price(interval, currency).map(|money| money.minor);
            let paid = [Plan::Starter, Plan::Pro, Plan::Business];
            for pair in paid.windows(2) {
                assert!(price(pair[0], Interval::Month) < price(pair[1], Interval::Month));
            }
            for plan in paid {
                assert!(price(plan, Interval::Year) < price(plan, Interval::Month).map(|month| month * 12));
            }
            assert_eq!((price(Plan::Free, Interval::Month), price(Plan::Contract, Interval::Year)), (None, None));
        }
    }

    #[test]
    fn a_month_ends_at_midnight_utc() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(Metric::Emails.span_at(at("2026-11-30T23:59:59Z")), "2026-11");
        assert_eq!(Metric::Emails.span_at(at("2026-12-01T00:00:00Z")), "2026-12");
        assert_eq!(Metric::StorageBytes.span_at(at("2026-12-01T00:00:00Z")), "");
    }

    #[test]
    fn the_plan_that_lifts_a_limit_is_named() {
        assert_eq!(Plan::smallest_allowing(Metric::PublishedCourses, 2), Plan::Starter);
        assert_eq!(Plan::smallest_allowing(Metric::ActiveLearners, 1_000_000), Plan::Contract);
        assert_eq!(Plan::parse("pro"), Some(Plan::Pro));
        assert_eq!(Plan::parse("gold"), None);
    }
}
