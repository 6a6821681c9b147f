//! Who is in the organization.

use domain::access::Role;
use lyceum_tests::{Client, TestApp};
use serde_json::{Value, json};

async fn emails(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/members{query}")).await.expect(200);
    list.items().iter().map(|item| item["email"].as_str().unwrap().to_owned()).collect()
}

fn find(list: &[Value], id: uuid::Uuid) -> &Value {
    list.iter().find(|item| item["id"] == json!(id)).unwrap()
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_paged() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member_with(&[Role::Admin, Role::Instructor]).await;
    let learner = acme.member(Role::Learner).await;
    learner.patch("/me", json!({ "name": "100% Zoë_Doe" })).await.expect(200);
    let all = emails(&acme.owner, "").await;
    assert_eq!((all.len(), all.last().unwrap().as_str()), (3, "owner@acme.example"), "newest first");
    assert_eq!(emails(&acme.owner, "?q=OWNER@").await, ["owner@acme.example"]);
    assert_eq!(emails(&acme.owner, "?q=%25").await.len(), 1, "a percent sign means itself");
    assert_eq!(emails(&acme.owner, "?q=_doe").await.len(), 1);
    assert_eq!(emails(&acme.owner, "?q=o_ner").await.len(), 0, "an underscore means itself");
    assert_eq!(emails(&acme.owner, "?role=instructor").await.len(), 1);
    assert_eq!(emails(&acme.owner, "?role=learner&q=zo").await.len(), 1);
    acme.owner.get("/members?role=pilot").await.refused(422, "invalid_input");
    let mut seen = Vec::new();
    let mut query = "?limit=1".to_owned();
    loop {
        let page = acme.owner.get(&format!("/members{query}")).await.expect(200);
        seen.extend(page.items().iter().map(|item| item["email"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next_cursor"].as_str() else { break };
        query = format!("?limit=1&cursor={next}");
    }
    assert_eq!(seen, all);
    let list = admin.get("/members").await.expect(200);
    assert_eq!(find(list.items(), acme.owner.user_id)["can"], json!({ "edit": false, "remove": false }), "an admin changes no owner");
    assert_eq!(find(list.items(), learner.user_id)["can"], json!({ "edit": true, "remove": true }));
    let member = find(list.items(), admin.user_id);
    assert_eq!(
        (&member["roles"], &member["status"], &member["email_verified"]),
        (&json!(["admin", "instructor"]), &json!("active"), &json!(true))
    );
    let teacher = acme.member(Role::Instructor).await;
    let list = teacher.get("/members").await.expect(200);
    assert!(list.items().iter().all(|item| item["can"] == json!({ "edit": false, "remove": false })));
    learner.get("/members").await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_list_costs_the_same_for_two_and_for_fifty() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    acme.member(Role::Learner).await;
    acme.owner.get("/members").await.expect(200);
    let (few, _) = app.statements(acme.owner.get("/members")).await;
    for _ in 0..48 {
        acme.member(Role::Learner).await;
    }
    acme.owner.get("/members").await.expect(200);
    let (many, list) = app.statements(acme.owner.get("/members")).await;
    assert_eq!((list.items().len(), many), (50, few));
}
