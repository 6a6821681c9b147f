//! Law: the router, the description and the policy table name the same operations; ids say what they name; bodies take no unknown field.

use domain::access::{Audience, POLICIES};
use lyceum_tests::TestApp;
use serde_json::json;

use super::operations::{Operation, operations};

#[test]
fn description_and_policy_table_name_the_same_operations() {
    let described: Vec<Operation> = operations();
    for policy in POLICIES.iter().filter(|policy| !policy.operation.is_empty()) {
        let count = described.iter().filter(|operation| operation.id == policy.operation).count();
        assert_eq!(count, 1, "{} is described {count} times", policy.operation);
    }
    for operation in &described {
        let policy = operation.policy();
        assert_eq!(operation.spec["x-action"]["name"], policy.action, "{}", operation.id);
        assert!(operation.spec["description"].is_string() || operation.spec["summary"].is_string(), "{} has no words", operation.id);
        let is_safe = matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        assert_eq!(policy.writes, !is_safe || operation.id == "get_certificate_pdf", "{}", operation.id);
    }
}

#[test]
fn every_id_says_what_it_names() {
    for operation in operations() {
        for parameter in operation.parameters() {
            let name = parameter["name"].as_str().unwrap();
            let is_id = name.ends_with("_id") || (parameter["in"] == "path" && name != "slug");
            assert_eq!(is_id, parameter["x-resource"].is_string(), "{}: {name}", operation.id);
        }
    }
}

#[test]
fn every_body_and_answer_is_described_field_by_field() {
    let document = lyceum::openapi::document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let words = property["description"].is_string()
                || property["$ref"].is_string()
                || property["oneOf"].is_array()
                || property["allOf"].is_array();
            assert!(words, "{name}.{field} has no words");
        }
    }
}

#[tokio::test]
async fn an_unknown_address_or_method_is_a_problem() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    acme.owner.get("/no-such-thing").await.refused(404, "not_found");
    acme.owner.delete("/organization").await.refused(405, "method_not_allowed");
    acme.owner.get("/organization?limit=1").await.expect(200);
    acme.owner.get("/sessions?limit=0").await.refused(422, "invalid_input");
    acme.owner.get("/sessions?cursor=x").await.refused(422, "invalid_input");
    acme.owner.get("/sessions?lmit=3").await.refused(422, "invalid_input");
}

#[tokio::test]
async fn every_body_refuses_a_field_that_it_does_not_know() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    for operation in operations().iter().filter(|operation| operation.takes_json()) {
        let client = if operation.policy().audience == Audience::Apex { app.apex() } else { acme.owner.clone() };
        let path = operation.path_with(|_| uuid::Uuid::from_u128(7).to_string());
        let body = json!({ "org_id": acme.id, "role": "owner", "status": "completed", "price": 0 });
        let answer = client.from_somewhere().send(operation.method(), &path, Some(body), &[("if-match", "\"1\"")]).await;
        assert_eq!((answer.status, answer.code()), (422, "invalid_input"), "{}: {}", operation.id, answer.body);
        let known = operation.fields();
        let fault = &answer.body["errors"][0];
        let pointer = fault["pointer"].as_str().unwrap_or_default().trim_start_matches('/').to_owned();
        assert!(fault["code"] == "unknown_field" || known.contains(&pointer) || fault["code"] == "wrong_type", "{}: {fault}", operation.id);
        assert!(!known.contains(&"org_id".to_owned()), "{}: a caller names the organization", operation.id);
    }
}
