//! Publishing and unpublishing one lesson of a published course.

use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{change_lesson, course, lesson, titles};
use crate::learning::fixtures::number;

#[tokio::test]
async fn one_lesson_goes_out_alone_where_its_author_put_it() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    built.publish(owner).await;
    let body = json!({ "title": "Between", "kind": "text", "content": { "markdown": "Words" }, "position": 1 });
    let between = owner.post(&format!("/sections/{}/lessons", built.sections[0]), body).await.expect(201).id();
    change_lesson(owner, built.lessons[0][0], json!({ "title": "Not yet" })).await;
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["Lesson 0.0", "Lesson 0.1"])]));

    let out = owner.post(&format!("/lessons/{between}/publish"), json!({})).await.expect(200);
    assert_eq!((&out.body["status"], &out.body["has_unpublished_changes"]), (&json!("published"), &json!(false)));
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["Lesson 0.0", "Between", "Lesson 0.1"])]));
    assert_eq!(built.read(owner).await["has_unpublished_changes"], true, "another lesson still waits");

    owner.post(&format!("/lessons/{}/publish", built.lessons[0][0]), json!({})).await.expect(200);
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["Not yet", "Between", "Lesson 0.1"])]));
    assert_eq!(built.read(owner).await["has_unpublished_changes"], false, "nothing waits any more");
    let outlines = number(&org, "SELECT COUNT(*) FROM outline_revisions").await;
    owner.post(&format!("/lessons/{between}/publish"), json!({})).await.expect(200);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM outline_revisions").await, outlines, "nothing new, no new outline");
}

#[tokio::test]
async fn a_lesson_that_was_taken_out_stays_out_until_it_is_published_by_itself() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2, 1]).await;
    built.publish(owner).await;
    let path = format!("/lessons/{}", built.lessons[1][0]);
    let taken = owner.post(&format!("{path}/unpublish"), json!({})).await.expect(200);
    assert_eq!(taken.body["status"], "unpublished");
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["Lesson 0.0", "Lesson 0.1"])]));
    assert_eq!(built.read(owner).await["has_unpublished_changes"], false);
    owner.post(&format!("{path}/unpublish"), json!({})).await.expect(200);
    built.publish(owner).await;
    assert_eq!(built.taught(owner).await.len(), 1, "publishing the course leaves it out");
    owner.post(&format!("{path}/publish"), json!({})).await.expect(200);
    assert_eq!(built.taught(owner).await.len(), 2);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lesson_revisions").await, 3, "unchanged, it is not frozen again");
}

#[tokio::test]
async fn neither_goes_before_the_course_is_published_nor_with_an_empty_lesson() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1]).await;
    let path = format!("/lessons/{}", built.lessons[0][0]);
    owner.post(&format!("{path}/publish"), json!({})).await.refused(409, "course_not_published");
    owner.post(&format!("{path}/unpublish"), json!({})).await.refused(409, "course_not_published");
    built.publish(owner).await;
    let empty = lesson(owner, built.sections[0], "Empty", "").await;
    let blocked = owner.post(&format!("/lessons/{empty}/publish"), json!({})).await.refused(409, "publish_blocked");
    assert_eq!((&blocked.body["problems"][0]["code"], &blocked.body["problems"][0]["lesson_id"]), (&json!("empty_lesson"), &json!(empty)));
    assert_eq!(owner.get(&format!("/lessons/{empty}")).await.expect(200).body["status"], "draft");
    owner.delete(&path).await.expect(204);
    owner.post(&format!("{path}/publish"), json!({})).await.refused(404, "not_found");
}

#[tokio::test]
async fn lessons_published_at_once_are_all_in_the_outline() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1]).await;
    built.publish(owner).await;
    let mut late = Vec::new();
    for n in 1..=10 {
        late.push(lesson(owner, built.sections[0], &format!("Late {n:02}"), "Words").await);
    }
    let paths: Vec<String> = late.iter().map(|id| format!("/lessons/{id}/publish")).collect();
    let answers = futures::future::join_all(paths.iter().map(|path| owner.post(path, json!({})))).await;
    for answer in answers {
        drop(answer.expect(200));
    }
    let expected: Vec<String> = std::iter::once("Lesson 0.0".to_owned()).chain((1..=10).map(|n| format!("Late {n:02}"))).collect();
    assert_eq!(built.taught(owner).await, [("Section 0".to_owned(), expected)]);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM outline_revisions").await, 11);
}
