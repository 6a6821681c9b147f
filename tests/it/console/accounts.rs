//! Operators set their accounts up with a code from the command line, and sign in with password and authenticator.

use chrono::Duration;
use domain::{identity::EmailAddress, ports::Clock};
use lyceum_tests::{PASSWORD, TestApp, console::totp_of};
use serde_json::json;

#[tokio::test]
async fn an_account_is_set_up_once_with_password_and_authenticator() {
    let app = TestApp::spawn().await;
    let code = app.add_operator("oda@platform.example", "Oda").await;
    let begun = app.console().post("/console/setup/begin", json!({ "setup_code": code })).await.expect(200);
    assert_eq!((&begun.body["email"], &begun.body["name"]), (&json!("oda@platform.example"), &json!("Oda")));
    assert!(begun.body["address"].as_str().unwrap().starts_with("otpauth://totp/Lyceum%20console:oda%40platform.example?secret="));
    assert!(begun.body["qr"]["size"].as_u64().unwrap() > 20 && begun.body["qr"]["path"].as_str().unwrap().starts_with("M0 0h7v1h-7z"));
    let again = app.console().post("/console/setup/begin", json!({ "setup_code": code })).await.expect(200);
    assert_eq!(again.body["secret"], begun.body["secret"], "looking twice shows the same secret");
    let totp = totp_of(&begun);
    let now = totp.code(app.clock.now());
    let finish = |password: &str, code_now: &str| {
        let body = json!({ "setup_code": code, "password": password, "code": code_now });
        let console = app.console();
        async move { console.post("/console/setup", body).await }
    };
    finish("short", &now).await.refused(422, "invalid_input");
    finish("oda@platform.example", &now).await.refused(422, "invalid_input");
    finish(PASSWORD, "000000").await.refused(422, "wrong_code");
    let session = finish(PASSWORD, &now).await.expect(201);
    assert!(session.header("set-cookie").contains("__Host-lyceum_console="));
    for word in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(session.header("set-cookie").contains(word), "{word}");
    }
    assert!(!session.header("set-cookie").contains("Domain"));
    let console = app.console().with_cookie(&session);
    assert_eq!(console.get("/console/sessions/current").await.expect(200).body["name"], "Oda");
    finish(PASSWORD, &now).await.refused(410, "link_invalid");
    app.console().post("/console/setup/begin", json!({ "setup_code": code })).await.refused(410, "link_invalid");
    console.delete("/console/sessions/current").await.expect(204);
    console.get("/console/sessions/current").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_set_up_code_works_for_a_day_and_a_reset_gives_another() {
    let app = TestApp::spawn().await;
    let late = app.add_operator("late@platform.example", "Late").await;
    app.clock.advance(Duration::hours(24));
    app.console().post("/console/setup/begin", json!({ "setup_code": late })).await.refused(410, "link_invalid");
    let oda = app.operator("Oda").await;
    let (code, kept) = identity::operators::secret_word(app.app.db.world());
    let address = EmailAddress::parse(&oda.email).unwrap();
    app.app.db.reset_operator(&address, &kept).await.unwrap();
    oda.console.get("/console/overview").await.refused(401, "unauthenticated");
    sign_in(&app, &oda.email, PASSWORD, &oda.totp.code(app.clock.now())).await.refused(401, "invalid_credentials");
    let begun = app.console().post("/console/setup/begin", json!({ "setup_code": code })).await.expect(200);
    assert_ne!(totp_of(&begun).base32(), oda.totp.base32());
    app.app.db.disable_operator(&address).await.unwrap();
    app.console().post("/console/setup/begin", json!({ "setup_code": code })).await.refused(410, "link_invalid");
    assert!(app.app.db.add_operator(&address, "Twin", "x").await.is_err(), "an address has one account");
}

async fn sign_in(app: &TestApp, email: &str, password: &str, code: &str) -> lyceum_tests::Response {
    app.console().post("/console/sessions", json!({ "email": email, "password": password, "code": code })).await
}

#[tokio::test]
async fn sign_in_wants_password_and_a_code_that_was_not_used() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    let used = oda.totp.code(app.clock.now());
    sign_in(&app, &oda.email, PASSWORD, &used).await.refused(401, "invalid_credentials");
    app.clock.advance(Duration::seconds(30));
    let code = oda.totp.code(app.clock.now());
    let runs = app.app.hasher.runs();
    sign_in(&app, &oda.email, "wrong harbor seven lanterns", &code).await.refused(401, "invalid_credentials");
    sign_in(&app, "nobody@platform.example", PASSWORD, &code).await.refused(401, "invalid_credentials");
    assert_eq!(app.app.hasher.runs(), runs + 2, "an unknown account takes as long as a known one");
    sign_in(&app, &oda.email, PASSWORD, "123").await.refused(401, "invalid_credentials");
    let (one, two) = tokio::join!(sign_in(&app, &oda.email, PASSWORD, &code), sign_in(&app, &oda.email, PASSWORD, &code));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "a code works once, also for two at once");
    app.app.db.disable_operator(&EmailAddress::parse(&oda.email).unwrap()).await.unwrap();
    app.clock.advance(Duration::seconds(30));
    sign_in(&app, &oda.email, PASSWORD, &oda.totp.code(app.clock.now())).await.refused(401, "invalid_credentials");
}

#[tokio::test]
async fn guesses_are_counted_for_the_account_and_for_the_address() {
    let app = TestApp::spawn().await;
    let oda = app.operator("Oda").await;
    for _ in 0..10 {
        sign_in(&app, &oda.email, PASSWORD, "000000").await.refused(401, "invalid_credentials");
    }
    app.clock.advance(Duration::seconds(30));
    sign_in(&app, &oda.email.to_uppercase(), PASSWORD, &oda.totp.code(app.clock.now())).await.refused(429, "too_many_requests");
    app.clock.advance(Duration::seconds(900));
    sign_in(&app, &oda.email, PASSWORD, &oda.totp.code(app.clock.now())).await.expect(201);
    let one_place = app.console();
    let runs = app.app.hasher.runs();
    let mut refused = 0;
    for n in 0..70 {
        let body = json!({ "email": format!("guess{n}@x"), "password": "x", "code": "1" });
        refused += usize::from(one_place.post("/console/sessions", body).await.status == 429);
    }
    assert_eq!((refused, app.app.hasher.runs()), (10, runs));
    let mut refused = 0;
    for _ in 0..40 {
        refused += usize::from(one_place.post("/console/setup/begin", json!({ "setup_code": "x" })).await.status == 429);
    }
    assert_eq!(refused, 10);
}

#[tokio::test]
async fn no_secret_of_an_operator_is_stored_as_it_is() {
    let app = TestApp::spawn().await;
    let setup_code = app.add_operator("new@platform.example", "New").await;
    let oda = app.operator("Oda").await;
    let token = oda.console.cookie.as_deref().unwrap().split_once('=').unwrap().1.to_owned();
    let rows = all_rows(&app).await;
    assert!(rows.contains("oda@platform.example"), "the rows were not read");
    for secret in [setup_code.as_str(), &token, PASSWORD, &oda.totp.base32(), &data_encoding::HEXUPPER.encode(oda.totp.as_bytes())] {
        assert!(!rows.contains(secret), "{secret}");
    }
}

async fn all_rows(app: &TestApp) -> String {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let db = Database::connect(&app.db.owner_url).await.unwrap();
    let mut rows = String::new();
    for (table, columns) in [
        ("operators", "email || '|' || COALESCE(password_hash, '') || '|' || COALESCE(sealed_totp, '') || '|' || COALESCE(setup_hash, '')"),
        ("operator_sessions", "token_hash"),
        ("operator_acts", "details"),
    ] {
        let sql = format!("SELECT {columns} AS value FROM {table}");
        for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap() {
            rows.push_str(&row.try_get::<String>("", "value").unwrap());
        }
    }
    db.close().await.unwrap();
    rows
}
