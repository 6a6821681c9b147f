//! A flood of sign-ins: the hashing queue is bounded, whoever does not fit is sent away, and nobody else notices.

use futures::future::join_all;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_flood_of_sign_ins_is_sent_away_and_leaves_the_rest_alone() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let flood = (0..300).map(|n| {
        let visitor = acme.visitor();
        async move {
            let answer = visitor.post("/sessions", json!({ "email": format!("guess{n}@acme.example"), "password": "x".repeat(900) })).await;
            (answer.status, answer.code().to_owned(), answer.header("retry-after").to_owned())
        }
    });
    let looking = async {
        let mut seen = 0;
        for _ in 0..20 {
            acme.owner.get("/me").await.expect(200);
            seen += 1;
        }
        seen
    };
    let (answers, seen) = tokio::join!(join_all(flood), looking);
    assert_eq!(seen, 20);
    let busy = answers.iter().filter(|(status, code, retry)| *status == 503 && code == "busy" && !retry.is_empty()).count();
    let refused = answers.iter().filter(|(status, code, _)| *status == 401 && code == "invalid_credentials").count();
    assert_eq!(busy + refused, 300, "{answers:?}");
    assert!(busy > 0, "three hundred fitted into the queue");
    // a password of a megabyte is refused before anybody hashes it
    let runs = app.app.hasher.runs();
    let huge = acme.visitor().post("/sessions", json!({ "email": "owner@acme.example", "password": "x".repeat(1_000_000) })).await;
    assert!(matches!(huge.status, 413 | 422), "{} {}", huge.status, huge.body);
    assert_eq!(app.app.hasher.runs(), runs);
}

#[tokio::test]
async fn a_flood_of_operators_sign_ins_goes_through_the_same_gate() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let oda = app.operator("Oda").await;
    let flood = (0..300).map(|n| {
        let console = app.console();
        async move {
            let body = json!({ "email": format!("guess{n}@platform.example"), "password": "x".repeat(900), "code": "000000" });
            let answer = console.post("/console/sessions", body).await;
            (answer.status, answer.code().to_owned(), answer.header("retry-after").to_owned())
        }
    });
    let looking = async {
        for _ in 0..20 {
            acme.owner.get("/me").await.expect(200);
            oda.console.get("/console/overview").await.expect(200);
        }
    };
    let (answers, ()) = tokio::join!(join_all(flood), looking);
    let busy = answers.iter().filter(|(status, code, retry)| *status == 503 && code == "busy" && !retry.is_empty()).count();
    let refused = answers.iter().filter(|(status, code, _)| *status == 401 && code == "invalid_credentials").count();
    assert_eq!(busy + refused, 300, "{answers:?}");
    assert!(busy > 0, "three hundred fitted into the queue");
    let runs = app.app.hasher.runs();
    let huge = json!({ "email": oda.email, "password": "x".repeat(1_000_000), "code": "000000" });
    app.console().post("/console/sessions", huge).await.refused(422, "invalid_input");
    let unproven = json!({ "setup_code": "x", "password": PASSWORD, "code": "000000" });
    app.console().post("/console/setup", unproven).await.refused(410, "link_invalid");
    assert_eq!(app.app.hasher.runs(), runs, "a password was hashed for nothing");
}
