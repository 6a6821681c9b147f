//! Sections: made at a place, renamed, deleted with their lessons.

use futures::future::join_all;
use lyceum_tests::TestApp;
use reqwest::Method;
use serde_json::json;

use super::fixtures::{course, shape, titles};

#[tokio::test]
async fn a_section_comes_at_a_place_or_at_the_end() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[0, 0]).await;
    let path = built.path("/sections");
    for (title, position, place) in [("First", json!(0), 0), ("Middle", json!(2), 2), ("Last", json!(99), 4)] {
        let made = owner.post(&path, json!({ "title": title, "position": position })).await.expect(201);
        assert_eq!((&made.body["position"], &made.body["version"], &made.body["course_id"]), (&json!(place), &json!(1), &json!(built.id)));
    }
    let made = owner.post(&path, json!({ "title": " End " })).await.expect(201);
    assert_eq!((&made.body["position"], &made.body["title"]), (&json!(5), &json!("End")));
    let outline = built.outline(owner).await;
    assert_eq!(made.body["outline_version"], outline.version());
    let sections = ["First", "Section 0", "Middle", "Section 1", "Last", "End"].map(|title| (title, [].as_slice()));
    assert_eq!(shape(&outline.body), titles(&sections));
    owner.post(&path, json!({ "title": "" })).await.refused(422, "invalid_input");
    owner.post(&path, json!({ "title": "X", "position": -1 })).await.refused(422, "invalid_input");
}

#[tokio::test]
async fn sections_made_at_once_each_have_a_place() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[]).await;
    let path = built.path("/sections");
    let made = join_all((0..12).map(|n| org.owner.post(&path, json!({ "title": format!("S{n}") })))).await;
    let mut places: Vec<i64> = made.into_iter().map(|made| made.expect(201).body["position"].as_i64().unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places, (0..12).collect::<Vec<_>>());
    assert_eq!(built.outline(&org.owner).await.version(), 13);
}

#[tokio::test]
async fn a_section_is_renamed_in_the_version_that_was_read() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[0, 0]).await;
    let path = format!("/sections/{}", built.sections[1]);
    owner.patch(&path, json!({ "title": "X" })).await.refused(428, "if_match_required");
    let renamed = owner.edit(Method::PATCH, &path, 1, json!({ "title": "Renamed" })).await.expect(200);
    assert_eq!((&renamed.body["title"], &renamed.body["version"], &renamed.body["position"]), (&json!("Renamed"), &json!(2), &json!(1)));
    let stale = owner.edit(Method::PATCH, &path, 1, json!({ "title": "Late" })).await.refused(412, "stale_version");
    assert_eq!(stale.body["current_version"], 2);
    owner.delete(&path).await.expect(204);
    owner.edit(Method::PATCH, &path, 2, json!({ "title": "In the bin" })).await.refused(404, "not_found");
}
