//! Refreshing (A02): one successor for one token, a lost answer does no harm, a copy ends the session.

use futures::future::join_all;
use lyceum_tests::{Client, Org, PASSWORD, Response, TestApp};

use super::fixtures::{number, sign_in};

fn with_cookie(org: &Org<'_>, answer: &Response) -> Client {
    let mut client = org.visitor();
    client.cookie = answer.cookie();
    client
}

#[tokio::test]
async fn fifty_who_refresh_one_token_at_once_get_one_successor() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let mut tab = acme.visitor().signed_in(&sign_in(&acme, "owner@acme.example", PASSWORD).await);
    for _ in 0..5 {
        let answers = join_all((0..50).map(|_| tab.post_as_page("/sessions/refresh"))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        let first = answers[0].cookie();
        assert!(answers.iter().all(|answer| answer.cookie() == first), "two successors");
        assert_ne!(first, tab.cookie);
        tab = tab.signed_in(&answers[0]);
        tab.get("/me").await.expect(200);
    }
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM sessions WHERE revoked_at IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_lost_answer_can_be_fetched_again_until_its_token_is_used() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let first = acme.owner.post_as_page("/sessions/refresh").await.expect(200);
    app.clock.advance(chrono::Duration::minutes(3));
    let again = acme.owner.post_as_page("/sessions/refresh").await.expect(200);
    assert_eq!(first.cookie(), again.cookie());
    with_cookie(&acme, &again).post_as_page("/sessions/refresh").await.expect(200);
}

#[tokio::test]
async fn a_token_from_before_the_last_ends_the_whole_family() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bystander = acme.visitor().signed_in(&sign_in(&acme, "owner@acme.example", PASSWORD).await);
    let thief = acme.owner.clone();
    let second = acme.owner.post_as_page("/sessions/refresh").await.expect(200);
    let third = with_cookie(&acme, &second).post_as_page("/sessions/refresh").await.expect(200);
    let living = acme.visitor().signed_in(&third);
    living.get("/me").await.expect(200);
    thief.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    with_cookie(&acme, &third).post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    living.get("/me").await.refused(401, "unauthenticated");
    bystander.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_token_opens_only_where_it_was_made_and_only_whole() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    let mut elsewhere = bolt.visitor();
    elsewhere.cookie = acme.owner.cookie.clone();
    elsewhere.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    let cookie = acme.owner.cookie.clone().unwrap();
    let (name, value) = cookie.split_once('=').unwrap();
    for (place, other) in [(0, 'A'), (20, 'B'), (30, 'C'), (60, 'D')] {
        let mut letters: Vec<char> = value.chars().collect();
        letters[place] = if letters[place] == other { 'z' } else { other };
        let mut forged = acme.visitor();
        forged.cookie = Some(format!("{name}={}", letters.into_iter().collect::<String>()));
        forged.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    }
    acme.visitor().post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    acme.owner.post_as_page("/sessions/refresh").await.expect(200);
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_after_thirty_days() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    app.clock.advance(chrono::Duration::days(29));
    let next = acme.owner.post_as_page("/sessions/refresh").await.expect(200);
    app.clock.advance(chrono::Duration::days(29));
    let next = with_cookie(&acme, &next).post_as_page("/sessions/refresh").await.expect(200);
    app.clock.advance(chrono::Duration::days(31));
    with_cookie(&acme, &next).post_as_page("/sessions/refresh").await.refused(401, "session_expired");
}
