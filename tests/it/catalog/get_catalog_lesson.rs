//! A lesson that anybody may read, and those that nobody finds there.

use lyceum_tests::TestApp;
use serde_json::json;

use crate::courses::fixtures::{change_course, change_lesson, course};

#[tokio::test]
async fn only_a_published_free_lesson_of_this_course_is_read() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    let (free, paid) = (built.lessons[0][0], built.lessons[0][1]);
    change_lesson(owner, free, json!({ "free_preview": true })).await;
    let path = |slug: &str, id: uuid::Uuid| format!("/catalog/{slug}/lessons/{id}");
    let visitor = org.visitor();
    visitor.get(&path("knots", free)).await.refused(404, "not_found");
    built.publish(owner).await;
    let read = visitor.get(&path("knots", free)).await.expect(200);
    assert_eq!(
        read.body,
        json!({ "id": free, "title": "Lesson 0.0", "kind": "text", "video": null, "content_html": "<p>Words</p>", "asset_urls": {} })
    );
    for client in [&visitor, owner] {
        client.get(&path("knots", paid)).await.refused(404, "not_found");
    }
    let other = course(owner, &[1]).await;
    other.publish(owner).await;
    visitor.get(&path("knots-2", free)).await.refused(404, "not_found");
    owner.post(&format!("/lessons/{free}/unpublish"), json!({})).await.expect(200);
    visitor.get(&path("knots", free)).await.refused(404, "not_found");
    owner.post(&format!("/lessons/{free}/publish"), json!({})).await.expect(200);
    visitor.get(&path("knots", free)).await.expect(200);
    change_course(owner, built.id, json!({ "visibility": "private" })).await;
    visitor.get(&path("knots", free)).await.refused(404, "not_found");
}
