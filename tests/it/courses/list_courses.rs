//! Listing courses: who sees which, by status and by words.

use domain::access::Role;
use lyceum_tests::{Client, TestApp};
use serde_json::json;

use super::fixtures::{change_course, course};

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/courses{query}")).await.expect(200);
    list.items().iter().map(|course| course["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn everybody_sees_the_courses_that_they_have_to_do_with() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, ben) = (org.member(Role::Instructor).await, org.member(Role::Instructor).await);
    let (admin, manager, learner) = (org.member(Role::Admin).await, org.member(Role::Manager).await, org.member(Role::Learner).await);
    let out = course(&ann, &[1]).await;
    change_course(&ann, out.id, json!({ "title": "Out" })).await;
    out.publish(&ann).await;
    let draft = course(&ben, &[]).await;
    change_course(&ben, draft.id, json!({ "title": "Draft", "teaser": "100% rope_work" })).await;
    let gone = course(&org.owner, &[]).await;
    change_course(&org.owner, gone.id, json!({ "title": "Gone" })).await;
    org.owner.delete(&gone.path("")).await.expect(204);

    for all in [&org.owner, &admin] {
        assert_eq!(titles(all, "").await, ["Draft", "Out"]);
        assert_eq!(titles(all, "?status=deleted").await, ["Gone"]);
    }
    assert_eq!(titles(&ann, "").await, ["Out"]);
    assert_eq!(titles(&ben, "").await, ["Draft"]);
    assert_eq!(titles(&manager, "").await, ["Out"]);
    assert_eq!(titles(&manager, "?status=deleted").await, Vec::<String>::new());
    learner.get("/courses").await.refused(403, "forbidden");
    assert_eq!(manager.get("/courses").await.expect(200).items()[0]["can"]["edit"], false);
    assert_eq!(manager.get("/courses").await.expect(200).items()[0]["can"]["view_learners"], true);

    assert_eq!(titles(&org.owner, "?status=draft").await, ["Draft"]);
    assert_eq!(titles(&org.owner, "?status=published").await, ["Out"]);
    assert_eq!(titles(&org.owner, "?q=ROPE_w").await, ["Draft"]);
    assert_eq!(titles(&org.owner, "?q=100%25").await, ["Draft"]);
    assert_eq!(titles(&org.owner, "?q=ropeXw").await, Vec::<String>::new());
    assert_eq!(titles(&org.owner, "?q=%25").await, ["Draft"]);
    org.owner.get("/courses?status=lost").await.refused(422, "invalid_input");
}

#[tokio::test]
async fn the_list_pages_without_losing_or_repeating() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    for n in 0..7 {
        org.owner.post("/courses", json!({ "title": format!("Course {n}") })).await.expect(201);
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=3".to_owned());
    loop {
        let page = org.owner.get(&format!("/courses{query}")).await.expect(200);
        seen.extend(page.items().iter().map(|course| course["title"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        query = format!("?limit=3&cursor={cursor}");
    }
    assert_eq!(seen, (0..7).rev().map(|n| format!("Course {n}")).collect::<Vec<_>>());
}
