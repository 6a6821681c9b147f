//! Delivery of events: one after the other, in order, and again later where the receiver did not take them.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{double::Double, faults::Tamper, signature};

/// Seconds between an attempt that failed and the next, as Stripe does over about three days.
pub const RETRY_SECONDS: [i64; 9] = [300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200];

/// Which clock signatures are dated by.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SignedBy {
    /// The wall's: the receiver's clock is that of its computer.
    #[default]
    Wall,
    /// The double's: a test moves the receiver's clock along with it.
    Double,
}

/// Where events are delivered.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The address.
    pub url: String,
    /// The host that requests name, where it is none that leads to the address.
    #[serde(default)]
    pub host: Option<String>,
    /// What signatures are made with.
    #[serde(default = "new_secret")]
    pub secret: String,
    /// Which clock signatures are dated by.
    #[serde(default)]
    pub signed_by: SignedBy,
    /// Types of events; all where there are none. `invoice.*` is every type of invoices.
    #[serde(default)]
    pub events: Vec<String>,
}

impl Endpoint {
    /// An endpoint for every event.
    pub fn new(url: &str, secret: &str) -> Self {
        Self { url: url.to_owned(), host: None, secret: secret.to_owned(), signed_by: SignedBy::Wall, events: Vec::new() }
    }

    /// Whether it wants events of a type.
    pub fn wants(&self, kind: &str) -> bool {
        let fits = |pattern: &String| pattern.strip_suffix('*').map_or(pattern == kind, |start| kind.starts_with(start));
        self.events.is_empty() || self.events.iter().any(fits)
    }
}

/// One attempt to deliver one event to one endpoint.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The event's id.
    pub event: String,
    /// The event's type.
    pub kind: String,
    /// What is delivered.
    pub body: String,
    /// Where to.
    pub endpoint: Endpoint,
    /// How it is made wrong.
    pub tamper: Option<Tamper>,
    /// 1 for the first attempt.
    pub attempt: usize,
    /// Seconds of the wall's clock to wait before.
    pub delay_seconds: f64,
}

impl Letter {
    /// Body and signature as they are sent.
    pub fn sealed(&self, moment: i64) -> (String, Option<String>) {
        let sign = |moment: i64, body: &str| signature::header(&self.endpoint.secret, moment, body);
        let altered = |name: &str, value: Value| {
            let mut event: Value = serde_json::from_str(&self.body).unwrap_or_default();
            crate::document::put(&mut event, name, value);
            serde_json::to_string_pretty(&event).unwrap_or_default()
        };
        match self.tamper {
            None => (self.body.clone(), Some(sign(moment, &self.body))),
            Some(Tamper::Body) => (altered("livemode", Value::Bool(true)), Some(sign(moment, &self.body))),
            Some(Tamper::Signature) => {
                let mut header = sign(moment, &self.body);
                let last = if header.pop() == Some('0') { '1' } else { '0' };
                header.push(last);
                (self.body.clone(), Some(header))
            }
            Some(Tamper::Secret) => (self.body.clone(), Some(signature::header("whsec_of_somebody_else", moment, &self.body))),
            Some(Tamper::Stale) => (self.body.clone(), Some(sign(moment - 3_600, &self.body))),
            Some(Tamper::Unsigned) => (self.body.clone(), None),
            Some(Tamper::Account) => {
                let body = altered("account", Value::from("acct_of_somebody_else"));
                let header = sign(moment, &body);
                (body, Some(header))
            }
            Some(Tamper::Livemode) => {
                let body = altered("livemode", Value::Bool(true));
                let header = sign(moment, &body);
                (body, Some(header))
            }
        }
    }
}

/// Delivers letters until the double is gone.
pub async fn work(double: Weak<Double>, mut letters: UnboundedReceiver<Letter>) {
    let built = reqwest::Client::builder().timeout(Duration::from_secs(10)).redirect(reqwest::redirect::Policy::none()).build();
    let Ok(client) = built else { return };
    while let Some(letter) = letters.recv().await {
        let Some(double) = double.upgrade() else { return };
        if letter.delay_seconds > 0.0 {
            // What is delayed does not hold up what comes after it.
            tokio::spawn(deliver_later(double, client.clone(), letter));
        } else {
            deliver(&double, &client, letter).await;
        }
    }
}

async fn deliver_later(double: Arc<Double>, client: reqwest::Client, letter: Letter) {
    tokio::time::sleep(Duration::from_secs_f64(letter.delay_seconds)).await;
    deliver(&double, &client, letter).await;
}

async fn deliver(double: &Double, client: &reqwest::Client, letter: Letter) {
    let (body, signature) = letter.sealed(double.signing_moment(&letter.endpoint));
    let mut request = client.post(&letter.endpoint.url).header("Content-Type", "application/json; charset=utf-8");
    if let Some(host) = &letter.endpoint.host {
        request = request.header("Host", host);
    }
    if let Some(signature) = signature {
        request = request.header("Stripe-Signature", signature);
    }
    let answered = request.header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)").body(body).send().await;
    double.delivered(letter, answered.ok().map(|answer| answer.status().as_u16()));
}

/// A secret as Stripe's look.
pub fn new_secret() -> String {
    crate::account::Account::new_id("whsec")
}
