//! Upgrades, downgrades, cancellations.

use billing::payments::{PaymentError, PaymentProvider};
use domain::{
    money::{Currency, Money},
    subscriptions::SubscriptionStatus,
};
use stripe_double::{CallFaultKind, Card};

use crate::shop::{BUSINESS, DAY, HOUR, JANUARY, NEW_YEAR, PRO, PRO_YEARLY, STARTER, Shop, at};

#[tokio::test]
async fn an_upgrade_costs_what_its_preview_said_and_is_charged_once_in_bad_weather() {
    for kind in [
        None,
        Some(CallFaultKind::TimeoutAfterSuccess),
        Some(CallFaultKind::ServerErrorAfterSuccess),
        Some(CallFaultKind::Timeout),
        Some(CallFaultKind::ServerError),
        Some(CallFaultKind::Conflict),
        Some(CallFaultKind::RateLimit),
    ] {
        let shop = Shop::open().await;
        let (customer, present) = shop.subscribed(STARTER).await;
        shop.double.advance(10 * DAY);
        let moment = at(NEW_YEAR + 10 * DAY);
        let preview = shop.preview_change(&present, PRO, moment).await.unwrap();
        // 21 of 31 days are left: 36.00 EUR of the old, 91.00 EUR of the new
        assert_eq!(preview.due_now, Money { minor: 3_726, currency: Currency::Eur });
        assert_eq!(preview.lines.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [-2_439, 6_165]);
        assert_eq!(shop.only(&customer).await, present, "a preview changes nothing");

        if let Some(kind) = kind {
            shop.fault(kind, "POST", "/v1/subscriptions");
        }
        shop.double.advance(60);
        shop.change_now(&present, PRO, moment, "up").await.unwrap();
        shop.change_now(&present, PRO, moment, "up").await.unwrap();
        assert_eq!(shop.paid(), [3_600, 3_726], "{kind:?}");
        let after = shop.only(&customer).await;
        assert_eq!((after.offer, after.period_ends_at), (Some(PRO), present.period_ends_at));
        assert!(
            shop.asked("POST", &format!("/v1/subscriptions/{}", present.id)).iter().all(|it| it.idempotency_key.as_deref() == Some("up"))
        );
    }
}

#[tokio::test]
async fn an_upgrade_that_nobody_answers_is_found_done_by_the_next_call() {
    let shop = Shop::open().await;
    let (_, present) = shop.subscribed(STARTER).await;
    let path = format!("/v1/subscriptions/{}", present.id);
    let silent = |kind, method: &str| stripe_double::CallFault {
        times: None,
        ..stripe_double::CallFault::once(kind).of(method, &path).lasting(5.0)
    };
    let mut reads = silent(CallFaultKind::ServerError, "GET");
    reads.after = 1;
    shop.faults(vec![silent(CallFaultKind::ServerErrorAfterSuccess, "POST"), reads]);
    assert!(matches!(shop.change_now(&present, PRO, at(NEW_YEAR), "up").await, Err(PaymentError::Unavailable(_))));
    shop.double.clear_faults();
    let written = shop.asked("POST", "/v1/").len();
    shop.change_now(&present, PRO, at(NEW_YEAR), "up-2").await.unwrap();
    assert_eq!(shop.asked("POST", "/v1/").len(), written, "nothing was left to do");
    assert_eq!(shop.paid(), [3_600, 5_500]);
}

#[tokio::test]
async fn an_upgrade_that_is_declined_changes_nothing() {
    let shop = Shop::open().await;
    let (customer, _) = shop.subscribed(PRO).await;
    shop.change_at_period_end(&shop.only(&customer).await, STARTER, "down").await.unwrap();
    shop.double.set_card(&customer, Card::FailsLater).unwrap();
    shop.double.advance(DAY);
    let before = shop.only(&customer).await;
    let declined = shop.change_now(&before, BUSINESS, at(NEW_YEAR + DAY), "up").await;
    assert!(matches!(declined, Err(PaymentError::Declined(_))), "{declined:?}");
    let after = shop.only(&customer).await;
    let waiting = |it: &domain::subscriptions::ProvidedSubscription| it.scheduled.as_ref().and_then(|it| it.offer);
    assert_eq!((after.offer, waiting(&after)), (Some(PRO), Some(STARTER)), "the change that waited waits again");
    assert_eq!((after.status, after.period_ends_at, shop.paid()), (before.status, before.period_ends_at, vec![9_100]));
    // with another card, and another key: Stripe keeps what it answered
    shop.double.set_card(&customer, Card::Works).unwrap();
    shop.change_now(&after, BUSINESS, at(NEW_YEAR + DAY), "up-2").await.unwrap();
    let raised = shop.only(&customer).await;
    assert_eq!((raised.offer, raised.scheduled), (Some(BUSINESS), None), "a change that waited is dropped");
}

#[tokio::test]
async fn a_trial_without_a_card_changes_without_a_payment() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let page = shop.checkout(&customer, STARTER, Some(14)).await;
    shop.double.complete_checkout(&page.id, None).unwrap();
    let trial = shop.only(&customer).await;
    shop.double.advance(DAY);
    assert_eq!(shop.preview_change(&trial, PRO, at(NEW_YEAR + DAY)).await.unwrap().due_now.minor, 0);
    shop.change_now(&trial, PRO, at(NEW_YEAR + DAY), "up").await.unwrap();
    let after = shop.only(&customer).await;
    assert_eq!((after.offer, after.status, after.trial_ends_at), (Some(PRO), SubscriptionStatus::Trialing, trial.trial_ends_at));
    shop.change_now(&after, PRO_YEARLY, at(NEW_YEAR + DAY), "year").await.unwrap();
    assert_eq!(shop.only(&customer).await.trial_ends_at, trial.trial_ends_at);
}

#[tokio::test]
async fn without_a_card_an_upgrade_is_declined() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let price = shop.objects("price").into_iter().find(|it| it["lookup_key"] == "lyceum_starter_month").unwrap();
    let form = format!("customer={customer}&currency=eur&items[0][price]={}&trial_period_days=1", price["id"].as_str().unwrap());
    shop.post("subscriptions", &form).await;
    shop.double.advance(DAY + HOUR);
    let owing = shop.only(&customer).await;
    assert_eq!(owing.status, SubscriptionStatus::PastDue);
    let declined = shop.change_now(&owing, PRO, at(NEW_YEAR + DAY + HOUR), "up").await;
    assert!(matches!(declined, Err(PaymentError::Declined(_))), "{declined:?}");
}

#[tokio::test]
async fn a_year_begins_at_once_and_the_month_is_credited() {
    let shop = Shop::open().await;
    let (customer, present) = shop.subscribed(PRO).await;
    shop.double.advance(JANUARY / 2);
    let moment = at(NEW_YEAR + JANUARY / 2);
    let preview = shop.preview_change(&present, PRO_YEARLY, moment).await.unwrap();
    assert_eq!(preview.due_now.minor, 91_000 - 4_550);
    shop.change_now(&present, PRO_YEARLY, moment, "year").await.unwrap();
    assert_eq!(shop.paid(), [9_100, 91_000 - 4_550]);
    assert_eq!(shop.only(&customer).await.period_ends_at, Some(at(NEW_YEAR + JANUARY / 2 + 365 * DAY)));
}

#[tokio::test]
async fn a_downgrade_comes_with_the_next_period() {
    for kind in
        [None, Some(CallFaultKind::TimeoutAfterSuccess), Some(CallFaultKind::ServerErrorAfterSuccess), Some(CallFaultKind::ServerError)]
    {
        let shop = Shop::open().await;
        let (customer, present) = shop.subscribed(PRO).await;
        if let Some(kind) = kind {
            shop.fault(kind, "POST", "/v1/subscription_schedules");
        }
        let done = shop.change_at_period_end(&present, STARTER, "down").await;
        assert!(done.is_ok() || kind == Some(CallFaultKind::ServerErrorAfterSuccess), "{kind:?} {done:?}");
        shop.change_at_period_end(&present, STARTER, "down").await.unwrap();
        let waiting = shop.only(&customer).await;
        assert_eq!((waiting.offer, waiting.scheduled.as_ref().and_then(|it| it.offer)), (Some(PRO), Some(STARTER)));
        assert_eq!(shop.objects("subscription_schedule").len(), 1);
        shop.double.advance(JANUARY + HOUR);
        let lower = shop.only(&customer).await;
        assert_eq!((lower.offer, shop.paid()), (Some(STARTER), vec![9_100, 3_600]));
        assert_eq!(lower.scheduled.and_then(|it| it.offer), None);
    }
}

#[tokio::test]
async fn another_downgrade_takes_the_place_of_the_first() {
    let shop = Shop::open().await;
    let (customer, present) = shop.subscribed(BUSINESS).await;
    shop.change_at_period_end(&present, PRO, "down").await.unwrap();
    shop.change_at_period_end(&present, STARTER, "down-2").await.unwrap();
    assert_eq!(shop.objects("subscription_schedule").len(), 1);
    shop.double.advance(JANUARY + HOUR);
    assert_eq!(shop.only(&customer).await.offer, Some(STARTER));
    // after the change its phase still runs, and does not stand in the way
    let lower = shop.only(&customer).await;
    shop.change_now(&lower, PRO, at(NEW_YEAR + JANUARY + HOUR), "up").await.unwrap();
    assert_eq!(shop.only(&customer).await.offer, Some(PRO));
}

#[tokio::test]
async fn a_cancellation_waits_for_the_end_of_the_period_and_can_be_taken_back() {
    let shop = Shop::open().await;
    let (customer, present) = shop.subscribed(PRO).await;
    shop.change_at_period_end(&present, STARTER, "down").await.unwrap();
    shop.fault(CallFaultKind::ServerErrorAfterSuccess, "POST", &format!("/v1/subscriptions/{}", present.id));
    shop.cancel_at_period_end(&present, "cancel").await.unwrap();
    shop.cancel_at_period_end(&present, "cancel").await.unwrap();
    let leaving = shop.only(&customer).await;
    assert_eq!((leaving.cancels_at, leaving.scheduled.as_ref()), (present.period_ends_at, None));
    assert_eq!(leaving.status, SubscriptionStatus::Active);
    shop.resume(&leaving, "resume").await.unwrap();
    shop.resume(&leaving, "resume").await.unwrap();
    assert_eq!(shop.only(&customer).await.cancels_at, None);
    shop.cancel_at_period_end(&present, "cancel-2").await.unwrap();
    shop.double.advance(JANUARY);
    assert_eq!(shop.only(&customer).await.status, SubscriptionStatus::Canceled);
    assert!(matches!(shop.resume(&present, "resume-2").await, Err(PaymentError::Refused(_))));
}

#[tokio::test]
async fn a_downgrade_an_upgrade_and_a_resumption_take_a_cancellation_back() {
    let shop = Shop::open().await;
    let (customer, present) = shop.subscribed(PRO).await;
    shop.cancel_at_period_end(&present, "cancel").await.unwrap();
    shop.change_at_period_end(&present, STARTER, "down").await.unwrap();
    let down = shop.only(&customer).await;
    assert_eq!((down.cancels_at, down.scheduled.as_ref().and_then(|it| it.offer)), (None, Some(STARTER)));
    shop.resume(&down, "resume").await.unwrap();
    assert_eq!(shop.only(&customer).await.scheduled, None);
    shop.cancel_at_period_end(&present, "cancel-2").await.unwrap();
    shop.change_now(&present, BUSINESS, at(NEW_YEAR), "up").await.unwrap();
    assert_eq!(shop.only(&customer).await.cancels_at, None);
}

#[tokio::test]
async fn an_end_on_a_day_that_somebody_chose_is_taken_back_too() {
    let shop = Shop::open().await;
    let (customer, present) = shop.subscribed(PRO).await;
    let day = NEW_YEAR + 10 * DAY;
    shop.post(&format!("subscriptions/{}", present.id), &format!("cancel_at={day}")).await;
    assert_eq!(shop.only(&customer).await.cancels_at, Some(at(day)));
    shop.resume(&present, "resume").await.unwrap();
    assert_eq!(shop.only(&customer).await.cancels_at, None);
}

#[tokio::test]
async fn a_credit_for_the_next_bill_is_below_zero() {
    let shop = Shop::open().await;
    let (_, present) = shop.subscribed(PRO).await;
    shop.double.advance(10 * DAY);
    let preview = shop.preview_change(&present, STARTER, at(NEW_YEAR + 10 * DAY)).await.unwrap();
    assert_eq!(preview.due_now.minor, -3_726);
    assert_eq!(preview.lines.iter().map(|line| line.amount.minor).sum::<i64>(), -3_726);
}
