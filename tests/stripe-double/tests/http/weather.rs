//! Calls in bad weather.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use stripe_double::{CallFault, CallFaultKind, FaultsPatch};

use crate::shop::Shop;

fn calls(shop: &Shop, calls: Vec<CallFault>) {
    shop.double.set_faults(FaultsPatch { calls: Some(calls), ..FaultsPatch::default() });
}

#[actix_web::test]
async fn a_call_that_times_out_after_success_is_found_done_by_its_key() {
    let shop = Shop::open().await;
    calls(&shop, vec![CallFault::once(CallFaultKind::TimeoutAfterSuccess).of("POST", "/v1/customers").lasting(30.0)]);
    let sent = shop
        .client
        .post(format!("{}/v1/customers", shop.double.url))
        .bearer_auth("sk_test_double")
        .header("Idempotency-Key", "key-1")
        .body("email=a@b.c")
        .timeout(Duration::from_millis(300))
        .send()
        .await;
    assert!(sent.unwrap_err().is_timeout());
    let again = shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await;
    assert_eq!((again.status, again.is_replay), (200, true));
    assert_eq!(shop.get("customers").await.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn conflict_limit_and_breakdown_do_nothing_and_pass() {
    let shop = Shop::open().await;
    for (kind, status) in [(CallFaultKind::Conflict, 409), (CallFaultKind::RateLimit, 429), (CallFaultKind::ServerError, 500)] {
        calls(&shop, vec![CallFault::once(kind)]);
        let key = format!("key-{status}");
        let email = format!("email=c{status}@b.c");
        assert_eq!(shop.send(Method::POST, "customers", &email, Some(&key)).await.status, status);
        assert_eq!(shop.get(&format!("customers?{email}")).await.body["data"], json!([]));
        assert_eq!(shop.send(Method::POST, "customers", &email, Some(&key)).await.status, 200);
    }
}

#[actix_web::test]
async fn a_breakdown_after_success_replays_and_yet_the_thing_is_there() {
    let shop = Shop::open().await;
    calls(&shop, vec![CallFault::once(CallFaultKind::ServerErrorAfterSuccess)]);
    assert_eq!(shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await.status, 500);
    let again = shop.send(Method::POST, "customers", "email=a@b.c", Some("key-1")).await;
    assert_eq!((again.status, again.is_replay), (500, true));
    assert_eq!(shop.get("customers").await.body["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn an_hour_down_is_an_hour_of_the_clock() {
    let shop = Shop::open().await;
    shop.double.set_faults(FaultsPatch { down_seconds: Some(3_600), ..FaultsPatch::default() });
    assert_eq!(shop.get("customers").await.status, 503);
    shop.double.advance(3_599);
    assert_eq!(shop.get("customers").await.status, 503);
    shop.double.advance(1);
    assert_eq!(shop.get("customers").await.status, 200);
}

#[actix_web::test]
async fn a_fault_hits_the_calls_that_it_is_for_as_often_as_it_says() {
    let shop = Shop::open().await;
    let mut fault = CallFault::once(CallFaultKind::ServerError).of("GET", "/v1/products");
    (fault.times, fault.after) = (Some(2), 1);
    calls(&shop, vec![fault]);
    let mut met = Vec::new();
    for _ in 0..4 {
        assert_eq!(shop.get("customers").await.status, 200);
        met.push(shop.get("products").await.status);
    }
    assert_eq!(met, [200, 500, 500, 200]);
}

#[actix_web::test]
async fn the_control_endpoints_move_the_clock_change_the_weather_and_tell_what_was_asked() {
    let shop = Shop::open().await;
    let control = async |method: Method, path: &str, body: Value| -> Value {
        let answer = shop.client.request(method, format!("{}/_double/{path}", shop.double.url)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    };
    let before = shop.double.now();
    assert_eq!(control(Method::POST, "clock", json!({ "advance_seconds": 60 })).await["now"], before + 60);
    assert_eq!(control(Method::POST, "clock", json!({ "to": before + 90 })).await["now"], before + 90);
    control(Method::POST, "faults", json!({ "calls": [{ "kind": "rate_limit", "times": 1 }] })).await;
    control(Method::DELETE, "requests", json!({})).await;
    shop.send(Method::POST, "customers", "email=a@b.c&metadata[org]=1", Some("key-1")).await;
    shop.send(Method::POST, "customers", "email=a@b.c&metadata[org]=1", Some("key-1")).await;
    let asked = control(Method::GET, "requests", json!({})).await;
    assert_eq!((&asked[0]["status"], &asked[0]["fault"], &asked[1]["status"]), (&json!(429), &json!("rate_limit"), &json!(200)));
    assert_eq!((&asked[1]["params"]["metadata"]["org"], &asked[1]["idempotency_key"]), (&json!("1"), &json!("key-1")));
    let state = control(Method::GET, "state", json!({})).await;
    assert_eq!(state["objects"]["customer"].as_array().unwrap().len(), 1);
    control(Method::POST, "reset", json!({})).await;
    assert_eq!(control(Method::GET, "state", json!({})).await["objects"], json!({}));
}
