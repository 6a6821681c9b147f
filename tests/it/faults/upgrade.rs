//! F07: the process is killed between any two steps of an upgrade: one subscription, one charge, and a plan that is true.

use std::time::Duration;

use lyceum_tests::{Client, Installation, Node, PASSWORD, app::BASE, payments::session_of};
use serde_json::{Value, json};
use stripe_double::{CallFault, CallFaultKind, Card, Endpoint, FaultsPatch, StripeDouble};
use uuid::Uuid;

use super::{random, rounds};

const SECRET: &str = "whsec_of_the_tests";

#[tokio::test]
async fn a_kill_in_the_middle_of_an_upgrade_charges_once() {
    let stripe = StripeDouble::start().unwrap();
    let settings = [("stripe_key", stripe.api_key.as_str()), ("stripe_url", stripe.url.as_str()), ("stripe_webhook_secret", SECRET)];
    let place = Installation::with(&settings).await;
    lyceum::app::payments(&config(&settings), &lyceum::app::system_world()).unwrap().unwrap().sync_catalog("https://x.test").await.unwrap();
    let mut node = place.serve().await;
    for round in 0..rounds(4, 200) {
        stripe.clear_webhooks();
        let webhook = format!("http://127.0.0.1:{}/webhooks/stripe", node.port);
        stripe.add_webhook(Endpoint { host: Some(BASE.to_owned()), ..Endpoint::new(&webhook, SECRET) });
        node = one_upgrade(&place, &stripe, node, &format!("org{}", letters(round))).await;
    }
}

async fn one_upgrade(place: &Installation, stripe: &StripeDouble, node: Node, slug: &str) -> Node {
    let (org, owner) = subscribed(stripe, &node, slug).await;
    let before = taken(stripe, org);
    // wide steps, so that the kill falls between them
    let slow = CallFault { seconds: 0.06, times: None, ..CallFault::once(CallFaultKind::Delay) };
    stripe.set_faults(FaultsPatch { calls: Some(vec![slow]), ..FaultsPatch::default() });
    let asked = owner.post("/subscription/changes", json!({ "kind": "change", "plan": "pro", "interval": "month" })).await.expect(202).id();
    tokio::time::sleep(Duration::from_millis(random(700))).await;
    let port = node.port;
    node.kill();
    stripe.clear_faults();
    // the dead worker's lease runs out
    place.tamper(org, "UPDATE jobs SET lease_until = '2020-01-01T00:00:00+00:00' WHERE status = 'running'").await;
    let node = place.serve_again(port).await;
    let change = until(&owner, &format!("/subscription/changes/{asked}"), |change| change["status"] != "pending").await;
    assert_eq!(change["status"], "done", "{change}\n{}", place.log());
    let known = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&known["plan"], &known["status"], &known["pending_change"]), (&json!("pro"), &json!("active"), &Value::Null));
    let own = of_customer(stripe, org, "subscription");
    assert_eq!(own.len(), 1, "one subscription: {own:?}");
    let difference = taken(stripe, org) - before;
    assert!((1..9_900).contains(&difference), "{difference} were taken");
    let charges = of_customer(stripe, org, "invoice").iter().filter(|bill| bill["billing_reason"] == "subscription_update").count();
    assert_eq!(charges, 1, "one charge");
    node
}

/// An organization whose trial is over and which pays for `starter`.
async fn subscribed(stripe: &StripeDouble, node: &Node, slug: &str) -> (Uuid, Client) {
    let owner = json!({ "name": "Olga", "email": format!("owner@{slug}.example"), "password": PASSWORD });
    let body = json!({ "name": slug, "slug": slug, "owner": owner });
    let made = node.visitor(BASE).post("/organizations", body).await.expect(201);
    let visitor = node.visitor(&format!("{slug}.{BASE}"));
    let session = visitor.post("/sessions/handoff", json!({ "code": made.body["handoff_code"] })).await.expect(201);
    let owner = visitor.signed_in(&session);
    let page = owner.post("/subscription/checkout", json!({ "plan": "starter", "interval": "month", "currency": "usd" })).await.expect(201);
    stripe.complete_checkout(&session_of(&page), Some(Card::Works)).unwrap();
    stripe.advance(15 * 86_400);
    until(&owner, "/subscription", |known| known["status"] == "active").await;
    (made.id(), owner)
}

async fn until(owner: &Client, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..400 {
        last = owner.get(path).await.expect(200).body;
        if is_so(&last) {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} stays {last}");
}

fn of_customer(stripe: &StripeDouble, org: Uuid, kind: &str) -> Vec<Value> {
    let objects = stripe.everything()["objects"].clone();
    let all = |kind: &str| objects[kind].as_array().cloned().unwrap_or_default();
    let customers: Vec<Value> =
        all("customer").into_iter().filter(|it| it["metadata"]["org_id"] == org.to_string()).map(|it| it["id"].clone()).collect();
    all(kind).into_iter().filter(|it| customers.contains(&it["customer"])).collect()
}

fn taken(stripe: &StripeDouble, org: Uuid) -> i64 {
    of_customer(stripe, org, "invoice").iter().filter(|it| it["status"] == "paid").filter_map(|it| it["amount_paid"].as_i64()).sum()
}

fn config(settings: &[(&str, &str)]) -> lyceum::config::Config {
    let mut all = lyceum::config::Settings::default();
    for (name, value) in settings {
        all.set(name, value);
    }
    lyceum::config::Config::read(&all).unwrap()
}

fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}
