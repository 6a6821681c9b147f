//! Signed events, and the ways in which they arrive wrong.

use aws_lc_rs::digest::{SHA256, digest};
use stripe_double::{FaultsPatch, RETRY_SECONDS, Release, Tamper, WebhookModes};

use crate::{receiver::Receiver, shop::Shop};

/// HMAC-SHA256 as RFC 2104 writes it down, from nothing but the digest.
fn hmac(secret: &str, message: &str) -> String {
    let mut key = secret.as_bytes().to_vec();
    assert!(key.len() <= 64);
    key.resize(64, 0);
    let inner: Vec<u8> = key.iter().map(|byte| byte ^ 0x36).chain(message.bytes()).collect();
    let outer: Vec<u8> = key.iter().map(|byte| byte ^ 0x5c).chain(digest(&SHA256, &inner).as_ref().to_vec()).collect();
    digest(&SHA256, &outer).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_well_signed(secret: &str, signature: &str, body: &str) -> bool {
    let (moment, tag) = signature.split_once(",v1=").unwrap();
    hmac(secret, &format!("{}.{body}", moment.strip_prefix("t=").unwrap())) == tag
}

async fn open() -> (Shop, Receiver) {
    let (shop, receiver) = (Shop::open().await, Receiver::start());
    shop.double.deliver_to(&receiver.url);
    (shop, receiver)
}

fn modes(shop: &Shop, webhooks: WebhookModes) {
    shop.double.set_faults(FaultsPatch { webhooks: Some(webhooks), ..FaultsPatch::default() });
}

#[actix_web::test]
async fn events_arrive_in_order_with_a_signature_over_their_bytes() {
    let (shop, receiver) = open().await;
    shop.subscribed(&shop.pro).await;
    shop.double.settle().await;
    assert_eq!(receiver.kinds(), shop.events().await);
    assert_eq!(
        receiver.kinds(),
        [
            "customer.created",
            "payment_method.attached",
            "customer.updated",
            "customer.subscription.created",
            "customer.updated",
            "invoice.created",
            "invoice.finalized",
            "invoice.updated",
            "invoice.paid",
            "invoice.payment_succeeded",
            "customer.subscription.updated",
        ]
    );
    for arrived in receiver.arrived() {
        assert!(is_well_signed(&shop.double.webhook_secret, arrived.signature.as_deref().unwrap(), &arrived.body));
        assert_eq!(shop.get(&format!("events/{}", arrived.id())).await.body, arrived.event());
    }
    let last = receiver.arrived().pop().unwrap().event();
    assert_eq!(last["data"]["previous_attributes"]["status"], "incomplete");
}

#[actix_web::test]
async fn every_way_of_tampering_is_what_it_says() {
    for tamper in [Tamper::Body, Tamper::Signature, Tamper::Secret, Tamper::Stale, Tamper::Unsigned, Tamper::Account, Tamper::Livemode] {
        let (shop, receiver) = open().await;
        modes(&shop, WebhookModes { tamper: Some(tamper), ..WebhookModes::default() });
        shop.customer().await;
        shop.double.settle().await;
        let arrived = receiver.arrived().pop().unwrap();
        let signature = arrived.signature.clone();
        let is_good = signature.as_deref().is_some_and(|signature| is_well_signed(&shop.double.webhook_secret, signature, &arrived.body));
        assert_eq!(is_good, matches!(tamper, Tamper::Stale | Tamper::Account | Tamper::Livemode), "{tamper:?}");
        match tamper {
            Tamper::Unsigned => assert!(signature.is_none()),
            Tamper::Account => assert_eq!(arrived.event()["account"], "acct_of_somebody_else"),
            Tamper::Livemode => assert_eq!(arrived.event()["livemode"], true),
            Tamper::Stale => {
                let moment: i64 = signature.unwrap()[2..].split(',').next().unwrap().parse().unwrap();
                assert!(chrono::Utc::now().timestamp() - moment >= 3_600);
            }
            Tamper::Body | Tamper::Signature | Tamper::Secret => {}
        }
    }
}

#[actix_web::test]
async fn duplicates_are_the_same_event_again() {
    let (shop, receiver) = open().await;
    modes(&shop, WebhookModes { extra_copies: 9, ..WebhookModes::default() });
    shop.customer().await;
    shop.double.settle().await;
    let arrived = receiver.arrived();
    assert_eq!(arrived.len(), 10);
    assert!(arrived.iter().all(|other| other.body == arrived[0].body));
}

#[actix_web::test]
async fn reordered_events_arrive_the_last_first() {
    let (shop, receiver) = open().await;
    modes(&shop, WebhookModes { reorder: 3, ..WebhookModes::default() });
    let mut made = Vec::new();
    for _ in 0..4 {
        made.push(shop.customer().await);
    }
    shop.double.settle().await;
    let arrived = |receiver: &Receiver| -> Vec<String> {
        receiver.arrived().iter().map(|it| it.event()["data"]["object"]["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(arrived(&receiver), [made[2].clone(), made[1].clone(), made[0].clone()]);
    assert_eq!(shop.double.release(&Release::default()), 1);
    shop.double.settle().await;
    assert_eq!(arrived(&receiver).last(), made.last());
}

#[actix_web::test]
async fn held_events_arrive_when_released_in_the_order_that_is_asked_for() {
    let (shop, receiver) = open().await;
    modes(&shop, WebhookModes { hold: true, ..WebhookModes::default() });
    for _ in 0..3 {
        shop.customer().await;
    }
    shop.double.settle().await;
    assert!(receiver.arrived().is_empty());
    let held = shop.double.held();
    shop.double.advance(3 * 86_400);
    let order = vec![held[2].clone(), held[0].clone(), held[2].clone()];
    shop.double.release(&Release { events: order.clone(), reversed: false });
    shop.double.settle().await;
    let ids: Vec<String> = receiver.arrived().iter().map(crate::receiver::Arrived::id).collect();
    assert_eq!((ids, shop.double.held()), (order, vec![held[1].clone()]));
}

#[actix_web::test]
async fn a_delay_is_waited_for() {
    let (shop, receiver) = open().await;
    modes(&shop, WebhookModes { delay_seconds: 0.3, ..WebhookModes::default() });
    let begun = std::time::Instant::now();
    shop.customer().await;
    shop.double.settle().await;
    assert_eq!(receiver.arrived().len(), 1);
    assert!(begun.elapsed().as_millis() >= 300);
}

#[actix_web::test]
async fn what_is_not_taken_comes_again_for_three_days_and_no_longer() {
    let (shop, receiver) = open().await;
    receiver.answer(500);
    shop.customer().await;
    shop.double.settle().await;
    for wait in RETRY_SECONDS {
        shop.double.advance(wait - 1);
        let before = receiver.arrived().len();
        shop.double.advance(1);
        shop.double.settle().await;
        assert_eq!(receiver.arrived().len(), before + 1);
    }
    shop.double.advance(30 * 86_400);
    shop.double.settle().await;
    assert_eq!(receiver.arrived().len(), RETRY_SECONDS.len() + 1);
    assert_eq!(shop.double.deliveries().last().map(|last| (last.attempt, last.status)), Some((10, Some(500))));
}

#[actix_web::test]
async fn events_of_unknown_types_and_bodies_that_nobody_can_read_are_sent_well_signed() {
    let (shop, receiver) = open().await;
    let id = shop.double.emit("something.new", &serde_json::json!({ "object": "novelty", "id": "nov_1" }));
    shop.double.send_raw("{ this is no JSON");
    shop.double.settle().await;
    let arrived = receiver.arrived();
    assert_eq!((arrived[0].id(), arrived[1].body.as_str()), (id, "{ this is no JSON"));
    assert!(is_well_signed(&shop.double.webhook_secret, arrived[1].signature.as_deref().unwrap(), &arrived[1].body));
}
