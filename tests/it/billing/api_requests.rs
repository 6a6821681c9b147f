//! Requests with API keys: so many a minute, and the answer says how many are left.

use chrono::Duration;
use futures::future::join_all;
use lyceum_tests::{Client, Org, TestApp};
use serde_json::json;

async fn program(org: &Org<'_>) -> Client {
    let made = org.owner.post("/api-keys", json!({ "name": "Sync", "scopes": ["read"] })).await.expect(201);
    org.visitor().with_token(made.body["secret"].as_str().unwrap())
}

#[tokio::test]
async fn a_plan_lets_so_many_through_in_a_minute_whatever_comes_at_once() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let other = app.organization("bolt").await;
    let (ours, theirs) = (program(&org).await, program(&other).await);
    let answers = join_all((0..200).map(|_| ours.get("/me"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 60);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((answer.status, answer.code()), (429, "too_many_requests"));
        assert_eq!(
            (&answer.body["limit"], &answer.body["allowed"], &answer.body["next_plan"]),
            (&json!("api_requests"), &json!(60), &json!("starter"))
        );
        assert_eq!((answer.header("ratelimit-limit"), answer.header("ratelimit-remaining")), ("60", "0"));
        assert!((1..=60).contains(&answer.header("retry-after").parse::<i64>().unwrap()));
    }
    // people go on working, and so do other organizations' programs
    org.owner.get("/me").await.expect(200);
    theirs.get("/me").await.expect(200);
    app.clock.advance(Duration::minutes(1));
    let answer = ours.get("/me").await.expect(200);
    assert_eq!((answer.header("ratelimit-limit"), answer.header("ratelimit-remaining")), ("60", "59"));
}

#[tokio::test]
async fn a_plan_without_limits_shows_none() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let answer = program(&org).await.get("/me").await.expect(200);
    assert_eq!(answer.header("ratelimit-limit"), "");
}
