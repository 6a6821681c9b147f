//! Lessons: written at a place, changed, copied.

use futures::future::join_all;
use lyceum_tests::TestApp;
use reqwest::Method;
use serde_json::{Value, json};

use super::fixtures::{change_lesson, course, shape, titles};
use crate::{laws::world::PIXEL, learning::fixtures::number};

#[tokio::test]
async fn a_lesson_comes_at_a_place_or_at_the_end() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    let path = format!("/sections/{}/lessons", built.sections[0]);
    let made = owner.post(&path, json!({ "title": "First", "kind": "text", "position": 0 })).await.expect(201);
    assert_eq!((&made.body["status"], &made.body["required"], &made.body["free_preview"]), (&json!("draft"), &json!(true), &json!(false)));
    assert_eq!((&made.body["completion_rule"], &made.body["version"]), (&json!({ "kind": "manual" }), &json!(1)));
    assert_eq!(
        (&made.body["content"]["html"], &made.body["asset_urls"], &made.body["published_at"]),
        (&json!(""), &json!({}), &Value::Null)
    );
    owner.post(&path, json!({ "title": "Last", "kind": "text", "content": { "html": "<p>x</p>" } })).await.expect(201);
    let outline = built.outline(owner).await.body;
    assert_eq!(shape(&outline), titles(&[("Section 0", &["First", "Lesson 0.0", "Lesson 0.1", "Last"])]));
    assert_eq!(outline["sections"][0]["lessons"][0]["is_empty"], true);
    assert_eq!(outline["sections"][0]["lessons"][3]["is_empty"], false);
    for wrong in [
        json!({ "title": "X" }),
        json!({ "title": "X", "kind": "hologram" }),
        json!({ "kind": "text" }),
        json!({ "title": "X", "kind": "text", "content": {} }),
    ] {
        owner.post(&path, wrong).await.refused(422, "invalid_input");
    }
}

#[tokio::test]
async fn a_lesson_changes_in_the_version_that_was_read() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1]).await;
    let path = format!("/lessons/{}", built.lessons[0][0]);
    owner.patch(&path, json!({ "title": "X" })).await.refused(428, "if_match_required");
    let patch = json!({ "free_preview": true, "required": false, "completion_rule": { "kind": "read", "min_seconds": 90 } });
    let changed = owner.edit(Method::PATCH, &path, 1, patch.clone()).await.expect(200);
    for field in ["free_preview", "required", "completion_rule"] {
        assert_eq!(changed.body[field], patch[field], "{field}");
    }
    assert_eq!((changed.header("etag"), &changed.body["content"]["markdown"]), ("\"2\"", &json!("Words")));
    let answers = join_all((0..10).map(|n| owner.edit(Method::PATCH, &path, 2, json!({ "title": format!("T{n}") })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refused(412, "stale_version").body["current_version"], 3);
    }
    for rule in [
        json!({ "kind": "read" }),
        json!({ "kind": "read", "min_seconds": 28_801 }),
        json!({ "kind": "read", "min_seconds": -1 }),
        json!({ "kind": "quiz" }),
    ] {
        owner.edit(Method::PATCH, &path, 3, json!({ "completion_rule": rule })).await.refused(422, "invalid_input");
    }
}

#[tokio::test]
async fn a_copy_stands_right_behind_and_shows_the_same() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    let original = built.lessons[0][0];
    let picture = owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id();
    let content = json!({ "html": format!("<p><img src=\"lyceum-asset:{picture}\" alt=\"A dot\"></p>") });
    let rule = json!({ "kind": "read", "min_seconds": 5 });
    change_lesson(owner, original, json!({ "content": content, "completion_rule": rule, "title": "x".repeat(200) })).await;
    built.publish(owner).await;
    let copy = owner.post(&format!("/lessons/{original}/duplicate"), json!({})).await.expect(201);
    assert_eq!((&copy.body["status"], &copy.body["version"], &copy.body["completion_rule"]), (&json!("draft"), &json!(1), &rule));
    assert_eq!(copy.body["title"], format!("{} (copy)", "x".repeat(193)));
    assert!(copy.body["content"]["html"].as_str().unwrap().contains(&format!("lyceum-asset:{picture}")));
    let outline = built.outline(owner).await.body;
    assert_eq!(outline["sections"][0]["lessons"][1]["id"], json!(copy.id()));
    assert_eq!(built.taught(owner).await[0].1.len(), 2, "learners do not see it");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM asset_references WHERE holder_kind = 'lesson'").await, 2);
}
