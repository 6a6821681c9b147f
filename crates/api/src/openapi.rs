//! The description of the API: collected from the handlers, then completed from the policy table.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it lacks")]

use actix_web::App as ActixApp;
use domain::access::{Audience, Policy, policy_of_operation};
use serde_json::{Map, Value, json};
use utoipa_actix_web::{AppExt, scope};

use crate::{
    http::problem::{Code, ProblemBody},
    routes,
};

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// The OpenAPI 3.1 document. What an operation needs (`x-action`) and what an id names (`x-resource`) is in it.
pub fn document() -> Value {
    let (_, collected) = ActixApp::new().into_utoipa_app().service(scope::scope(routes::PREFIX).configure(routes::all)).split_for_parts();
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    document["info"] = info();
    document["servers"] = json!([{ "url": "https://{organization}.example.org", "variables": { "organization": { "default": "demo", "description": "The organization's subdomain." } } }]);
    document["tags"] = tags();
    add_components(&mut document);
    document["components"]["securitySchemes"] = json!({
        "access_token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token of `POST /sessions`." },
        "api_key": { "type": "http", "scheme": "bearer", "bearerFormat": "lyk_..", "description": "An API key of `POST /api-keys`." },
    });
    finish(&mut document, complete);
    document
}

/// Completes every operation, and drops what none of them uses.
pub(crate) fn finish(document: &mut Value, complete: impl Fn(&mut Map<String, Value>)) {
    if let Some(paths) = document["paths"].as_object_mut() {
        for item in paths.values_mut() {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                    complete(operation);
                }
            }
        }
    }
    drop_unused_schemas(document);
}

/// Schemas that only served to make others: a page of things has its rows written out.
fn drop_unused_schemas(document: &mut Value) {
    loop {
        let text = document.to_string();
        let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
        let before = schemas.len();
        schemas.retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
        if schemas.len() == before {
            return;
        }
    }
}

fn info() -> Value {
    json!({
        "title": "Lyceum",
        "version": "1.0.0",
        "summary": "Courses, learners and certificates of an organization.",
        "description": "The host names the organization. Refusals are RFC 9457 problems with stable codes. Lists page by cursor. \
            Edits of versioned things carry `If-Match`; POST takes an `Idempotency-Key` unless it returns a secret.",
        "license": { "name": "Proprietary", "identifier": "LicenseRef-Proprietary" },
        "contact": { "name": "Lyceum" },
    })
}

fn tags() -> Value {
    json!([
        { "name": "organizations", "description": "Sign-up, settings and branding." },
        { "name": "identity", "description": "Accounts, sessions, members, invitations, API keys." },
        { "name": "administration", "description": "Audit log and background jobs." },
        { "name": "support", "description": "Who of the platform looks into the organization." },
        { "name": "billing", "description": "The plan, its limits and what is in use of them." },
        { "name": "messaging", "description": "The domain that mails come from, and the DNS records that it needs." },
        { "name": "courses", "description": "Building and publishing courses." },
        { "name": "video", "description": "Videos: uploads, captions, looks at them, and what they cost." },
        { "name": "catalog", "description": "Published courses as visitors see them." },
        { "name": "learning", "description": "Enrollments, lessons and progress." },
        { "name": "certificates", "description": "Certificates and their public verification." },
    ])
}

pub(crate) fn add_components(document: &mut Value) {
    use utoipa::{PartialSchema, ToSchema};
    let mut extra = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut extra);
    for (name, schema) in extra {
        document["components"]["schemas"][name] = serde_json::to_value(schema).unwrap_or_default();
    }
    document["components"]["schemas"]["Problem"]["properties"]["code"]["examples"] =
        json!(Code::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>());
    document["components"]["responses"]["Refused"] = json!({
        "description": "Refused: `code` says why.",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
}

fn complete(operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(policy) = policy_of_operation(&id) {
        operation.insert("x-action".into(), action(policy));
        operation.insert("security".into(), security(policy));
    }
    describe(operation);
}

/// Says what ids name, and what answers mean.
pub(crate) fn describe(operation: &mut Map<String, Value>) {
    if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
        for parameter in parameters {
            if let Some(resource) = parameter["name"].as_str().and_then(resource) {
                parameter["x-resource"] = json!(resource);
            }
        }
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, response) in responses.iter_mut() {
            if response.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
                response["description"] = json!(outcome(status));
            }
        }
        for status in ["4XX", "5XX"] {
            responses.insert(status.into(), json!({ "$ref": "#/components/responses/Refused" }));
        }
    }
}

/// What a status says of every operation that answers with it.
fn outcome(status: &str) -> &'static str {
    match status {
        "201" => "It was made.",
        "202" => "It was taken on; the answer is the same whether or not anything follows.",
        "204" => "It was done; there is nothing to show.",
        _ => "It was done.",
    }
}

/// What an id parameter names; `None` for a parameter that is no id.
pub fn resource(parameter: &str) -> Option<&str> {
    match parameter {
        "code" => Some("certificate"),
        "token" => Some("link"),
        "language" => Some("captions"),
        other => other.strip_suffix("_id"),
    }
}

fn action(policy: &Policy) -> Value {
    let audience = match policy.audience {
        Audience::Apex => "apex".to_owned(),
        Audience::Visitor => "visitor".to_owned(),
        Audience::Member(permission) => format!("member:{permission:?}"),
        Audience::Course(permission) => format!("course:{permission:?}"),
        Audience::Job => "job".to_owned(),
        Audience::Support => "support".to_owned(),
    };
    json!({ "name": policy.action, "audience": audience, "scope": policy.scope.map(domain::access::Scope::as_str) })
}

fn security(policy: &Policy) -> Value {
    let key = policy.scope.map(|_| json!({ "api_key": [] }));
    let mut ways = vec![json!({ "access_token": [] })];
    ways.extend(key);
    match policy.audience {
        Audience::Apex => json!([{}]),
        Audience::Visitor => {
            ways.insert(0, json!({}));
            json!(ways)
        }
        Audience::Member(_) | Audience::Course(_) | Audience::Job | Audience::Support => json!(ways),
    }
}
