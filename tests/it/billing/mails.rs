//! Mails count by the month. What the plan has no room for waits; what lets people into their accounts does not.

use chrono::Duration;
use lyceum_tests::TestApp;
use serde_json::json;

use crate::learning::fixtures::{number, tamper};

const COUNTED: &str = "SELECT used FROM usage_counters WHERE metric = 'emails'";

#[tokio::test]
async fn a_mail_is_counted_once_and_waits_when_the_month_is_full() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    assert_eq!((number(&org, COUNTED).await, number(&org, "SELECT COUNT(*) FROM mails").await), (1, 1), "the owner's address");
    tamper(&org, "UPDATE usage_counters SET used = 499 WHERE metric = 'emails'").await;
    for n in 0..6 {
        org.owner.post("/invitations", json!({ "email": format!("p{n}@acme.example"), "roles": ["learner"] })).await.expect(201);
    }
    app.run_jobs().await;
    assert_eq!((number(&org, COUNTED).await, number(&org, "SELECT COUNT(*) FROM mails").await), (500, 2));
    let waiting = org.owner.get("/jobs?status=queued").await.expect(200);
    let waiting: Vec<_> = waiting.items().iter().filter(|job| job["kind"] == "send_mail").collect();
    assert_eq!(waiting.len(), 5);
    assert!(waiting.iter().all(|job| job["attempts"] == 0 && job["last_error"].as_str().unwrap().contains("500 mails a month")));
    // a password is reset all the same, and counts
    org.visitor().post("/password-resets", json!({ "email": "owner@acme.example" })).await.expect(202);
    app.run_jobs().await;
    assert_eq!((number(&org, COUNTED).await, number(&org, "SELECT COUNT(*) FROM mails").await), (501, 3));
    // however often they are tried, they wait for room and are not given up
    for _ in 0..20 {
        app.clock.advance(Duration::minutes(61));
        app.run_jobs().await;
    }
    assert_eq!((number(&org, "SELECT COUNT(*) FROM mails").await, app.jobs("dead").await), (3, 0));
    app.app.db.set_plan(domain::ids::OrgId(org.id), domain::plans::Plan::Starter).await.unwrap();
    app.clock.advance(Duration::minutes(61));
    app.run_jobs().await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM mails").await, 8);
    assert_eq!(number(&org, COUNTED).await, 506);
}

#[tokio::test]
async fn a_month_begins_with_an_empty_counter() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    tamper(&org, "UPDATE usage_counters SET used = 500 WHERE metric = 'emails'").await;
    org.owner.post("/invitations", json!({ "email": "late@acme.example", "roles": ["learner"] })).await.expect(201);
    app.run_jobs().await;
    assert_eq!(number(&org, COUNTED).await, 500);
    app.clock.advance(Duration::days(31));
    let session = json!({ "email": "owner@acme.example", "password": lyceum_tests::PASSWORD });
    let owner = org.visitor().signed_in(&org.visitor().post("/sessions", session).await.expect(201));
    let entitlements = owner.get("/entitlements").await.expect(200);
    let emails = entitlements.body["limits"].as_array().unwrap().iter().find(|limit| limit["metric"] == "emails").unwrap().clone();
    assert_eq!((&emails["used"], &emails["span"], &emails["room"]), (&json!(0), &json!("month"), &json!("enough")));
    assert!(emails["resets_at"].as_str().unwrap().ends_with("-01T00:00:00Z"));
}
