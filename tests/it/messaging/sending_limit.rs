//! Without a domain of its own, an organization sends a few mails a month from the platform's. The others wait, and go on at once
//! when there is a domain, or a larger plan.

use chrono::Duration;
use domain::{ids::OrgId, plans::Plan};
use lyceum_tests::{
    Org, TestApp,
    smtp::{Mode, SmtpServer},
};
use serde_json::{Value, json};

use super::sending_domain::{signed_in, verify};
use crate::learning::fixtures::{number, tamper};

async fn invite(org: &Org<'_>, count: usize) {
    let owner = signed_in(org).await;
    for n in 0..count {
        let email = format!("p{n}-{}@else.example", uuid::Uuid::now_v7().simple());
        owner.post("/invitations", json!({ "email": email, "roles": ["learner"] })).await.expect(201);
    }
}

async fn mails(org: &Org<'_>) -> Value {
    let owner = signed_in(org).await;
    let found = owner.get("/entitlements").await.expect(200);
    found.body["limits"].as_array().unwrap().iter().find(|limit| limit["metric"] == "emails").unwrap().clone()
}

async fn sent(org: &Org<'_>) -> i64 {
    number(org, "SELECT COUNT(*) FROM mails").await
}

#[tokio::test]
async fn mails_beyond_the_platforms_limit_wait_for_a_domain() {
    let server = SmtpServer::start(Mode::Accept).await;
    let app = TestApp::with(&[("smtp_url", &server.url()), ("mail_platform_limit", "3")]).await;
    let org = app.organization("acme").await;
    // the owner's address, and two more
    invite(&org, 6).await;
    app.run_jobs().await;
    assert_eq!((sent(&org).await, server.taken().len()), (3, 3));
    let said = mails(&org).await;
    for (field, value) in [
        ("limited_by", json!("sending_domain")),
        ("limit", json!(3)),
        ("used", json!(3)),
        ("room", json!("none")),
        ("waiting", json!(4)),
        ("next_plan", Value::Null),
    ] {
        assert_eq!(said[field], value, "{field}");
    }
    let jobs = signed_in(&org).await.get("/jobs?status=queued").await.expect(200);
    assert!(jobs.items().iter().any(|job| job["last_error"].as_str().is_some_and(|words| words.contains("verified sending domain"))));
    // a larger plan does not help, and passwords do not wait
    app.app.db.set_plan(OrgId(org.id), Plan::Business).await.unwrap();
    org.visitor().post("/password-resets", json!({ "email": "owner@acme.example" })).await.expect(202);
    app.run_jobs().await;
    assert_eq!((sent(&org).await, mails(&org).await["waiting"].clone()), (4, json!(4)));

    // with a domain they go on, without waiting for the hour
    verify(&org).await;
    app.run_jobs().await;
    assert_eq!((sent(&org).await, app.jobs("queued").await), (8, 0));
    let said = mails(&org).await;
    assert_eq!((&said["limited_by"], &said["limit"], &said["waiting"]), (&json!("plan"), &json!(500_000), &json!(0)));
    assert_eq!(server.taken().iter().filter(|mail| mail.from == "no-reply@mail.acme.example").count(), 4);

    // and without it they wait again
    signed_in(&org).await.delete("/sending-domain").await.expect(204);
    invite(&org, 1).await;
    app.run_jobs().await;
    assert_eq!((sent(&org).await, mails(&org).await["waiting"].clone()), (8, json!(1)));
}

#[tokio::test]
async fn mails_that_wait_for_the_plan_go_on_with_a_larger_one() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    app.run_jobs().await;
    tamper(&org, "UPDATE usage_counters SET used = 500 WHERE metric = 'emails'").await;
    invite(&org, 3).await;
    app.run_jobs().await;
    let said = mails(&org).await;
    assert_eq!((&said["limited_by"], &said["waiting"], &said["next_plan"]), (&json!("plan"), &json!(3), &json!("starter")));
    app.app.db.set_plan(OrgId(org.id), Plan::Starter).await.unwrap();
    app.run_jobs().await;
    assert_eq!((sent(&org).await, mails(&org).await["waiting"].clone()), (4, json!(0)));
}

#[tokio::test]
async fn the_smaller_of_the_two_limits_is_at_work() {
    let app = TestApp::with(&[("default_plan", "free"), ("mail_platform_limit", "600")]).await;
    let org = app.organization("acme").await;
    let said = mails(&org).await;
    assert_eq!((&said["limited_by"], &said["limit"]), (&json!("plan"), &json!(500)));
    let app = TestApp::with(&[("default_plan", "free"), ("mail_platform_limit", "50")]).await;
    let org = app.organization("acme").await;
    let said = mails(&org).await;
    assert_eq!((&said["limited_by"], &said["limit"]), (&json!("sending_domain"), &json!(50)));
}

#[tokio::test]
async fn a_new_month_lets_waiting_mails_go() {
    let app = TestApp::with(&[("mail_platform_limit", "2")]).await;
    // ten in the evening of the 31st; an invitation is no good after three days
    app.clock.advance(Duration::days(29) + Duration::hours(13));
    let org = app.organization("acme").await;
    invite(&org, 3).await;
    app.run_jobs().await;
    assert_eq!(sent(&org).await, 2);
    app.clock.advance(Duration::hours(3));
    app.run_jobs().await;
    assert_eq!((sent(&org).await, app.jobs("queued").await), (4, 0));
}

#[tokio::test]
async fn workers_at_once_never_send_more_than_the_limit() {
    let app = TestApp::with(&[("mail_platform_limit", "10")]).await;
    let org = app.organization("acme").await;
    invite(&org, 40).await;
    futures::future::join_all((0..8).map(|_| async { while lyceum::worker::round(&app.app).await.unwrap() > 0 {} })).await;
    assert_eq!((sent(&org).await, mails(&org).await["waiting"].clone()), (10, json!(31)));
}
