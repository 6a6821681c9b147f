//! Products, prices and the portal's settings.

use billing::payments::{PaymentError, PaymentProvider};
use domain::{money::Currency, subscriptions::Offer};
use stripe_double::CallFaultKind;

use crate::shop::{PRO, STARTER, Shop, TERMS, client};

#[tokio::test]
async fn the_second_run_changes_nothing() {
    let shop = Shop::empty(false);
    let first = shop.sync_catalog(TERMS).await.unwrap();
    assert_eq!(first.changes.len(), 3 + 6 + 1, "{:#?}", first.changes);
    let written = shop.asked("POST", "/v1/").len();
    assert!(shop.sync_catalog(TERMS).await.unwrap().changes.is_empty());
    assert_eq!(shop.asked("POST", "/v1/").len(), written);
    assert!(shop.asked("POST", "/v1/").iter().all(|it| it.idempotency_key.is_some()));

    let prices = shop.objects("price");
    assert_eq!(prices.len(), 6);
    for offer in Offer::all() {
        let price = prices.iter().find(|it| it["lookup_key"] == offer.lookup_key().as_str()).unwrap();
        for currency in Currency::ALL {
            let wanted = offer.plan.price(offer.interval, currency).unwrap().minor;
            assert_eq!(price["currency_options"][currency.as_str()]["unit_amount"], wanted);
        }
        assert_eq!((&price["currency"], &price["tax_behavior"]), (&"usd".into(), &"exclusive".into()));
        assert_eq!(price["recurring"]["interval"], offer.interval.as_str());
        assert_eq!(price["product"], format!("lyceum_{}", offer.plan.as_str()));
    }
    let features = &shop.objects("billing_portal.configuration")[0]["features"];
    assert_eq!(features["subscription_cancel"]["enabled"], false);
    assert_eq!(features["subscription_update"]["enabled"], false);
    assert_eq!(features["payment_method_update"]["enabled"], true);
    assert_eq!(features["customer_update"]["allowed_updates"], serde_json::json!(["email", "address", "tax_id"]));
}

#[tokio::test]
async fn what_somebody_altered_at_stripe_is_set_right_and_only_that() {
    let shop = Shop::open().await;
    let price = |key: &str| shop.objects("price").into_iter().find(|it| it["lookup_key"] == key).unwrap();
    let old = price("lyceum_pro_month")["id"].as_str().unwrap().to_owned();
    shop.post(&format!("prices/{old}"), "currency_options[eur][unit_amount]=1").await;
    let marked = price("lyceum_starter_month")["id"].as_str().unwrap().to_owned();
    shop.post(&format!("prices/{marked}"), "metadata[lyceum_offer]=").await;
    shop.post("products/lyceum_business", "active=false&name=Gold").await;
    let configuration = shop.objects("billing_portal.configuration")[0]["id"].as_str().unwrap().to_owned();
    shop.post(&format!("billing_portal/configurations/{configuration}"), "features[subscription_cancel][enabled]=true").await;

    let report = shop.sync_catalog(TERMS).await.unwrap();
    assert_eq!(
        report.changes,
        [
            "product lyceum_business made active".to_owned(),
            "price lyceum_starter_month marked".to_owned(),
            "price lyceum_pro_month replaced".to_owned(),
            format!("portal {configuration} set right"),
        ]
    );
    assert!(shop.sync_catalog(TERMS).await.unwrap().changes.is_empty());
    assert_eq!(shop.object("price", &old)["active"], false);
    assert_eq!(price("lyceum_pro_month")["currency_options"]["eur"]["unit_amount"], 9_100);
    assert_eq!(shop.object("product", "lyceum_business")["name"], "Gold", "an operator's own words stay");
    assert_eq!(shop.sync_catalog("https://lyceum.test/other").await.unwrap().changes, [format!("portal {configuration} set right")]);
}

#[tokio::test]
async fn whoever_pays_an_old_price_keeps_the_plan() {
    let shop = Shop::open().await;
    let (customer, before) = shop.subscribed(PRO).await;
    let old = shop.objects("price").into_iter().find(|it| it["lookup_key"] == "lyceum_pro_month").unwrap();
    shop.post(&format!("prices/{}", old["id"].as_str().unwrap()), "currency_options[eur][unit_amount]=9000").await;
    shop.change_at_period_end(&before, STARTER, "down").await.unwrap();
    let starter = shop.objects("price").into_iter().find(|it| it["lookup_key"] == "lyceum_starter_month").unwrap();
    shop.post(&format!("prices/{}", starter["id"].as_str().unwrap()), "currency_options[eur][unit_amount]=1").await;
    assert_eq!(shop.sync_catalog(TERMS).await.unwrap().changes.len(), 2);

    let after = shop.only(&customer).await;
    assert_eq!(after.offer, Some(PRO));
    assert_eq!(after.scheduled.and_then(|it| it.offer), Some(STARTER));
}

#[tokio::test]
async fn a_run_that_is_interrupted_is_taken_up_by_the_next() {
    let shop = Shop::empty(false);
    shop.faults((0..3).map(|_| stripe_double::CallFault::once(CallFaultKind::ServerError).of("POST", "/v1/prices")).collect());
    assert!(matches!(shop.sync_catalog(TERMS).await, Err(PaymentError::Unavailable(_))));
    assert_eq!((shop.objects("product").len(), shop.objects("price").len()), (3, 0));
    assert_eq!(shop.sync_catalog(TERMS).await.unwrap().changes.len(), 7);
    shop.fault(CallFaultKind::TimeoutAfterSuccess, "POST", "/v1/prices");
    assert!(shop.sync_catalog(TERMS).await.unwrap().changes.is_empty());
}

#[tokio::test]
async fn prices_are_looked_up_once_in_five_minutes_and_missing_ones_each_time() {
    let shop = Shop::empty(false);
    let customer = shop.customer().await;
    for _ in 0..2 {
        let missing = shop.create_checkout(&Shop::wanted(&customer, PRO, None), "checkout").await.unwrap_err();
        assert!(matches!(&missing, PaymentError::Missing(text) if text.contains("lyceum stripe sync")), "{missing}");
    }
    assert_eq!(shop.asked("GET", "/v1/prices").len(), 2);
    // another process makes the catalog
    client(&shop.double, false).sync_catalog(TERMS).await.unwrap();
    let lookups = shop.asked("GET", "/v1/prices").len();
    for (moment, expected) in [(0, 1), (299, 1), (300, 2)] {
        shop.double.advance_to(crate::shop::NEW_YEAR + moment);
        shop.checkout(&customer, PRO, None).await;
        assert_eq!(shop.asked("GET", "/v1/prices").len(), lookups + expected, "after {moment} seconds");
    }
}
