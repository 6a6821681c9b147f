//! Periods of subscriptions. They are counted from the anchor, so that one begun on 31 January ends on the last day of February and on 31 March.

use chrono::{DateTime, Months, Utc};
use serde_json::Value;

use crate::document::{int, text};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// The end of the `count`-th interval after the anchor.
pub fn after(anchor: i64, interval: &str, count: i64) -> i64 {
    let months = |months: i64| {
        let moment = DateTime::<Utc>::from_timestamp(anchor, 0)?;
        moment.checked_add_months(Months::new(u32::try_from(months).ok()?)).map(|moment| moment.timestamp())
    };
    match interval {
        "day" => anchor + count * DAY,
        "week" => anchor + count * 7 * DAY,
        "year" => months(count * 12).unwrap_or(i64::MAX),
        _ => months(count).unwrap_or(i64::MAX),
    }
}

/// The first end of a period that is later than a moment.
pub fn next_end(anchor: i64, recurring: &Value, moment: i64) -> i64 {
    let interval = text(recurring, "interval").unwrap_or("month");
    let step = int(recurring, "interval_count").unwrap_or(1).max(1);
    let mut count = 0;
    while after(anchor, interval, count) <= moment {
        count += step;
    }
    after(anchor, interval, count)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<DateTime<Utc>>().unwrap().timestamp()
    }

    #[test]
    fn a_period_begun_on_the_31st_ends_on_the_last_day_of_shorter_months_only() {
        let monthly = json!({ "interval": "month", "interval_count": 1 });
        let anchor = at("2026-01-31T10:00:00Z");
        let february = next_end(anchor, &monthly, anchor);
        assert_eq!(february, at("2026-02-28T10:00:00Z"));
        assert_eq!(next_end(anchor, &monthly, february), at("2026-03-31T10:00:00Z"));
    }

    #[test]
    fn a_year_from_leap_day_ends_on_28_february() {
        let yearly = json!({ "interval": "year" });
        let anchor = at("2028-02-29T00:00:00Z");
        assert_eq!(next_end(anchor, &yearly, anchor), at("2029-02-28T00:00:00Z"));
    }

    #[test]
    fn a_trial_ends_where_the_first_period_begins() {
        let monthly = json!({ "interval": "month" });
        let anchor = at("2026-01-15T00:00:00Z");
        assert_eq!(next_end(anchor, &monthly, anchor - 14 * DAY), anchor);
    }
}
