//! Bad weather on request.

use serde::{Deserialize, Serialize};

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// 500. Nothing is done.
    ServerError,
    /// 500, though the call is carried out.
    ServerErrorAfterSuccess,
    /// 429. Nothing is done.
    RateLimit,
    /// Nothing is done, and nothing answered for `seconds`.
    Timeout,
    /// The call is carried out, but nothing is answered for `seconds`.
    TimeoutAfterSuccess,
    /// 200 with a page that is none of the host's. Nothing is done.
    Garbage,
    /// 302 to somewhere else. Nothing is done.
    Redirect,
}

/// A fault of calls.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Only with this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Only where the path begins so.
    #[serde(default)]
    pub path: Option<String>,
    /// How many calls it still happens to; all of them where absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// For how long nothing is answered.
    #[serde(default = "a_while")]
    pub seconds: f64,
}

impl Fault {
    /// A fault that happens so many times, to any call.
    pub fn times(kind: FaultKind, times: u32) -> Self {
        Self { kind, method: None, path: None, times: Some(times), seconds: a_while() }
    }

    /// A fault that happens to every call.
    pub fn always(kind: FaultKind) -> Self {
        Self { times: None, ..Self::times(kind, 0) }
    }

    /// The same fault, of calls with this method.
    #[must_use]
    pub fn of(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    pub(crate) fn take(&mut self, method: &str, path: &str) -> bool {
        let fits = self.times != Some(0)
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|start| path.starts_with(start));
        if fits {
            self.times = self.times.map(|times| times - 1);
        }
        fits
    }
}

fn a_while() -> f64 {
    30.0
}
