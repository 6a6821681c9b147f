//! Naming the staff of a course.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::fixtures::course;

#[tokio::test]
async fn the_list_replaces_the_one_before() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, ben) = (org.member(Role::Instructor).await, org.member(Role::Instructor).await);
    let built = course(&ann, &[]).await;
    ben.get(&built.path("")).await.refused(404, "not_found");
    let wanted = json!({ "staff": [{ "user_id": ann.user_id, "role": "creator" }, { "user_id": ben.user_id, "role": "editor" }] });
    let named = ann.put(&built.path("/staff"), wanted).await.expect(200);
    let who: Vec<_> = named.body["staff"].as_array().unwrap().iter().map(|member| (&member["user_id"], &member["role"])).collect();
    assert_eq!(who, [(&json!(ann.user_id), &json!("creator")), (&json!(ben.user_id), &json!("editor"))]);
    assert!(named.body["staff"][1]["email"].is_string() && named.body["staff"][1]["name"].is_string());
    ben.get(&built.path("")).await.expect(200);
    let changed = json!({ "staff": [{ "user_id": ben.user_id, "role": "creator" }] });
    assert_eq!(ann.put(&built.path("/staff"), changed).await.expect(200).body["staff"].as_array().unwrap().len(), 1);
    ann.get(&built.path("")).await.refused(404, "not_found");
    assert_eq!(ben.get(&built.path("/staff")).await.expect(200).body["staff"][0]["role"], "creator");
    assert_eq!(org.owner.get("/audit-events?action=course_staff_changed").await.expect(200).items().len(), 2);
}

#[tokio::test]
async fn only_those_who_may_write_courses_each_once_and_a_creator_among_them() {
    let app = TestApp::spawn().await;
    let (org, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    let (ann, learner, manager) = (org.member(Role::Instructor).await, org.member(Role::Learner).await, org.member(Role::Manager).await);
    let built = course(&ann, &[]).await;
    let before = ann.get(&built.path("/staff")).await.expect(200).body;
    let creator = json!({ "user_id": ann.user_id, "role": "creator" });
    for (stranger, code) in [
        (learner.user_id, "no_author"),
        (manager.user_id, "no_author"),
        (bolt.owner.user_id, "no_author"),
        (Uuid::now_v7(), "no_author"),
        (ann.user_id, "duplicate"),
    ] {
        let wanted = json!({ "staff": [creator, { "user_id": stranger, "role": "editor" }] });
        let answer = ann.put(&built.path("/staff"), wanted).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["code"], code);
    }
    let wanted = json!({ "staff": [{ "user_id": ann.user_id, "role": "editor" }] });
    let answer = ann.put(&built.path("/staff"), wanted).await.refused(422, "invalid_input");
    assert_eq!(answer.body["errors"][0]["code"], "no_creator");
    ann.put(&built.path("/staff"), json!({ "staff": [] })).await.refused(422, "invalid_input");
    ann.put(&built.path("/staff"), json!({ "staff": [{ "user_id": ann.user_id, "role": "owner" }] })).await.refused(422, "invalid_input");
    assert_eq!(ann.get(&built.path("/staff")).await.expect(200).body, before);
}
