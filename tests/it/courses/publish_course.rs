//! Publishing a course: what blocks it, what it freezes, what learners see of later edits.

use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{change_course, change_lesson, course, lesson, titles};
use crate::learning::fixtures::number;

#[tokio::test]
async fn what_must_be_mended_blocks_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let codes = |body: &serde_json::Value, list: &str| -> Vec<String> {
        body[list].as_array().unwrap().iter().map(|check| check["code"].as_str().unwrap().to_owned()).collect()
    };
    let built = course(owner, &[0]).await;
    let blocked = owner.post(&built.path("/publish"), json!({})).await.refused(409, "publish_blocked");
    assert_eq!(codes(&blocked.body, "problems"), ["no_lessons"]);
    let checks = owner.get(&built.path("/checks")).await.expect(200).body;
    assert_eq!((codes(&checks, "checks"), &checks["ready"]), (vec!["no_lessons".to_owned(), "empty_section".to_owned()], &json!(false)));

    let empty = lesson(owner, built.sections[0], "Empty", "  ").await;
    let blocked = owner.post(&built.path("/publish"), json!({})).await.refused(409, "publish_blocked");
    assert_eq!(codes(&blocked.body, "problems"), ["empty_lesson"]);
    let problem = &blocked.body["problems"][0];
    assert_eq!(
        (&problem["lesson_id"], &problem["section_id"], &problem["severity"]),
        (&json!(empty), &json!(built.sections[0]), &json!("error"))
    );
    change_lesson(owner, empty, json!({ "content": { "markdown": "Words" }, "required": false })).await;
    let blocked = owner.post(&built.path("/publish"), json!({})).await.refused(409, "publish_blocked");
    assert_eq!(codes(&blocked.body, "problems"), ["no_required_lesson"]);
    assert_eq!(built.read(owner).await["status"], "draft");
    assert_eq!(
        number(&org, "SELECT COUNT(*) FROM outline_revisions").await + number(&org, "SELECT COUNT(*) FROM lesson_revisions").await,
        0
    );

    change_course(owner, built.id, json!({ "certificate_enabled": false })).await;
    assert_eq!(owner.get(&built.path("/checks")).await.expect(200).body, json!({ "ready": true, "checks": [] }));
    built.publish(owner).await;
}

#[tokio::test]
async fn the_first_publication_opens_a_draft_and_keeps_any_other_visibility() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    for (before, after) in [("draft", "public"), ("private", "private"), ("unlisted", "unlisted"), ("public", "public")] {
        let built = course(&org.owner, &[1]).await;
        change_course(&org.owner, built.id, json!({ "visibility": before })).await;
        let published = built.publish(&org.owner).await;
        assert_eq!((&published.body["visibility"], &published.body["status"]), (&json!(after), &json!("published")));
        assert_eq!(published.body["has_unpublished_changes"], false);
        assert!(published.body["published_at"].is_string());
    }
    let audit = org.owner.get("/audit-events?action=course_published").await.expect(200);
    assert_eq!(audit.items().len(), 4);
}

#[tokio::test]
async fn edits_reach_learners_with_the_next_publication_and_only_then() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    let (first, second) = (built.lessons[0][0], built.lessons[0][1]);
    change_lesson(owner, first, json!({ "free_preview": true })).await;
    built.publish(owner).await;
    let slug = built.read(owner).await["slug"].as_str().unwrap().to_owned();
    let preview = format!("/catalog/{slug}/lessons/{first}");

    let changed = change_lesson(owner, first, json!({ "title": "New title", "content": { "markdown": "New words" } })).await;
    assert_eq!((&changed.body["status"], &changed.body["has_unpublished_changes"]), (&json!("published"), &json!(true)));
    assert_eq!(built.read(owner).await["has_unpublished_changes"], true);
    let outline = built.outline(owner).await.body;
    assert_eq!(outline["sections"][0]["lessons"][0]["has_unpublished_changes"], true);
    assert_eq!(outline["sections"][0]["lessons"][1]["has_unpublished_changes"], false);
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["Lesson 0.0", "Lesson 0.1"])]));
    assert_eq!(org.visitor().get(&preview).await.expect(200).body["content_html"], "<p>Words</p>");

    assert_eq!(built.publish(owner).await.body["has_unpublished_changes"], false);
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["New title", "Lesson 0.1"])]));
    assert_eq!(org.visitor().get(&preview).await.expect(200).body["content_html"], "<p>New words</p>");
    let revisions = |id| owner.get(format!("/lessons/{id}/revisions").leak());
    let of_first = revisions(first).await.expect(200);
    assert_eq!(of_first.items().iter().map(|revision| &revision["title"]).collect::<Vec<_>>(), ["New title", "Lesson 0.0"]);
    assert!(of_first.items()[0]["published_by_name"].is_string());
    assert_eq!(revisions(second).await.expect(200).items().len(), 1, "what did not change is not frozen again");
}

#[tokio::test]
async fn settings_of_a_lesson_wait_for_publication_but_freeze_no_content() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1]).await;
    let lesson = built.lessons[0][0];
    built.publish(owner).await;
    let slug = built.read(owner).await["slug"].as_str().unwrap().to_owned();
    assert_eq!(change_lesson(owner, lesson, json!({ "free_preview": true })).await.body["has_unpublished_changes"], true);
    let preview = format!("/catalog/{slug}/lessons/{lesson}");
    org.visitor().get(&preview).await.refused(404, "not_found");
    built.publish(owner).await;
    org.visitor().get(&preview).await.expect(200);
    assert_eq!(owner.get(&format!("/lessons/{lesson}/revisions")).await.expect(200).items().len(), 1);
}

#[tokio::test]
async fn publishing_twice_adds_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    built.publish(&org.owner).await;
    built.publish(&org.owner).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM outline_revisions").await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lesson_revisions").await, 1);
    assert_eq!(number(&org, "SELECT used FROM usage_counters WHERE metric = 'published_courses'").await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'course_published'").await, 1);
}

#[tokio::test]
async fn an_order_and_a_section_title_wait_for_publication() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1, 1]).await;
    built.publish(owner).await;
    let before = built.taught(owner).await;
    owner.edit(reqwest::Method::PATCH, &format!("/sections/{}", built.sections[0]), 1, json!({ "title": "Renamed" })).await.expect(200);
    let outline = built.outline(owner).await;
    let wanted = json!({ "sections": [{ "id": built.sections[1], "lessons": built.lessons[1] }, { "id": built.sections[0], "lessons": built.lessons[0] }] });
    owner.edit(reqwest::Method::PUT, &built.path("/outline"), outline.version(), wanted).await.expect(200);
    assert_eq!(built.taught(owner).await, before);
    assert_eq!(built.read(owner).await["has_unpublished_changes"], true);
    built.publish(owner).await;
    assert_eq!(built.taught(owner).await, titles(&[("Section 1", &["Lesson 1.0"]), ("Renamed", &["Lesson 0.0"])]));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lesson_revisions").await, 2);
}
