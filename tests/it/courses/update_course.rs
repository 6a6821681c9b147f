//! Changing a course: only the version that was read, only what is given.

use futures::future::join_all;
use lyceum_tests::TestApp;
use reqwest::Method;
use serde_json::json;

use super::fixtures::{change_course, course};

#[tokio::test]
async fn what_is_given_changes_and_the_rest_stays() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let before = built.read(&org.owner).await;
    let after = change_course(&org.owner, built.id, json!({ "teaser": "Tie them.", "category": "Sea", "estimated_minutes": 5 })).await;
    assert_eq!((&after.body["teaser"], &after.body["title"], &after.body["version"]), (&json!("Tie them."), &before["title"], &json!(2)));
    assert_eq!(after.header("etag"), "\"2\"");
    let emptied = change_course(&org.owner, built.id, json!({ "teaser": null, "category": " ", "estimated_minutes": null })).await;
    assert!(emptied.body["teaser"].is_null() && emptied.body["category"].is_null() && emptied.body["estimated_minutes"].is_null());
    let mut same = emptied.body.clone();
    for field in ["version", "updated_at"] {
        same[field] = before[field].clone();
    }
    assert_eq!(same, before);
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[]).await;
    let path = built.path("");
    org.owner.patch(&path, json!({ "title": "No version" })).await.refused(428, "if_match_required");
    let answers = join_all((0..10).map(|n| org.owner.edit(Method::PATCH, &path, 1, json!({ "title": format!("Title {n}") })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refused(412, "stale_version").body["current_version"], 2);
    }
    org.owner.edit(Method::PATCH, &path, 99, json!({ "title": "From the future" })).await.refused(412, "stale_version");
    assert_eq!(built.read(&org.owner).await["version"], 2);
}

#[tokio::test]
async fn a_slug_is_one_courses_only() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (first, second) = (course(&org.owner, &[]).await, course(&org.owner, &[]).await);
    org.owner.edit(Method::PATCH, &second.path(""), 1, json!({ "slug": "knots", "title": "X" })).await.refused(409, "slug_taken");
    assert_eq!(second.read(&org.owner).await["title"], "Knots");
    org.owner.edit(Method::PATCH, &second.path(""), 1, json!({ "slug": "A B" })).await.refused(422, "invalid_slug");
    change_course(&org.owner, first.id, json!({ "slug": "knots" })).await;
    change_course(&org.owner, first.id, json!({ "slug": "ropes" })).await;
    change_course(&org.owner, second.id, json!({ "slug": "knots" })).await;
    org.owner.delete(&second.path("")).await.expect(204);
    org.owner.edit(Method::PATCH, &first.path(""), 3, json!({ "slug": "knots" })).await.refused(409, "slug_taken");
}

#[tokio::test]
async fn a_course_in_the_bin_is_not_changed() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let (section, lesson) = (built.sections[0], built.lessons[0][0]);
    org.owner.delete(&built.path("")).await.expect(204);
    let owner = &org.owner;
    owner.edit(Method::PATCH, &built.path(""), 2, json!({ "title": "X" })).await.refused(409, "course_deleted");
    owner.post(&built.path("/publish"), json!({})).await.refused(409, "course_deleted");
    owner.post(&built.path("/sections"), json!({ "title": "X" })).await.refused(409, "course_deleted");
    owner.edit(Method::PATCH, &format!("/sections/{section}"), 1, json!({ "title": "X" })).await.refused(409, "course_deleted");
    owner.post(&format!("/sections/{section}/lessons"), json!({ "title": "X", "kind": "text" })).await.refused(409, "course_deleted");
    owner.edit(Method::PATCH, &format!("/lessons/{lesson}"), 1, json!({ "title": "X" })).await.refused(409, "course_deleted");
    owner.delete(&format!("/lessons/{lesson}")).await.refused(409, "course_deleted");
    owner.delete(&format!("/sections/{section}")).await.refused(409, "course_deleted");
    owner.post(&format!("/lessons/{lesson}/duplicate"), json!({})).await.refused(409, "course_deleted");
    let staff = json!({ "staff": [{ "user_id": owner.user_id, "role": "creator" }] });
    owner.put(&built.path("/staff"), staff).await.refused(409, "course_deleted");
    owner.edit(Method::PUT, &built.path("/outline"), 3, json!({ "sections": [] })).await.refused(409, "course_deleted");
    assert_eq!(built.read(owner).await["status"], "deleted");
}
