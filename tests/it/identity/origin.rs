//! Requests that change something come from the organization's own pages or from no page (T08).

use lyceum_tests::{Client, TestApp};
use serde_json::json;

use crate::laws::operations::{Operation, operations};

fn unsafe_operations() -> Vec<Operation> {
    operations().into_iter().filter(|operation| !matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS")).collect()
}

async fn call(client: &Client, operation: &Operation, origin: &str) -> lyceum_tests::Response {
    let path = operation.path_with(|_| uuid::Uuid::from_u128(7).to_string());
    client.clone().from_somewhere().send(operation.method(), &path, Some(json!({})), &[("origin", origin), ("if-match", "\"1\"")]).await
}

#[tokio::test]
async fn another_sites_page_changes_nothing_anywhere() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    app.organization("bolt").await;
    let operations = unsafe_operations();
    assert!(operations.len() > 40, "{}", operations.len());
    let sibling = [
        "http://bolt.lyceum.test",
        "http://lyceum.test",
        "https://acme.lyceum.test",
        "http://acme.lyceum.test:81",
        "http://acme.lyceum.test.evil.example",
        "null",
        "",
    ];
    for operation in &operations {
        for origin in sibling {
            let host = if matches!(operation.policy().audience, domain::access::Audience::Apex) { app.apex() } else { acme.owner.clone() };
            if host.origin() == origin {
                continue;
            }
            let answer = call(&host, operation, origin).await;
            assert_eq!((answer.status, answer.code()), (403, "origin_not_allowed"), "{} from {origin}: {}", operation.id, answer.body);
        }
    }
    assert_eq!(acme.owner.get("/audit-events").await.expect(200).items().len(), 0);
}

#[tokio::test]
async fn a_form_of_another_site_is_no_json() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for operation in unsafe_operations().iter().filter(|operation| operation.takes_json()) {
        let client = if matches!(operation.policy().audience, domain::access::Audience::Apex) { app.apex() } else { acme.owner.clone() };
        let path = operation.path_with(|_| uuid::Uuid::from_u128(7).to_string());
        for content_type in ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"] {
            let answer = client
                .clone()
                .from_somewhere()
                .send(operation.method(), &path, Some(json!({})), &[("content-type", content_type), ("if-match", "\"1\"")])
                .await;
            assert_eq!(
                (answer.status, answer.code()),
                (415, "unsupported_media_type"),
                "{} as {content_type}: {}",
                operation.id,
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn the_cookie_works_for_the_organizations_own_page_only() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let cookie_only = {
        let mut client = acme.visitor();
        client.cookie = acme.owner.cookie.clone();
        client
    };
    cookie_only.post("/sessions/refresh", json!({})).await.refused(403, "origin_not_allowed");
    cookie_only.delete("/sessions/current").await.refused(403, "origin_not_allowed");
    // the cookie alone proves nobody anywhere else
    let page = cookie_only.clone().with_header("origin", &acme.owner.origin());
    page.get("/me").await.refused(401, "unauthenticated");
    page.patch("/organization", json!({ "name": "Taken over" })).await.refused(401, "unauthenticated");
    page.post("/sessions/refresh", json!({})).await.expect(200);
    // and nobody's page may read answers with credentials
    let answer = page.with_header("origin", "http://bolt.lyceum.test").get("/organization").await.expect(200);
    assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
}
