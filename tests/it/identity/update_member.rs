//! Changing members: only owners change owners, the last one stays, seats follow roles.

use domain::access::Role;
use futures::future::{join, join_all};
use lyceum_tests::{Client, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{SEATS, accept, number};

fn path(member: &Client) -> String {
    format!("/members/{}", member.user_id)
}

const OWNERS: &str =
    "SELECT COUNT(*) FROM member_roles JOIN users ON users.id = member_roles.user_id WHERE role = 'owner' AND status = 'active'";

#[tokio::test]
async fn roles_are_replaced_count_at_once_and_are_logged() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let ann = acme.member(Role::Learner).await;
    ann.get("/members").await.refused(403, "forbidden");
    let member = acme.owner.patch(&path(&ann), json!({ "roles": ["manager", "learner"] })).await.expect(200);
    assert_eq!((&member.body["roles"], &member.body["id"]), (&json!(["manager", "learner"]), &json!(ann.user_id)));
    ann.get("/members").await.expect(200);
    let log = acme.owner.get("/audit-events?action=member_roles_changed").await.expect(200);
    assert_eq!(log.items().len(), 1);
    assert_eq!(log.items()[0]["details"], json!({ "before": ["learner"], "after": ["manager", "learner"] }));
    assert_eq!(log.items()[0]["actor"], json!({ "kind": "user", "id": acme.owner.user_id, "name": "Olga of acme" }));
    // nothing changed, nothing logged
    acme.owner.patch(&path(&ann), json!({ "roles": ["learner", "manager"], "status": "active" })).await.expect(200);
    acme.owner.patch(&path(&ann), json!({})).await.expect(200);
    assert_eq!(acme.owner.get("/audit-events?action=member_roles_changed").await.expect(200).items().len(), 1);
    acme.owner.patch(&path(&ann), json!({ "roles": [] })).await.refused(422, "invalid_input");
    acme.owner.patch(&path(&ann), json!({ "name": "Eve" })).await.refused(422, "invalid_input");
    acme.owner.patch(&format!("/members/{}", Uuid::now_v7()), json!({})).await.refused(404, "not_found");
}

#[tokio::test]
async fn only_owners_change_owners_and_make_owners() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let ann = acme.member(Role::Learner).await;
    admin.patch(&path(&acme.owner), json!({ "roles": ["learner"] })).await.refused(403, "role_above_yours");
    admin.patch(&path(&acme.owner), json!({ "status": "suspended" })).await.refused(403, "role_above_yours");
    admin.patch(&path(&ann), json!({ "roles": ["owner"] })).await.refused(403, "role_above_yours");
    admin.patch(&path(&admin), json!({ "roles": ["owner"] })).await.refused(403, "role_above_yours");
    admin.patch(&path(&ann), json!({ "roles": ["admin"] })).await.expect(200);
    acme.owner.patch(&path(&ann), json!({ "roles": ["owner"] })).await.expect(200);
    ann.patch(&path(&acme.owner), json!({ "roles": ["admin"] })).await.expect(200);
    acme.owner.patch(&path(&ann), json!({ "roles": ["admin"] })).await.refused(403, "role_above_yours");
}

#[tokio::test]
async fn the_last_owner_stays_whatever_is_asked() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let owner = path(&acme.owner);
    acme.owner.patch(&owner, json!({ "roles": ["admin"] })).await.refused(409, "last_owner");
    acme.owner.patch(&owner, json!({ "status": "suspended" })).await.refused(409, "last_owner");
    acme.owner.delete(&owner).await.refused(409, "last_owner");
    // a suspended owner answers for nothing
    let second = acme.member(Role::Owner).await;
    acme.owner.patch(&path(&second), json!({ "status": "suspended" })).await.expect(200);
    acme.owner.delete(&owner).await.refused(409, "last_owner");
    acme.owner.patch(&path(&second), json!({ "status": "active" })).await.expect(200);
    acme.owner.patch(&owner, json!({ "status": "suspended" })).await.refused(403, "forbidden");
    acme.owner.patch(&owner, json!({ "roles": ["admin"] })).await.expect(200);
    assert_eq!(number(&acme, "SELECT owner_count FROM organization_settings").await, 1);
    assert_eq!(number(&acme, OWNERS).await, 1);
}

#[tokio::test]
async fn two_owners_who_remove_each_other_at_once_leave_one() {
    for n in 0..6 {
        let app = TestApp::spawn().await;
        let acme = app.organization("acme").await;
        let second = acme.member(Role::Owner).await;
        let (first_path, second_path) = (path(&acme.owner), path(&second));
        let (a, b) = match n % 3 {
            0 => join(acme.owner.delete(&second_path), second.delete(&first_path)).await,
            1 => {
                join(
                    acme.owner.patch(&second_path, json!({ "roles": ["admin"] })),
                    second.patch(&first_path, json!({ "roles": ["admin"] })),
                )
                .await
            }
            _ => join(acme.owner.patch(&second_path, json!({ "status": "suspended" })), second.delete(&first_path)).await,
        };
        let done = [&a, &b].iter().filter(|answer| answer.status < 300).count();
        // the slower one is the last owner, or no longer allowed to ask
        assert!(done == 1, "{n}: {} {} / {} {}", a.status, a.body, b.status, b.body);
        assert_eq!(number(&acme, OWNERS).await, 1, "{n}");
        assert_eq!(number(&acme, "SELECT owner_count FROM organization_settings").await, 1, "{n}");
    }
}

#[tokio::test]
async fn many_owners_who_leave_at_once_leave_one() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let mut owners = vec![acme.owner.clone()];
    for _ in 0..7 {
        owners.push(acme.member(Role::Owner).await);
    }
    let paths: Vec<String> = owners.iter().map(path).collect();
    let answers = join_all(owners.iter().zip(&paths).map(|(owner, path)| owner.delete(path))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 7);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "last_owner").count(), 1);
    assert_eq!((number(&acme, OWNERS).await, number(&acme, SEATS).await), (1, 1));
}

#[tokio::test]
async fn seats_follow_roles_and_suspension() {
    let app = TestApp::on_plan("starter").await;
    let acme = app.organization("acme").await;
    let ann = acme.member(Role::Learner).await;
    let bob = acme.member(Role::Learner).await;
    acme.owner.patch(&path(&ann), json!({ "roles": ["instructor"] })).await.expect(200);
    assert_eq!(number(&acme, SEATS).await, 2);
    acme.owner.patch(&path(&bob), json!({ "roles": ["instructor"] })).await.refused(402, "plan_limit_reached");
    assert_eq!(bob.get("/me").await.expect(200).body["roles"], json!(["learner"]), "nothing changed");
    acme.owner.patch(&path(&ann), json!({ "roles": ["admin", "instructor"] })).await.expect(200);
    assert_eq!(number(&acme, SEATS).await, 2, "another authoring role is no other seat");
    acme.owner.patch(&path(&ann), json!({ "status": "suspended" })).await.expect(200);
    assert_eq!(number(&acme, SEATS).await, 1);
    acme.owner.patch(&path(&bob), json!({ "roles": ["instructor"] })).await.expect(200);
    acme.owner.patch(&path(&ann), json!({ "status": "active" })).await.refused(402, "plan_limit_reached");
    acme.owner.patch(&path(&ann), json!({ "status": "active", "roles": ["learner"] })).await.expect(200);
    acme.owner.patch(&path(&bob), json!({ "roles": ["manager"] })).await.expect(200);
    assert_eq!(number(&acme, SEATS).await, 1);
}

#[tokio::test]
async fn the_last_seat_goes_to_one_of_many() {
    let app = TestApp::on_plan("starter").await;
    let acme = app.organization("acme").await;
    let mut paths = Vec::new();
    for _ in 0..8 {
        paths.push(path(&acme.member(Role::Learner).await));
    }
    let answers = join_all(paths.iter().map(|path| acme.owner.patch(path, json!({ "roles": ["instructor"] })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "plan_limit_reached").count(), 7);
    assert_eq!(number(&acme, SEATS).await, 2);
}

#[tokio::test]
async fn suspending_takes_keys_and_invitations_and_reinstating_does_not_bring_them_back() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let key = admin.post("/api-keys", json!({ "name": "Sync", "scopes": ["read"] })).await.expect(201);
    let program = acme.visitor().with_token(key.body["secret"].as_str().unwrap());
    program.get("/me").await.expect(200);
    let invitation = admin.post("/invitations", json!({ "email": "x@example.org", "roles": ["instructor"] })).await.expect(201).id();
    assert_eq!(number(&acme, SEATS).await, 3);
    let member = acme.owner.patch(&path(&admin), json!({ "status": "suspended" })).await.expect(200);
    assert_eq!(member.body["status"], "suspended");
    program.get("/me").await.refused(401, "unauthenticated");
    assert_eq!(number(&acme, SEATS).await, 1);
    acme.owner.patch(&path(&admin), json!({ "status": "active" })).await.expect(200);
    program.get("/me").await.refused(401, "unauthenticated");
    accept(&acme, &acme.invitation_token(invitation)).await.refused(410, "link_invalid");
    assert_eq!(number(&acme, SEATS).await, 2);
    let actions: Vec<_> =
        acme.owner.get("/audit-events").await.expect(200).items().iter().map(|item| item["action"].as_str().unwrap().to_owned()).collect();
    assert_eq!(&actions[..2], ["member_reinstated", "member_suspended"]);
}
