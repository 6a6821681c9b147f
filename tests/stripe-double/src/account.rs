//! A Stripe account: every document in it, its time, and the events that nobody has delivered yet.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{document, params::Params, refusal::Refusal};

/// The version of Stripe's API that the documents are of.
pub const API_VERSION: &str = "2026-09-30.endive";

/// What happens to a subscription whose invoice could not be paid.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Dunning {
    /// Days between an attempt and the next.
    pub retry_days: Vec<i64>,
    /// The state after the last attempt: `canceled`, `unpaid` or `past_due`.
    pub then: String,
}

/// The request that is being answered; events name it.
#[derive(Clone, Debug, Default)]
pub struct Cause {
    /// The request's id.
    pub request: Option<String>,
    /// Its idempotency key.
    pub idempotency_key: Option<String>,
}

/// A Stripe account. A copy is cheap enough to be taken before each request, and put back when the request is refused.
#[derive(Clone, Debug)]
pub struct Account {
    documents: Vec<Arc<Value>>,
    positions: HashMap<String, usize>,
    /// Seconds since 1970.
    pub now: i64,
    /// Where the hosted pages are.
    pub url: String,
    /// What happens to invoices that could not be paid.
    pub dunning: Dunning,
    /// The request that is being answered.
    pub cause: Cause,
    /// Lines that wait for the next invoice, by subscription.
    pub pending: HashMap<String, Vec<Value>>,
    /// Subscriptions whose trial's end was announced.
    pub announced_trials: HashSet<String>,
    /// Events to deliver, in the order in which they were made.
    pub outbox: Vec<String>,
}

impl Account {
    /// An empty account.
    pub fn new(now: i64, url: String) -> Self {
        let dunning = Dunning { retry_days: vec![3, 5, 7], then: "canceled".to_owned() };
        Self {
            documents: Vec::new(),
            positions: HashMap::new(),
            now,
            url,
            dunning,
            cause: Cause::default(),
            pending: HashMap::new(),
            announced_trials: HashSet::new(),
            outbox: Vec::new(),
        }
    }

    /// A new id with Stripe's prefix.
    pub fn new_id(prefix: &str) -> String {
        let random = Uuid::new_v4().simple().to_string();
        format!("{prefix}_{}", random.chars().take(24).collect::<String>())
    }

    /// The document with this id, of whatever kind.
    pub fn find(&self, id: &str) -> Option<&Value> {
        self.positions.get(id).and_then(|position| self.documents.get(*position)).map(AsRef::as_ref)
    }

    /// The document of a kind with this id; refused as the path's object where it is not there or deleted.
    pub fn get(&self, kind: &str, id: &str) -> Result<Value, Refusal> {
        self.of(kind, id).filter(|document| !document::flag(document, "deleted")).cloned().ok_or_else(|| Refusal::no_such(spoken(kind), id))
    }

    /// The document of a kind that a parameter names.
    pub fn named(&self, kind: &str, param: &str, id: &str) -> Result<Value, Refusal> {
        self.get(kind, id).map_err(|_| Refusal::no_such_in(param, spoken(kind), id))
    }

    /// The document of a kind with this id, even if deleted.
    pub fn of(&self, kind: &str, id: &str) -> Option<&Value> {
        self.find(id).filter(|document| document::is(document, "object", kind))
    }

    /// Every document of a kind, the oldest first; deleted ones are not among them.
    pub fn every<'a>(&'a self, kind: &'a str) -> impl DoubleEndedIterator<Item = &'a Value> + 'a {
        let documents = self.documents.iter().map(AsRef::as_ref);
        documents.filter(move |document: &&Value| document::is(document, "object", kind) && !document::flag(document, "deleted"))
    }

    /// Stores a document, new or changed, and tells nobody.
    pub fn store(&mut self, document: Value) {
        let id = document::id(&document);
        if let Some(place) = self.positions.get(&id).and_then(|position| self.documents.get_mut(*position)) {
            *place = Arc::new(document);
        } else {
            self.positions.insert(id, self.documents.len());
            self.documents.push(Arc::new(document));
        }
    }

    /// Stores a new document and makes its event.
    pub fn create(&mut self, document: Value, event: &str) -> Value {
        self.store(document.clone());
        self.emit(event, &document, None);
        document
    }

    /// Stores a changed document and makes its event; nothing where nothing changed.
    pub fn change(&mut self, document: Value, event: &str) -> Value {
        let before = self.find(&document::id(&document)).cloned().unwrap_or_default();
        let previous = document::previous_attributes(&before, &document);
        if !previous.is_empty() {
            self.store(document.clone());
            self.emit(event, &document, Some(previous).filter(|_| event.ends_with(".updated")));
        }
        document
    }

    /// Makes an event about a document as it is now.
    pub fn emit(&mut self, kind: &str, document: &Value, previous: Option<Map<String, Value>>) -> String {
        let mut object = document.clone();
        conceal(&mut object);
        let mut shown = json!({ "object": object });
        if let Some(previous) = previous {
            document::put(&mut shown, "previous_attributes", previous);
        }
        let id = Self::new_id("evt");
        let event = json!({
            "id": id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": shown,
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": self.cause.request, "idempotency_key": self.cause.idempotency_key },
            "type": kind,
        });
        self.store(event);
        self.outbox.push(id.clone());
        id
    }

    /// A page of documents of a kind, the newest first, as Stripe's lists are.
    pub fn list(&self, kind: &str, path: &str, params: &Params, wanted: impl Fn(&Value) -> bool) -> Result<Value, Refusal> {
        let limit = params.int("limit")?.unwrap_or(10);
        if !(1..=100).contains(&limit) {
            return Err(Refusal::coded("parameter_invalid_integer", "limit", "Invalid limit: must be between 1 and 100"));
        }
        let limit = usize::try_from(limit).unwrap_or(100);
        let (above, from) = (params.int("created.gt")?, params.int("created.gte")?);
        let (below, to) = (params.int("created.lt")?, params.int("created.lte")?);
        let in_time = |document: &Value| {
            let created = document::amount(document, "created");
            above.is_none_or(|at| created > at)
                && from.is_none_or(|at| created >= at)
                && below.is_none_or(|at| created < at)
                && to.is_none_or(|at| created <= at)
        };
        let matching: Vec<&Value> = self.every(kind).rev().filter(|document| in_time(document) && wanted(document)).collect();
        let position = |param: &str| match params.text(param) {
            None => Ok(None),
            Some(id) => {
                let found = matching.iter().position(|document| document::is(document, "id", id));
                found.map(Some).ok_or_else(|| Refusal::no_such_in(param, spoken(kind), id))
            }
        };
        let (page, has_more): (Vec<&Value>, bool) = if let Some(end) = position("ending_before")? {
            let start = end.saturating_sub(limit);
            (matching.into_iter().take(end).skip(start).collect(), start > 0)
        } else {
            let start = position("starting_after")?.map_or(0, |position| position + 1);
            let has_more = matching.len() > start + limit;
            (matching.into_iter().skip(start).take(limit).collect(), has_more)
        };
        Ok(json!({ "object": "list", "url": path, "has_more": has_more, "data": page }))
    }

    /// Everything, by kind.
    pub fn everything(&self) -> Value {
        let mut kinds: Map<String, Value> = Map::new();
        for document in &self.documents {
            let kind = kinds.entry(document::owned(document, "object")).or_insert_with(|| json!([]));
            if let Value::Array(documents) = kind {
                documents.push(document.as_ref().clone());
            }
        }
        Value::Object(kinds)
    }
}

/// How Stripe's messages call a kind of object.
fn spoken(kind: &str) -> &str {
    match kind {
        "payment_method" => "PaymentMethod",
        "checkout.session" => "checkout.session",
        other => other,
    }
}

/// Takes out what Stripe shows only when it is asked to: a price's other currencies.
pub fn conceal(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            fields.remove("currency_options");
            fields.values_mut().for_each(conceal);
        }
        Value::Array(elements) => elements.iter_mut().for_each(conceal),
        _ => {}
    }
}
