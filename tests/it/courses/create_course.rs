//! Making a course: its creator, its address, its defaults.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

#[tokio::test]
async fn whoever_makes_a_course_is_its_creator() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = org.member(Role::Instructor).await;
    let made = ann.post("/courses", json!({ "title": "  Knots and Splices  " })).await.expect(201);
    assert_eq!((&made.body["title"], &made.body["slug"]), (&json!("Knots and Splices"), &json!("knots-and-splices")));
    assert_eq!((&made.body["status"], &made.body["visibility"]), (&json!("draft"), &json!("draft")));
    assert_eq!((&made.body["self_enrollment"], &made.body["certificate_enabled"]), (&json!(true), &json!(true)));
    assert_eq!((&made.body["lesson_count"], &made.body["learner_count"], &made.body["version"]), (&json!(0), &json!(0), &json!(1)));
    assert_eq!(
        made.body["can"],
        json!({ "edit": true, "publish": true, "delete": true, "manage_staff": true, "view": true, "view_learners": true })
    );
    assert!(made.body["teaser"].is_null() && made.body["published_at"].is_null() && made.body["language"] == "en");
    let staff = ann.get(&format!("/courses/{}/staff", made.id())).await.expect(200);
    assert_eq!((&staff.body["staff"][0]["user_id"], &staff.body["staff"][0]["role"]), (&json!(ann.user_id), &json!("creator")));
    let audit = org.owner.get("/audit-events?action=course_created").await.expect(200);
    assert_eq!(audit.items()[0]["object"]["id"], json!(made.id()));
}

#[tokio::test]
async fn a_course_can_be_made_whole() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let body = json!({
        "title": "Knots", "slug": "k", "teaser": "Tie them.", "description": { "markdown": "All **about** knots." }, "language": "pt-BR",
        "level": "beginner", "category": "Sailing", "tags": ["rope", "sea"], "visibility": "unlisted", "objectives": ["Tie"],
        "requirements": ["A rope"], "estimated_minutes": 90, "self_enrollment": false, "certificate_enabled": false,
    });
    let made = org.owner.post("/courses", body.clone()).await.expect(201);
    for field in [
        "title",
        "slug",
        "teaser",
        "language",
        "level",
        "category",
        "tags",
        "visibility",
        "objectives",
        "requirements",
        "estimated_minutes",
    ] {
        assert_eq!(made.body[field], body[field], "{field}");
    }
    assert_eq!(made.body["description"]["html"], "<p>All <strong>about</strong> knots.</p>");
    assert_eq!(made.body["description"]["markdown"], "All **about** knots.");
    assert_eq!((&made.body["self_enrollment"], &made.body["certificate_enabled"]), (&json!(false), &json!(false)));
    assert_eq!(org.owner.get(&format!("/courses/{}", made.id())).await.expect(200).body, made.body);
}

#[tokio::test]
async fn courses_of_one_title_get_addresses_of_their_own_even_at_once() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let made = join_all((0..20).map(|_| org.owner.post("/courses", json!({ "title": "Größe & Maß" })))).await;
    let slugs: HashSet<String> = made.into_iter().map(|made| made.expect(201).body["slug"].as_str().unwrap().to_owned()).collect();
    assert_eq!(slugs.len(), 20);
    assert!(slugs.contains("grosse-mass") && slugs.contains("grosse-mass-2"), "{slugs:?}");
    let bolt = app.organization("bolt").await;
    assert_eq!(bolt.owner.post("/courses", json!({ "title": "Größe & Maß" })).await.expect(201).body["slug"], "grosse-mass");
}

#[tokio::test]
async fn what_is_not_right_makes_no_course() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    owner.post("/courses", json!({ "title": "Knots", "slug": "knots" })).await.expect(201);
    owner.post("/courses", json!({ "title": "Again", "slug": "knots" })).await.refused(409, "slug_taken");
    for slug in ["", "Knots", "a--b", "-a", "a-", "ä", "a b", &"a".repeat(81)] {
        owner.post("/courses", json!({ "title": "Again", "slug": slug })).await.refused(422, "invalid_slug");
    }
    let foreign = Uuid::now_v7();
    let answer = owner.post("/courses", json!({ "title": "Again", "thumbnail_asset_id": foreign })).await.refused(422, "unknown_asset");
    assert_eq!(answer.body["asset_ids"], json!([foreign]));
    let picture = json!({ "html": format!("<p><img src=\"lyceum-asset:{foreign}\" alt=\"x\"></p>") });
    owner.post("/courses", json!({ "title": "Again", "description": picture })).await.refused(422, "unknown_asset");
    for (pointer, body) in [
        ("/title", json!({})),
        ("/title", json!({ "title": "   " })),
        ("/title", json!({ "title": "two\nlines" })),
        ("/title", json!({ "title": "x".repeat(201) })),
        ("/teaser", json!({ "title": "Again", "teaser": "x".repeat(301) })),
        ("/language", json!({ "title": "Again", "language": "English" })),
        ("/level", json!({ "title": "Again", "level": "hard" })),
        ("/tags", json!({ "title": "Again", "tags": vec!["x"; 31] })),
        ("/objectives", json!({ "title": "Again", "objectives": [""] })),
        ("/estimated_minutes", json!({ "title": "Again", "estimated_minutes": 0 })),
        ("/visibility", json!({ "title": "Again", "visibility": "hidden" })),
        ("/description", json!({ "title": "Again", "description": {} })),
        ("/description", json!({ "title": "Again", "description": { "html": "a", "markdown": "b" } })),
        ("/published_at", json!({ "title": "Again", "published_at": "2026-01-01T00:00:00Z" })),
    ] {
        let answer = owner.post("/courses", body.clone()).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
    }
    assert_eq!(owner.get("/courses").await.expect(200).items().len(), 1);
}
