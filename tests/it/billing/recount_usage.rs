//! At night the counters are compared with what they count.

use chrono::Duration;
use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::{Value, json};

use crate::{
    courses::fixtures::course,
    learning::fixtures::{self, MANUAL, learner, number, tamper},
};

#[tokio::test]
async fn counters_that_are_right_stay_and_nothing_is_said() {
    let app = TestApp::on_plan("pro").await;
    let org = app.organization("acme").await;
    let taught = fixtures::course(&org, &[MANUAL]).await;
    for _ in 0..3 {
        learner(&org).await.post("/enrollments", json!({ "course_id": taught.id })).await.expect(201);
    }
    course(&org.owner, &[1]).await.publish(&org.owner).await;
    org.member(Role::Instructor).await;
    org.owner.post("/invitations", json!({ "email": "ines@acme.example", "roles": ["instructor"] })).await.expect(201);
    let before = counters(&org).await;
    app.clock.advance(Duration::days(1));
    app.run_jobs().await;
    assert_eq!(counters(&org).await, before);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM audit_events WHERE action = 'usage_corrected'").await, 0);
    assert_eq!(before, [2, 3, 3, 0]);
}

#[tokio::test]
async fn a_counter_that_drifted_is_set_right_and_the_log_tells_of_it() {
    let app = TestApp::on_plan("pro").await;
    let org = app.organization("acme").await;
    course(&org.owner, &[1]).await.publish(&org.owner).await;
    app.run_jobs().await;
    tamper(&org, "UPDATE usage_counters SET used = used + 7 WHERE metric IN ('published_courses', 'active_learners')").await;
    app.clock.advance(Duration::days(1));
    app.run_jobs().await;
    assert_eq!(counters(&org).await, [1, 0, 1, 0]);
    let session = json!({ "email": "owner@acme.example", "password": lyceum_tests::PASSWORD });
    let owner = org.visitor().signed_in(&org.visitor().post("/sessions", session).await.expect(201));
    let log = owner.get("/audit-events?action=usage_corrected").await.expect(200);
    let mut told: Vec<Value> = log.items().iter().map(|event| event["details"].clone()).collect();
    told.sort_by_key(ToString::to_string);
    let expected =
        [json!({ "metric": "active_learners", "was": 7, "counted": 0 }), json!({ "metric": "published_courses", "was": 8, "counted": 1 })];
    assert!(expected.iter().all(|drift| told.contains(drift)) && told.len() == 2, "{told:?}");
}

async fn counters(org: &lyceum_tests::Org<'_>) -> [i64; 4] {
    let of = async |metric: &str| number(org, &format!("SELECT used FROM usage_counters WHERE metric = '{metric}'")).await;
    [of("published_courses").await, of("active_learners").await, of("instructors").await, of("storage_bytes").await]
}
