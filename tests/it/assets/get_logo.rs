//! The organization's logo: on its own host, without a signature, for mails are read long after any signature has ended.

use chrono::Duration;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::laws::world::PIXEL;

/// The newest words of mails, as HTML.
fn mails(app: &TestApp) -> Vec<String> {
    let folder = std::fs::read_dir(&app.app.config.mail.folder).unwrap();
    let kept = folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let html = |path| serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap()["html"].as_str().unwrap().to_owned();
    kept.map(html).collect()
}

#[tokio::test]
async fn a_mail_shows_the_logo_from_the_organizations_own_host_to_anybody() {
    let app = TestApp::spawn().await;
    let (acme, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    acme.visitor().get("/logo").await.refused(404, "not_found");
    let logo = acme.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id();
    acme.owner.patch("/organization", json!({ "branding": { "logo_asset_id": logo } })).await.expect(200);
    acme.owner.post("/invitations", json!({ "email": "ida@acme.example", "roles": ["learner"] })).await.expect(201);
    app.run_jobs().await;
    let address = format!("src=\"{}/logo\"", acme.owner.origin());
    let mails = mails(&app);
    assert!(mails.iter().any(|mail| mail.contains(&address)), "no mail shows {address}: {mails:?}");

    app.clock.advance(Duration::days(300));
    let picture = acme.visitor().get("/logo").await.expect(200);
    assert_eq!((picture.header("content-type"), &picture.bytes[..4]), ("image/png", &PIXEL[..4]));
    assert_eq!(picture.header("cross-origin-resource-policy"), "cross-origin", "a mailbox in a browser could not show it");
    assert_eq!(picture.header("cache-control"), "public, max-age=3600");
    // only this host, and only this picture, needs no signature
    bolt.visitor().get("/logo").await.refused(404, "not_found");
    assert_eq!(app.apex().get("/logo").await.status, 404);
    assert_ne!(acme.visitor().get(&format!("/assets/{}/{logo}", acme.id)).await.status, 200);
    let answer = acme.visitor().get("/organization").await.expect(200);
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");

    let session = acme.visitor().post("/sessions", json!({ "email": "owner@acme.example", "password": PASSWORD })).await.expect(201);
    let owner = acme.visitor().signed_in(&session);
    owner.patch("/organization", json!({ "branding": { "logo_asset_id": null } })).await.expect(200);
    acme.visitor().get("/logo").await.refused(404, "not_found");
}
