//! Limits on every credential path (A07), counted before the secret is looked at, kept in the database.

use domain::access::Role;
use futures::future::join_all;
use lyceum_tests::{Client, PASSWORD, TestApp};
use serde_json::{Value, json};

use super::fixtures::{number, open_registration, sign_in};

#[tokio::test]
async fn a_hundred_guesses_at_once_are_ten() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let runs = app.app.hasher.runs();
    let guess = |n: usize| sign_in_as(acme.visitor(), format!("a guess that is long enough {n}"));
    let answers = join_all((0..100).map(guess)).await;
    let tried = answers.iter().filter(|answer| answer.code() == "invalid_credentials").count();
    assert_eq!((tried, app.app.hasher.runs() - runs), (10, 10));
    let late = answers.iter().find(|answer| answer.code() == "too_many_requests").unwrap();
    assert!((1..=900).contains(&late.header("retry-after").parse::<i64>().unwrap()));
    // the right password does not help either, under any spelling of the address; others are not touched
    sign_in(&acme, " OWNER@acme.example ", PASSWORD).await.refused(429, "too_many_requests");
    let bolt = app.organization("bolt").await;
    sign_in(&bolt, "owner@bolt.example", PASSWORD).await.expect(201);
    // who is in stays in, and the window ends
    acme.owner.post_as_page("/sessions/refresh").await.expect(200);
    app.clock.advance(chrono::Duration::seconds(901));
    sign_in(&acme, "owner@acme.example", PASSWORD).await.expect(201);
}

async fn sign_in_as(client: Client, password: String) -> lyceum_tests::Response {
    client.post("/sessions", json!({ "email": "owner@acme.example", "password": password })).await
}

#[tokio::test]
async fn an_address_cannot_be_changed_by_words_in_a_header() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let mut codes = Vec::new();
    for n in 0..62 {
        // what stands left of the address that our proxy saw is the caller's own invention
        let spoofing = acme.visitor().with_header("x-forwarded-for", &format!("203.0.113.{n}, 198.51.100.9"));
        let body = json!({ "email": format!("n{n}@acme.example"), "password": "a guess that is long enough" });
        codes.push(spoofing.post("/sessions", body).await.code().to_owned());
    }
    assert_eq!(codes.iter().filter(|code| *code == "invalid_credentials").count(), 60);
    assert_eq!(codes.iter().filter(|code| *code == "too_many_requests").count(), 2);
}

/// Calls until the answer is 429, at most so often; says after how many.
async fn hammer(at_most: usize, call: impl AsyncFn(usize) -> lyceum_tests::Response) -> usize {
    for n in 0..=at_most {
        let answer = call(n).await;
        if answer.status == 429 {
            assert_eq!(answer.code(), "too_many_requests");
            return n;
        }
    }
    usize::MAX
}

#[tokio::test]
async fn every_path_that_takes_a_secret_or_sends_a_mail_is_limited() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    open_registration(&acme).await;
    let link = "A".repeat(64);
    let paths: [(&str, String, Value, usize); 5] = [
        ("handoff", "/sessions/handoff".into(), json!({ "code": link }), 30),
        ("accept", format!("/invitations/{link}/accept"), json!({ "name": "A", "password": PASSWORD }), 120),
        ("verify", format!("/email-verifications/{link}/confirm"), json!({}), 120),
        ("reset", format!("/password-resets/{link}/confirm"), json!({ "password": PASSWORD }), 120),
        ("ask for a reset", "/password-resets".into(), json!({ "email": "one@example.org" }), 5),
    ];
    for (what, path, body, limit) in paths {
        let caller = acme.visitor();
        assert_eq!(hammer(limit, async |_| caller.post(&path, body.clone()).await).await, limit, "{what}");
    }
    let caller = acme.visitor();
    assert_eq!(hammer(60, async |n| caller.post("/password-resets", json!({ "email": format!("r{n}@example.org") })).await).await, 60);
    let caller = acme.visitor();
    assert_eq!(hammer(60, async |n| caller.post("/email-verifications", json!({ "email": format!("v{n}@example.org") })).await).await, 60);
    let caller = acme.visitor();
    let account = json!({ "email": "two@example.org" });
    assert_eq!(hammer(5, async |_| caller.clone().from_somewhere().post("/email-verifications", account.clone()).await).await, 5);
    let registration = json!({ "name": "A", "email": "three@example.org", "password": PASSWORD });
    assert_eq!(hammer(5, async |_| caller.clone().from_somewhere().post("/users", registration.clone()).await).await, 5);
    let learner = acme.member(Role::Learner).await;
    let change = json!({ "current_password": "not it, but long enough", "new_password": PASSWORD });
    assert_eq!(hammer(10, async |_| learner.clone().from_somewhere().post("/me/password", change.clone()).await).await, 10);
    // counted in a table, under hashes: a restart forgets nothing, and a reader of it learns nobody's address
    assert!(number(&acme, "SELECT COUNT(*) FROM rate_limits").await > 10);
    assert_eq!(number(&acme, "SELECT COUNT(*) FROM rate_limits WHERE id LIKE '%example%' OR id LIKE '%198.18%'").await, 0);
}
