//! The page on plans says what the table says.

use domain::{
    money::Currency,
    plans::{Interval, Limit, Metric, Plan},
};

const PAGE: &str = include_str!("../../../docs/plans.md");

#[test]
fn the_page_says_what_the_table_says() {
    let row = |begins: &str| {
        let line = PAGE.lines().find(|line| line.starts_with(&format!("| {begins}"))).unwrap_or_else(|| panic!("no row {begins}"));
        line.split('|').skip(2).take(5).map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    };
    let rows = [
        ("published courses", Metric::PublishedCourses),
        ("active learners", Metric::ActiveLearners),
        ("instructors", Metric::Instructors),
        ("stored files", Metric::StorageBytes),
        ("stored video", Metric::VideoMinutes),
        ("mails in", Metric::Emails),
        ("requests with", Metric::ApiRequests),
    ];
    assert_eq!(rows.len(), Metric::ALL.len());
    for (begins, metric) in rows {
        assert_eq!(row(begins), Plan::ALL.map(|plan| words(metric, plan.limit(metric))), "{begins}");
    }
    let prices = Plan::ALL.map(|plan| {
        let price = |currency| plan.price(Interval::Month, currency).map(|price| (price.minor / 100).to_string());
        let all: Option<Vec<String>> = [Currency::Usd, Currency::Eur, Currency::Gbp].into_iter().map(price).collect();
        match plan {
            Plan::Free => "0".to_owned(),
            _ => all.map_or_else(|| "by agreement".to_owned(), |all| all.join(" / ")),
        }
    });
    assert_eq!(row("a month, in"), prices);
    for plan in Plan::ALL {
        for currency in Currency::ALL {
            let of = |interval| plan.price(interval, currency).map(|price| price.minor);
            assert_eq!(of(Interval::Year), of(Interval::Month).map(|month| month * 10));
        }
    }
}

fn words(metric: Metric, limit: Limit) -> String {
    const GIB: i64 = 1 << 30;
    match limit {
        Limit::Unlimited => "no limit".to_owned(),
        Limit::AtMost(bytes) if metric == Metric::StorageBytes && bytes >= 1_024 * GIB => format!("{} TiB", bytes / (1_024 * GIB)),
        Limit::AtMost(bytes) if metric == Metric::StorageBytes => format!("{} GiB", bytes / GIB),
        Limit::AtMost(most) => {
            let digits = most.to_string();
            let grouped: Vec<String> = digits.as_bytes().rchunks(3).rev().map(|part| String::from_utf8_lossy(part).into_owned()).collect();
            grouped.join(",")
        }
    }
}
