//! The sweep of what has run out: it goes when it can be of no more use, and not before.

use chrono::Duration;
use lyceum_tests::TestApp;
use serde_json::json;

use crate::learning::fixtures::number;

#[tokio::test]
async fn what_ran_out_goes_and_what_lives_stays() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    org.owner.clone().with_header("idempotency-key", "one").post("/courses", json!({ "title": "Rust" })).await.expect(201);
    org.visitor().post("/password-resets", json!({ "email": "owner@acme.example" })).await.expect(202);
    let rows = async |table: &str| number(&org, &format!("SELECT COUNT(*) FROM {table}")).await;
    app.run_jobs().await;
    let before = [rows("idempotency_keys").await, rows("handoffs").await, rows("sessions").await];
    assert_eq!(before, [1, 1, 1]);
    assert_eq!(rows("links WHERE kind = 'password_reset'").await, 1);

    app.clock.advance(Duration::hours(2));
    app.run_jobs().await;
    assert_eq!([rows("idempotency_keys").await, rows("handoffs").await, rows("sessions").await], [1, 0, 1]);
    assert_eq!(rows("links WHERE kind = 'password_reset'").await, 0);

    app.clock.advance(Duration::hours(47));
    app.run_jobs().await;
    assert_eq!([rows("idempotency_keys").await, rows("sessions").await], [0, 1]);

    assert_eq!(rows("mails").await, 2, "paid for while their jobs can be tried again");

    // 30 days unused, and 30 more in which a stolen token would be noticed
    app.clock.advance(Duration::days(30));
    app.run_jobs().await;
    assert_eq!(rows("sessions").await, 1);
    app.clock.advance(Duration::days(30));
    app.run_jobs().await;
    assert_eq!((rows("sessions").await, rows("mails").await), (0, 0));
}
