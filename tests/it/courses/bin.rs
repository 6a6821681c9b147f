//! The bin: what is deleted leaves learners' sight, takes nothing from their record, and comes back.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::{Value, json};

use super::fixtures::{course, lesson, shape, titles};

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_lesson_comes_back_to_the_end_of_its_section() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2, 1]).await;
    built.publish(owner).await;
    let path = format!("/lessons/{}", built.lessons[0][0]);
    owner.delete(&path).await.expect(204);
    owner.delete(&path).await.expect(204);
    owner.get(&path).await.refused(404, "not_found");
    assert_eq!(built.taught(owner).await, titles(&[("Section 0", &["Lesson 0.1"]), ("Section 1", &["Lesson 1.0"])]));
    assert_eq!((&built.read(owner).await["lesson_count"], &built.read(owner).await["has_unpublished_changes"]), (&json!(2), &json!(false)));
    let bin = owner.get(&built.path("/bin")).await.expect(200).body;
    assert_eq!((ids(&bin["sections"]).len(), ids(&bin["lessons"])), (0, vec![built.lessons[0][0].to_string()]));

    let version = built.outline(owner).await.version();
    let back = owner.post(&format!("{path}/restore"), json!({})).await.expect(200);
    assert_eq!((&back.body["status"], &back.body["outline_version"]), (&json!("draft"), &json!(version + 1)));
    owner.post(&format!("{path}/restore"), json!({})).await.expect(200);
    assert_eq!(built.outline(owner).await.version(), version + 1, "restored once");
    assert_eq!(shape(&built.outline(owner).await.body)[0].1, ["Lesson 0.1", "Lesson 0.0"]);
    assert_eq!(built.taught(owner).await[0].1, ["Lesson 0.1"], "learners see it once it is published");
    built.publish(owner).await;
    assert_eq!(built.taught(owner).await[0].1, ["Lesson 0.1", "Lesson 0.0"]);
}

#[tokio::test]
async fn a_section_goes_and_comes_back_with_its_lessons() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[3, 1]).await;
    built.publish(owner).await;
    let alone = built.lessons[0][1];
    owner.delete(&format!("/lessons/{alone}")).await.expect(204);
    let section = format!("/sections/{}", built.sections[0]);
    owner.delete(&section).await.expect(204);
    owner.delete(&section).await.expect(204);
    assert_eq!(built.taught(owner).await, titles(&[("Section 1", &["Lesson 1.0"])]));
    let bin = owner.get(&built.path("/bin")).await.expect(200).body;
    assert_eq!((ids(&bin["sections"]), ids(&bin["lessons"])), (vec![built.sections[0].to_string()], vec![alone.to_string()]));
    owner.post(&format!("{section}/lessons"), json!({ "title": "X", "kind": "text" })).await.refused(404, "not_found");

    let back = owner.post(&format!("{section}/restore"), json!({})).await.expect(200);
    assert_eq!(back.body["position"], 1);
    assert_eq!(
        shape(&built.outline(owner).await.body),
        titles(&[("Section 1", &["Lesson 1.0"]), ("Section 0", &["Lesson 0.0", "Lesson 0.2"])])
    );
    assert_eq!(ids(&owner.get(&built.path("/bin")).await.expect(200).body["lessons"]), [alone.to_string()], "deleted by itself, it stays");
}

#[tokio::test]
async fn a_lesson_whose_section_is_gone_finds_another_home() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1, 1]).await;
    owner.delete(&format!("/sections/{}", built.sections[0])).await.expect(204);
    let first = owner.post(&format!("/lessons/{}/restore", built.lessons[0][0]), json!({})).await.expect(200);
    assert_eq!(first.body["section_id"], json!(built.sections[1]), "the first section that is there");
    owner.delete(&format!("/sections/{}", built.sections[1])).await.expect(204);
    assert_eq!(shape(&built.outline(owner).await.body), []);
    let second = owner.post(&format!("/lessons/{}/restore", built.lessons[1][0]), json!({})).await.expect(200);
    assert_eq!(second.body["section_id"], json!(built.sections[1]), "its own comes back with it");
    assert_eq!(shape(&built.outline(owner).await.body), titles(&[("Section 1", &["Lesson 1.0"])]));
}

#[tokio::test]
async fn what_was_completed_is_not_taken_back_by_a_deletion() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    built.publish(owner).await;
    let ann = org.member(Role::Learner).await;
    let enrollment = ann.post("/enrollments", json!({ "course_id": built.id })).await.expect(201).id();
    let done = built.lessons[0][0];
    ann.put(&format!("/enrollments/{enrollment}/lessons/{done}/completion"), json!({})).await.expect(200);
    owner.delete(&format!("/lessons/{done}")).await.expect(204);
    let outline = ann.get(&format!("/enrollments/{enrollment}/outline")).await.expect(200);
    assert_eq!(shape(&outline.body), titles(&[("Section 0", &["Lesson 0.1"])]));
    assert_eq!(ann.get(&format!("/enrollments/{enrollment}/lessons/{done}")).await.expect(200).body["content_html"], "<p>Words</p>");
    lesson(owner, built.sections[0], "Another", "Words").await;
    built.publish(owner).await;
    assert_eq!(ann.get(&format!("/enrollments/{enrollment}/lessons/{done}")).await.expect(200).body["progress"]["state"], "completed");
}

#[tokio::test]
async fn a_course_leaves_the_catalog_and_comes_back_as_it_was() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[1]).await;
    let published = built.publish(owner).await;
    owner.delete(&built.path("")).await.expect(204);
    owner.delete(&built.path("")).await.expect(204);
    let deleted = built.read(owner).await;
    assert!(deleted["status"] == "deleted" && deleted["deleted_at"].is_string());
    assert_eq!(org.visitor().get("/catalog").await.expect(200).items().len(), 0);
    org.visitor().get("/catalog/knots").await.refused(404, "not_found");
    let back = owner.post(&built.path("/restore"), json!({})).await.expect(200);
    assert_eq!((&back.body["status"], &back.body["published_at"]), (&json!("published"), &published.body["published_at"]));
    owner.post(&built.path("/restore"), json!({})).await.expect(200);
    assert_eq!(org.visitor().get("/catalog").await.expect(200).items().len(), 1);
    for action in ["course_deleted", "course_restored"] {
        assert_eq!(owner.get(&format!("/audit-events?action={action}")).await.expect(200).items().len(), 1, "{action}");
    }
}
