//! What is secret stays so: not in a table, not in a job, not in an answer that did not make it, not in the log.

use std::{
    io,
    sync::{Arc, Mutex},
};

use domain::access::Role;
use lyceum_tests::{PASSWORD, TestApp, catalog};
use serde_json::json;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, words: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(words);
        Ok(words.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_is_written_down_anywhere() {
    let log = Log::default();
    let writer = log.clone();
    let watched = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    // for the whole process: the application answers on threads of its own
    tracing::subscriber::set_global_default(watched).unwrap();

    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let mut secrets = vec![PASSWORD.to_owned(), "another quiet harbor lantern".to_owned()];
    secrets.extend(acme.owner.token.clone());
    secrets.extend(acme.owner.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).map(|(_, value)| value.to_owned()));
    let key = acme.owner.post("/api-keys", json!({ "name": "Import", "scopes": ["read"] })).await.expect(201);
    secrets.push(key.body["secret"].as_str().unwrap().to_owned());
    let ann = acme.member(Role::Learner).await;
    let change = json!({ "current_password": PASSWORD, "new_password": "another quiet harbor lantern" });
    ann.post("/me/password", change).await.expect(204);
    let invitation = acme.owner.post("/invitations", json!({ "email": "ida@acme.example", "roles": ["learner"] })).await.expect(201).id();
    secrets.push(acme.invitation_token(invitation));
    acme.visitor().post("/password-resets", json!({ "email": "owner@acme.example" })).await.expect(202);
    // refusals must not repeat what they were given
    let wrong = acme.visitor().post("/sessions", json!({ "email": "owner@acme.example", "password": "wrong horse wrong battery" })).await;
    let torn = acme.visitor().post("/sessions", json!({ "email": 7, "password": "wrong horse wrong battery" })).await;
    let stale = acme.visitor().with_token("lyk_madeUpSecretThatOpensNothing").get("/me").await;
    app.run_jobs().await;
    let lists = [
        acme.owner.get("/api-keys").await.expect(200),
        acme.owner.get("/invitations").await.expect(200),
        acme.owner.get("/sessions").await.expect(200),
        acme.owner.get("/audit-events").await.expect(200),
        acme.owner.get("/jobs").await.expect(200),
        acme.owner.get("/members").await.expect(200),
    ];

    secrets.push("wrong horse wrong battery".to_owned());
    secrets.push("lyk_madeUpSecretThatOpensNothing".to_owned());
    let rows = catalog::digest(&app.db.owner_url, acme.id).await.join("\n");
    let answers: Vec<String> = lists.iter().chain([&wrong, &torn, &stale]).map(|answer| answer.body.to_string()).collect();
    let written = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(written.contains("answered"), "the log was not watched");
    for secret in &secrets {
        assert!(!rows.contains(secret), "in a table: {secret}");
        assert!(!answers.iter().any(|answer| answer.contains(secret)), "in an answer: {secret}");
        assert!(!written.contains(secret), "in the log: {secret}");
    }
}
