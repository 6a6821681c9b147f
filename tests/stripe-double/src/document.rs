//! Stripe's objects as the JSON documents that it shows. Paths are names and positions between dots: `items.data.0.price`.

use serde_json::{Map, Value};

/// The value at a path; nothing where it is null.
pub fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(document, |place, step| match place {
        Value::Array(elements) => elements.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })?;
    (!found.is_null()).then_some(found)
}

/// The text at a path.
pub fn text<'a>(document: &'a Value, path: &str) -> Option<&'a str> {
    at(document, path).and_then(Value::as_str)
}

/// The text at a path, as one's own; empty where there is none.
pub fn owned(document: &Value, path: &str) -> String {
    text(document, path).unwrap_or_default().to_owned()
}

/// The id of a document.
pub fn id(document: &Value) -> String {
    owned(document, "id")
}

/// The whole number at a path.
pub fn int(document: &Value, path: &str) -> Option<i64> {
    at(document, path).and_then(Value::as_i64)
}

/// The whole number at a path; zero where there is none.
pub fn amount(document: &Value, path: &str) -> i64 {
    int(document, path).unwrap_or_default()
}

/// Whether the value at a path is `true`.
pub fn flag(document: &Value, path: &str) -> bool {
    at(document, path).and_then(Value::as_bool).unwrap_or_default()
}

/// Whether the text at a path is this one.
pub fn is(document: &Value, path: &str, expected: &str) -> bool {
    text(document, path) == Some(expected)
}

/// The elements of the list at a path.
pub fn elements<'a>(document: &'a Value, path: &str) -> &'a [Value] {
    at(document, path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Sets the value at a path, and makes the objects on the way to it.
pub fn put(document: &mut Value, path: &str, value: impl Into<Value>) {
    let mut place = document;
    for step in path.split('.') {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        let next = match place {
            Value::Array(elements) => step.parse::<usize>().ok().and_then(|position| elements.get_mut(position)),
            Value::Object(fields) => Some(fields.entry(step).or_insert(Value::Null)),
            _ => None,
        };
        let Some(next) = next else { return };
        place = next;
    }
    *place = value.into();
}

/// The fields of `after` that changed, with the values that they had: an event's `previous_attributes`.
pub fn previous_attributes(before: &Value, after: &Value) -> Map<String, Value> {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else { return Map::new() };
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    changed.map(|(name, _)| (name.clone(), before.get(name).cloned().unwrap_or(Value::Null))).collect()
}
