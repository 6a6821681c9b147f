//! A course as its learners would see it, were it published now.

use lyceum_tests::TestApp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fixtures::{change_lesson, course, shape, titles};

#[tokio::test]
async fn the_preview_shows_what_publishing_would_bring() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2, 1, 0]).await;
    built.publish(owner).await;
    owner.post(&format!("/lessons/{}/unpublish", built.lessons[1][0]), json!({})).await.expect(200);
    change_lesson(owner, built.lessons[0][1], json!({ "title": "Draft title", "content": { "markdown": "Draft words" } })).await;
    let outline = owner.get(&built.path("/preview")).await.expect(200).body;
    assert_eq!(shape(&outline), titles(&[("Section 0", &["Lesson 0.0", "Draft title"])]));
    assert_eq!(
        (&outline["enrollment_id"], &outline["progress_percent"], &outline["course"]["id"]),
        (&Value::Null, &json!(0), &json!(built.id))
    );

    let lesson = |id: Uuid| built.path(&format!("/preview/lessons/{id}"));
    let shown = owner.get(&lesson(built.lessons[0][1])).await.expect(200).body;
    assert_eq!(
        (&shown["title"], &shown["content_html"], &shown["section_title"]),
        (&json!("Draft title"), &json!("<p>Draft words</p>"), &json!("Section 0"))
    );
    assert_eq!((&shown["previous_lesson_id"], &shown["next_lesson_id"]), (&json!(built.lessons[0][0]), &Value::Null));
    assert_eq!((&shown["revision_id"], &shown["progress"]["state"]), (&Value::Null, &json!("not_started")));
    owner.get(&lesson(built.lessons[1][0])).await.refused(404, "not_found");
    let other = course(owner, &[1]).await;
    owner.get(&lesson(other.lessons[0][0])).await.refused(404, "not_found");
}
