//! Taking an invitation back.

use domain::access::Role;
use futures::future::join;
use lyceum_tests::TestApp;

use super::fixtures::{SEATS, accept, invited, number};

#[tokio::test]
async fn a_revoked_invitation_opens_nothing_and_frees_its_seat_once() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (id, token) = invited(&acme, "ann@example.org", &["instructor"]).await;
    assert_eq!(number(&acme, SEATS).await, 2);
    acme.owner.delete(&format!("/invitations/{id}")).await.expect(204);
    acme.owner.delete(&format!("/invitations/{id}")).await.expect(204);
    assert_eq!(number(&acme, SEATS).await, 1);
    accept(&acme, &token).await.refused(410, "link_invalid");
    assert_eq!(acme.owner.get("/audit-events?action=invitation_revoked").await.expect(200).items().len(), 1);
}

#[tokio::test]
async fn an_accepted_one_cannot_be_revoked() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let (id, token) = invited(&acme, "ann@example.org", &["instructor"]).await;
    accept(&acme, &token).await.expect(201);
    acme.owner.delete(&format!("/invitations/{id}")).await.refused(409, "already_member");
    assert_eq!(number(&acme, SEATS).await, 2);
}

#[tokio::test]
async fn an_owners_invitation_is_revoked_by_owners() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let admin = acme.member(Role::Admin).await;
    let (id, _) = invited(&acme, "ann@example.org", &["owner"]).await;
    admin.delete(&format!("/invitations/{id}")).await.refused(403, "role_above_yours");
    acme.owner.delete(&format!("/invitations/{id}")).await.expect(204);
}

#[tokio::test]
async fn accepting_and_revoking_at_once_is_one_of_the_two() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for n in 0..8 {
        let (id, token) = invited(&acme, &format!("p{n}@example.org"), &["instructor"]).await;
        let path = format!("/invitations/{id}");
        let before = number(&acme, SEATS).await;
        let (accepted, revoked) = join(accept(&acme, &token), acme.owner.delete(&path)).await;
        let seats = number(&acme, SEATS).await;
        match accepted.status {
            201 => assert_eq!((revoked.status, seats), (409, before), "{}", revoked.body),
            _ => assert_eq!((accepted.code(), revoked.status, seats), ("link_invalid", 204, before - 1)),
        }
    }
    let instructors =
        number(&acme, "SELECT COUNT(DISTINCT user_id) FROM member_roles WHERE role IN ('owner', 'admin', 'instructor')").await;
    assert_eq!(number(&acme, SEATS).await, instructors);
}
