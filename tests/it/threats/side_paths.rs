//! T10: who was shut out is out by every path, and what was closed answers by none.

use chrono::Duration;
use domain::access::{Audience, Role};
use lyceum_tests::{Client, PASSWORD, TestApp, catalog};
use serde_json::json;

use crate::laws::{
    operations::{Operation, operations},
    stranger::call,
    world::World,
};

const WITHOUT_BODY: &str = "(none)";

async fn try_all(client: &Client, world: &World<'_>, wanted: impl Fn(&Operation) -> bool) -> Vec<(String, u16, String)> {
    let mut answers = Vec::new();
    for operation in operations().iter().filter(|operation| wanted(operation)) {
        let id = |name: &str| world.id(lyceum::openapi::resource(name).unwrap_or("slug")).to_owned();
        let answer = call(&client.clone().from_somewhere(), operation, world, id).await;
        // an answer to HEAD has no body that could carry a code
        let code = if operation.method == "HEAD" { WITHOUT_BODY } else { answer.code() };
        answers.push((operation.id.clone(), answer.status, code.to_owned()));
    }
    answers
}

fn is_members(operation: &Operation) -> bool {
    matches!(operation.policy().audience, Audience::Member(_) | Audience::Course(_))
}

#[tokio::test]
async fn a_closed_organization_answers_by_no_path() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let acme = &world.org;
    app.run_jobs().await;
    let key = acme.owner.post("/api-keys", json!({ "name": "All", "scopes": ["read", "write", "admin"] })).await.expect(201);
    let with_key = acme.visitor().with_token(key.body["secret"].as_str().unwrap());
    let picture = app.app.asset_url(acme.id.into(), world.id("asset").parse::<uuid::Uuid>().unwrap().into());
    let picture = picture.strip_prefix("http://files.lyceum.test").unwrap().to_owned();
    app.visitor("files.lyceum.test").get(&picture).await.expect(200);
    acme.owner.post("/invitations", json!({ "email": "ida@acme.example", "roles": ["learner"] })).await.expect(201);
    let ask = format!("/console/organizations/{}/support-sessions", acme.id);
    let asked = world.operator.console.post(&ask, json!({ "reason": "Before it is closed" })).await.expect(201);
    let support_code = asked.body["code"].clone();

    let close = format!("/console/organizations/{}/suspend", acme.id);
    world.operator.console.post(&close, json!({ "reason": "A spam school, closed" })).await.expect(200);
    app.clock.advance(Duration::seconds(5));
    let before = catalog::digest(&app.db.owner_url, acme.id).await;
    let mails = mails(&app);
    for who in [&acme.owner, &with_key, &world.support, &world.learner, &acme.visitor()] {
        for (operation, status, code) in try_all(who, &world, |operation| operation.policy().audience != Audience::Apex).await {
            assert_eq!(status, 403, "{operation}");
            assert!(code == "organization_suspended" || code == WITHOUT_BODY, "{operation}: {code}");
        }
    }
    acme.owner.post_as_page("/sessions/refresh").await.refused(403, "organization_suspended");
    acme.visitor().post("/support-sessions/enter", json!({ "code": support_code })).await.refused(403, "organization_suspended");
    for path in ["/docs", "/api/v1/openapi.json", "/.well-known/jwks.json", "/logo", "/verify/x"] {
        assert_eq!(acme.visitor().get(path).await.status, 403, "{path}");
    }
    app.visitor("files.lyceum.test").get(&picture).await.refused(404, "not_found");
    app.clock.advance(Duration::hours(2));
    app.run_jobs().await;
    assert_eq!(self::mails(&app), mails, "a closed organization sent a mail");
    assert!(app.jobs("queued").await > 0, "its jobs wait");
    assert_eq!(catalog::digest(&app.db.owner_url, acme.id).await, before, "something changed in a closed organization");

    let otto = app.operator("Otto").await;
    otto.console.post(&format!("/console/organizations/{}/resume", acme.id), json!({ "reason": "It was an error" })).await.expect(200);
    app.run_jobs().await;
    assert!(self::mails(&app) > mails, "what waited goes on");
    assert_eq!(app.jobs("queued").await, 0);
}

fn mails(app: &TestApp) -> usize {
    std::fs::read_dir(&app.app.config.mail.folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn whoever_was_suspended_or_removed_is_out_by_every_path() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let acme = &world.org;
    for removed in [false, true] {
        let admin = acme.member(Role::Admin).await;
        let email = admin.get("/me").await.expect(200).body["email"].as_str().unwrap().to_owned();
        let key = admin.post("/api-keys", json!({ "name": "All", "scopes": ["read", "write", "admin"] })).await.expect(201);
        let with_key = acme.visitor().with_token(key.body["secret"].as_str().unwrap());
        with_key.get("/members").await.expect(200);
        acme.visitor().post("/password-resets", json!({ "email": email })).await.expect(202);
        let path = format!("/members/{}", admin.user_id);
        if removed {
            acme.owner.delete(&path).await.expect(204);
        } else {
            acme.owner.patch(&path, json!({ "status": "suspended" })).await.expect(200);
        }
        app.clock.advance(Duration::seconds(5));
        let before = catalog::digest(&app.db.owner_url, acme.id).await;
        for who in [&admin, &with_key] {
            for (operation, status, code) in try_all(who, &world, is_members).await {
                assert_eq!(status, 401, "{operation}");
                assert!(code == "unauthenticated" || code == WITHOUT_BODY, "{operation}: {code}");
            }
        }
        assert_eq!(admin.post_as_page("/sessions/refresh").await.status, 401);
        acme.visitor().post("/sessions", json!({ "email": email, "password": PASSWORD })).await.refused(401, "invalid_credentials");
        assert_eq!(catalog::digest(&app.db.owner_url, acme.id).await, before, "somebody who was shut out changed something");
    }
}

#[tokio::test]
async fn an_organization_whose_payment_is_overdue_changes_nothing_by_any_path() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let acme = &world.org;
    app.run_jobs().await;
    let key = acme.owner.post("/api-keys", json!({ "name": "All", "scopes": ["read", "write", "admin"] })).await.expect(201);
    let with_key = acme.visitor().with_token(key.body["secret"].as_str().unwrap());
    crate::learning::fixtures::tamper(acme, "UPDATE organizations SET standing = 'read_only'").await;
    // hosts are remembered for five seconds
    app.clock.advance(Duration::seconds(6));
    with_key.get("/courses").await.expect(200);
    let before = catalog::digest(&app.db.owner_url, acme.id).await;
    let waits = |operation: &Operation| match operation.policy().audience {
        Audience::Course(_) => operation.policy().is_held_back(),
        Audience::Member(permission) => operation.policy().is_held_back() && permission.waits_for_payment(),
        _ => false,
    };
    let answers = try_all(&acme.owner, &world, waits).await;
    assert!(answers.len() > 30, "only {} operations were tried", answers.len());
    for (operation, status, code) in answers {
        assert_eq!((status, code.as_str()), (402, "organization_read_only"), "{operation}");
    }
    for (operation, status, code) in try_all(&with_key, &world, |operation| waits(operation) && operation.policy().scope.is_some()).await {
        assert_eq!((status, code.as_str()), (402, "organization_read_only"), "{operation} by a key");
    }
    assert_eq!(catalog::digest(&app.db.owner_url, acme.id).await, before);
    // learners go on, and everything can be read
    let (enrollment, lesson) = (world.id("enrollment"), world.id("lesson"));
    world.learner.get(&format!("/enrollments/{enrollment}/lessons/{lesson}")).await.expect(200);
    acme.owner.get("/members").await.expect(200);
    acme.owner.post(&format!("/videos/{}/playback", world.id("video")), serde_json::json!({})).await.expect(201);
    acme.owner.delete(&format!("/support-sessions/{}", world.id("support_session"))).await.expect(204);
    // and who holds a key that leaked need not pay before it is revoked
    acme.owner.delete(&format!("/api-keys/{}", key.id())).await.expect(204);
    with_key.get("/courses").await.expect(401);
}
