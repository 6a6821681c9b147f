//! Law: a list costs as many statements for many rows as for one, whoever adds a list.

use std::collections::BTreeMap;

use domain::access::Role;
use lyceum_tests::{Client, PASSWORD, TestApp};
use serde_json::json;

use super::{operations::operations, world::World};
use crate::{courses::fixtures::change_lesson, learning::fixtures::tamper};

/// How many more of everything there are the second time.
const MORE: usize = 4;

#[tokio::test]
async fn every_list_costs_as_many_statements_for_many_rows_as_for_few() {
    let app = TestApp::with(&[("transcription_url", "http://127.0.0.1:9")]).await;
    let world = World::build(&app, "acme").await;
    // whoever is behind the newest outline costs one statement more, however many they are
    publish(&world, "First edition").await;
    ask_for_captions(&world).await;
    let few = cost(&app, &world).await;
    grow(&app, &world).await;
    let many = cost(&app, &world).await;
    for operation in operations().iter().filter(|operation| is_list(operation)) {
        let of = |costs: &BTreeMap<(String, &str), (u64, usize)>, who| costs.get(&(operation.id.clone(), who)).copied();
        let mut has_grown = false;
        for who in ["owner", "learner"] {
            let (Some((before, rows)), Some((after, more))) = (of(&few, who), of(&many, who)) else { continue };
            assert_eq!(after, before, "{} costs its {who} {before} statements for {rows} rows and {after} for {more}", operation.id);
            has_grown |= rows > 0 && more >= rows + MORE;
        }
        assert!(has_grown, "{}: make its list longer in `grow`: {:?} {:?}", operation.id, of(&few, "owner"), of(&many, "owner"));
    }
}

/// Lists that are somebody else's, and what they cost here.
const ELSEWHERE: &[(&str, &str)] = &[("list_invoices", "the payment provider's, which the laws' world has none of")];

fn is_list(operation: &super::operations::Operation) -> bool {
    let is_elsewhere = ELSEWHERE.iter().any(|(id, _)| *id == operation.id);
    operation.method == "GET" && !is_elsewhere && operation.parameters().iter().any(|parameter| parameter["name"] == "cursor")
}

/// Statements and rows of every list, of those who may read it.
async fn cost(app: &TestApp, world: &World<'_>) -> BTreeMap<(String, &'static str), (u64, usize)> {
    let mut costs = BTreeMap::new();
    for operation in operations().iter().filter(|operation| is_list(operation)) {
        let path = operation.path_with(|name| world.id(lyceum::openapi::resource(name).unwrap_or("slug")).to_owned());
        let path = format!("{path}?limit=100");
        for (who, client) in [("owner", &world.org.owner), ("learner", &world.learner)] {
            // host and member are read once and then remembered
            client.get(&path).await;
            let (statements, answer) = app.statements(client.get(&path)).await;
            if answer.status == 200 {
                costs.insert((operation.id.clone(), who), (statements, answer.items().len()));
            }
        }
    }
    costs
}

/// More of everything.
async fn grow(app: &TestApp, world: &World<'_>) {
    let owner = &world.org.owner;
    for n in 0..MORE {
        let another = world.org.member(Role::Learner).await;
        finish(&another, world.id("course"), world.id("lesson")).await;
        let course = json!({ "title": format!("Course {n}"), "visibility": "public", "self_enrollment": true });
        let course = owner.post("/courses", course).await.expect(201).id();
        let section = owner.post(&format!("/courses/{course}/sections"), json!({ "title": "Part" })).await.expect(201).id();
        let text = json!({ "title": "Text", "kind": "text", "content": { "markdown": "Words" } });
        let other = owner.post(&format!("/sections/{section}/lessons"), text).await.expect(201).id();
        owner.post(&format!("/courses/{course}/publish"), json!({})).await.expect(200);
        finish(&world.learner, &course.to_string(), &other.to_string()).await;
        publish(world, &format!("Edition {n}")).await;
        owner.post("/invitations", json!({ "email": format!("guest{n}@x.example"), "roles": ["learner"] })).await.expect(201);
        let video = json!({ "file_name": "clip.mp4", "bytes": 1000 });
        owner.post(&format!("/courses/{}/videos", world.id("course")), video).await.expect(201);
        let words = format!("/videos/{}/captions/{}", world.id("video"), ["en", "es", "it", "pt"][n % 4]);
        owner.put_bytes(&words, "text/vtt", super::world::WORDS.to_vec(), None).await.expect(200);
        ask_for_captions(world).await;
        owner.post("/api-keys", json!({ "name": format!("Key {n}"), "scopes": ["read"] })).await.expect(201);
        let session = json!({ "email": "owner@acme.example", "password": PASSWORD });
        world.org.visitor().post("/sessions", session).await.expect(201);
        app.support(&world.operator, world.org.id, &world.org.slug).await;
    }
    app.run_jobs().await;
}

/// One at a time is made: each ends at once.
async fn ask_for_captions(world: &World<'_>) {
    world.org.owner.post(&format!("/videos/{}/transcriptions", world.id("video")), json!({})).await.expect(202);
    tamper(&world.org, "UPDATE video_transcriptions SET status = 'failed', fault = 'internal'").await;
}

async fn publish(world: &World<'_>, words: &str) {
    let lesson = world.id("lesson").parse().unwrap();
    change_lesson(&world.org.owner, lesson, json!({ "content": { "markdown": words } })).await;
    world.org.owner.post(&format!("/lessons/{lesson}/publish"), json!({})).await.expect(200);
}

async fn finish(learner: &Client, course: &str, lesson: &str) {
    let enrollment = learner.post("/enrollments", json!({ "course_id": course })).await.expect(201).id();
    learner.put(&format!("/enrollments/{enrollment}/lessons/{lesson}/completion"), json!({})).await.expect(200);
}
