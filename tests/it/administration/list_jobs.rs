//! The organization's background jobs.

use domain::{access::Role, ids::OrgId};
use lyceum_tests::TestApp;

#[tokio::test]
async fn the_list_shows_ones_own_jobs_by_status() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    let ids = [OrgId(acme.id), OrgId(bolt.id)];
    for (n, org) in ids.iter().enumerate() {
        app.app.db.enqueue(*org, "no_such_job", "{}", &format!("test:{n}")).await.unwrap();
    }
    app.run_jobs().await;
    let dead = acme.owner.get("/jobs?status=dead").await.expect(200);
    assert_eq!(dead.items().len(), 1);
    let job = &dead.items()[0];
    assert_eq!(
        (job["kind"].as_str(), job["status"].as_str(), job["can_replay"].as_bool()),
        (Some("no_such_job"), Some("dead"), Some(true))
    );
    assert!(job["last_error"].as_str().unwrap().contains("no_such_job") && job["finished_at"].is_string());
    assert!(job.get("payload").is_none() && job.get("org_id").is_none());
    let all = acme.owner.get("/jobs").await.expect(200);
    assert!(all.items().iter().all(|job| job["status"] == "dead" || job["can_replay"] == false), "{}", all.body);
    let page = acme.owner.get("/jobs?limit=1").await.expect(200);
    assert_eq!(page.items()[0], all.items()[0]);
    acme.owner.get("/jobs?status=lost").await.refused(422, "invalid_input");
    acme.member(Role::Instructor).await.get("/jobs").await.refused(403, "forbidden");
}
