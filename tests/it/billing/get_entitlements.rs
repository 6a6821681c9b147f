//! What the plan allows, what is in use, and what the next one would give.

use domain::access::Role;
use lyceum_tests::{Response, TestApp};
use serde_json::{Value, json};

use crate::courses::fixtures::course;

fn limit<'a>(answer: &'a Response, metric: &str) -> &'a Value {
    answer.body["limits"].as_array().unwrap().iter().find(|limit| limit["metric"] == metric).unwrap()
}

#[tokio::test]
async fn limits_say_how_much_is_used_and_which_plan_lifts_them() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let before = org.owner.get("/entitlements").await.expect(200);
    assert_eq!(before.body["plan"], "free");
    let expected = json!({
        "metric": "published_courses", "span": "standing", "used": 0, "limit": 1, "room": "enough", "resets_at": null, "next_plan": "starter",
        "limited_by": "plan", "waiting": 0,
    });
    assert_eq!(*limit(&before, "published_courses"), expected);
    assert_eq!((&limit(&before, "instructors")["used"], &limit(&before, "instructors")["room"]), (&json!(1), &json!("none")));
    built.publish(&org.owner).await;
    let after = org.owner.get("/entitlements").await.expect(200);
    assert_eq!((&limit(&after, "published_courses")["used"], &limit(&after, "published_courses")["room"]), (&json!(1), &json!("none")));
    // requests are counted where they arrive
    assert_eq!((&limit(&after, "api_requests")["used"], &limit(&after, "api_requests")["limit"]), (&Value::Null, &json!(60)));
    let next = &after.body["next_plan"];
    assert_eq!((&next["plan"], &next["limits"][0]), (&json!("starter"), &json!({ "metric": "published_courses", "limit": 5 })));
    assert!(next["prices"].as_array().unwrap().contains(&json!({ "interval": "month", "amount": 3900, "currency": "usd" })));
}

#[tokio::test]
async fn what_is_refused_is_what_the_entitlements_say() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    course(&org.owner, &[1]).await.publish(&org.owner).await;
    let second = course(&org.owner, &[1]).await;
    let refused = org.owner.post(&second.path("/publish"), json!({})).await.refused(402, "plan_limit_reached");
    let entitlements = org.owner.get("/entitlements").await.expect(200);
    let said = limit(&entitlements, "published_courses");
    assert_eq!((&refused.body["usage"], &refused.body["allowed"]), (&said["used"], &said["limit"]));
    assert_eq!(refused.body["next_plan"], said["next_plan"]);
    // a larger plan is obeyed at once
    app.app.db.set_plan(domain::ids::OrgId(org.id), domain::plans::Plan::Starter).await.unwrap();
    org.owner.post(&second.path("/publish"), json!({})).await.expect(200);
    let entitlements = org.owner.get("/entitlements").await.expect(200);
    assert_eq!((&entitlements.body["plan"], &limit(&entitlements, "published_courses")["room"]), (&json!("starter"), &json!("enough")));
}

#[tokio::test]
async fn a_plan_without_limits_says_so() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let answer = org.owner.get("/entitlements").await.expect(200);
    assert_eq!((&answer.body["plan"], &answer.body["next_plan"]), (&json!("contract"), &Value::Null));
    for limit in answer.body["limits"].as_array().unwrap() {
        assert_eq!((&limit["limit"], &limit["room"], &limit["next_plan"]), (&Value::Null, &json!("enough"), &Value::Null));
    }
}

#[tokio::test]
async fn the_staff_may_look_and_learners_may_not() {
    let app = TestApp::on_plan("pro").await;
    let org = app.organization("acme").await;
    for role in [Role::Admin, Role::Manager, Role::Instructor] {
        org.member(role).await.get("/entitlements").await.expect(200);
    }
    org.member(Role::Learner).await.get("/entitlements").await.refused(403, "forbidden");
}
