//! Events: what happened.

use serde_json::Value;

use crate::{account::Account, document::text, params::Params, refusal::Refusal};

/// `GET /v1/events`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let mut kinds = params.texts("types");
    kinds.extend(params.text("type").map(str::to_owned));
    let matches = |kind: &str, pattern: &str| pattern.strip_suffix('*').map_or(kind == pattern, |start| kind.starts_with(start));
    let wanted =
        |event: &Value| kinds.is_empty() || text(event, "type").is_some_and(|kind| kinds.iter().any(|pattern| matches(kind, pattern)));
    account.list("event", "/v1/events", params, wanted)
}
