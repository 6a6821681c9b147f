//! Subscriptions as they are told of.

use billing::payments::PaymentProvider;
use domain::subscriptions::SubscriptionStatus;
use stripe_double::{Card, Dunning};

use crate::shop::{DAY, HOUR, JANUARY, NEW_YEAR, PRO, Shop, at};

#[tokio::test]
async fn a_payment_is_missing_since_the_bill_was_written() {
    let shop = Shop::open().await;
    shop.double.set_dunning(Dunning { retry_days: vec![3], then: "past_due".to_owned() });
    let (customer, paid) = shop.subscribed(PRO).await;
    assert_eq!(paid.owes_since, None);
    shop.double.set_card(&customer, Card::FailsLater).unwrap();
    shop.double.advance(JANUARY + HOUR);
    let owing = shop.only(&customer).await;
    assert_eq!((owing.status, owing.owes_since), (SubscriptionStatus::PastDue, Some(at(NEW_YEAR + JANUARY))));
    // the next bill does not make the debt younger
    shop.double.advance(28 * DAY + HOUR);
    assert_eq!(shop.only(&customer).await.owes_since, Some(at(NEW_YEAR + JANUARY)));
}

#[tokio::test]
async fn a_debt_that_is_given_up_is_told_of_as_unpaid_or_ended() {
    for (then, expected) in [("unpaid", SubscriptionStatus::Unpaid), ("canceled", SubscriptionStatus::Canceled)] {
        let shop = Shop::open().await;
        shop.double.set_dunning(Dunning { retry_days: vec![3], then: then.to_owned() });
        let (customer, _) = shop.subscribed(PRO).await;
        shop.double.set_card(&customer, Card::FailsLater).unwrap();
        shop.double.advance(JANUARY + 4 * DAY);
        let met = shop.only(&customer).await;
        let since = Some(at(NEW_YEAR + JANUARY)).filter(|_| expected.owes());
        assert_eq!((met.status, met.owes_since), (expected, since));
    }
}

#[tokio::test]
async fn every_page_of_subscriptions_is_read() {
    let shop = Shop::open().await;
    let (customer, first) = shop.subscribed(PRO).await;
    let price = shop.object("subscription", &first.id)["items"]["data"][0]["price"]["id"].as_str().unwrap().to_owned();
    for _ in 0..101 {
        let id = shop.post("subscriptions", &format!("customer={customer}&currency=eur&items[0][price]={price}")).await;
        shop.cancel_now(id["id"].as_str().unwrap(), "end").await.unwrap();
    }
    let all = shop.subscriptions(&customer).await.unwrap();
    assert_eq!(all.len(), 102);
    assert_eq!(all.iter().filter(|it| it.status.is_live()).count(), 1);
    assert_eq!(shop.asked("GET", "/v1/subscriptions").len(), 1 + 2);
}

#[tokio::test]
async fn a_price_and_a_currency_of_others_are_none() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let price = shop.post("prices", "currency=chf&unit_amount=100&recurring[interval]=month&product_data[name]=Other").await;
    shop.post("subscriptions", &format!("customer={customer}&items[0][price]={}&trial_period_days=3", price["id"].as_str().unwrap())).await;
    let met = shop.only(&customer).await;
    assert_eq!((met.offer, met.currency), (None, None));
    assert!(shop.preview_change(&met, PRO, at(NEW_YEAR)).await.is_err());
}

#[tokio::test]
async fn ending_a_surplus_subscription_twice_ends_it_once() {
    let shop = Shop::open().await;
    let (customer, paid) = shop.subscribed(PRO).await;
    shop.cancel_now(&paid.id, "end").await.unwrap();
    shop.cancel_now(&paid.id, "end").await.unwrap();
    shop.cancel_now("sub_none", "end").await.unwrap();
    assert_eq!(shop.only(&customer).await.status, SubscriptionStatus::Canceled);
    let sent = &shop.asked("DELETE", "/v1/subscriptions")[0].params;
    assert_eq!((&sent["prorate"], &sent["invoice_now"]), (&"true".into(), &"true".into()), "what was paid becomes a credit");
}
