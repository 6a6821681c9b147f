//! The life of a subscription, as owners live it: trial, payment, change, failure, end.

use chrono::Duration;
use lyceum_tests::PayingApp;
use serde_json::{Value, json};
use stripe_double::{Card, Dunning};

use crate::learning::fixtures::number;

fn to(plan: &str) -> Value {
    json!({ "kind": "change", "plan": plan, "interval": "month" })
}

#[tokio::test]
async fn a_trial_needs_no_card_and_ends_on_the_free_plan() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    let before = org.owner.get("/subscription").await.expect(200).body;
    assert_eq!((&before["plan"], &before["status"], &before["trial_available"]), (&json!("free"), &json!("none"), &json!(true)));
    let session = paying.checkout(&org.owner, "pro").await;
    assert_eq!(org.owner.get("/subscription").await.expect(200).body["plan"], "free", "opening a page pays nothing");
    paying.stripe.complete_checkout(&session, None).unwrap();
    paying.settle().await;
    let trial = org.owner.get("/subscription").await.expect(200).body;
    assert_eq!((&trial["plan"], &trial["status"], &trial["trial_available"]), (&json!("pro"), &json!("trialing"), &json!(false)));
    assert_eq!(org.owner.get("/entitlements").await.expect(200).body["plan"], "pro");

    paying.advance(Duration::days(12)).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'plan_notice_due'").await, 1, "three days before, once");
    paying.advance(Duration::hours(5)).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'plan_notice_due'").await, 1);
    paying.advance(Duration::days(3)).await;
    let owner = paying.owner(&org).await;
    let after = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&after["plan"], &after["status"], &after["standing"]), (&json!("free"), &json!("canceled"), &json!("good")));
    // a second trial is not to be had
    let session = paying.checkout(&owner, "pro").await;
    paying.stripe.complete_checkout(&session, Some(Card::Works)).unwrap();
    paying.settle().await;
    assert_eq!(owner.get("/subscription").await.expect(200).body["status"], "active");
    let bills = owner.get("/invoices").await.expect(200);
    assert_eq!((&bills.items()[0]["total"], &bills.items()[0]["status"]), (&json!(9_900), &json!("paid")));
}

#[tokio::test]
async fn a_larger_plan_comes_at_once_for_what_the_preview_said() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "starter").await;
    paying.advance(Duration::days(24)).await;
    let owner = paying.owner(&org).await;
    assert_eq!(owner.get("/subscription").await.expect(200).body["status"], "active");
    let preview = owner.get("/subscription/preview?plan=pro&interval=month").await.expect(200).body;
    assert_eq!(preview["when"], "now");
    let due = preview["due_now"]["amount"].as_i64().unwrap();
    assert!((3_000..6_000).contains(&due), "about two thirds of a month are left: {due}");
    let lines: i64 = preview["lines"].as_array().unwrap().iter().map(|line| line["amount"]["amount"].as_i64().unwrap()).sum();
    assert_eq!(lines, due, "the lines make up the sum");
    paying.app.clock.advance(Duration::minutes(3));
    paying.stripe.advance(180);
    let mut wanted = to("pro");
    wanted["prorated_at"] = preview["prorated_at"].clone();
    let change = paying.change(&owner, wanted).await;
    assert_eq!((&change["status"], &change["error"]), (&json!("done"), &Value::Null), "{change}");
    assert_eq!(owner.get("/subscription").await.expect(200).body["plan"], "pro");
    let bills = owner.get("/invoices").await.expect(200);
    assert_eq!((&bills.items()[0]["total"], &bills.items()[0]["status"]), (&json!(due), &json!("paid")), "what was shown is what was paid");
}

#[tokio::test]
async fn a_declined_payment_changes_nothing() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "starter").await;
    paying.advance(Duration::days(20)).await;
    let owner = paying.owner(&org).await;
    paying.stripe.set_card(&paying.customer(&org), Card::FailsLater).unwrap();
    let change = paying.change(&owner, to("business")).await;
    assert_eq!((&change["status"], &change["error"]), (&json!("failed"), &json!("payment_declined")));
    let after = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&after["plan"], &after["status"], &after["pending_change"]), (&json!("starter"), &json!("active"), &Value::Null));
    assert_eq!(paying.living(), 1);
}

#[tokio::test]
async fn a_smaller_plan_and_the_end_come_with_the_period_and_can_be_taken_back() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "pro").await;
    paying.advance(Duration::days(15)).await;
    let owner = paying.owner(&org).await;
    let change = paying.change(&owner, to("starter")).await;
    assert_eq!(change["status"], "done", "{change}");
    let after = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&after["plan"], &after["next"]["plan"]), (&json!("pro"), &json!("starter")));
    owner.post("/subscription/changes", to("starter")).await.refused(409, "nothing_to_change");
    // whoever goes back to what is paid for takes it back
    assert_eq!(paying.change(&owner, to("pro")).await["kind"], "resume");
    assert_eq!(owner.get("/subscription").await.expect(200).body["next"], Value::Null);
    paying.change(&owner, json!({ "kind": "cancel" })).await;
    assert!(owner.get("/subscription").await.expect(200).body["cancels_at"].is_string());
    paying.change(&owner, json!({ "kind": "resume" })).await;
    assert_eq!(owner.get("/subscription").await.expect(200).body["cancels_at"], Value::Null);
    owner.post("/subscription/changes", json!({ "kind": "resume" })).await.refused(409, "nothing_to_change");
    paying.change(&owner, to("starter")).await;
    paying.advance(Duration::days(31)).await;
    let owner = paying.owner(&org).await;
    let later = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&later["plan"], &later["next"], &later["status"]), (&json!("starter"), &Value::Null, &json!("active")));
    paying.change(&owner, json!({ "kind": "cancel" })).await;
    paying.advance(Duration::days(32)).await;
    let owner = paying.owner(&org).await;
    let ended = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&ended["plan"], &ended["status"]), (&json!("free"), &json!("canceled")));
    assert_eq!(paying.living(), 0);
}

#[tokio::test]
async fn a_missing_payment_leaves_fourteen_days_and_then_only_reading() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.stripe.set_dunning(Dunning { retry_days: vec![3, 5, 7], then: "unpaid".to_owned() });
    paying.subscribe(&org, "pro").await;
    let learner = org.member(domain::access::Role::Learner).await;
    let learner_email = org.email(&learner).await;
    let newcomer_email = org.email(&org.member(domain::access::Role::Learner).await).await;
    let course = crate::learning::fixtures::course(&org, &[crate::learning::fixtures::MANUAL]).await;
    let enrollment = learner.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    paying.stripe.set_card(&paying.customer(&org), Card::FailsLater).unwrap();
    paying.advance(Duration::days(15)).await;
    let owner = paying.owner(&org).await;
    let grace = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&grace["standing"], &grace["status"], &grace["plan"]), (&json!("grace"), &json!("past_due"), &json!("pro")));
    owner.post("/courses", json!({ "title": "Still possible" })).await.expect(201);
    owner.post("/subscription/changes", to("business")).await.refused(409, "payment_overdue");

    paying.advance(Duration::days(14)).await;
    let owner = paying.owner(&org).await;
    let late = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&late["standing"], &late["plan"]), (&json!("read_only"), &json!("pro")));
    // nothing can be added or changed
    owner.post("/courses", json!({ "title": "No" })).await.refused(402, "organization_read_only");
    owner.patch("/organization", json!({ "tagline": "No" })).await.refused(402, "organization_read_only");
    owner.post("/invitations", json!({ "email": "x@acme.example", "roles": ["learner"] })).await.refused(402, "organization_read_only");
    let newcomer = org.signed_in(&newcomer_email).await;
    newcomer.post("/enrollments", json!({ "course_id": course.id })).await.refused(402, "organization_read_only");
    // but everything can be read, learners learn on, and one can pay
    owner.get(&format!("/courses/{}", course.id)).await.expect(200);
    let learner = org.signed_in(&learner_email).await;
    learner.put(&format!("/enrollments/{enrollment}/lessons/{}/completion", course.lessons[0]), json!({})).await.expect(200);
    owner.post("/subscription/portal", json!({})).await.expect(201);
    paying.stripe.set_card(&paying.customer(&org), Card::Works).unwrap();
    paying.pay_what_is_open().await;
    let paid = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&paid["standing"], &paid["status"]), (&json!("good"), &json!("active")));
    owner.post("/courses", json!({ "title": "Again" })).await.expect(201);
    let notices = "SELECT COUNT(*) FROM events WHERE kind = 'plan_notice_due'";
    assert_eq!(number(&org, notices).await, 3, "the failure, the end of grace, the payment");
}

#[tokio::test]
async fn where_nobody_pays_the_page_says_so_and_an_operators_plan_stays() {
    let free = lyceum_tests::TestApp::spawn().await;
    let org = free.organization("acme").await;
    let known = org.owner.get("/subscription").await.expect(200).body;
    assert_eq!((&known["payments"], &known["plan"]), (&json!("off"), &json!("contract")));
    let wanted = json!({ "plan": "pro", "interval": "month", "currency": "usd" });
    org.owner.post("/subscription/checkout", wanted.clone()).await.refused(409, "payments_off");
    org.owner.post("/subscription/changes", json!({ "kind": "cancel" })).await.refused(409, "payments_off");
    assert!(org.owner.get("/invoices").await.expect(200).items().is_empty());

    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "starter").await;
    paying.app.app.db.set_plan(domain::ids::OrgId(org.id), domain::plans::Plan::Contract).await.unwrap();
    paying.advance(Duration::days(20)).await;
    let owner = paying.owner(&org).await;
    let known = owner.get("/subscription").await.expect(200).body;
    assert_eq!((&known["plan"], &known["by_contract"], &known["status"]), (&json!("contract"), &json!(true), &json!("active")));
    owner.post("/subscription/changes", to("pro")).await.refused(409, "plan_by_contract");
    paying.app.app.db.release_plan(domain::ids::OrgId(org.id)).await.unwrap();
    paying.advance(Duration::hours(1)).await;
    assert_eq!(paying.owner(&org).await.get("/subscription").await.expect(200).body["plan"], "starter");
}
