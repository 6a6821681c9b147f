//! The description of the console's API: a document of its own, which only the console's host answers.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it lacks")]

use actix_web::{App as ActixApp, HttpResponse, get};
use serde_json::{Map, Value, json};
use utoipa_actix_web::{AppExt, scope};

use super::{access::Operated, routes};
use crate::{http::Answer, openapi};

/// The OpenAPI 3.1 document.
pub fn document() -> Value {
    let (_, collected) = ActixApp::new().into_utoipa_app().service(scope::scope(routes::PREFIX).configure(routes::all)).split_for_parts();
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    document["info"] = json!({
        "title": "Lyceum console",
        "version": "1.0.0",
        "summary": "What operators of the platform see of organizations, and do to them.",
        "description": "On the console's host only. A session is a cookie; requests that change something must come from the console's own \
            pages. Refusals are RFC 9457 problems with stable codes. Lists page by cursor.",
        "license": { "name": "Proprietary", "identifier": "LicenseRef-Proprietary" },
        "contact": { "name": "Lyceum" },
    });
    document["servers"] = json!([{ "url": "https://console.example.org" }]);
    document["tags"] = json!([
        { "name": "accounts", "description": "Operators' accounts and sessions." },
        { "name": "overview", "description": "The platform in figures." },
        { "name": "organizations", "description": "Organizations from the outside: figures, status, plan, support sessions." },
        { "name": "work", "description": "Background work of all organizations, and the operators' log." },
    ]);
    openapi::add_components(&mut document);
    document["components"]["securitySchemes"] = json!({
        "operator_session": { "type": "apiKey", "in": "cookie", "name": super::access::COOKIE, "description": "An operator's session." },
    });
    openapi::finish(&mut document, complete);
    document
}

fn complete(operation: &mut Map<String, Value>) {
    let is_open = operation.get("operationId").and_then(Value::as_str).is_some_and(|id| routes::OPEN.contains(&id));
    operation.insert("security".into(), if is_open { json!([{}]) } else { json!([{ "operator_session": [] }]) });
    openapi::describe(operation);
}

/// The description, for operators.
#[get("/api/v1/console/openapi.json")]
pub async fn description(_operator: Operated) -> Answer {
    Ok(HttpResponse::Ok().json(document()))
}
