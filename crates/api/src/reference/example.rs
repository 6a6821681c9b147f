//! A value that fits a schema, as a person would write one.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it lacks")]

use serde_json::{Map, Value, json};

const DEEPEST: usize = 6;

/// An example of what a schema describes.
pub(super) fn example(document: &Value, schema: &Value) -> Value {
    of(document, schema, "", 0)
}

fn of(document: &Value, schema: &Value, field: &str, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return of(document, &document["components"]["schemas"][name], field, depth + 1);
    }
    if let Some(given) = schema["examples"].as_array().and_then(|examples| examples.first()).or_else(|| schema.get("example")) {
        return given.clone();
    }
    if let Some(option) = schema["enum"].as_array().and_then(|options| options.first()) {
        return option.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let objects = parts.iter().filter_map(|part| match of(document, part, field, depth + 1) {
            Value::Object(fields) => Some(fields),
            _ => None,
        });
        return Value::Object(objects.flatten().collect());
    }
    for joined in ["oneOf", "anyOf"] {
        let mut options = schema[joined].as_array().into_iter().flatten();
        if let Some(option) = options.find(|option| option["type"] != "null") {
            return of(document, option, field, depth + 1);
        }
    }
    let word = match &schema["type"] {
        Value::Array(words) => words.iter().filter_map(Value::as_str).find(|word| *word != "null").unwrap_or("null"),
        word => word.as_str().unwrap_or("object"),
    };
    match word {
        "object" => object(document, schema, depth),
        "array" => json!([of(document, &schema["items"], field, depth + 1)]),
        "boolean" => json!(true),
        "integer" => schema.get("minimum").filter(|least| least.as_i64().is_some_and(|least| least > 1)).cloned().unwrap_or(json!(1)),
        "number" => json!(0.5),
        "string" => json!(word_for(field, schema["format"].as_str().unwrap_or_default())),
        _ => Value::Null,
    }
}

fn object(document: &Value, schema: &Value, depth: usize) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let fields: Map<String, Value> = properties.map(|(name, property)| (name.clone(), of(document, property, name, depth + 1))).collect();
    Value::Object(fields)
}

fn word_for(field: &str, format: &str) -> &'static str {
    match (format, field) {
        ("uuid", _) => "01975b2e-4f00-7c3a-9d1e-5a6b7c8d9e0f",
        ("date-time", _) => "2026-03-14T09:26:53Z",
        (_, "email") => "ann@example.org",
        (_, "password" | "new_password" | "current_password") => "quiet harbor seven lanterns",
        (_, "name" | "learner_name") => "Ann Okafor",
        (_, "title" | "course_title") => "Reading the night sky",
        (_, "slug") => "night-sky",
        (_, "markdown") => "Look **north** first.",
        (_, "html" | "content_html" | "description_html") => "<p>Look <strong>north</strong> first.</p>",
        (_, "color") => "#3b4cca",
        (_, "language") => "en",
        (_, "url" | "pdf_url" | "thumbnail_url" | "logo_url") => "https://acme.example.org/..",
        (_, "code" | "certificate_code") => "SES5P-EJJCX-SRHFG-G1HD4-GTAZJ-W",
        (_, "roles") => "learner",
        (_, "scopes") => "read",
        (_, "reason" | "revocation_reason") => "Issued by mistake",
        _ => "text",
    }
}
