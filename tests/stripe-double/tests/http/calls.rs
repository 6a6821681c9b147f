//! How calls are read, refused, repeated and listed.

use std::time::Duration;

use reqwest::Method;
use stripe_double::{CallFault, CallFaultKind, FaultsPatch};

use crate::shop::{DAY, Shop};

#[actix_web::test]
async fn the_same_key_and_parameters_replay_the_same_answer() {
    let shop = Shop::open().await;
    let first = shop.send(Method::POST, "customers", "email=a@b.c&name=Ann", Some("key-1")).await;
    let second = shop.send(Method::POST, "customers", "name=Ann&email=a@b.c", Some("key-1")).await;
    assert_eq!((first.status, first.is_replay, second.is_replay), (200, false, true));
    assert_eq!(first.body, second.body);
    assert_eq!(shop.get("customers").await.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_key_with_other_parameters_is_refused() {
    let shop = Shop::open().await;
    shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await;
    for (path, form) in [("customers", "email=other@b.c"), ("products", "email=a@b.c")] {
        let refused = shop.send(Method::POST, path, form, Some("key-1")).await;
        assert_eq!((refused.status, refused.text("error.type")), (400, "idempotency_error"));
    }
}

#[actix_web::test]
async fn a_key_whose_first_request_is_under_way_is_a_conflict() {
    let shop = Shop::open().await;
    let slow = CallFault::once(CallFaultKind::Delay).lasting(0.5);
    shop.double.set_faults(FaultsPatch { calls: Some(vec![slow]), ..FaultsPatch::default() });
    let first = shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1"));
    let second = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.status, second.status, second.text("error.code")), (200, 409, "idempotency_key_in_use"));
    let third = shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await;
    assert!(third.is_replay);
}

#[actix_web::test]
async fn of_many_requests_with_one_key_at_once_one_is_carried_out() {
    let shop = std::rc::Rc::new(Shop::open().await);
    let send = |shop: std::rc::Rc<Shop>| async move { shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await.status };
    let sent: Vec<_> = (0..50).map(|_| actix_web::rt::spawn(send(shop.clone()))).collect();
    for status in sent {
        assert!([200, 409].contains(&status.await.unwrap()));
    }
    assert_eq!(shop.get("customers").await.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_key_is_forgotten_after_a_day() {
    let shop = Shop::open().await;
    let first = shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await;
    shop.double.advance(DAY + 1);
    let second = shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await;
    assert!(!second.is_replay);
    assert_ne!(first.text("id"), second.text("id"));
}

#[actix_web::test]
async fn a_request_that_was_refused_does_not_use_its_key_up() {
    let shop = Shop::open().await;
    let refused = shop.send(Method::POST, "customers", "email=nonsense", Some("key-1")).await;
    assert_eq!((refused.status, refused.text("error.param")), (400, "email"));
    assert_eq!(shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await.status, 200);
}

#[actix_web::test]
async fn a_wrong_key_of_the_account_is_refused() {
    let shop = Shop::open().await;
    let url = format!("{}/v1/customers", shop.double.url);
    let answer = shop.client.get(&url).bearer_auth("sk_test_wrong").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    let answer = shop.client.get(&url).basic_auth("sk_test_double", Some("")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[actix_web::test]
async fn unknown_parameters_objects_and_addresses_are_refused_as_stripe_does() {
    let shop = Shop::open().await;
    let unknown = shop.post("customers", "emial=a@b.c").await;
    assert_eq!((unknown.status, unknown.text("error.code"), unknown.text("error.param")), (400, "parameter_unknown", "emial"));
    let nested = shop.session("subscription_data[trial_days]=14").await;
    assert_eq!((nested.status, nested.text("error.param")), (400, "subscription_data[trial_days]"));
    let listed = shop.post("subscriptions", "customer=cus_1&items[0][prize]=price_1").await;
    assert_eq!(listed.text("error.param"), "items[prize]");
    let missing = shop.get("customers/cus_none").await;
    assert_eq!((missing.status, missing.text("error.message")), (404, "No such customer: 'cus_none'"));
    let absent = shop.post("checkout/sessions", "mode=subscription").await;
    assert_eq!((absent.status, absent.text("error.code")), (400, "parameter_missing"));
    assert_eq!(shop.get("charges").await.status, 404);
}

#[actix_web::test]
async fn a_refused_request_changes_nothing() {
    let shop = Shop::open().await;
    let before = shop.double.everything()["objects"].clone();
    let form = "email=a@b.c&tax_id_data[0][type]=eu_vat&tax_id_data[0][value]=x";
    assert_eq!(shop.post("customers", form).await.text("error.code"), "tax_id_invalid");
    assert_eq!(shop.double.everything()["objects"], before);
}

#[actix_web::test]
async fn lists_go_on_where_the_cursor_stands() {
    let shop = Shop::open().await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(shop.post("customers", &format!("email=c{number}@b.c")).await.text("id").to_owned());
    }
    let first = shop.get("customers?limit=2").await;
    assert_eq!(
        (first.text("data.0.id"), first.text("data.1.id"), first.at("has_more").as_bool()),
        (made[4].as_str(), made[3].as_str(), Some(true))
    );
    let rest = shop.get(&format!("customers?limit=3&starting_after={}", made[3])).await;
    assert_eq!((rest.text("data.2.id"), rest.at("has_more").as_bool()), (made[0].as_str(), Some(false)));
    let back = shop.get(&format!("customers?limit=1&ending_before={}", made[2])).await;
    assert_eq!((back.text("data.0.id"), back.at("has_more").as_bool()), (made[3].as_str(), Some(true)));
    assert_eq!(shop.get("customers?email=c1@b.c").await.text("data.0.id"), made[1]);
    assert_eq!(shop.get("customers?limit=0").await.status, 400);
}

#[actix_web::test]
async fn a_deleted_customer_is_shown_as_deleted_and_its_subscriptions_end() {
    let shop = Shop::open().await;
    let (customer, subscription) = shop.subscribed(&shop.pro).await;
    assert_eq!(shop.delete(&format!("customers/{customer}")).await.at("deleted").as_bool(), Some(true));
    assert_eq!(shop.get(&format!("customers/{customer}")).await.at("deleted").as_bool(), Some(true));
    assert_eq!(shop.post(&format!("customers/{customer}"), "name=Bob").await.status, 404);
    assert_eq!(shop.subscription(&subscription).await.text("status"), "canceled");
    assert_eq!(shop.session(&format!("customer={customer}")).await.status, 400);
}

#[actix_web::test]
async fn a_lookup_key_is_one_prices_only_and_can_be_transferred() {
    let shop = Shop::open().await;
    let form = "currency=eur&unit_amount=9900&recurring[interval]=month&product_data[name]=Pro&lookup_key=Pro_month";
    assert_eq!(shop.post("prices", form).await.text("error.param"), "lookup_key");
    let taken = shop.post("prices", &format!("{form}&transfer_lookup_key=true")).await;
    let found = shop.get("prices?lookup_keys[]=Pro_month&lookup_keys[]=Starter_month").await;
    assert_eq!(found.body["data"].as_array().unwrap().len(), 2);
    assert_eq!(found.text("data.0.id"), taken.text("id"));
    assert!(shop.get(&format!("prices/{}", shop.pro)).await.at("lookup_key").is_null());
}

#[actix_web::test]
async fn an_amount_never_changes_and_other_currencies_show_when_expanded() {
    let shop = Shop::open().await;
    let refused = shop.post(&format!("prices/{}", shop.pro), "unit_amount=1").await;
    assert_eq!(refused.text("error.code"), "parameter_unknown");
    assert!(shop.get(&format!("prices/{}", shop.pro)).await.at("currency_options").is_null());
    let expanded = shop.get(&format!("prices/{}?expand[]=currency_options&expand[]=product", shop.pro)).await;
    assert_eq!((expanded.int("currency_options.usd.unit_amount"), expanded.text("product.name")), (9_600, "Pro"));
    let listed = shop.get("prices?expand[]=data.currency_options&expand[]=data.product").await;
    assert_eq!(listed.text("data.0.product.object"), "product");
    assert_eq!(shop.get(&format!("prices/{}?expand[]=nonsense", shop.pro)).await.status, 400);
    assert_eq!(shop.get("prices?expand[]=data.product.default_price.product.default_price").await.status, 400);
}

#[actix_web::test]
async fn tax_ids_belong_to_their_customer() {
    let shop = Shop::open().await;
    let (ann, bob) = (shop.customer().await, shop.customer().await);
    let made = shop.post(&format!("customers/{ann}/tax_ids"), "type=eu_vat&value=DE123456789").await;
    assert_eq!(made.text("country"), "DE");
    let id = made.text("id");
    assert_eq!(shop.get(&format!("customers/{ann}/tax_ids")).await.text("data.0.id"), id);
    assert_eq!(shop.delete(&format!("customers/{bob}/tax_ids/{id}")).await.status, 404);
    assert_eq!(shop.delete(&format!("customers/{ann}/tax_ids/{id}")).await.status, 200);
}
