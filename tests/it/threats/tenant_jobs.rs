//! A job that names another organization's things: it runs in its own organization, finds nothing there, and is set aside.

use domain::ids::OrgId;
use lyceum_tests::{TestApp, catalog};
use serde_json::json;

use crate::laws::world::World;

#[tokio::test]
async fn a_poisoned_job_reaches_nothing_of_another_organization() {
    let app = TestApp::spawn().await;
    let a = World::build(&app, "acme").await;
    let b = World::build(&app, "bolt").await;
    app.run_jobs().await;
    let before = catalog::digest(&app.db.owner_url, b.org.id).await;
    let (user, enrollment) = (b.id("user"), b.id("enrollment"));
    let poison = [
        ("issue_certificate", json!({ "kind": "course_completed", "enrollment_id": enrollment })),
        ("withdraw_learner", json!({ "kind": "member_removed", "user_id": user })),
        ("send_mail", json!({ "kind": "learner_enrolled", "enrollment_id": enrollment })),
        ("send_mail", json!({ "kind": "password_changed", "user_id": user })),
        ("render_certificate", json!({ "kind": "certificate_issued", "certificate_id": user })),
        ("no_such_job", json!({})),
    ];
    let mails = mails(&app);
    assert!(mails > 0, "the mails were not found");
    for (n, (kind, payload)) in poison.iter().enumerate() {
        app.app.db.enqueue(OrgId(a.org.id), kind, &payload.to_string(), &format!("poison {n}")).await.unwrap();
    }
    app.run_jobs().await;
    assert_eq!(catalog::digest(&app.db.owner_url, b.org.id).await, before, "a job of one organization changed another");
    assert_eq!(self::mails(&app), mails, "a mail went to somebody of another organization");
    let dead = a.org.owner.get("/jobs?status=dead").await.expect(200);
    let harmless = a.org.owner.get("/jobs?status=done").await.expect(200);
    let kinds = |list: &lyceum_tests::Response| list.items().iter().map(|job| job["kind"].to_string()).collect::<Vec<_>>();
    assert!(!dead.items().is_empty(), "nothing was set aside: {:?}", kinds(&harmless));
    assert!(dead.items().iter().all(|job| !job.to_string().contains(&b.canary)));
    assert!(b.org.owner.get("/jobs?status=dead").await.expect(200).items().is_empty(), "the other organization sees the poison");
}

fn mails(app: &TestApp) -> usize {
    std::fs::read_dir(&app.app.config.mail.folder).map_or(0, Iterator::count)
}
