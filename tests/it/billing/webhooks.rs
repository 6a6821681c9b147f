//! Messages of the payment provider: signed, kept once, and followed by asking how things stand.

use chrono::Duration;
use domain::{
    ports::Clock,
    subscriptions::{GRACE, TRIAL_DAYS},
};
use lyceum_tests::PayingApp;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use stripe_double::{Card, FaultsPatch, Release, Tamper, WebhookModes};

use crate::learning::fixtures::number;

const INBOX: &str = "SELECT COUNT(*) FROM webhook_inbox";

fn modes(modes: WebhookModes) -> FaultsPatch {
    FaultsPatch { webhooks: Some(modes), ..FaultsPatch::default() }
}

#[tokio::test]
async fn what_is_not_signed_as_it_must_be_leaves_no_trace() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    for tamper in [Tamper::Body, Tamper::Signature, Tamper::Secret, Tamper::Stale, Tamper::Unsigned] {
        paying.stripe.set_faults(modes(WebhookModes { tamper: Some(tamper), ..WebhookModes::default() }));
        paying.stripe.clear_journal();
        paying.stripe.emit("customer.updated", &json!({ "object": "customer", "id": "cus_x" }));
        paying.stripe.settle().await;
        let statuses: Vec<_> = paying.stripe.deliveries().iter().filter_map(|delivery| delivery.status).collect();
        assert!(!statuses.is_empty() && statuses.iter().all(|status| *status == 400), "{tamper:?}: {statuses:?}");
    }
    assert_eq!(number(&org, INBOX).await, 0);
}

#[tokio::test]
async fn what_concerns_nobody_or_cannot_be_read_is_kept_and_answered() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.stripe.emit("customer.updated", &json!({ "object": "customer", "id": "cus_of_somebody" }));
    paying.stripe.emit("something.new", &json!({ "object": "a_new_thing", "surprise": [1, 2, { "three": null }] }));
    paying.stripe.send_raw("this is no JSON \u{0} at all");
    paying.stripe.send_raw("{\"id\": 7}");
    // even a customer whom we know, if the message is of another account or mode
    let _ = paying.checkout(&org.owner, "pro").await;
    for tamper in [Tamper::Account, Tamper::Livemode] {
        paying.stripe.set_faults(modes(WebhookModes { tamper: Some(tamper), ..WebhookModes::default() }));
        paying.stripe.emit("customer.updated", &json!({ "object": "customer", "id": paying.customer(&org) }));
    }
    paying.settle().await;
    let deliveries = paying.stripe.deliveries();
    assert!(deliveries.iter().all(|delivery| delivery.status == Some(200)), "{deliveries:?}");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM webhook_inbox WHERE status = 'unreadable'").await, 2);
    // (what Stripe tells of a customer before we keep him is nobody's too, so that a count alone would say little)
    for reason in ["%connected account%", "%other mode%"] {
        let of_it = format!("SELECT COUNT(*) FROM webhook_inbox WHERE status = 'foreign' AND note LIKE '{reason}'");
        assert_eq!(number(&org, &of_it).await, 1, "{reason}");
    }
    assert_eq!(paying.app.jobs("dead").await, 0);
    let oda = paying.app.operator("Oda").await;
    let shown = oda.console.get("/console/webhooks?status=foreign").await.expect(200);
    assert!(shown.items().len() >= 4);
    assert!(shown.items().iter().all(|webhook| webhook["note"].is_string()), "each says why nothing was done");
    let id = shown.items()[0]["id"].as_str().unwrap();
    oda.console.post(&format!("/console/webhooks/{id}/replay"), json!({})).await.refused(409, "webhook_foreign");
    assert!(!shown.body.to_string().contains("surprise"), "what is in them stays here");
}

#[tokio::test]
async fn ten_copies_are_one_message_and_one_job() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.stripe.set_faults(modes(WebhookModes { extra_copies: 9, ..WebhookModes::default() }));
    paying.subscribe(&org, "pro").await;
    let events = paying.stripe.deliveries().iter().map(|delivery| delivery.event.clone()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(number(&org, INBOX).await, i64::try_from(events.len()).unwrap());
    let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'sync_subscription'";
    assert!(number(&org, jobs).await <= i64::try_from(events.len()).unwrap());
    assert_eq!(org.owner.get("/subscription").await.expect(200).body["plan"], "pro");

    // an operator can have it followed again
    let oda = paying.app.operator("Oda").await;
    let applied = oda.console.get("/console/webhooks?status=applied").await.expect(200);
    let webhook = applied.items()[0].clone();
    assert_eq!(webhook["organization_slug"], "acme");
    let before = number(&org, jobs).await;
    oda.console.post(&format!("/console/webhooks/{}/replay", webhook["id"].as_str().unwrap()), json!({})).await.expect(202);
    assert_eq!(number(&org, jobs).await, before + 1);
    paying.settle().await;
    assert_eq!(paying.app.jobs("dead").await, 0);
}

/// What an organization looks like in the end, moments of our own left out.
async fn state(paying: &PayingApp, owner: &lyceum_tests::Client) -> Value {
    let entitlements = owner.get("/entitlements").await.expect(200).body;
    let _ = paying;
    json!([owner.get("/subscription").await.expect(200).body, entitlements["plan"]])
}

#[tokio::test]
async fn all_orders_of_five_events_end_alike() {
    let paying = PayingApp::spawn().await;
    let mut orders = permutations(5);
    assert_eq!(orders.len(), 120);
    // with some named twice
    orders.iter_mut().enumerate().for_each(|(at, order)| order.push(order[at % 5]));
    let mut wanted: Option<Value> = None;
    for (at, order) in orders.iter().enumerate() {
        // so that nobody is asked to slow down
        paying.advance(Duration::minutes(10)).await;
        let org = paying.app.organization(&format!("org{}", letters(at))).await;
        let session = paying.checkout(&org.owner, "starter").await;
        paying.stripe.set_faults(modes(WebhookModes { hold: true, ..WebhookModes::default() }));
        paying.stripe.complete_checkout(&session, Some(Card::Works)).unwrap();
        let events = paying.stripe.held();
        let all = paying.all("event");
        let interesting =
            ["checkout.session.completed", "customer.subscription.created", "invoice.paid", "customer.updated", "invoice.created"];
        let kind = |id: &String| all.iter().find(|event| event["id"] == **id).map_or("", |event| event["type"].as_str().unwrap_or(""));
        let mut chosen: Vec<String> =
            interesting.iter().filter_map(|wanted| events.iter().find(|id| kind(id) == *wanted).cloned()).collect();
        for id in &events {
            if chosen.len() < 5 && !chosen.contains(id) {
                chosen.push(id.clone());
            }
        }
        assert_eq!(chosen.len(), 5, "{:?}", events.iter().map(kind).collect::<Vec<_>>());
        for place in order {
            let release = Release { events: vec![chosen[*place].clone()], ..Release::default() };
            paying.stripe.release(&release);
            paying.settle().await;
        }
        let mut found = state(&paying, &org.owner).await;
        for moment in ["trial_ends_at", "period_ends_at"] {
            assert!(found[0][moment].is_string());
            found[0][moment] = json!("set");
        }
        assert_eq!(found, *wanted.get_or_insert_with(|| found.clone()), "order {at}: {order:?}");
        paying.stripe.release(&Release::default());
        paying.stripe.clear_faults();
        paying.settle().await;
    }
    assert_eq!(wanted.unwrap()[1], "starter");
    assert_eq!(paying.living(), 120);
}

#[tokio::test]
async fn three_days_late_and_backwards_is_as_good_as_at_once() {
    let (prompt, late) = (PayingApp::spawn().await, PayingApp::spawn().await);
    let (mut ends, mut due) = (Vec::new(), Vec::new());
    for (paying, is_late) in [(&prompt, false), (&late, true)] {
        let org = paying.app.organization("acme").await;
        if is_late {
            paying.stripe.set_faults(modes(WebhookModes { hold: true, ..WebhookModes::default() }));
        }
        let session = paying.checkout(&org.owner, "pro").await;
        let begun = paying.app.clock.now();
        paying.stripe.complete_checkout(&session, Some(Card::FailsLater)).unwrap();
        paying.settle().await;
        paying.advance(Duration::days(15)).await;
        paying.advance(Duration::days(3)).await;
        due.push((begun + Duration::days(i64::from(TRIAL_DAYS)) + GRACE).format("%Y-%m-%d").to_string());
        if is_late {
            paying.stripe.release(&Release { reversed: true, ..Release::default() });
        }
        paying.settle().await;
        let owner = paying.owner(&org).await;
        ends.push(state(paying, &owner).await);
    }
    let text = |state: &Value| (state[0]["status"].clone(), state[0]["standing"].clone(), state[0]["plan"].clone(), state[1].clone());
    assert_eq!(text(&ends[0]), text(&ends[1]));
    let day = |state: &Value| state[0]["grace_ends_at"].as_str().unwrap()[..13].to_owned();
    assert_eq!(day(&ends[0]), day(&ends[1]));
    for (end, due) in ends.iter().zip(&due) {
        assert!(
            day(end).starts_with(due.as_str()),
            "the grace begins with the bill, not with the message or a look at night: {end}, {due}"
        );
    }
}

#[tokio::test]
async fn a_message_that_never_came_is_found_at_night() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    // this night's look is over
    paying.settle().await;
    let session = paying.checkout(&org.owner, "pro").await;
    paying.settle().await;
    paying.stripe.clear_webhooks();
    paying.stripe.complete_checkout(&session, Some(Card::Works)).unwrap();
    paying.settle().await;
    assert_eq!(org.owner.get("/subscription").await.expect(200).body["plan"], "free");
    paying.advance(Duration::days(1)).await;
    let owner = paying.owner(&org).await;
    assert_eq!(owner.get("/subscription").await.expect(200).body["plan"], "pro");
    let corrected = owner.get("/audit-events?action=subscription_corrected").await.expect(200);
    assert_eq!(corrected.items().len(), 1);
    paying.advance(Duration::days(1)).await;
    assert_eq!(
        paying.owner(&org).await.get("/audit-events?action=subscription_corrected").await.expect(200).items().len(),
        1,
        "no drift is left"
    );
}

#[tokio::test]
async fn whoever_comes_back_from_the_page_need_not_wait_for_the_message() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    let session = paying.checkout(&org.owner, "pro").await;
    paying.settle().await;
    paying.stripe.clear_webhooks();
    org.owner.post("/subscription/refresh", json!({})).await.expect(202);
    paying.settle().await;
    assert_eq!(org.owner.get("/subscription").await.expect(200).body["plan"], "free", "an address that says it was paid is no payment");
    paying.stripe.complete_checkout(&session, Some(Card::Works)).unwrap();
    paying.app.clock.advance(Duration::seconds(3));
    org.owner.post("/subscription/refresh", json!({})).await.expect(202);
    paying.settle().await;
    assert_eq!(org.owner.get("/subscription").await.expect(200).body["plan"], "pro");
}

#[tokio::test]
async fn a_customer_that_was_deleted_there_is_free_here_and_can_come_back() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "pro").await;
    let url = format!("{}/v1/customers/{}", paying.stripe.url, paying.customer(&org));
    reqwest::Client::new().delete(url).bearer_auth(&paying.stripe.api_key).send().await.unwrap().error_for_status().unwrap();
    paying.settle().await;
    let gone = org.owner.get("/subscription").await.expect(200).body;
    assert_eq!((&gone["plan"], &gone["status"]), (&json!("free"), &json!("canceled")));
    let session = paying.checkout(&org.owner, "starter").await;
    paying.stripe.complete_checkout(&session, Some(Card::Works)).unwrap();
    paying.settle().await;
    assert_eq!(org.owner.get("/subscription").await.expect(200).body["plan"], "starter");
}

fn permutations(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(of - 1);
    shorter
        .iter()
        .flat_map(|order| {
            (0..of).map(move |at| {
                let mut order = order.clone();
                order.insert(at, of - 1);
                order
            })
        })
        .collect()
}

fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

#[test]
fn permutations_are_all_and_each_once() {
    let mut runner = TestRunner::new(Config::default());
    runner
        .run(&(0_usize..6), |of| {
            let all = permutations(of);
            let distinct: std::collections::BTreeSet<_> = all.iter().collect();
            assert_eq!(distinct.len(), (1..=of).product::<usize>());
            Ok(())
        })
        .unwrap();
}
