//! Requests to a host: how often they are tried, how long they take, when they are not made at all, and what its refusals mean.

use std::time::Duration;

use bytes::Bytes;
use domain::{
    breaker::{Breaker, wait_after},
    ports::World,
};
use futures::{StreamExt, stream::try_unfold};
use http::{
    HeaderMap, Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, HeaderValue},
};
use outbound::http::{Unanswered, client, read_some};
use serde::de::DeserializeOwned;
use serde_json::Value;
use video::host::{Download, HostError};

use crate::BadConfig;

/// How often a request is tried.
const ATTEMPTS: u32 = 3;
/// How much of an answer is read.
const MOST_BYTES: usize = 1 << 20;
/// How long a host may send nothing of a file.
const FILE_REST: Duration = Duration::from_secs(30);
/// How often a file may be said to be elsewhere.
const FILE_TURNS: usize = 3;
/// How much of a host's own words is kept, in characters.
const MOST_WORDS: usize = 300;

/// How fast requests are given up and tried again.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long an attempt may take.
    pub timeout: Duration,
    /// How long is waited before the second attempt, more or less; twice as long before the third.
    pub first_wait: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), first_wait: Duration::from_millis(500) }
    }
}

/// Whether a request may be sent again when nobody knows what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Twice is as good as once.
    Freely,
    /// Twice would be two videos: only where it surely was not carried out.
    Carefully,
}

/// What is asked of a host.
#[derive(Clone)]
pub struct Ask {
    /// The method.
    pub method: Method,
    /// The path and query, after the base address.
    pub path: String,
    /// Headers besides `Authorization`.
    pub headers: Vec<(&'static str, String)>,
    /// The body, sent as JSON.
    pub body: Option<Value>,
    /// Whether it may be sent again.
    pub repeat: Repeat,
}

impl Ask {
    /// A request without a body, which can be sent again.
    pub fn new(method: Method, path: String) -> Self {
        Self { method, path, headers: Vec::new(), body: None, repeat: Repeat::Freely }
    }

    /// The same request with a body.
    #[must_use]
    pub fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// What a host answered, when it did what was asked.
pub struct Answer {
    /// Its headers.
    pub headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Reads the body. An answer that is none of the host's is likely one of a gateway before it, which passes.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, HostError> {
        serde_json::from_slice(&self.body).map_err(|_| HostError::Unavailable("its answer cannot be read".to_owned()))
    }

    /// A header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

struct Failure {
    error: HostError,
    /// Whether the host is there.
    is_answered: bool,
    /// Whether it surely did nothing.
    is_undone: bool,
}

/// Sends requests to one host.
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
    /// What must never be said: a host may repeat it in its refusals.
    secrets: Vec<String>,
    breaker: Breaker,
    pace: Pace,
    pub(crate) world: World,
}

impl Client {
    /// A client for a base address, with the value of `Authorization`.
    pub fn new(
        host: &'static str,
        base_url: &str,
        authorization: &str,
        secrets: &[&str],
        world: World,
        pace: Pace,
    ) -> Result<Self, BadConfig> {
        let http = client().timeout(pace.timeout).build().map_err(|error| BadConfig::Client { host, reason: error.to_string() })?;
        let mut authorization = HeaderValue::from_str(authorization).map_err(|_| BadConfig::Setting { host, setting: "the token" })?;
        authorization.set_sensitive(true);
        let secrets = secrets.iter().filter(|secret| !secret.is_empty()).map(|secret| (*secret).to_owned()).collect();
        Ok(Self { http, base_url: base_url.to_owned(), authorization, secrets, breaker: Breaker::default(), pace, world })
    }

    /// Sends a request, and again where that may help and does no harm.
    pub async fn send(&self, ask: Ask) -> Result<Answer, HostError> {
        let mut attempt = 1;
        loop {
            if !self.breaker.admits(self.world.now()) {
                return Err(HostError::Unavailable("it failed several times and is left alone for a moment".to_owned()));
            }
            let failure = match self.try_once(&ask).await {
                Ok(answer) => {
                    self.breaker.answered();
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            if failure.is_answered {
                self.breaker.answered();
            } else {
                self.breaker.failed(self.world.now());
            }
            let may_repeat = ask.repeat == Repeat::Freely || failure.is_undone;
            if attempt >= ATTEMPTS || !may_repeat || !failure.error.is_temporary() {
                tracing::debug!(method = %ask.method, error = %failure.error, attempt, "a video host did not do what was asked");
                return Err(failure.error);
            }
            tokio::time::sleep(wait_after(attempt, self.pace.first_wait, &self.world)).await;
            attempt += 1;
        }
    }

    async fn try_once(&self, ask: &Ask) -> Result<Answer, Failure> {
        let url = format!("{}{}", self.base_url, ask.path);
        let mut request = self.http.request(ask.method.clone(), url).header(AUTHORIZATION, self.authorization.clone());
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        if let Some(body) = &ask.body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| unanswered(error.into()))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_some(response, MOST_BYTES).await.map_err(unanswered)?;
        if status.is_success() {
            return Ok(Answer { headers, body });
        }
        Err(self.refusal(status, &body))
    }

    /// Fetches a file from an address that the host gave: without any of the credentials, and for as long as bytes come.
    pub async fn download(&self, url: &str) -> Result<Download, HostError> {
        // the host is trusted with where it is; nobody on the way is
        if !url.starts_with("https://") && origin(url) != origin(&self.base_url) {
            return Err(HostError::Refused("it gives the file out without encryption".to_owned()));
        }
        let http = client()
            .https_only(url.starts_with("https://"))
            .connect_timeout(self.pace.timeout)
            .read_timeout(FILE_REST)
            .redirect(reqwest::redirect::Policy::limited(FILE_TURNS))
            .build()
            .map_err(|_| HostError::Refused("no connection can be made".to_owned()))?;
        let response = http.get(url).send().await.map_err(|error| unanswered(error.into()).error)?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.refusal(status, b"").error);
        }
        let length = response.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        let bytes = length.ok_or_else(|| HostError::Refused("it does not say how large the file is".to_owned()))?;
        let parts = try_unfold(response, async |mut response| {
            let part = response.chunk().await.map_err(|error| unanswered(error.into()).error)?;
            Ok(part.map(|part| (part, response)))
        });
        Ok(Download { bytes, parts: parts.boxed() })
    }

    fn refusal(&self, status: StatusCode, body: &[u8]) -> Failure {
        let said = format!("{}: {}", status.as_u16(), self.hidden(&words(body)));
        let is_answered = !status.is_server_error();
        let error = match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => HostError::Unavailable(said),
            StatusCode::NOT_FOUND | StatusCode::GONE => HostError::Missing(said),
            status if status.is_server_error() => HostError::Unavailable(said),
            _ => HostError::Refused(said),
        };
        Failure { error, is_answered, is_undone: status == StatusCode::TOO_MANY_REQUESTS }
    }

    fn hidden(&self, words: &str) -> String {
        let hidden = self.secrets.iter().fold(words.to_owned(), |words, secret| words.replace(secret.as_str(), "[hidden]"));
        hidden.chars().take(MOST_WORDS).collect()
    }
}

fn unanswered(why: Unanswered) -> Failure {
    let is_ours = why == Unanswered::NotMade;
    let error = if is_ours { HostError::Refused(why.to_string()) } else { HostError::Unavailable(why.to_string()) };
    Failure { error, is_answered: false, is_undone: why.is_undone() }
}

/// The words of a refusal, as Mux (`error.messages`) and Cloudflare (`errors[].message`) write them.
fn words(body: &[u8]) -> String {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return "no reason given".to_owned() };
    let texts = |list: &str, text: &str| -> Vec<String> {
        let list = body.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|item| item.pointer(text)).filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut said = texts("/error/messages", "");
    said.extend(texts("/errors", "/message"));
    let said = said.join("; ");
    if said.is_empty() { "no reason given".to_owned() } else { said.replace(char::is_control, " ") }
}

/// The origin of an address.
pub fn origin(url: &str) -> Option<String> {
    let origin = url::Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// Seconds of a host in milliseconds; what is no length is none.
#[expect(clippy::cast_possible_truncation, reason = "it is held within bounds before")]
pub fn milliseconds(seconds: Option<f64>) -> i64 {
    seconds.filter(|seconds| seconds.is_finite()).map_or(0, |seconds| (seconds.clamp(0.0, 1e9) * 1_000.0).round() as i64)
}

/// Whole percent; hosts say -1 where they do not know.
#[expect(clippy::cast_possible_truncation, reason = "it is held within bounds before")]
pub fn percent(said: f64) -> Option<i64> {
    (0.0..=100.0).contains(&said).then_some(said as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_both_hosts_are_found() {
        assert_eq!(words(br#"{"error":{"type":"invalid_parameters","messages":["Bad\ncall","Worse"]}}"#), "Bad call; Worse");
        assert_eq!(words(br#"{"success":false,"errors":[{"code":10005,"message":"Decoding Error"}]}"#), "Decoding Error");
        for body in [&b""[..], b"<html>", b"[]", b"{}", br#"{"error":"x","errors":"y"}"#, br#"{"errors":[1,{}]}"#] {
            assert_eq!(words(body), "no reason given");
        }
    }
}
