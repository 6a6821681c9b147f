//! Laws of the console, for every operation of its own description: it exists on one host, for operators who are there now.

use domain::identity::EmailAddress;
use lyceum_tests::{Client, OperatorInTest, TestApp};
use repositories::webhooks::{About, NewWebhook};
use serde_json::{Value, json};
use uuid::Uuid;

use super::operations::{Operation, console_operations, operations};

/// More rows of every list.
const MORE: usize = 4;

fn is_open(operation: &Operation) -> bool {
    lyceum::console::routes::OPEN.contains(&operation.id.as_str())
}

/// A body of the right shape.
fn body(operation: &Operation) -> serde_json::Map<String, Value> {
    let value = |field: &str| if field == "plan" { json!("pro") } else { json!("x") };
    operation.fields().into_iter().map(|field| (field.clone(), value(&field))).collect()
}

async fn call(client: &Client, operation: &Operation, organization: Uuid, body: Option<Value>) -> lyceum_tests::Response {
    let path = operation.path_with(|name| match name {
        "organization_id" => organization.to_string(),
        _ => Uuid::now_v7().to_string(),
    });
    client.send(operation.method(), &path, body.filter(|_| operation.method != "GET"), &[]).await
}

#[tokio::test]
async fn without_a_session_nothing_is_to_be_had() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let disabled = app.operator("Dora").await;
    app.app.db.disable_operator(&EmailAddress::parse(&disabled.email).unwrap()).await.unwrap();
    let mut idle = app.operator("Ida").await.console;
    let late = app.operator("Lara").await;
    app.clock.advance(chrono::Duration::minutes(31));
    let mut forged = app.console();
    forged.cookie = Some(format!("__Host-lyceum_console={}", "A".repeat(43)));
    idle.token.clone_from(&acme.owner.token);
    let owner = app.console().with_secrets(acme.owner.token.as_ref(), acme.owner.cookie.as_ref());
    assert!(console_operations().len() > 10);
    for operation in console_operations().iter().filter(|operation| !is_open(operation)) {
        for nobody in [&app.console(), &disabled.console, &idle, &forged, &owner, &late.console] {
            let answer = call(nobody, operation, acme.id, Some(body(operation).into())).await;
            assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{}: {}", operation.id, answer.body);
        }
    }
}

#[tokio::test]
async fn a_session_ends_after_eight_hours_however_much_it_is_used() {
    let app = TestApp::spawn().await;
    let operator = app.operator("Oda").await;
    for _ in 0..16 {
        app.clock.advance(chrono::Duration::minutes(29));
        operator.console.get("/console/overview").await.expect(200);
    }
    app.clock.advance(chrono::Duration::minutes(17));
    operator.console.get("/console/overview").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn no_other_host_has_the_console_and_the_console_has_nothing_else() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let operator = app.operator("Oda").await;
    for host in ["lyceum.test", "acme.lyceum.test", "files.lyceum.test"] {
        let elsewhere = app.visitor(host).with_secrets(acme.owner.token.as_ref(), operator.console.cookie.as_ref());
        let elsewhere = elsewhere.with_header("origin", &format!("http://{host}"));
        let elsewhere = if host.starts_with("files.") { elsewhere.with_header("origin", "http://lyceum.test") } else { elsewhere };
        for operation in console_operations() {
            let answer = call(&elsewhere, &operation, acme.id, Some(body(&operation).into())).await;
            assert_eq!((answer.status, answer.code()), (404, "not_found"), "{} on {host}: {}", operation.id, answer.body);
        }
        elsewhere.get("/console/openapi.json").await.expect(404);
    }
    let insider = operator.console.clone().with_secrets(acme.owner.token.as_ref(), operator.console.cookie.as_ref());
    for operation in operations() {
        let path = operation.path_with(|_| Uuid::now_v7().to_string());
        let answer =
            insider.send(operation.method(), &path, (operation.method != "GET").then(|| json!({})), &[("if-match", "\"1\"")]).await;
        assert!(matches!(answer.status, 404 | 422), "{} at the console: {} {}", operation.id, answer.status, answer.body);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("acme academy"));
    }
    for path in ["/docs", "/api/v1/openapi.json", "/logo"] {
        operator.console.get(path).await.expect(404);
    }
    operator.console.get("/console/openapi.json").await.expect(200);
}

#[tokio::test]
async fn only_the_consoles_own_pages_change_anything() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let operator = app.operator("Oda").await;
    let same = app.visitor("console.lyceum.test").with_secrets(None, operator.console.cookie.as_ref());
    for operation in console_operations().iter().filter(|operation| operation.method != "GET") {
        for page in
            [same.clone(), same.clone().with_header("origin", "http://acme.lyceum.test"), same.clone().with_header("origin", "null")]
        {
            let answer = call(&page, operation, acme.id, Some(body(operation).into())).await;
            assert_eq!((answer.status, answer.code()), (403, "origin_not_allowed"), "{}: {}", operation.id, answer.body);
        }
    }
    assert!(app.app.db.is_open(acme.id.into()).await.unwrap());
}

#[tokio::test]
async fn every_body_refuses_a_field_that_it_does_not_know() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let operator = app.operator("Oda").await;
    let mut tried = 0;
    for operation in console_operations().iter().filter(|operation| operation.takes_json()) {
        let mut known = body(operation);
        known.insert("operator_id".into(), json!(acme.id));
        let answer = call(&operator.console, operation, acme.id, Some(Value::Object(known))).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["code"]), (422, &json!("unknown_field")), "{}: {}", operation.id, answer.body);
        tried += 1;
    }
    assert!(tried > 6);
}

#[tokio::test]
async fn every_operation_is_described() {
    let document = lyceum::console::openapi::document();
    for operation in console_operations() {
        assert!(operation.spec["description"].is_string() || operation.spec["summary"].is_string(), "{} has no words", operation.id);
        assert_eq!(operation.spec["security"] == json!([{}]), is_open(&operation), "{}", operation.id);
        assert!(domain::access::policy_of_operation(&operation.id).is_none(), "{} is an organization's operation too", operation.id);
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let words = ["description", "$ref", "oneOf", "allOf"].iter().any(|key| !property[key].is_null());
            assert!(words, "{name}.{field} has no words");
        }
    }
}

#[tokio::test]
async fn every_list_pages_by_cursor_and_costs_the_same_for_many_rows() {
    let app = TestApp::spawn().await;
    let operator = app.operator("Oda").await;
    grow(&app, &operator, 0).await;
    let few = cost(&app, &operator).await;
    grow(&app, &operator, 1).await;
    let many = cost(&app, &operator).await;
    assert!(few.len() >= 4, "{few:?}");
    for ((id, before, rows), (_, after, more)) in few.iter().zip(&many) {
        assert!(*more >= rows + MORE, "{id}: make its list longer in `grow`: {rows}, {more}");
        assert_eq!(after, before, "{id} costs {before} statements for {rows} rows and {after} for {more}");
        whole_list(&operator, id, *more).await;
    }
}

fn lists() -> Vec<Operation> {
    let has_cursor = |operation: &Operation| operation.parameters().iter().any(|parameter| parameter["name"] == "cursor");
    console_operations().into_iter().filter(has_cursor).collect()
}

async fn cost(app: &TestApp, operator: &OperatorInTest) -> Vec<(String, u64, usize)> {
    let mut costs = Vec::new();
    for operation in lists() {
        let path = format!("{}?limit=100", operation.path);
        let (statements, answer) = app.statements(operator.console.get(&path)).await;
        costs.push((operation.path, statements, answer.expect(200).items().len()));
    }
    costs
}

/// Row by row, every row comes once.
async fn whole_list(operator: &OperatorInTest, path: &str, rows: usize) {
    let mut seen = std::collections::HashSet::new();
    let mut cursor = String::new();
    loop {
        let page = operator.console.get(&format!("{path}?limit=3{cursor}")).await.expect(200);
        assert!(page.items().len() <= 3);
        for item in page.items() {
            assert!(seen.insert(item.to_string()), "{path} shows a row twice");
        }
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), rows, "{path}");
    for wrong in ["limit=0", "limit=101", "cursor=x", "lmit=3"] {
        operator.console.get(&format!("{path}?{wrong}")).await.refused(422, "invalid_input");
    }
}

async fn grow(app: &TestApp, operator: &OperatorInTest, round: usize) {
    for n in 0..MORE {
        let org = app.organization(&format!("school{round}{n}")).await;
        app.support(operator, org.id, &org.slug).await;
        app.app.db.enqueue(org.id.into(), "no_such_job", "{}", "dead").await.unwrap();
        let webhook = NewWebhook {
            event_id: format!("evt_{round}{n}"),
            kind: "invoice.paid".to_owned(),
            body: "{}".to_owned(),
            about: About::Nothing,
            refused: None,
        };
        app.app.db.receive_webhook("stripe", webhook).await.unwrap();
    }
    app.run_jobs().await;
    for n in 0..MORE {
        let found = operator.console.get(&format!("/console/organizations?q=school{round}{n}")).await.expect(200);
        let id: Uuid = found.items()[0]["id"].as_str().unwrap().parse().unwrap();
        app.app.db.enqueue(id.into(), "send_mail", "{}", "waits").await.unwrap();
    }
}
