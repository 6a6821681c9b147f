//! What the reference shows, read from the OpenAPI document.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it lacks")]

use pulldown_cmark::{Parser, html};
use serde::Serialize;
use serde_json::Value;

use super::example::example;

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Reference {
    description: String,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

#[derive(Debug, Serialize)]
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    who: String,
    scope: Option<String>,
    needs_token: bool,
    parameters: Vec<Parameter>,
    body: Option<Body>,
    answers: Vec<Answer>,
}

#[derive(Debug, Serialize)]
struct Parameter {
    name: String,
    place: String,
    required: bool,
    kind: String,
    description: String,
}

#[derive(Debug, Serialize)]
struct Body {
    content_type: String,
    kind: String,
    example: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    status: String,
    description: String,
    body: Option<Body>,
}

#[derive(Debug, Serialize)]
struct Schema {
    name: String,
    description: String,
    fields: Vec<Field>,
    example: String,
}

#[derive(Debug, Serialize)]
struct Field {
    name: String,
    kind: String,
    required: bool,
    description: String,
}

/// Reads the document. Every piece of text comes from the code's own comments, so its Markdown is trusted.
pub(super) fn reference(document: &Value) -> Reference {
    let group = |tag: &Value| Group {
        name: text(&tag["name"]),
        description: markdown(&tag["description"]),
        operations: operations(document, &tag["name"]),
    };
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    Reference {
        description: markdown(&document["info"]["description"]),
        groups: document["tags"].as_array().into_iter().flatten().map(group).collect(),
        schemas: schemas.map(|(name, schema)| described(document, name, schema)).collect(),
    }
}

fn operations(document: &Value, tag: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all =
        paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation)));
    all.filter(|(_, _, operation)| operation["tags"][0] == *tag)
        .map(|(path, method, operation)| Operation {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.clone(),
            summary: text(&operation["summary"]).trim_end_matches('.').to_owned(),
            description: markdown(&operation["description"]),
            who: who(operation["x-action"]["audience"].as_str().unwrap_or_default()),
            scope: operation["x-action"]["scope"].as_str().map(str::to_owned),
            needs_token: operation["security"].as_array().is_some_and(|ways| !ways.iter().any(|way| way == &serde_json::json!({}))),
            parameters: operation["parameters"].as_array().into_iter().flatten().map(parameter).collect(),
            body: body(document, &operation["requestBody"]["content"]),
            answers: answers(document, &operation["responses"]),
        })
        .collect()
}

fn parameter(parameter: &Value) -> Parameter {
    Parameter {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        required: parameter["required"] == true,
        kind: kind(&parameter["schema"]),
        description: markdown(&parameter["description"]),
    }
}

fn body(document: &Value, content: &Value) -> Option<Body> {
    let (content_type, media) = content.as_object()?.iter().next()?;
    let schema = &media["schema"];
    let example = (content_type == "application/json").then(|| pretty(&example(document, schema)));
    // an empty object is taken where nothing has to be said
    let example = example.filter(|example| example != "{}");
    Some(Body { content_type: content_type.clone(), kind: kind(schema), example })
}

fn answers(document: &Value, responses: &Value) -> Vec<Answer> {
    let listed = responses.as_object().into_iter().flatten().filter(|(status, _)| !status.ends_with("XX"));
    listed
        .map(|(status, response)| Answer {
            status: status.clone(),
            description: markdown(&response["description"]),
            body: body(document, &response["content"]),
        })
        .collect()
}

fn described(document: &Value, name: &str, schema: &Value) -> Schema {
    let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
    let fields = schema["properties"].as_object().into_iter().flatten().map(|(field, property)| Field {
        name: field.clone(),
        kind: kind(property),
        required: required.iter().any(|name| *name == field),
        description: markdown(&property["description"]),
    });
    Schema {
        name: name.to_owned(),
        description: markdown(&schema["description"]),
        fields: fields.collect(),
        example: pretty(&example(document, schema)),
    }
}

/// Who may call an operation, from the policy's word.
fn who(audience: &str) -> String {
    match audience.split_once(':') {
        None if audience == "apex" => "Anybody, on the platform's own address".to_owned(),
        None => "Anybody".to_owned(),
        Some(("member", "OwnAccount")) => "Every member, for themselves".to_owned(),
        Some(("course", permission)) => format!("Course staff, owners and admins who may {}", words(permission)),
        Some((_, permission)) => format!("Members who may {}", words(permission)),
    }
}

/// `ManageMembers` as `manage members`.
fn words(permission: &str) -> String {
    let mut words = String::new();
    for letter in permission.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// A type in few words, linked to its schema.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for joined in ["oneOf", "allOf", "anyOf"] {
        if let Some(options) = schema[joined].as_array() {
            return options.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(options) = schema["enum"].as_array() {
        return options.iter().map(|option| format!("<code>{}</code>", option.as_str().unwrap_or("null"))).collect::<Vec<_>>().join(" or ");
    }
    let plain = |word: &str| match (word, schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        ("string", Some(format @ ("uuid" | "date-time" | "email" | "uri" | "binary"))) => format!("string, {format}"),
        (word, _) => word.to_owned(),
    };
    match &schema["type"] {
        Value::String(word) => plain(word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).map(plain).collect::<Vec<_>>().join(" or "),
        _ => "anything".to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn markdown(value: &Value) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(value.as_str().unwrap_or_default()));
    out
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
