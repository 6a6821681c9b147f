//! Subdomains (T07): reserved names, names of others, names of the dead.

use lyceum_tests::TestApp;
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

const RESERVED: &[&str] = &[
    "www",
    "api",
    "app",
    "admin",
    "files",
    "console",
    "mail",
    "smtp",
    "imap",
    "ftp",
    "status",
    "docs",
    "help",
    "support",
    "billing",
    "login",
    "signup",
    "sign-up",
    "auth",
    "static",
    "assets",
    "cdn",
    "blog",
    "dev",
    "test",
    "staging",
    "localhost",
    "root",
    "postmaster",
    "abuse",
    "security",
    "webmail",
    "autodiscover",
    "autoconfig",
    "mta-sts",
    "lyceum",
    "no-reply",
];

#[tokio::test]
async fn names_that_mislead_are_reserved_everywhere() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for slug in RESERVED {
        let apex = app.apex().from_somewhere();
        let answer = apex.get(&format!("/slug-availability?slug={slug}")).await.expect(200);
        assert_eq!((&answer.body["available"], &answer.body["reason"]), (&json!(false), &json!("reserved")), "{slug}");
        acme.owner.patch("/organization", json!({ "slug": slug })).await.refused(422, "slug_reserved");
    }
    for slug in ["ab", "-acme", "acme-", "a--b", "1acme", "Acme", "a.b", "acm%C3%A9", "xn--acme-xyz", "a_b", &"a".repeat(41)] {
        let answer = app.apex().from_somewhere().get(&format!("/slug-availability?slug={slug}")).await.expect(200);
        assert_eq!((&answer.body["available"], &answer.body["reason"]), (&json!(false), &json!("invalid")), "{slug}");
        assert!(answer.body["message"].is_string());
    }
    let free = app.apex().get("/slug-availability?slug=free-name").await.expect(200);
    assert_eq!(free.body, json!({ "slug": "free-name", "available": true, "reason": null, "message": null }));
}

#[tokio::test]
async fn a_former_name_leads_on_and_is_given_to_nobody_else() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    let changed = acme.owner.patch("/organization", json!({ "slug": "apex-labs" })).await.expect(200);
    assert_eq!((&changed.body["slug"], &changed.body["url"]), (&json!("apex-labs"), &json!("http://apex-labs.lyceum.test")));
    // whoever moved it is taken along, once
    let code = json!({ "code": changed.body["handoff_code"] });
    app.visitor("apex-labs.lyceum.test").post("/sessions/handoff", code.clone()).await.expect(201);
    app.visitor("apex-labs.lyceum.test").post("/sessions/handoff", code).await.refused(410, "link_invalid");
    let owner = app.visitor("apex-labs.lyceum.test").with_token(acme.owner.token.as_deref().unwrap());
    let renamed = owner.patch("/organization", json!({ "name": "Acme Labs", "slug": "apex-labs" })).await.expect(200);
    assert_eq!(renamed.body.get("handoff_code"), None, "nothing moved");
    app.clock.advance(chrono::Duration::seconds(6));
    let moved = app.visitor("acme.lyceum.test").get("/organization?x=1").await.expect(308);
    assert_eq!(moved.header("location"), "http://apex-labs.lyceum.test/api/v1/organization?x=1");
    app.visitor("apex-labs.lyceum.test").with_token(acme.owner.token.as_deref().unwrap()).get("/me").await.expect(200);
    let taken = app.apex().from_somewhere().get("/slug-availability?slug=acme").await.expect(200);
    assert_eq!(taken.body["reason"], "taken");
    bolt.owner.patch("/organization", json!({ "slug": "acme" })).await.refused(409, "slug_taken");
    bolt.owner.patch("/organization", json!({ "slug": "apex-labs" })).await.refused(409, "slug_taken");
    // its own former name is its own
    app.visitor("apex-labs.lyceum.test")
        .with_token(acme.owner.token.as_deref().unwrap())
        .patch("/organization", json!({ "slug": "acme" }))
        .await
        .expect(200);
}

#[tokio::test]
async fn the_name_of_a_dead_organization_stays_buried() {
    let app = TestApp::spawn().await;
    app.organization("acme").await;
    // the platform's register of names outlives the organization's row
    let db = Database::connect(&app.db.owner_url).await.unwrap();
    db.execute_unprepared(
        "INSERT INTO organization_slugs (slug, org_id, created_at) SELECT 'ghost-town', org_id, created_at FROM organization_slugs",
    )
    .await
    .unwrap();
    db.close().await.unwrap();
    let taken = app.apex().get("/slug-availability?slug=ghost-town").await.expect(200);
    assert_eq!(taken.body["reason"], "taken");
    let owner = json!({ "name": "O", "email": "o@example.org", "password": lyceum_tests::PASSWORD });
    let body = json!({ "name": "Ghosts", "slug": "ghost-town", "owner": owner });
    app.apex().from_somewhere().post("/organizations", body).await.refused(409, "slug_taken");
}
