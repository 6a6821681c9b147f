//! Somebody at a host: a visitor, or a member with a token. Every answer is held against what all answers must have.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Method, header::HeaderMap};
use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use uuid::Uuid;

/// Somebody at a host.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    port: u16,
    /// The host that requests name.
    pub host: String,
    /// The access token or API key.
    pub token: Option<String>,
    /// The refresh token's cookie, as the browser would send it.
    pub cookie: Option<String>,
    /// Who, for a member.
    pub user_id: Uuid,
    headers: Vec<(String, String)>,
}

static ADDRESSES: AtomicU32 = AtomicU32::new(1);

impl Client {
    pub(crate) fn new(http: reqwest::Client, port: u16, host: &str) -> Self {
        Self { http, port, host: host.to_owned(), token: None, cookie: None, user_id: Uuid::nil(), headers: Vec::new() }
    }

    /// The same, with what a sign-in answered.
    #[must_use]
    pub fn signed_in(mut self, session: &Response) -> Self {
        self.token = Some(session.body["access_token"].as_str().unwrap().to_owned());
        self.cookie = session.cookie();
        self.user_id = subject(self.token.as_deref().unwrap());
        self
    }

    /// The same, with the cookie that an answer set, and no token.
    #[must_use]
    pub fn with_cookie(mut self, session: &Response) -> Self {
        self.cookie = session.cookie();
        self
    }

    /// The same, with what somebody else's browser would send.
    #[must_use]
    pub fn with_secrets(self, token: Option<&String>, cookie: Option<&String>) -> Self {
        Self { token: token.cloned(), cookie: cookie.cloned(), ..self }
    }

    /// The same, with another token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The same, with one more header on every request.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, behind an address of its own where the application trusts the loopback proxy, so that limits by address do not mix.
    #[must_use]
    pub fn from_somewhere(self) -> Self {
        let n = ADDRESSES.fetch_add(1, Ordering::Relaxed);
        self.with_header("x-forwarded-for", &format!("198.18.{}.{}", n / 256 % 256, n % 256))
    }

    /// The same, nobody.
    #[must_use]
    pub fn signed_out(&self) -> Self {
        Self { token: None, cookie: None, ..self.clone() }
    }

    /// The origin of the host's own pages.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, None, &[]).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    /// Puts JSON.
    pub async fn put(&self, path: &str, body: Value) -> Response {
        self.send(Method::PUT, path, Some(body), &[]).await
    }

    /// Patches with JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Response {
        self.send(Method::PATCH, path, Some(body), &[]).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Response {
        self.send(Method::DELETE, path, None, &[]).await
    }

    /// Puts or patches the version that was read.
    pub async fn edit(&self, method: Method, path: &str, version: i64, body: Value) -> Response {
        self.send(method, path, Some(body), &[("if-match", &format!("\"{version}\""))]).await
    }

    /// Posts JSON under an idempotency key.
    pub async fn post_once(&self, key: &str, path: &str, body: Value) -> Response {
        self.send(Method::POST, path, Some(body), &[("idempotency-key", key)]).await
    }

    /// Posts as the host's own page does: with its origin and the cookie.
    pub async fn post_as_page(&self, path: &str) -> Response {
        self.send(Method::POST, path, None, &[("origin", &self.origin())]).await
    }

    /// Sends raw bytes.
    pub async fn post_bytes(&self, path: &str, content_type: &str, bytes: Vec<u8>) -> Response {
        self.send_bytes(Method::POST, path, &[("content-type", content_type)], bytes).await
    }

    /// Sends raw bytes with a method and headers of their own.
    pub async fn send_bytes(&self, method: Method, path: &str, headers: &[(&str, &str)], bytes: impl Into<reqwest::Body>) -> Response {
        let is_head = method == Method::HEAD;
        let request = self.request(method, path, headers).body(bytes);
        Response::try_read(request.send().await.unwrap(), is_head).await.unwrap()
    }

    /// Begins to send raw bytes and hangs up after some of them; without hanging up, answers the connection.
    pub async fn break_off(&self, path: &str, headers: &[(&str, &str)], announced: usize, sent: &[u8]) -> TcpStream {
        let request = self.request(Method::PATCH, path, headers).build().unwrap();
        let mut head = format!("PATCH {} HTTP/1.1\r\ncontent-length: {announced}\r\n", request.url().path());
        for (name, value) in request.headers() {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
        // a server that refuses or dies may close before it read everything
        let _ = stream.write_all(sent).await;
        let _ = stream.flush().await;
        stream
    }

    /// Puts raw bytes, in place of a version if there is one.
    pub async fn put_bytes(&self, path: &str, content_type: &str, bytes: Vec<u8>, version: Option<i64>) -> Response {
        let mut request = self.request(Method::PUT, path, &[("content-type", content_type)]).body(bytes);
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        Response::try_read(request.send().await.unwrap(), false).await.unwrap()
    }

    /// Sends a request; a path without `/api` or `/.`, `/health`, `/docs`, `/assets`, `/verify`, `/logo`, `/webhooks` before it is one of the API.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Response {
        self.try_send(method, path, body, headers).await.unwrap()
    }

    /// Sends a request to an application that may be going, or gone.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_send(&self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> reqwest::Result<Response> {
        let is_head = method == Method::HEAD;
        let mut request = self.request(method, path, headers);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Response::try_read(request.send().await?, is_head).await
    }

    /// The same person at another process of the same installation.
    #[must_use]
    pub fn at(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    fn request(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let is_whole =
            ["/api/", "/.", "/health", "/docs", "/assets", "/verify", "/logo", "/webhooks"].iter().any(|prefix| path.starts_with(prefix))
                && path != "/assets"
                && !path.starts_with("/assets?");
        let prefix = if is_whole { "" } else { "/api/v1" };
        let url = format!("http://127.0.0.1:{}{prefix}{path}", self.port);
        let mut request = self.http.request(method, url).header("host", &self.host);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; `null` when it is none.
    pub body: Value,
    /// The body's bytes.
    pub bytes: Vec<u8>,
}

impl Response {
    async fn try_read(response: reqwest::Response, is_head: bool) -> reqwest::Result<Self> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await?.to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let answer = Self { status, headers, body, bytes };
        answer.check_what_all_answers_have(is_head);
        Ok(answer)
    }

    fn check_what_all_answers_have(&self, is_head: bool) {
        for name in
            ["x-request-id", "x-content-type-options", "x-frame-options", "referrer-policy", "content-security-policy", "cache-control"]
        {
            assert!(self.headers.contains_key(name), "an answer without {name}: {} {}", self.status, self.body);
        }
        if self.status >= 400 && !self.header("content-type").starts_with("text/html") {
            assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, String::from_utf8_lossy(&self.bytes));
            let says_why = self.body["code"].is_string() && self.body["request_id"].is_string();
            assert!(is_head || (says_why && self.body["status"] == self.status), "{}", self.body);
        }
        assert!(self.status < 500 || matches!(self.status, 503 | 507), "the application failed: {}", self.body);
    }

    /// The answer, if it has this status.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "whoever only wants the status is done")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// The answer, if it is this refusal.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "whoever only wants the refusal is done")]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
        self
    }

    /// The refusal's code; empty for an answer that is none.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The `id` of what was made or read.
    #[track_caller]
    pub fn id(&self) -> Uuid {
        self.body["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id in {}", self.body))
    }

    /// The version of what was read.
    #[track_caller]
    pub fn version(&self) -> i64 {
        self.body["version"].as_i64().unwrap_or_else(|| panic!("no version in {}", self.body))
    }

    /// A header's value; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The rows of a list.
    #[track_caller]
    pub fn items(&self) -> &Vec<Value> {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no items in {}", self.body))
    }

    /// `name=value` of the cookie that was set.
    pub fn cookie(&self) -> Option<String> {
        self.headers.get("set-cookie")?.to_str().ok()?.split(';').next().map(str::to_owned)
    }
}

/// The user that an access token names.
fn subject(token: &str) -> Uuid {
    let claims = token.split('.').nth(1).unwrap();
    let bytes = decode_base64url(claims);
    let claims: Value = serde_json::from_slice(&bytes).unwrap();
    claims["sub"].as_str().unwrap().parse().unwrap()
}

fn decode_base64url(text: &str) -> Vec<u8> {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'-' => 62,
            _ => 63,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}
