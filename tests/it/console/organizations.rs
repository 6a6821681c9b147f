//! Organizations from the outside: found, measured, closed, opened, given a plan; and the platform in figures.

use domain::access::Role;
use lyceum_tests::{TestApp, catalog};
use serde_json::{Value, json};

fn names(list: &lyceum_tests::Response) -> Vec<&str> {
    list.items().iter().map(|item| item["slug"].as_str().unwrap()).collect()
}

fn used(facts: &Value, metric: &str) -> i64 {
    facts["usage"].as_array().unwrap().iter().find(|figure| figure["metric"] == metric).unwrap()["used"].as_i64().unwrap()
}

#[tokio::test]
async fn organizations_are_found_by_name_plan_status_and_trouble() {
    let app = TestApp::on_plan("free").await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    acme.owner.patch("/organization", json!({ "name": "Ämter 100% & <b>Co_</b>" })).await.expect(200);
    app.app.db.set_plan(bolt.id.into(), domain::plans::Plan::Pro).await.unwrap();
    app.app.db.enqueue(bolt.id.into(), "no_such_job", "{}", "x").await.unwrap();
    app.run_jobs().await;
    let list = |query: &str| {
        let path = format!("/console/organizations{query}");
        let console = oda.console.clone();
        async move { console.get(&path).await.expect(200) }
    };
    assert_eq!(names(&list("").await), ["bolt", "acme"]);
    assert_eq!(names(&list("?q=BOL").await), ["bolt"]);
    app.clock.advance(chrono::Duration::hours(1));
    app.run_jobs().await;
    let otto = app.operator("Otto").await;
    let list = |query: &str| {
        let path = format!("/console/organizations{query}");
        let console = otto.console.clone();
        async move { console.get(&path).await.expect(200) }
    };
    for text in ["%C3%84MTER", "100%25", "Co_", "%3Cb%3E"] {
        assert_eq!(names(&list(&format!("?q={text}")).await), ["acme"], "{text}");
    }
    assert_eq!(names(&list("?q=1%25").await), Vec::<&str>::new(), "a sign that means anything elsewhere means itself");
    assert_eq!(names(&list("?plan=pro").await), ["bolt"]);
    assert_eq!(names(&list("?has_dead_jobs=true").await), ["bolt"]);
    assert_eq!(names(&list("?status=suspended").await), Vec::<&str>::new());
    otto.console.get("/console/organizations?plan=gold").await.refused(422, "invalid_input");
}

#[tokio::test]
async fn figures_are_taken_by_the_hour_and_on_demand() {
    let app = TestApp::on_plan("free").await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let path = format!("/console/organizations/{}", acme.id);
    let new = oda.console.get(&path).await.expect(200).body;
    assert_eq!((&new["name"], &new["measured_at"], &new["last_activity_at"]), (&json!("acme academy"), &json!(null), &json!(null)));
    acme.member(Role::Learner).await;
    oda.console.post(&format!("{path}/measure"), json!({})).await.expect(202);
    app.run_jobs().await;
    let measured = oda.console.get(&path).await.expect(200).body;
    assert_eq!((&measured["members"], used(&measured, "instructors")), (&json!(2), 1));
    assert!(measured["measured_at"].is_string() && measured["last_activity_at"].is_string());
    assert_eq!(measured["usage"][0], json!({ "metric": "published_courses", "used": 0, "limit": 1 }));
    acme.member(Role::Learner).await;
    app.clock.advance(chrono::Duration::hours(1));
    app.run_jobs().await;
    let otto = app.operator("Otto").await;
    assert_eq!(otto.console.get(&path).await.expect(200).body["members"], 3);
    otto.console.get(&format!("/console/organizations/{}", uuid::Uuid::now_v7())).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_closed_organization_says_why_and_opens_again() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let path = format!("/console/organizations/{}", acme.id);
    let reason = "Unpaid since March.\n<script>alert(1)</script> & \"so\"";
    oda.console.post(&format!("{path}/suspend"), json!({ "reason": "because" })).await.refused(422, "invalid_input");
    oda.console.post(&format!("{path}/resume"), json!({ "reason": "It was never closed" })).await.refused(409, "organization_open");
    let closed = oda.console.post(&format!("{path}/suspend"), json!({ "reason": reason })).await.expect(200).body;
    assert_eq!((&closed["status"], &closed["suspension"]["reason"]), (&json!("suspended"), &json!(reason)));
    oda.console.post(&format!("{path}/suspend"), json!({ "reason": "A second time, too" })).await.refused(409, "organization_closed");
    let refused = acme.owner.get("/me").await.refused(403, "organization_suspended");
    assert_eq!(refused.body["detail"], reason);
    let page = acme.visitor().with_header("accept", "text/html").get("/docs").await.expect(403);
    let words = String::from_utf8_lossy(&page.bytes).into_owned();
    assert!(words.contains("Unpaid since March.<br>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot;"), "{words}");
    let open = oda.console.post(&format!("{path}/resume"), json!({ "reason": "Paid on the phone" })).await.expect(200).body;
    assert_eq!((&open["status"], &open["suspension"]), (&json!("active"), &json!(null)));
    let log = acme.owner.get("/audit-events").await.expect(200);
    let acts: Vec<_> =
        log.items().iter().take(2).map(|event| (&event["action"], &event["actor"]["kind"], &event["actor"]["name"])).collect();
    let operator = (&json!("operator"), &json!("Oda"));
    assert_eq!(
        acts,
        [(&json!("organization_resumed"), operator.0, operator.1), (&json!("organization_suspended"), operator.0, operator.1)]
    );
    assert_eq!(log.items()[1]["details"]["reason"], reason);
    let own = oda.console.get(&format!("/console/acts?organization_id={}", acme.id)).await.expect(200);
    assert_eq!((&own.items()[1]["action"], &own.items()[1]["organization_slug"]), (&json!("organization_suspended"), &json!("acme")));
}

#[tokio::test]
async fn of_two_who_close_at_once_one_is_told() {
    let app = TestApp::spawn().await;
    let (oda, otto) = (app.operator("Oda").await, app.operator("Otto").await);
    let acme = app.organization("acme").await;
    let path = format!("/console/organizations/{}/suspend", acme.id);
    let body = json!({ "reason": "Both at the same moment" });
    let (one, two) = tokio::join!(oda.console.post(&path, body.clone()), otto.console.post(&path, body.clone()));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn a_plan_by_agreement_takes_effect_at_once() {
    let app = TestApp::on_plan("free").await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    let path = format!("/console/organizations/{}/plan", acme.id);
    oda.console.put(&path, json!({ "plan": "gold", "note": "Contract 2026-17" })).await.refused(422, "invalid_input");
    oda.console.put(&path, json!({ "plan": "contract", "note": "why" })).await.refused(422, "invalid_input");
    let given = oda.console.put(&path, json!({ "plan": "contract", "note": "Contract 2026-17" })).await.expect(200).body;
    assert_eq!((&given["plan"], &given["usage"][0]["limit"]), (&json!("contract"), &json!(null)));
    assert_eq!(acme.owner.get("/entitlements").await.expect(200).body["plan"], "contract");
    let event = acme.owner.get("/audit-events?action=plan_given").await.expect(200).items()[0].clone();
    assert_eq!(event["details"], json!({ "before": "free", "after": "contract", "note": "Contract 2026-17", "operator": "Oda" }));
}

#[tokio::test]
async fn the_overview_counts_and_sums() {
    let app = TestApp::on_plan("pro").await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    app.clock.advance(chrono::Duration::days(40));
    // the session has ended meanwhile
    let late = app.operator("Otto").await;
    let bolt = app.organization("bolt").await;
    app.run_jobs().await;
    late.console.post(&format!("/console/organizations/{}/suspend", bolt.id), json!({ "reason": "A spam school" })).await.expect(200);
    let seen = late.console.get("/console/overview").await.expect(200).body;
    assert_eq!(seen["plans"][2], json!({ "plan": "pro", "active": 1, "suspended": 1 }));
    assert_eq!((&seen["new_in_30_days"], seen["new_by_month"].as_array().unwrap().len()), (&json!(1), 12));
    assert_eq!(seen["new_by_month"][10], json!({ "month": "2026-03", "organizations": 1 }));
    assert_eq!(seen["new_by_month"][11], json!({ "month": "2026-04", "organizations": 1 }));
    assert_eq!(seen["monthly_list_price"][0], json!({ "currency": "usd", "minor_units": 9900 }));
    assert_eq!((&seen["jobs"]["dead"], &seen["jobs"]["failed_mails"]), (&json!(0), &json!(0)));
    oda.console.get("/console/overview").await.refused(401, "unauthenticated");
    assert!(!catalog::digest(&app.db.owner_url, acme.id).await.is_empty());
}
