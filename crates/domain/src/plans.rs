//! The plans that an organization can be on, and what each allows. This table is the only place where a limit is written.

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
}

impl Metric {
    /// Every metric, in the order in which counters are taken (a fixed order keeps transactions from waiting in a ring).
    pub const ALL: [Self; 4] = [Self::PublishedCourses, Self::ActiveLearners, Self::Instructors, Self::StorageBytes];

    /// The metric's word in the database and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublishedCourses => "published_courses",
            Self::ActiveLearners => "active_learners",
            Self::Instructors => "instructors",
            Self::StorageBytes => "storage_bytes",
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
            (Self::Starter, Metric::PublishedCourses) => AtMost(5),
            (Self::Starter, Metric::ActiveLearners) => AtMost(100),
            (Self::Starter, Metric::Instructors) => AtMost(2),
            (Self::Starter, Metric::StorageBytes) => AtMost(20 * GIB),
            (Self::Pro, Metric::PublishedCourses) => AtMost(50),
            (Self::Pro, Metric::ActiveLearners) => AtMost(1_000),
            (Self::Pro, Metric::Instructors) => AtMost(10),
            (Self::Pro, Metric::StorageBytes) => AtMost(200 * GIB),
            (Self::Business, Metric::PublishedCourses) => AtMost(500),
            (Self::Business, Metric::ActiveLearners) => AtMost(10_000),
            (Self::Business, Metric::Instructors) => AtMost(100),
            (Self::Business, Metric::StorageBytes) => AtMost(2_048 * GIB),
            (Self::Contract, _) => Unlimited,
        }
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
    fn the_plan_that_lifts_a_limit_is_named() {
        assert_eq!(Plan::smallest_allowing(Metric::PublishedCourses, 2), Plan::Starter);
        assert_eq!(Plan::smallest_allowing(Metric::ActiveLearners, 1_000_000), Plan::Contract);
        assert_eq!(Plan::parse("pro"), Some(Plan::Pro));
        assert_eq!(Plan::parse("gold"), None);
    }
}
