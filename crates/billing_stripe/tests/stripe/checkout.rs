//! Payment pages.

use billing::payments::{Closed, NewCheckout, PaymentError, PaymentProvider};
use domain::{money::Currency, subscriptions::SubscriptionStatus};
use stripe_double::{CallFaultKind, Card};

use crate::shop::{DAY, HOUR, NEW_YEAR, ORG, PRO, PRO_YEARLY, Shop, TERMS, at};

#[tokio::test]
async fn a_page_without_a_trial_takes_the_whole_price_at_once() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let wanted = NewCheckout { currency: Currency::Gbp, ..Shop::wanted(&customer, PRO_YEARLY, None) };
    let page = shop.create_checkout(&wanted, "checkout-1").await.unwrap();
    assert!(page.url.contains(&page.id), "{page:?}");
    let session = shop.object("checkout.session", &page.id);
    assert_eq!((&session["amount_total"], &session["currency"]), (&79_000.into(), &"gbp".into()));
    assert_eq!((&session["client_reference_id"], &session["metadata"]["org_id"]), (&ORG.to_string().into(), &ORG.to_string().into()));
    assert_eq!(session["payment_method_collection"], "always");

    shop.double.complete_checkout(&page.id, Some(Card::Works)).unwrap();
    let paid = shop.only(&customer).await;
    assert_eq!((paid.status, paid.offer, paid.currency), (SubscriptionStatus::Active, Some(PRO_YEARLY), Some(Currency::Gbp)));
    assert_eq!((paid.trial_ends_at, paid.period_ends_at), (None, Some(at(NEW_YEAR + 365 * DAY))));
    assert_eq!(shop.object("subscription", &paid.id)["metadata"]["org_id"], ORG.to_string());
    assert_eq!(shop.paid(), [79_000]);
}

#[tokio::test]
async fn a_trial_without_a_card_ends_by_itself() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let page = shop.checkout(&customer, PRO, Some(14)).await;
    shop.double.complete_checkout(&page.id, None).unwrap();
    let begun = shop.only(&customer).await;
    assert_eq!((begun.status, begun.trial_ends_at), (SubscriptionStatus::Trialing, Some(at(NEW_YEAR + 14 * DAY))));
    assert_eq!(begun.period_ends_at, begun.trial_ends_at);
    shop.double.advance(14 * DAY + HOUR);
    assert_eq!(shop.only(&customer).await.status, SubscriptionStatus::Canceled);
    assert_eq!(shop.paid(), [0_i64; 0]);
}

#[tokio::test]
async fn a_trial_with_a_card_is_paid_afterwards() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let page = shop.checkout(&customer, PRO, Some(14)).await;
    shop.double.complete_checkout(&page.id, Some(Card::Works)).unwrap();
    assert_eq!(shop.only(&customer).await.status, SubscriptionStatus::Trialing);
    shop.double.advance(14 * DAY + HOUR);
    assert_eq!(shop.only(&customer).await.status, SubscriptionStatus::Active);
    assert_eq!(shop.paid(), [9_100]);
}

#[tokio::test]
async fn a_page_that_is_asked_for_again_is_the_same_page() {
    for kind in [CallFaultKind::TimeoutAfterSuccess, CallFaultKind::RateLimit, CallFaultKind::Conflict] {
        let shop = Shop::open().await;
        let customer = shop.customer().await;
        shop.fault(kind, "POST", "/v1/checkout");
        let page = shop.checkout(&customer, PRO, None).await;
        shop.double.advance(5);
        assert_eq!(shop.checkout(&customer, PRO, None).await, page, "{kind:?}");
        assert_eq!(shop.objects("checkout.session").len(), 1);
    }
}

#[tokio::test]
async fn a_page_is_closed_unless_somebody_paid() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let unpaid = shop.checkout(&customer, PRO, None).await;
    shop.fault(CallFaultKind::TimeoutAfterSuccess, "POST", "/v1/checkout/sessions");
    assert_eq!(shop.close_checkout(&unpaid.id).await, Ok(Closed::Closed));
    assert_eq!(shop.close_checkout(&unpaid.id).await, Ok(Closed::Closed));
    assert!(shop.double.complete_checkout(&unpaid.id, Some(Card::Works)).is_err());
    // keys are remembered for a day
    shop.double.advance(25 * HOUR);
    let paid = shop.checkout(&customer, PRO, None).await;
    shop.double.complete_checkout(&paid.id, Some(Card::Works)).unwrap();
    assert_eq!(shop.close_checkout(&paid.id).await, Ok(Closed::WasPaid));
    assert!(matches!(shop.close_checkout("cs_none").await, Err(PaymentError::Missing(_))));
}

#[tokio::test]
async fn taxes_are_asked_for_where_stripe_reckons_them() {
    let shop = Shop::empty(true);
    shop.sync_catalog(TERMS).await.unwrap();
    let customer = shop.customer().await;
    let page = shop.checkout(&customer, PRO, Some(14)).await;
    let sent = &shop.asked("POST", "/v1/checkout/sessions")[0].params;
    assert_eq!(sent["automatic_tax"]["enabled"], "true");
    assert_eq!(sent["tax_id_collection"]["enabled"], "true");
    assert_eq!(sent["customer_update"], serde_json::json!({ "address": "auto", "name": "auto" }));
    shop.double.complete_checkout(&page.id, Some(Card::Works)).unwrap();
    let subscription = shop.only(&customer).await;
    assert_eq!(shop.object("subscription", &subscription.id)["automatic_tax"]["enabled"], true);
}

#[tokio::test]
async fn a_second_currency_of_a_customer_is_refused() {
    let shop = Shop::open().await;
    let (customer, _) = shop.subscribed(PRO).await;
    let wanted = NewCheckout { currency: Currency::Usd, ..Shop::wanted(&customer, PRO, None) };
    assert!(matches!(shop.create_checkout(&wanted, "checkout-2").await, Err(PaymentError::Refused(_))));
}
