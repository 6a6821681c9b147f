//! The statements of an operation do not grow with the course.

use lyceum_tests::{Client, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fixtures::{Built, course, order};
use crate::learning::fixtures::tamper;

/// A course with so many lessons, written beside the API for speed.
async fn large(org: &lyceum_tests::Org<'_>, lessons: usize) -> Built {
    let built = course(&org.owner, &[1, 0]).await;
    let first = built.lessons[0][0];
    let columns = "course_id, section_id, kind, source, source_kind, html, cleaner_version, is_empty, missing_alt, free_preview, required, \
                   rule_kind, rule_min_seconds, status, revision_number, created_at, updated_at, changed_at, version";
    for n in 1..lessons {
        let id = Uuid::now_v7().simple().to_string();
        // a UUID is 16 bytes on SQLite and a type of its own on PostgreSQL
        let (id, first) = if lyceum_tests::db::is_postgres() {
            (format!("'{id}'::uuid"), format!("'{first}'::uuid"))
        } else {
            (format!("x'{id}'"), format!("x'{}'", first.simple()))
        };
        let sql = format!(
            "INSERT INTO lessons (org_id, id, title, position, {columns}) SELECT org_id, {id}, 'Lesson {n}', {position}, {columns} FROM lessons WHERE id = {first}",
            position = n + 1
        );
        tamper(org, &sql).await;
    }
    built
}

async fn counted(app: &TestApp, owner: &Client, built: &Built) -> Vec<(&'static str, u64)> {
    let mut counts = Vec::new();
    // host, member and outline are read once and then remembered
    owner.get(&built.path("/outline")).await.expect(200);
    let outline = built.outline(owner).await;
    let (path, wanted) = (built.path("/outline"), order(&outline.body));
    let mut count = async |name: &'static str, request: std::pin::Pin<Box<dyn Future<Output = lyceum_tests::Response>>>, status: u16| {
        let (statements, answer) = app.statements(request).await;
        answer.expect(status);
        counts.push((name, statements));
    };
    let client = owner.clone();
    let get = |path: String| {
        let client = client.clone();
        Box::pin(async move { client.get(&path).await })
    };
    let post = |path: String| {
        let client = client.clone();
        Box::pin(async move { client.post(&path, json!({})).await })
    };
    let put = |path: String, version: i64, body: Value| {
        let client = client.clone();
        Box::pin(async move { client.edit(Method::PUT, &path, version, body).await })
    };
    count("list_courses", get("/courses".to_owned()), 200).await;
    count("get_outline", get(path.clone()), 200).await;
    count("get_course_checks", get(built.path("/checks")), 200).await;
    count("preview_outline", get(built.path("/preview")), 200).await;
    count("update_outline", put(path, outline.version(), wanted), 200).await;
    count("publish_course", post(built.path("/publish")), 200).await;
    count("publish_course again", post(built.path("/publish")), 200).await;
    count("unpublish_lesson", post(format!("/lessons/{}/unpublish", built.lessons[0][0])), 200).await;
    count("publish_lesson", post(format!("/lessons/{}/publish", built.lessons[0][0])), 200).await;
    let slug = built.read(owner).await["slug"].as_str().unwrap().to_owned();
    owner.get(&format!("/catalog/{slug}")).await.expect(200);
    count("get_catalog_course", get(format!("/catalog/{slug}")), 200).await;
    count("list_catalog", get("/catalog".to_owned()), 200).await;
    counts
}

#[tokio::test]
async fn a_course_of_three_hundred_lessons_costs_as_many_statements_as_one_of_one() {
    let app = TestApp::spawn().await;
    let (small, big) = (app.organization("small").await, app.organization("big").await);
    let (one, many) = (large(&small, 1).await, large(&big, 300).await);
    let (few, as_many) = (counted(&app, &small.owner, &one).await, counted(&app, &big.owner, &many).await);
    assert_eq!(few, as_many);
    let most = few.iter().max_by_key(|(_, count)| *count).unwrap();
    assert!(most.1 <= 24, "{most:?}");
    let learner = few.iter().find(|(name, _)| *name == "get_catalog_course").unwrap();
    assert!(learner.1 <= 2, "a warm outline costs no statement: {learner:?}");
}

#[tokio::test]
async fn a_list_of_thirty_courses_costs_as_many_statements_as_one_of_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let mut counts = Vec::new();
    for size in [1, 29] {
        for _ in 0..size {
            course(&org.owner, &[1]).await.publish(&org.owner).await;
        }
        let (courses, list) = app.statements(org.owner.get("/courses")).await;
        let (catalog, shelf) = app.statements(org.owner.get("/catalog")).await;
        assert_eq!(list.expect(200).items().len(), shelf.expect(200).items().len());
        counts.push((courses, catalog));
    }
    assert_eq!(counts[0], counts[1]);
}
