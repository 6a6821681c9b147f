//! `/docs`: the description of the API as pages that need no script, and every problem code in words.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it lacks")]

use std::fmt::Write;

use actix_web::{HttpResponse, get};
use serde_json::Value;

use crate::http::{Code, Site};

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1c2030;background:#fff}\
code,pre{font:14px/1.5 ui-monospace,monospace;background:#f1f3f8;border-radius:4px;padding:.1em .35em}pre{padding:.8rem;overflow:auto}\
h2{margin-top:3rem;border-bottom:1px solid #d9deea}h3{margin-top:2rem}.m{display:inline-block;min-width:4.5em;font-weight:700}\
table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.35rem .6rem;border-bottom:1px solid #e3e7f0;vertical-align:top}\
a{color:#2b4acb}@media(prefers-color-scheme:dark){body{background:#12151f;color:#e6e9f2}code,pre{background:#1e2333}a{color:#9db2ff}\
h2,td,th{border-color:#2c3347}}";

/// The reference of the API.
#[get("/docs")]
pub async fn operations(_site: Site) -> HttpResponse {
    let document = crate::openapi::document();
    let mut page = head("API reference");
    let _ = write!(
        page,
        "<h1>Lyceum API</h1><p>{}</p><p><a href=\"/api/v1/openapi.json\">OpenAPI document</a> · <a href=\"/docs/problems\">Problem codes</a></p>",
        escaped(&document["info"]["description"])
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        let _ = write!(page, "<h2 id=\"{0}\">{0}</h2><p>{1}</p>", escaped(&tag["name"]), escaped(&tag["description"]));
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation["tags"][0] == tag["name"] {
                    write_operation(&mut page, method, path, operation);
                }
            }
        }
    }
    page.push_str("<h2 id=\"schemas\">schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        write_schema(&mut page, name, schema);
    }
    respond(page)
}

/// Every problem code.
#[get("/docs/problems")]
pub async fn problems(_site: Site) -> HttpResponse {
    let mut page = head("Problem codes");
    page.push_str("<h1>Problem codes</h1><p>Refusals are RFC 9457 problems. A code is stable and is never used for something else.</p><table><tr><th>code</th><th>status</th><th>meaning</th></tr>");
    for code in Code::ALL {
        let _ = write!(
            page,
            "<tr id=\"{0}\"><td><code>{0}</code></td><td>{1}</td><td>{2}</td></tr>",
            code.as_str(),
            code.status(),
            code.title()
        );
    }
    page.push_str("</table>");
    respond(page)
}

fn head(title: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title} - Lyceum</title><style>{STYLE}</style></head><body><main>"
    )
}

fn respond(mut page: String) -> HttpResponse {
    page.push_str("</main></body></html>");
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page)
}

fn write_operation(page: &mut String, method: &str, path: &str, operation: &Value) {
    let id = escaped(&operation["operationId"]);
    let _ = write!(page, "<h3 id=\"{id}\"><span class=\"m\">{}</span> <code>{}</code></h3>", method.to_uppercase(), escape(path));
    let _ = write!(page, "<p><strong>{}</strong></p><p>{}</p>", escaped(&operation["summary"]), escaped(&operation["description"]));
    let _ = write!(page, "<p>Who may: <code>{}</code>", escaped(&operation["x-action"]["audience"]));
    if let Some(scope) = operation["x-action"]["scope"].as_str() {
        let _ = write!(page, " · API key scope: <code>{}</code>", escape(scope));
    }
    page.push_str("</p>");
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    if !parameters.is_empty() {
        page.push_str("<table><tr><th>parameter</th><th>in</th><th>meaning</th></tr>");
        for parameter in &parameters {
            let _ = write!(
                page,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                escaped(&parameter["name"]),
                escaped(&parameter["in"]),
                escaped(&parameter["description"])
            );
        }
        page.push_str("</table>");
    }
    if let Some(schema) = operation["requestBody"]["content"]["application/json"].get("schema") {
        let _ = write!(page, "<p>Body: {}</p>", kind(schema));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if let Some(schema) = response["content"]["application/json"].get("schema") {
            let _ = write!(page, "<p>{}: {}</p>", escape(status), kind(schema));
        }
    }
}

fn write_schema(page: &mut String, name: &str, schema: &Value) {
    let _ = write!(page, "<h3 id=\"schema-{0}\">{0}</h3><p>{1}</p>", escape(name), escaped(&schema["description"]));
    let Some(properties) = schema["properties"].as_object() else { return };
    page.push_str("<table><tr><th>field</th><th>type</th><th>meaning</th></tr>");
    for (field, property) in properties {
        let _ = write!(
            page,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
            escape(field),
            kind(property),
            escaped(&property["description"])
        );
    }
    page.push_str("</table>");
}

/// A type in few words, linked to its schema.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    for joined in ["oneOf", "allOf", "anyOf"] {
        if let Some(options) = schema[joined].as_array() {
            return options.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    match &schema["type"] {
        Value::String(word) if word == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(word) => escape(word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).map(escape).collect::<Vec<_>>().join(" or "),
        _ => "anything".to_owned(),
    }
}

fn escaped(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
