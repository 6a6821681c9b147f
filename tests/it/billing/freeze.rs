//! What a smaller plan has no room for is frozen, never lost: chosen by the owner, or by age.

use chrono::Duration;
use domain::access::Role;
use lyceum_tests::{Client, Org, PayingApp};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::learning::fixtures::{self, number};

async fn courses(org: &Org<'_>, count: usize) -> Vec<Uuid> {
    let mut made = Vec::new();
    for _ in 0..count {
        made.push(fixtures::course(org, &[fixtures::MANUAL]).await.id);
    }
    made
}

fn names(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

async fn frozen(owner: &Client) -> Vec<String> {
    let kept = owner.get("/subscription/kept").await.expect(200).body;
    let all = kept["courses"].as_array().unwrap().iter().chain(kept["members"].as_array().unwrap());
    all.filter(|it| it["is_frozen"] == true).map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_preview_says_what_freezes_and_that_is_what_freezes() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "pro").await;
    let made = courses(&org, 3).await;
    let author = org.member(Role::Instructor).await;
    let learner = org.member(Role::Learner).await;
    let (author_email, learner_email) = (org.email(&author).await, org.email(&learner).await);
    let enrollment = learner.post("/enrollments", json!({ "course_id": made[2] })).await.expect(201).id();
    org.owner
        .put(
            &format!("/courses/{}/staff", made[0]),
            json!({ "staff": [{ "user_id": org.owner.user_id, "role": "creator" }, { "user_id": author.user_id, "role": "editor" }] }),
        )
        .await
        .expect(200);

    // free has room for one course and one instructor: the oldest course and the owner stay
    let preview = org.owner.get("/subscription/preview?plan=free").await.expect(200).body;
    assert_eq!((&preview["when"], &preview["due_now"]), (&json!("period_end"), &Value::Null));
    assert_eq!(names(&preview["frozen_courses"]), [made[1].to_string(), made[2].to_string()]);
    assert_eq!(names(&preview["frozen_members"]), [author.user_id.to_string()]);
    let exceeded: Vec<_> = preview["exceeded"].as_array().unwrap().iter().map(|it| it["metric"].as_str().unwrap()).collect();
    assert_eq!(exceeded, ["published_courses", "instructors"]);
    // the owner chooses another course, and the preview follows; nothing is frozen yet
    let unknown = json!({ "course_ids": [Uuid::now_v7()], "user_ids": [] });
    org.owner.put("/subscription/kept", unknown).await.refused(404, "not_found");
    org.owner.put("/subscription/kept", json!({ "course_ids": [made[1]], "user_ids": [] })).await.expect(200);
    let preview = org.owner.get("/subscription/preview?plan=free").await.expect(200).body;
    assert_eq!(names(&preview["frozen_courses"]), [made[0].to_string(), made[2].to_string()]);
    assert!(frozen(&org.owner).await.is_empty());

    paying.change(&org.owner, json!({ "kind": "cancel" })).await;
    paying.advance(Duration::days(15)).await;
    let owner = paying.owner(&org).await;
    assert_eq!(owner.get("/subscription").await.expect(200).body["plan"], "free");
    assert_eq!(frozen(&owner).await, [made[0].to_string(), made[2].to_string(), author.user_id.to_string()]);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM courses WHERE published_at IS NOT NULL").await, 3, "nothing is deleted");

    // a frozen course can be read, is not on the shelf, and takes nothing new
    let seen = owner.get(&format!("/courses/{}", made[0])).await.expect(200).body;
    assert_eq!((&seen["is_frozen"], &seen["can"]["edit"], &seen["can"]["delete"]), (&json!(true), &json!(false), &json!(true)));
    let stays = owner.get(&format!("/courses/{}", made[1])).await.expect(200).body;
    assert_eq!((&stays["is_frozen"], &stays["can"]["edit"]), (&json!(false), &json!(true)));
    owner.post(&format!("/courses/{}/sections", made[0]), json!({ "title": "No" })).await.refused(402, "course_frozen");
    owner.post(&format!("/courses/{}/publish", made[0]), json!({})).await.refused(402, "course_frozen");
    owner.post("/enrollments", json!({ "course_id": made[0], "user_ids": [learner.user_id] })).await.refused(402, "course_frozen");
    assert_eq!(org.visitor().get("/catalog").await.expect(200).items().len(), 1);
    // who was in it learns on
    let learner = org.signed_in(&learner_email).await;
    learner.get(&format!("/enrollments/{enrollment}/outline")).await.expect(200);
    learner.post("/enrollments", json!({ "course_id": made[0] })).await.refused(403, "self_enrollment_closed");
    // a frozen author reads and writes nothing
    let author = org.signed_in(&author_email).await;
    author.get(&format!("/courses/{}", made[0])).await.expect(200);
    author.post("/courses", json!({ "title": "No" })).await.refused(402, "seat_frozen");

    // choosing anew holds at once
    owner.put("/subscription/kept", json!({ "course_ids": [made[2]], "user_ids": [] })).await.expect(200);
    assert_eq!(frozen(&owner).await, [made[0].to_string(), made[1].to_string(), author.user_id.to_string()]);
    owner.post(&format!("/courses/{}/sections", made[2]), json!({ "title": "Yes" })).await.expect(201);

    // paying again thaws everything
    let session = paying.checkout(&owner, "pro").await;
    paying.stripe.complete_checkout(&session, Some(stripe_double::Card::Works)).unwrap();
    paying.settle().await;
    assert!(frozen(&owner).await.is_empty());
    owner.post(&format!("/courses/{}/sections", made[0]), json!({ "title": "Again" })).await.expect(201);
}

#[tokio::test]
async fn the_clock_freezes_and_thaws_what_other_ways_changed() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "pro").await;
    let made = courses(&org, 3).await;
    paying.app.app.db.set_plan(domain::ids::OrgId(org.id), domain::plans::Plan::Free).await.unwrap();
    paying.advance(Duration::hours(1)).await;
    let owner = paying.owner(&org).await;
    assert_eq!(frozen(&owner).await, [made[1].to_string(), made[2].to_string()]);
    // a course that goes makes room for the next
    owner.delete(&format!("/courses/{}", made[0])).await.expect(204);
    paying.advance(Duration::hours(1)).await;
    assert_eq!(frozen(&paying.owner(&org).await).await, [made[2].to_string()]);
}

#[tokio::test]
async fn looking_costs_the_same_for_one_course_and_for_many() {
    let paying = PayingApp::spawn().await;
    let org = paying.app.organization("acme").await;
    paying.subscribe(&org, "business").await;
    courses(&org, 1).await;
    let (few, _) = paying.app.statements(org.owner.get("/subscription/kept")).await;
    courses(&org, 12).await;
    let (many, found) = paying.app.statements(org.owner.get("/subscription/kept")).await;
    assert_eq!(few, many);
    assert_eq!(found.body["courses"].as_array().unwrap().len(), 13);
}
