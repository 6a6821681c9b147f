//! Bad weather on request: what goes wrong with calls, and with webhooks.

use serde::{Deserialize, Serialize};

/// What goes wrong with a call to the API.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CallFaultKind {
    /// The call is carried out, and its answer kept, but nothing is answered for `seconds`.
    TimeoutAfterSuccess,
    /// Nothing is done, and nothing answered for `seconds`.
    Timeout,
    /// The call is carried out and answered after `seconds`.
    Delay,
    /// 409: somebody else holds the object. Nothing is done.
    Conflict,
    /// 429. Nothing is done.
    RateLimit,
    /// 500. Nothing is done.
    ServerError,
    /// 500, though the call is carried out. As with Stripe, its key replays the 500.
    ServerErrorAfterSuccess,
}

/// A fault of calls.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CallFault {
    /// What goes wrong.
    pub kind: CallFaultKind,
    /// Only with this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Only where the path begins so.
    #[serde(default)]
    pub path: Option<String>,
    /// How many calls it still happens to; all of them where absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many calls that it fits are spared before it begins.
    #[serde(default)]
    pub after: u32,
    /// For how long nothing is answered, in seconds of the wall's clock.
    #[serde(default = "a_while")]
    pub seconds: f64,
}

impl CallFault {
    /// A fault that happens once, to any call.
    pub fn once(kind: CallFaultKind) -> Self {
        Self { kind, method: None, path: None, times: Some(1), after: 0, seconds: a_while() }
    }

    /// The same fault, of calls with this method and the beginning of a path.
    #[must_use]
    pub fn of(self, method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: Some(path.to_owned()), ..self }
    }

    /// The same fault, lasting so many seconds.
    #[must_use]
    pub fn lasting(self, seconds: f64) -> Self {
        Self { seconds, ..self }
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        self.times != Some(0)
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|start| path.starts_with(start))
    }
}

/// How a webhook is made wrong.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Tamper {
    /// The body is altered after it was signed.
    Body,
    /// The signature has another last digit.
    Signature,
    /// It is signed with another secret.
    Secret,
    /// It is signed an hour ago.
    Stale,
    /// There is no signature.
    Unsigned,
    /// It is of another account, and signed well.
    Account,
    /// It says that it is of live mode, and is signed well.
    Livemode,
}

/// How webhooks are delivered.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookModes {
    /// Seconds of the wall's clock before each delivery.
    pub delay_seconds: f64,
    /// How many times each event is delivered besides the first.
    pub extra_copies: u32,
    /// So many events are collected and then delivered the last first; 0 and 1 keep the order.
    pub reorder: usize,
    /// Events are kept until they are released by hand.
    pub hold: bool,
    /// How deliveries are made wrong.
    pub tamper: Option<Tamper>,
}

/// Everything that goes wrong.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Faults {
    /// Faults of calls; the first that fits happens.
    pub calls: Vec<CallFault>,
    /// Until when every call is answered with 503, in seconds since 1970 of the double's clock.
    pub down_until: Option<i64>,
    /// How webhooks are delivered.
    pub webhooks: WebhookModes,
}

/// A change of the faults: what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultsPatch {
    /// Faults of calls, instead of those before.
    pub calls: Option<Vec<CallFault>>,
    /// Every call is answered with 503 for so many seconds of the double's clock.
    pub down_seconds: Option<i64>,
    /// How webhooks are delivered.
    pub webhooks: Option<WebhookModes>,
}

impl Faults {
    /// Takes a change over.
    pub fn patch(&mut self, patch: FaultsPatch, now: i64) {
        if let Some(calls) = patch.calls {
            self.calls = calls;
        }
        if let Some(seconds) = patch.down_seconds {
            self.down_until = Some(now + seconds);
        }
        if let Some(webhooks) = patch.webhooks {
            self.webhooks = webhooks;
        }
    }

    /// Whether everything is down.
    pub fn is_down(&self, now: i64) -> bool {
        self.down_until.is_some_and(|until| now < until)
    }

    /// The fault that happens to a call; it is counted.
    pub fn take(&mut self, method: &str, path: &str) -> Option<CallFault> {
        let fault = self.calls.iter_mut().find(|fault| fault.fits(method, path))?;
        if fault.after > 0 {
            fault.after -= 1;
            return None;
        }
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        Some(fault.clone())
    }
}

fn a_while() -> f64 {
    120.0
}
