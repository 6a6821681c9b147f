//! What was asked and what was delivered, for tests to count.

use serde::Serialize;
use serde_json::Value;

use crate::faults::{CallFaultKind, Tamper};

/// A request to the API.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// When, by the double's clock.
    pub at: i64,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
    /// Its parameters, of query and body.
    pub params: Value,
    /// Its `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// Its `Stripe-Version`.
    pub api_version: Option<String>,
    /// The `Request-Id` that it got.
    pub request_id: String,
    /// The status of its answer; nothing while it is under way.
    pub status: Option<u16>,
    /// Whether the answer was that of an earlier request with the same key.
    pub is_replay: bool,
    /// The fault that happened to it.
    pub fault: Option<CallFaultKind>,
}

/// An attempt to deliver an event.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// When, by the double's clock.
    pub at: i64,
    /// The event's id.
    pub event: String,
    /// The event's type.
    pub kind: String,
    /// Where to.
    pub url: String,
    /// 1 for the first attempt.
    pub attempt: usize,
    /// How it was made wrong.
    pub tamper: Option<Tamper>,
    /// The receiver's status; nothing where it could not be reached.
    pub status: Option<u16>,
}
