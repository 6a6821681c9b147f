//! The shelf: published, public courses and no others.

use domain::access::Role;
use lyceum_tests::{Client, TestApp};
use serde_json::json;

use crate::courses::fixtures::{change_course, course};

async fn slugs(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/catalog{query}")).await.expect(200);
    list.items().iter().map(|course| course["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn only_public_and_published_courses_stand_on_the_shelf() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = org.member(Role::Instructor).await;
    for (slug, visibility, is_out) in [
        ("early", "public", false),
        ("hidden", "unlisted", true),
        ("closed", "private", true),
        ("first", "public", true),
        ("second", "public", true),
    ] {
        let built = course(&ann, &[1]).await;
        change_course(&ann, built.id, json!({ "slug": slug, "visibility": visibility })).await;
        if is_out {
            built.publish(&ann).await;
        }
    }
    let back = course(&ann, &[1]).await;
    back.publish(&ann).await;
    change_course(&ann, back.id, json!({ "slug": "back", "visibility": "draft" })).await;
    for client in [&org.visitor(), &ann] {
        assert_eq!(slugs(client, "").await, ["second", "first"]);
    }
    let shelf = org.visitor().get("/catalog?limit=1").await.expect(200);
    assert_eq!((&shelf.items()[0]["lesson_count"], &shelf.items()[0]["title"]), (&json!(1), &json!("Knots")));
    assert!(shelf.items()[0]["instructors"][0]["name"].as_str().unwrap().starts_with("instructor"));
    assert!(shelf.items()[0]["instructors"][0].as_object().unwrap().len() == 1, "a name, and no address");
    let cursor = shelf.body["next_cursor"].as_str().unwrap();
    assert_eq!(slugs(&org.visitor(), &format!("?limit=1&cursor={cursor}")).await, ["first"]);
    assert_eq!(slugs(&app.organization("bolt").await.visitor(), "").await, Vec::<String>::new());
}

#[tokio::test]
async fn words_are_found_in_title_and_teaser_and_mean_themselves() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    for (slug, title, teaser) in [("a", "Rope Work", "Plain"), ("b", "Knots", "All about ropes"), ("c", "100% sure", "a_b \\ c")] {
        let built = course(&org.owner, &[1]).await;
        change_course(&org.owner, built.id, json!({ "slug": slug, "title": title, "teaser": teaser })).await;
        built.publish(&org.owner).await;
    }
    let visitor = org.visitor();
    for (words, found) in [
        ("ROPE", vec!["b", "a"]),
        ("%25", vec!["c"]),
        ("a_b", vec!["c"]),
        ("aXb", vec![]),
        ("%5C", vec!["c"]),
        ("%20", vec!["c", "b", "a"]),
        ("zebra", vec![]),
    ] {
        assert_eq!(slugs(&visitor, &format!("?q={words}")).await, found, "{words}");
    }
}
