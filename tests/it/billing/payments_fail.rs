//! Bad weather between us and the payment provider, and people who do things twice: one charge at most, and a plan that is true.

use std::time::Duration as Wall;

use chrono::Duration;
use lyceum_tests::{PayingApp, payments::session_of};
use serde_json::json;
use stripe_double::{CallFault, CallFaultKind, Card, FaultsPatch};

fn call(kind: CallFaultKind, path: &str, times: u32) -> FaultsPatch {
    let fault = CallFault { method: Some("POST".to_owned()), path: Some(path.to_owned()), times: Some(times), ..CallFault::once(kind) };
    FaultsPatch { calls: Some(vec![fault]), ..FaultsPatch::default() }
}

#[tokio::test]
async fn two_tabs_open_two_pages_and_only_one_can_be_paid() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    let first = paying.checkout(&org.owner, "pro").await;
    let second = paying.checkout(&org.owner, "starter").await;
    assert!(paying.stripe.complete_checkout(&first, Some(Card::Works)).is_err(), "the first page is closed");
    paying.stripe.complete_checkout(&second, Some(Card::Works)).unwrap();
    paying.settle().await;
    assert_eq!((paying.living(), &org.owner.get("/subscription").await.expect(200).body["plan"]), (1, &json!("starter")));
    let body = json!({ "plan": "pro", "interval": "month", "currency": "usd" });
    org.owner.post("/subscription/checkout", body).await.refused(409, "subscription_exists");
}

#[tokio::test]
async fn tabs_at_the_same_time_get_one_page_at_the_most_that_can_be_paid() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    for _ in 0..5 {
        let body = json!({ "plan": "pro", "interval": "month", "currency": "usd" });
        let both = futures::future::join_all((0..6).map(|_| org.owner.post("/subscription/checkout", body.clone()))).await;
        let pages: Vec<String> = both.iter().filter(|answer| answer.status == 201).map(session_of).collect();
        assert!(both.iter().all(|answer| answer.status == 201 || answer.code() == "checkout_superseded"), "{both:?}");
        let open = paying.all("checkout.session").iter().filter(|page| page["status"] == "open").count();
        assert!(open <= 1 && !pages.is_empty(), "{open} pages are open");
    }
}

#[tokio::test]
async fn a_page_that_was_paid_unnoticed_is_noticed_before_another_is_opened() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    let page = paying.checkout(&org.owner, "pro").await;
    paying.stripe.clear_webhooks();
    paying.stripe.complete_checkout(&page, Some(Card::Works)).unwrap();
    let body = json!({ "plan": "pro", "interval": "month", "currency": "usd" });
    org.owner.post("/subscription/checkout", body).await.refused(409, "subscription_exists");
    paying.settle().await;
    assert_eq!((paying.living(), &org.owner.get("/subscription").await.expect(200).body["plan"]), (1, &json!("pro")));
}

#[tokio::test]
async fn a_currency_stays() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    let session = paying.checkout(&org.owner, "pro").await;
    paying.stripe.complete_checkout(&session, None).unwrap();
    paying.advance(Duration::days(15)).await;
    let owner = paying.owner(&org).await;
    let body = json!({ "plan": "pro", "interval": "month", "currency": "eur" });
    owner.post("/subscription/checkout", body).await.refused(409, "currency_fixed");
    owner
        .post("/subscription/checkout", json!({ "plan": "contract", "interval": "month", "currency": "usd" }))
        .await
        .refused(422, "invalid_input");
    owner.get("/subscription/preview?plan=contract").await.refused(422, "invalid_input");
}

#[tokio::test]
async fn an_upgrade_is_charged_once_whatever_the_weather() {
    for kind in [
        CallFaultKind::TimeoutAfterSuccess,
        CallFaultKind::ServerErrorAfterSuccess,
        CallFaultKind::ServerError,
        CallFaultKind::Conflict,
        CallFaultKind::RateLimit,
    ] {
        let paying = PayingApp::spawn().await;
        let org = paying.app.organization("acme").await;
        paying.subscribe(&org, "starter").await;
        paying.advance(Duration::days(20)).await;
        let owner = paying.owner(&org).await;
        let before = paying.taken();
        paying.stripe.set_faults(call(kind, "/v1/subscriptions", 2));
        let wanted = json!({ "kind": "change", "plan": "pro", "interval": "month" });
        let asked = owner.post_once("one key", "/subscription/changes", wanted.clone()).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let again = owner.post_once("one key", "/subscription/changes", wanted.clone()).await;
        assert_eq!(again.body, asked.body, "{kind:?}");
        owner.post("/subscription/changes", wanted).await.refused(409, "change_pending");
        for _ in 0..8 {
            paying.settle().await;
            paying.app.clock.advance(Duration::seconds(20));
            tokio::time::sleep(Wall::from_millis(5)).await;
        }
        let change = owner.get(&format!("/subscription/changes/{}", asked.id())).await.expect(200).body;
        assert_eq!(change["status"], "done", "{kind:?}: {change}");
        let difference = paying.taken() - before;
        assert!((1..=6_000).contains(&difference), "{kind:?}: {difference} were taken");
        assert_eq!((paying.living(), &owner.get("/subscription").await.expect(200).body["plan"]), (1, &json!("pro")), "{kind:?}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_costs_nothing_and_heals_by_itself() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "starter").await;
    paying.advance(Duration::days(20)).await;
    let owner = paying.owner(&org).await;
    let before = paying.taken();
    paying.stripe.set_faults(FaultsPatch { down_seconds: Some(3_600), ..FaultsPatch::default() });
    let preview = owner.get("/subscription/preview?plan=pro&interval=month").await;
    preview.refused(503, "payments_unavailable");
    // what needs no provider goes on
    owner.get("/subscription").await.expect(200);
    owner.post("/courses", json!({ "title": "Goes on" })).await.expect(201);
    let asked = owner.post("/subscription/changes", json!({ "kind": "change", "plan": "pro", "interval": "month" })).await.expect(202);
    for _ in 0..20 {
        paying.app.clock.advance(Duration::seconds(45));
        paying.app.run_jobs().await;
    }
    paying.app.clock.advance(Duration::minutes(60));
    paying.stripe.advance(3_700);
    paying.settle().await;
    let owner = paying.owner(&org).await;
    let change = owner.get(&format!("/subscription/changes/{}", asked.id())).await.expect(200).body;
    assert_eq!((&change["status"], &change["error"]), (&json!("failed"), &json!("payments_unavailable")), "nobody waits for it any more");
    assert_eq!(paying.taken(), before);
    // and another one can be asked for
    let change = paying.change(&owner, json!({ "kind": "change", "plan": "pro", "interval": "month" })).await;
    assert_eq!(change["status"], "done");
    assert_eq!(paying.living(), 1);
}
