use proptest::prelude::*;

use super::*;

fn moment(days: i64) -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000 + days * 86_400, 0).unwrap()
}

fn subscription(id: &str, day: i64, status: SubscriptionStatus) -> ProvidedSubscription {
    ProvidedSubscription {
        id: id.to_owned(),
        item_id: format!("si_{id}"),
        created_at: moment(day),
        status,
        offer: None,
        currency: None,
        trial_ends_at: None,
        period_started_at: None,
        period_ends_at: None,
        cancels_at: None,
        scheduled: None,
        owes_since: None,
    }
}

#[test]
fn the_oldest_live_subscription_counts_and_the_other_live_ones_are_surplus() {
    let all = vec![
        subscription("late", 3, SubscriptionStatus::Active),
        subscription("ended", 9, SubscriptionStatus::Canceled),
        subscription("first", 1, SubscriptionStatus::PastDue),
    ];
    let chosen = choose(all);
    assert_eq!(chosen.counts.unwrap().id, "first");
    assert_eq!(chosen.surplus.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["late"]);
    let ended = vec![subscription("b", 2, SubscriptionStatus::Canceled), subscription("a", 1, SubscriptionStatus::IncompleteExpired)];
    assert_eq!(choose(ended).counts.unwrap().id, "b");
    assert_eq!(choose(Vec::new()), Chosen { counts: None, surplus: Vec::new() });
}

#[test]
fn a_missing_payment_costs_nothing_for_fourteen_days() {
    let at = |day, status| Standing::at(moment(day), status, Some(moment(0)));
    assert_eq!(at(13, SubscriptionStatus::PastDue), Standing::Grace);
    assert_eq!(at(14, SubscriptionStatus::PastDue), Standing::ReadOnly);
    assert_eq!(at(13, SubscriptionStatus::Unpaid), Standing::Grace);
    assert_eq!(at(400, SubscriptionStatus::Active), Standing::Good, "the bill was paid after all");
    assert_eq!(Standing::at(moment(0), SubscriptionStatus::Unpaid, None), Standing::ReadOnly);
}

#[test]
fn larger_comes_at_once_and_smaller_with_the_next_period() {
    let offer = |plan, interval| Offer { plan, interval };
    let (month, year) = (Interval::Month, Interval::Year);
    let between = |a, b| ChangeKind::between(a, b);
    assert_eq!(between(offer(Plan::Starter, year), offer(Plan::Pro, month)), Some(ChangeKind::Now));
    assert_eq!(between(offer(Plan::Pro, month), offer(Plan::Pro, year)), Some(ChangeKind::Now));
    assert_eq!(between(offer(Plan::Pro, year), offer(Plan::Pro, month)), Some(ChangeKind::AtPeriodEnd));
    assert_eq!(between(offer(Plan::Pro, month), offer(Plan::Starter, year)), Some(ChangeKind::AtPeriodEnd));
    assert_eq!(between(offer(Plan::Pro, month), offer(Plan::Pro, month)), None);
}

#[test]
fn every_offer_is_found_by_its_key() {
    assert_eq!(Offer::all().count(), 6);
    for offer in Offer::all() {
        assert_eq!(Offer::by_lookup_key(&offer.lookup_key()), Some(offer));
    }
    assert_eq!(Offer::by_lookup_key("lyceum_contract_month"), None);
}

proptest! {
    #[test]
    fn what_is_chosen_does_not_depend_on_the_order(
        (listed, shuffled) in proptest::collection::vec((0_i64..6, 0_usize..9), 0..6).prop_flat_map(|rows| {
            let all: Vec<_> = rows
                .into_iter()
                .enumerate()
                .map(|(at, (day, status))| subscription(&format!("s{at}"), day, SubscriptionStatus::ALL[status]))
                .collect();
            (Just(all.clone()), Just(all).prop_shuffle())
        })
    ) {
        let live = listed.iter().filter(|it| it.status.is_live()).count();
        let (one, other) = (choose(listed), choose(shuffled));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.surplus.len(), live.saturating_sub(1));
    }
}
