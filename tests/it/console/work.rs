//! Background work of all organizations: what was set aside is seen and run again.

use lyceum_tests::TestApp;
use serde_json::json;

#[tokio::test]
async fn jobs_of_all_organizations_are_seen_and_run_again() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let (acme, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    for org in [&acme, &bolt] {
        app.app.db.enqueue(org.id.into(), "no_such_job", "{}", "poison").await.unwrap();
    }
    app.run_jobs().await;
    let dead = oda.console.get("/console/jobs").await.expect(200);
    let slugs: Vec<_> = dead.items().iter().map(|item| item["organization_slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["bolt", "acme"]);
    let own = oda.console.get(&format!("/console/jobs?organization_id={}", acme.id)).await.expect(200);
    assert_eq!(own.items().len(), 1);
    let id = own.items()[0]["job"]["id"].as_str().unwrap().to_owned();
    let again = oda.console.post(&format!("/console/jobs/{id}/replay"), json!({})).await.expect(200).body;
    assert_eq!((&again["job"]["status"], &again["organization_slug"]), (&json!("queued"), &json!("acme")));
    oda.console.post(&format!("/console/jobs/{id}/replay"), json!({})).await.refused(409, "job_not_dead");
    oda.console.post(&format!("/console/jobs/{}/replay", uuid::Uuid::now_v7()), json!({})).await.refused(404, "not_found");
    let event = acme.owner.get("/audit-events").await.expect(200).items()[0].clone();
    assert_eq!((&event["action"], &event["actor"]["name"]), (&json!("job_replayed"), &json!("Oda")));
    assert!(bolt.owner.get("/audit-events?action=job_replayed").await.expect(200).items().is_empty());
}

#[tokio::test]
async fn mails_that_did_not_leave_are_listed_without_their_words() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let acme = app.organization("acme").await;
    app.run_jobs().await;
    app.app.db.enqueue(acme.id.into(), "send_mail", "{\"kind\":\"nonsense\"}", "fails").await.unwrap();
    app.run_jobs().await;
    app.app.db.enqueue(acme.id.into(), "send_mail", "{\"kind\":\"nonsense\"}", "waits").await.unwrap();
    let states = |query: &'static str| {
        let console = oda.console.clone();
        async move {
            let list = console.get(&format!("/console/mails{query}")).await.expect(200);
            list.items().iter().map(|item| item["job"]["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(states("").await, ["queued", "dead"]);
    assert_eq!((states("?state=waiting").await, states("?state=failed").await), (vec!["queued".to_owned()], vec!["dead".to_owned()]));
    assert!(oda.console.get("/console/jobs").await.expect(200).items().is_empty(), "mails are in their own list");
    let body = oda.console.get("/console/mails").await.expect(200).body.to_string();
    assert!(!body.contains("owner@acme.example"), "{body}");
}
