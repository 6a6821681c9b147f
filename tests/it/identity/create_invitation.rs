//! Inviting: who may give which roles, one open invitation for an address, a seat for whoever will teach.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{SEATS, accept, events, invited, number, sign_in};

#[tokio::test]
async fn an_invitation_is_answered_listed_mailed_and_logged() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let made = acme
        .owner
        .post("/invitations", json!({ "email": "Ann@Example.org", "roles": ["learner", "manager", "learner"] }))
        .await
        .expect(201);
    assert_eq!(made.body["email"], "Ann@Example.org");
    assert_eq!(made.body["roles"], json!(["manager", "learner"]));
    assert_eq!(made.body["status"], "open");
    assert_eq!(made.body["invited_by"], json!({ "id": acme.owner.user_id, "name": "Olga of acme" }));
    assert!(!made.body.to_string().contains(&acme.invitation_token(made.id())), "the answer holds the link");
    assert_eq!(acme.owner.get("/invitations").await.expect(200).items(), &vec![made.body.clone()]);
    assert_eq!(events(&acme, "invitation_created").await, [json!({ "kind": "invitation_created", "invitation_id": made.id() })]);
    let log = acme.owner.get("/audit-events?action=invitation_created").await.expect(200);
    assert_eq!(log.items()[0]["object"], json!({ "kind": "invitation", "id": made.id(), "label": "Ann@Example.org" }));
}

#[tokio::test]
async fn a_newer_invitation_for_an_address_takes_the_older_back() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (_, old) = invited(&acme, "ann@example.org", &["instructor"]).await;
    let (_, new) = invited(&acme, "ANN@example.org", &["learner"]).await;
    assert_eq!(number(&acme, SEATS).await, 1, "the older invitation kept its seat");
    accept(&acme, &old).await.refused(410, "link_invalid");
    let ann = accept(&acme, &new).await.expect(201);
    assert_eq!(acme.visitor().signed_in(&ann).get("/me").await.expect(200).body["roles"], json!(["learner"]));
    let list = acme.owner.get("/invitations").await.expect(200);
    let statuses: Vec<_> = list.items().iter().map(|item| item["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["accepted", "revoked"]);
}

#[tokio::test]
async fn many_invitations_of_one_address_at_once_leave_one_open() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let calls = (0..20).map(|n| {
        let inviter = if n % 2 == 0 { &acme.owner } else { &admin };
        inviter.post("/invitations", json!({ "email": "ann@example.org", "roles": ["instructor"] }))
    });
    for answer in join_all(calls).await {
        answer.expect(201);
    }
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL").await, 1);
    assert_eq!(number(&acme, SEATS).await, 3, "owner, admin, and the one open invitation");
}

#[tokio::test]
async fn who_has_an_account_is_not_invited_again() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    acme.owner.post("/invitations", json!({ "email": "Owner@acme.example", "roles": ["learner"] })).await.refused(409, "already_member");
    // the same address elsewhere is another account
    let bolt = app.organization("bolt").await;
    invited(&bolt, "owner@acme.example", &["learner"]).await;
}

#[tokio::test]
async fn only_owners_make_owners() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    admin.post("/invitations", json!({ "email": "a@example.org", "roles": ["learner", "owner"] })).await.refused(403, "role_above_yours");
    admin.post("/invitations", json!({ "email": "a@example.org", "roles": ["admin"] })).await.expect(201);
    let (_, token) = invited(&acme, "b@example.org", &["owner"]).await;
    accept(&acme, &token).await.expect(201);
    assert_eq!(number(&acme, "SELECT owner_count FROM organization_settings").await, 2);
}

#[tokio::test]
async fn input_is_looked_at_field_by_field() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for (body, pointer) in [
        (json!({ "email": "nobody", "roles": ["learner"] }), "/email"),
        (json!({ "email": "a@example.org", "roles": [] }), "/roles"),
        (json!({ "email": "a@example.org", "roles": ["operator"] }), "/roles/0"),
        (json!({ "email": "a@example.org", "roles": ["learner"], "status": "accepted" }), "/status"),
        (json!({ "email": "a@example.org\r\nBcc: x@example.org", "roles": ["learner"] }), "/email"),
    ] {
        let answer = acme.owner.post("/invitations", body.clone()).await.refused(422, "invalid_input");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}: {}", answer.body);
    }
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM invitations").await, 0);
}

#[tokio::test]
async fn an_open_invitation_to_teach_fills_a_seat() {
    let app = TestApp::on_plan("starter").await;
    let acme = app.organization("acme").await;
    let (id, _) = invited(&acme, "ann@example.org", &["instructor"]).await;
    let refused = acme
        .owner
        .post("/invitations", json!({ "email": "bob@example.org", "roles": ["instructor"] }))
        .await
        .refused(402, "plan_limit_reached");
    assert_eq!((&refused.body["limit"], &refused.body["usage"], &refused.body["allowed"]), (&json!("instructors"), &json!(2), &json!(2)));
    assert_eq!((&refused.body["plan"], &refused.body["next_plan"]), (&json!("starter"), &json!("pro")));
    acme.owner.post("/invitations", json!({ "email": "bob@example.org", "roles": ["learner", "manager"] })).await.expect(201);
    // the same person again is the same seat
    invited(&acme, "ann@example.org", &["admin"]).await;
    acme.owner.delete(&format!("/invitations/{id}")).await.expect(204);
    assert_eq!(number(&acme, SEATS).await, 2);
}

#[tokio::test]
async fn seats_are_taken_exactly_under_a_race() {
    let app = TestApp::on_plan("pro").await;
    let acme = app.organization("acme").await;
    let calls = (0..40).map(|n| {
        let body = json!({ "email": format!("p{n}@example.org"), "roles": ["instructor"] });
        let owner = acme.owner.clone();
        async move { owner.post("/invitations", body).await }
    });
    let answers = join_all(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 9);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "plan_limit_reached").count(), 31);
    assert_eq!(number(&acme, SEATS).await, 10);
}

#[tokio::test]
async fn a_seat_comes_back_when_nobody_accepts_in_time() {
    let app = TestApp::on_plan("starter").await;
    let acme = app.organization("acme").await;
    let (_, token) = invited(&acme, "ann@example.org", &["instructor"]).await;
    app.clock.advance(chrono::Duration::hours(73));
    let owner = acme.visitor().signed_in(&sign_in(&acme, "owner@acme.example", lyceum_tests::PASSWORD).await);
    // lazily, at the next invitation
    let bob = owner.post("/invitations", json!({ "email": "bob@example.org", "roles": ["instructor"] })).await.expect(201);
    accept(&acme, &token).await.refused(410, "link_invalid");
    assert_eq!(number(&acme, SEATS).await, 2);
    // and by the clock
    app.clock.advance(chrono::Duration::hours(73));
    app.run_jobs().await;
    assert_eq!(number(&acme, SEATS).await, 1);
    assert_eq!(owner.with_token("x").get("/invitations").await.status, 401);
    let owner = acme.visitor().signed_in(&sign_in(&acme, "owner@acme.example", lyceum_tests::PASSWORD).await);
    let list = owner.get("/invitations").await.expect(200);
    assert!(list.items().iter().all(|item| item["status"] == "expired"), "{}", list.body);
    // taking an expired one back gives its seat back no second time
    owner.delete(&format!("/invitations/{}", bob.id())).await.expect(204);
    assert_eq!(number(&acme, SEATS).await, 1);
}
