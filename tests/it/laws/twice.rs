//! Law: a repeated POST with the same `Idempotency-Key` gives the first answer and has one effect.

use domain::access::Audience;
use lyceum_tests::{TestApp, catalog};
use serde_json::json;

use super::{operations::operations, stranger::tus, world::World};

/// Operations that take no key, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("create_api_key", "answers a secret"),
    ("change_password", "takes and ends secrets"),
    ("create_asset", "its body is a file"),
    ("create_checkout", "answers an address that is a secret, and closes the page that was open before"),
    ("create_portal_session", "answers an address that is a secret"),
    ("refresh_subscription", "only asks"),
    ("create_subscription_change", "needs a payment provider, which the laws' world has none of: billing::payments_fail tries it"),
    ("create_playback", "answers addresses that are secrets, and each look counts: video::playback tries many at once"),
    ("renew_playback", "answers addresses that are secrets; twice is once"),
    ("create_video_playback", "answers addresses that are secrets"),
    ("record_events", "every event has an id of its own"),
    ("replay_job", "only a dead job can be replayed: the law has none"),
];

#[tokio::test]
async fn a_repeated_post_answers_the_same_and_acts_once() {
    // captions are asked for only where somebody makes them
    let app = TestApp::with(&[("transcription_url", "http://127.0.0.1:9")]).await;
    let posts = operations()
        .into_iter()
        .filter(|operation| operation.method == "POST" && matches!(operation.policy().audience, Audience::Member(_) | Audience::Course(_)));
    let mut tried = 0;
    for operation in posts {
        if WITHOUT.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        let world = World::build(&app, &format!("w{tried}-{}", operation.id.replace('_', "-"))).await;
        let owner = &tus(&world.org.owner, &operation.id);
        match operation.id.as_str() {
            "restore_course" => drop(owner.delete(&format!("/courses/{}", world.id("course"))).await.expect(204)),
            "restore_section" => drop(owner.delete(&format!("/sections/{}", world.id("section"))).await.expect(204)),
            "restore_lesson" => drop(owner.delete(&format!("/lessons/{}", world.id("lesson"))).await.expect(204)),
            "cancel_video" => crate::learning::fixtures::tamper(&world.org, "UPDATE videos SET status = 'processing'").await,
            "retry_video" => crate::learning::fixtures::tamper(&world.org, "UPDATE videos SET status = 'failed', fault = 'internal'").await,
            "create_video_move" => crate::learning::fixtures::tamper(&world.org, "UPDATE videos SET host = 'mux'").await,
            _ => {}
        }
        let path = operation.path_with(|name| world.id(lyceum::openapi::resource(name).unwrap()).to_owned());
        let body = world.body(&operation.id);
        let first = owner.post_once("the same key", &path, body.clone()).await;
        assert!(first.status < 300, "{}: {} {}", operation.id, first.status, first.body);
        let after = catalog::digest(&app.db.owner_url, world.org.id).await;
        let second = owner.post_once("the same key", &path, body.clone()).await;
        assert_eq!((second.status, &second.body), (first.status, &first.body), "{}", operation.id);
        assert_eq!(catalog::digest(&app.db.owner_url, world.org.id).await, after, "{} acted twice", operation.id);
        let different = owner.post_once("the same key", &format!("{path}?"), body).await;
        assert!(different.code() == "idempotency_mismatch" || different.status == second.status, "{}: {}", operation.id, different.body);
        tried += 1;
    }
    assert!(tried > 10, "only {tried} operations were tried");
    for (id, reason) in WITHOUT {
        assert!(operations().iter().any(|operation| operation.id == *id) && !reason.is_empty(), "{id} is excused and does not exist");
    }
}

#[tokio::test]
async fn a_key_belongs_to_one_request_and_refusals_are_not_kept() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let owner = &world.org.owner;
    owner.post_once("k", "/courses", json!({ "title": "One" })).await.expect(201);
    owner.post_once("k", "/courses", json!({ "title": "Two" })).await.refused(422, "idempotency_mismatch");
    owner.post_once("refused", "/courses", json!({ "title": "" })).await.expect(422);
    owner.post_once("refused", "/courses", json!({ "title": "Right" })).await.expect(201);
    owner.post_once(&"x".repeat(256), "/courses", json!({ "title": "Long" })).await.refused(400, "malformed_request");
    let other = world.org.member(domain::access::Role::Instructor).await;
    other.post_once("k", "/courses", json!({ "title": "Mine" })).await.expect(201);
    app.clock.advance(chrono::Duration::hours(49));
    let again = world
        .org
        .visitor()
        .post("/sessions", json!({ "email": "owner@acme.example", "password": lyceum_tests::PASSWORD }))
        .await
        .expect(201);
    let owner = world.org.visitor().signed_in(&again);
    owner.post_once("k", "/courses", json!({ "title": "Much later" })).await.expect(201);
}

#[tokio::test]
async fn parallel_calls_with_one_key_have_one_effect() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let calls = (0..20).map(|_| world.org.owner.post_once("at once", "/courses", json!({ "title": "At once" })));
    let answers = futures::future::join_all(calls).await;
    let ids: std::collections::HashSet<_> = answers.into_iter().map(|answer| answer.expect(201).id()).collect();
    assert_eq!(ids.len(), 1);
}
