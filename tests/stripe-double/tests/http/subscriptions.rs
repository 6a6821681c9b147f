//! The life of subscriptions, while time passes.

use stripe_double::{Card, Dunning};

use crate::shop::{DAY, NEW_YEAR, Shop};

/// Seconds of January.
const JANUARY: i64 = 31 * DAY;
const HOUR: i64 = 3_600;

#[actix_web::test]
async fn a_trial_becomes_active_fails_is_past_due_and_recovers() {
    let shop = Shop::open().await;
    let customer = shop.customer().await;
    let session = shop
        .session(&format!(
            "customer={customer}&client_reference_id=org-1&metadata[org]=1&payment_method_collection=if_required&subscription_data[trial_period_days]=14&subscription_data[metadata][org]=1"
        ))
        .await;
    assert_eq!((session.int("amount_total"), session.text("status")), (0, "open"));
    shop.double.complete_checkout(session.text("id"), None).unwrap();

    let done = shop.get(&format!("checkout/sessions/{}?expand[]=subscription&expand[]=customer", session.text("id"))).await;
    assert_eq!((done.text("status"), done.text("payment_status")), ("complete", "no_payment_required"));
    assert_eq!((done.text("subscription.status"), done.text("subscription.metadata.org")), ("trialing", "1"));
    assert_eq!(done.int("subscription.trial_end"), NEW_YEAR + 14 * DAY);
    let id = done.text("subscription.id").to_owned();

    shop.double.set_card(&customer, Card::Works).unwrap();
    shop.double.advance(11 * DAY);
    assert!(shop.events().await.contains(&"customer.subscription.trial_will_end".to_owned()));
    shop.double.advance(3 * DAY);
    let active = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!((active.text("status"), active.text("latest_invoice.status")), ("active", "draft"));
    shop.double.advance(HOUR);
    let paid = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!((paid.text("latest_invoice.status"), paid.int("latest_invoice.amount_paid")), ("paid", 9_100));

    shop.double.set_card(&customer, Card::FailsLater).unwrap();
    shop.double.advance(JANUARY + HOUR);
    let behind = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!((behind.text("status"), behind.text("latest_invoice.status")), ("past_due", "open"));
    assert_eq!(behind.int("latest_invoice.attempt_count"), 1);
    assert_eq!(shop.get(&format!("customers/{customer}")).await.at("delinquent").as_bool(), Some(true));
    let refused = shop.post(&format!("invoices/{}/pay", behind.text("latest_invoice.id")), "").await;
    assert_eq!((refused.status, refused.text("error.code")), (402, "card_declined"));

    shop.double.set_card(&customer, Card::Works).unwrap();
    shop.double.advance(3 * DAY);
    assert_eq!(shop.subscription(&id).await.text("status"), "active");
    assert_eq!(shop.get(&format!("customers/{customer}")).await.at("delinquent").as_bool(), Some(false));
}

#[actix_web::test]
async fn an_invoice_that_stays_unpaid_ends_the_subscription_as_configured() {
    for (then, expected) in [("canceled", "canceled"), ("unpaid", "unpaid"), ("past_due", "past_due")] {
        let shop = Shop::open().await;
        shop.double.set_dunning(Dunning { retry_days: vec![3, 5], then: then.to_owned() });
        let (customer, id) = shop.subscribed(&shop.pro).await;
        shop.double.set_card(&customer, Card::FailsLater).unwrap();
        shop.double.advance(JANUARY + HOUR + 7 * DAY);
        assert_eq!(shop.subscription(&id).await.text("status"), "past_due", "before the last attempt");
        shop.double.advance(DAY);
        let over = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
        assert_eq!((over.text("status"), over.int("latest_invoice.attempt_count")), (expected, 3));
        assert_eq!(shop.events().await.iter().filter(|kind| *kind == "invoice.payment_failed").count(), 3);
    }
}

#[actix_web::test]
async fn a_trial_without_a_card_ends_as_the_shop_wished() {
    for (wish, expected) in [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")] {
        let shop = Shop::open().await;
        let customer = shop.customer().await;
        let form = format!(
            "customer={customer}&items[0][price]={}&trial_period_days=14&trial_settings[end_behavior][missing_payment_method]={wish}",
            shop.pro
        );
        let id = shop.post("subscriptions", &form).await.text("id").to_owned();
        shop.double.advance(14 * DAY + HOUR);
        assert_eq!(shop.subscription(&id).await.text("status"), expected);
    }
}

#[actix_web::test]
async fn an_upgrade_in_the_middle_of_a_month_is_prorated_to_the_cent() {
    let shop = Shop::open().await;
    let (customer, id) = shop.subscribed(&shop.starter).await;
    shop.double.advance(10 * DAY);
    let item = shop.subscription(&id).await.text("items.data.0.id").to_owned();
    let change = format!("[items][0][id]={item}&subscription_details[items][0][price]={}", shop.pro);
    let preview = shop
        .post(
            "invoices/create_preview",
            &format!(
                "customer={customer}&subscription={id}&subscription_details{change}&subscription_details[proration_behavior]=always_invoice"
            ),
        )
        .await;
    // 21 of 31 days are left: 36.00 EUR of the old, 91.00 EUR of the new.
    assert_eq!((preview.int("lines.data.0.amount"), preview.int("lines.data.1.amount")), (-2_439, 6_165));
    assert_eq!((preview.int("amount_due"), preview.text("status")), (3_726, "draft"));
    assert_eq!(shop.subscription(&id).await.text("items.data.0.price.id"), shop.starter, "a preview changes nothing");

    let form = format!("items[0][id]={item}&items[0][price]={}&proration_behavior=always_invoice&expand[]=latest_invoice", shop.pro);
    let upgraded = shop.post(&format!("subscriptions/{id}"), &form).await;
    assert_eq!((upgraded.text("items.data.0.price.id"), upgraded.text("items.data.0.id")), (shop.pro.as_str(), item.as_str()));
    assert_eq!((upgraded.text("latest_invoice.status"), upgraded.int("latest_invoice.amount_paid")), ("paid", 3_726));
    assert_eq!(upgraded.int("items.data.0.current_period_end"), NEW_YEAR + JANUARY, "the period stays");

    shop.double.advance(21 * DAY + HOUR);
    let renewed = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!((renewed.int("latest_invoice.amount_paid"), renewed.text("latest_invoice.billing_reason")), (9_100, "subscription_cycle"));
}

#[actix_web::test]
async fn prorations_can_wait_for_the_next_invoice() {
    let shop = Shop::open().await;
    let (customer, id) = shop.subscribed(&shop.starter).await;
    shop.double.advance(10 * DAY);
    let item = shop.subscription(&id).await.text("items.data.0.id").to_owned();
    shop.post(&format!("subscriptions/{id}"), &format!("items[0][id]={item}&items[0][price]={}", shop.pro)).await;
    let upcoming = shop.post("invoices/create_preview", &format!("customer={customer}&subscription={id}")).await;
    assert_eq!(upcoming.int("amount_due"), 9_100 + 3_726);
    shop.double.advance(21 * DAY + HOUR);
    let renewed = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!(renewed.int("latest_invoice.amount_paid"), 9_100 + 3_726);
}

#[actix_web::test]
async fn a_change_to_a_year_begins_a_new_period_and_credits_the_old() {
    let shop = Shop::open().await;
    let (_, id) = shop.subscribed(&shop.pro).await;
    shop.post(&format!("subscriptions/{id}"), "cancel_at_period_end=true").await;
    shop.double.advance(31 * DAY / 2);
    let item = shop.subscription(&id).await.text("items.data.0.id").to_owned();
    let form = format!("items[0][id]={item}&items[0][price]={}&expand[]=latest_invoice", shop.pro_yearly);
    let changed = shop.post(&format!("subscriptions/{id}"), &form).await;
    assert_eq!(changed.int("latest_invoice.amount_paid"), 91_000 - 4_550);
    let end = NEW_YEAR + 31 * DAY / 2 + 365 * DAY;
    assert_eq!((changed.int("items.data.0.current_period_end"), changed.int("cancel_at")), (end, end));
}

#[actix_web::test]
async fn a_credit_stays_with_the_customer_and_pays_the_next_invoice() {
    let shop = Shop::open().await;
    let (customer, id) = shop.subscribed(&shop.pro).await;
    shop.double.advance(10 * DAY);
    let item = shop.subscription(&id).await.text("items.data.0.id").to_owned();
    let form = format!("items[0][id]={item}&items[0][price]={}&proration_behavior=always_invoice", shop.starter);
    shop.post(&format!("subscriptions/{id}"), &form).await;
    assert_eq!(shop.get(&format!("customers/{customer}")).await.int("balance"), -3_726);
    shop.double.advance(21 * DAY + HOUR);
    let renewed = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!((renewed.int("latest_invoice.total"), renewed.int("latest_invoice.amount_due")), (3_600, 0));
    assert_eq!(shop.get(&format!("customers/{customer}")).await.int("balance"), -126);
}

#[actix_web::test]
async fn an_upgrade_that_is_not_paid_changes_nothing_if_the_shop_wants_it_so() {
    let shop = Shop::open().await;
    let (customer, id) = shop.subscribed(&shop.starter).await;
    shop.double.set_card(&customer, Card::FailsLater).unwrap();
    let before = shop.subscription(&id).await;
    let form = format!(
        "items[0][id]={}&items[0][price]={}&proration_behavior=always_invoice&payment_behavior=error_if_incomplete",
        before.text("items.data.0.id"),
        shop.pro
    );
    let refused = shop.post(&format!("subscriptions/{id}"), &form).await;
    assert_eq!((refused.status, refused.text("error.code")), (402, "card_declined"));
    assert_eq!(shop.subscription(&id).await.body, before.body);
}

#[actix_web::test]
async fn what_is_cancelled_at_the_end_of_its_period_ends_there_unless_resumed() {
    let shop = Shop::open().await;
    let (_, leaving) = shop.subscribed(&shop.pro).await;
    let (_, staying) = shop.subscribed(&shop.pro).await;
    for id in [&leaving, &staying] {
        let cancelled = shop.post(&format!("subscriptions/{id}"), "cancel_at_period_end=true").await;
        assert_eq!((cancelled.text("status"), cancelled.int("cancel_at")), ("active", NEW_YEAR + JANUARY));
    }
    assert!(shop.post(&format!("subscriptions/{staying}"), "cancel_at_period_end=false").await.at("cancel_at").is_null());
    shop.double.advance(JANUARY);
    let ended = shop.subscription(&leaving).await;
    assert_eq!((ended.text("status"), ended.int("ended_at")), ("canceled", NEW_YEAR + JANUARY));
    assert_eq!(shop.subscription(&staying).await.text("status"), "active");
    assert_eq!(shop.post(&format!("subscriptions/{leaving}"), "cancel_at_period_end=false").await.status, 400);
    assert_eq!(shop.events().await.iter().filter(|kind| *kind == "customer.subscription.deleted").count(), 1);
}

#[actix_web::test]
async fn a_schedule_downgrades_at_the_end_of_the_period() {
    let shop = Shop::open().await;
    let (_, id) = shop.subscribed(&shop.pro).await;
    let schedule = shop.post("subscription_schedules", &format!("from_subscription={id}")).await;
    let named = schedule.text("id");
    let form = format!(
        "end_behavior=release&phases[0][items][0][price]={}&phases[0][start_date]={}&phases[0][end_date]={}&phases[1][items][0][price]={}&phases[1][iterations]=1&phases[1][proration_behavior]=none",
        shop.pro,
        schedule.int("current_phase.start_date"),
        schedule.int("current_phase.end_date"),
        shop.starter
    );
    assert_eq!(shop.post(&format!("subscription_schedules/{named}"), &form).await.int("phases.1.start_date"), NEW_YEAR + JANUARY);
    shop.double.advance(JANUARY - 1);
    assert_eq!(shop.subscription(&id).await.text("items.data.0.price.id"), shop.pro);
    shop.double.advance(HOUR + 1);
    let lower = shop.get(&format!("subscriptions/{id}?expand[]=latest_invoice")).await;
    assert_eq!((lower.text("items.data.0.price.id"), lower.int("latest_invoice.amount_paid")), (shop.starter.as_str(), 3_600));
    shop.double.advance(28 * DAY);
    assert!(shop.subscription(&id).await.at("schedule").is_null());
    assert_eq!(shop.get(&format!("subscription_schedules/{named}")).await.text("status"), "released");
}

#[actix_web::test]
async fn a_customer_pays_in_one_currency_only() {
    let shop = Shop::open().await;
    let (customer, id) = shop.subscribed(&shop.pro).await;
    let refused = shop.session(&format!("customer={customer}&currency=usd")).await;
    assert_eq!((refused.status, refused.text("error.param")), (400, "currency"));
    let refused = shop.post("subscriptions", &format!("customer={customer}&currency=usd&items[0][price]={}", shop.pro)).await;
    assert_eq!((refused.status, refused.text("error.param")), (400, "currency"));
    shop.delete(&format!("subscriptions/{id}")).await;
    let session = shop.session(&format!("customer={customer}&currency=usd")).await;
    assert_eq!((session.status, session.int("amount_total")), (200, 9_600));
    assert_eq!(shop.session("currency=chf").await.status, 400);
}

#[actix_web::test]
async fn a_year_of_renewals_is_twelve_invoices_and_a_first_one() {
    let shop = Shop::open().await;
    let (customer, _) = shop.subscribed(&shop.pro).await;
    shop.double.advance(365 * DAY + HOUR);
    let invoices = shop.get(&format!("invoices?customer={customer}&status=paid&limit=100")).await;
    assert_eq!(invoices.body["data"].as_array().unwrap().len(), 13);
    assert!(invoices.text("data.0.number").ends_with("-0013"));
}

#[actix_web::test]
async fn a_first_payment_that_fails_leaves_the_subscription_incomplete_until_it_expires() {
    let shop = Shop::open().await;
    let customer = shop.customer_with("pm_card_chargeCustomerFail").await;
    let opened = shop.post("subscriptions", &format!("customer={customer}&items[0][price]={}", shop.pro)).await;
    assert_eq!(opened.text("status"), "incomplete");
    shop.double.advance(23 * HOUR);
    assert_eq!(shop.subscription(opened.text("id")).await.text("status"), "incomplete_expired");
}
