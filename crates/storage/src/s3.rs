//! S3 and what speaks like it: how it is reached, how long it is waited for, and when it is left alone for a while.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use http::StatusCode;
use object_store::{
    BackoffConfig, ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService, ReqwestConnector,
    },
};

use crate::error::StorageError;

/// How many tries in a row must fail before the store is left alone.
const PATIENT_TRIES: u32 = 12;
/// For how long it is left alone; then one try says whether it is back.
const REST: Duration = Duration::from_secs(5);

/// Statuses that object_store has names for.
const NAMED: [StatusCode; 5] =
    [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED];

/// Where a bucket is, and who we are there.
#[derive(Clone)]
pub struct S3Config {
    /// The bucket.
    pub bucket: String,
    /// Its region; what a server calls itself, or `us-east-1` for those that have none.
    pub region: String,
    /// The server's address, such as `https://s3.example.org`; Amazon's of the region if absent. `http:` is plain text.
    pub endpoint: Option<String>,
    /// The id of the key.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: String,
    /// Whether the bucket's name is in the path, and not the first word of the host.
    pub path_style: bool,
    /// How long one try may wait, for a part of eight MiB to be taken or for the next bytes to come.
    pub timeout: Duration,
}

impl S3Config {
    /// A part passes in this time at 2.5 Mbit/s.
    pub const TIMEOUT: Duration = Duration::from_secs(30);
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config").field("bucket", &self.bucket).field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Puts the client together; nothing is asked yet.
pub(crate) fn open(config: &S3Config) -> Result<AmazonS3, StorageError> {
    // two of them are linked: rustls wants to be told; whoever told it already is right too
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let endpoint = config.endpoint.as_deref().map(|endpoint| bucket_endpoint(endpoint, config)).transpose()?;
    let options = ClientOptions::new()
        .with_allow_http(endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http:")))
        .with_connect_timeout(Duration::from_secs(5).min(config.timeout))
        .with_read_timeout(config.timeout)
        // a whole original takes as long as it takes
        .with_timeout_disabled()
        .with_default_content_type("application/octet-stream");
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&config.bucket)
        .with_region(&config.region)
        .with_access_key_id(&config.access_key_id)
        .with_secret_access_key(&config.secret_access_key)
        .with_virtual_hosted_style_request(!config.path_style)
        .with_client_options(options)
        .with_retry(RetryConfig {
            // object_store scatters these
            backoff: BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(5), base: 2. },
            max_retries: 5,
            retry_timeout: config.timeout * 2,
        })
        .with_http_connector(Guarded);
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    Ok(builder.build()?)
}

/// Without path style, object_store wants the bucket in the address that it is given.
fn bucket_endpoint(endpoint: &str, config: &S3Config) -> Result<String, StorageError> {
    let mut url = url::Url::parse(endpoint).map_err(|error| StorageError::Failed(error.into()))?;
    if !config.path_style {
        let host = format!("{}.{}", config.bucket, url.host_str().unwrap_or_default());
        url.set_host(Some(&host)).map_err(|error| StorageError::Failed(error.into()))?;
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// What the store said no to, or why it was not asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// It has no room.
    #[error("the store has no room left")]
    Full,
    /// It does not take what was asked, and will not.
    #[error("{status}: {code}")]
    Request {
        /// The answer's status.
        status: StatusCode,
        /// S3's word for it.
        code: String,
    },
    /// It failed again and again, and is not asked for a few seconds.
    #[error("the store failed {PATIENT_TRIES} times in a row and is left alone for a while")]
    Resting,
}

/// Makes clients that leave a failing store alone, and tell a full store and a wrong request from bad weather. Retries are
/// object_store's, above this.
#[derive(Debug)]
struct Guarded;

impl HttpConnector for Guarded {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(GuardedClient { client, breaker: Breaker::default() }))
    }
}

#[derive(Debug)]
struct GuardedClient {
    client: HttpClient,
    breaker: Breaker,
}

#[async_trait]
impl HttpService for GuardedClient {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !self.breaker.admits(Instant::now()) {
            return Err(HttpError::new(HttpErrorKind::Unknown, Refusal::Resting));
        }
        let answer = self.client.execute(request).await;
        let is_weather = match &answer {
            Ok(response) => is_weather(response.status()),
            Err(_) => true,
        };
        self.breaker.saw(!is_weather, Instant::now());
        translate(answer?).await
    }
}

fn is_weather(status: StatusCode) -> bool {
    let is_full = status == StatusCode::INSUFFICIENT_STORAGE;
    (status.is_server_error() && !is_full) || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// object_store would try a full store again, and would give a wrong request and bad weather the same name.
async fn translate(response: HttpResponse) -> Result<HttpResponse, HttpError> {
    let status = response.status();
    if is_weather(status) || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = body.bytes().await?;
    let code = code_of(&bytes);
    let refusal = match (status, code.as_deref()) {
        // Ceph's word for a bucket that holds as much as it may
        (StatusCode::INSUFFICIENT_STORAGE, _) | (_, Some("QuotaExceeded" | "XMinioStorageFull")) => Refusal::Full,
        (_, Some("NoSuchBucket")) => Refusal::Request { status, code: "NoSuchBucket".to_owned() },
        // keys that ran out are no fault of the request
        (_, Some("ExpiredToken" | "RequestTimeout" | "RequestTimeTooSkewed")) => {
            parts.status = StatusCode::FORBIDDEN;
            return Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(bytes)));
        }
        _ if NAMED.contains(&status) => return Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(bytes))),
        _ => Refusal::Request { status, code: code.unwrap_or_default() },
    };
    Err(HttpError::new(HttpErrorKind::Unknown, refusal))
}

/// The `Code` of an S3 error.
fn code_of(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<Code>")?;
    Some(rest.split_once("</Code>")?.0.to_owned())
}

/// Counts failures in a row.
#[derive(Debug, Default)]
struct Breaker(Mutex<Run>);

#[derive(Debug, Default)]
struct Run {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Breaker {
    /// Whether the store may be asked now. While it rests, one request every few seconds may.
    fn admits(&self, now: Instant) -> bool {
        let mut run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match run.rests_until {
            Some(until) if now < until => false,
            Some(_) => {
                run.rests_until = Some(now + REST);
                true
            }
            None => true,
        }
    }

    fn saw(&self, worked: bool, now: Instant) {
        let mut run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if worked {
            *run = Run::default();
            return;
        }
        run.failures = run.failures.saturating_add(1);
        if run.failures >= PATIENT_TRIES {
            if run.rests_until.is_none() {
                tracing::warn!("the S3 storage failed {PATIENT_TRIES} times in a row: it is left alone for a while");
            }
            run.rests_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(path_style: bool) -> S3Config {
        S3Config {
            bucket: "lessons".to_owned(),
            region: "eu-central-1".to_owned(),
            endpoint: Some("https://s3.example.org:9000/".to_owned()),
            access_key_id: "id".to_owned(),
            secret_access_key: "very secret".to_owned(),
            path_style,
            timeout: S3Config::TIMEOUT,
        }
    }

    #[test]
    fn the_bucket_is_in_the_path_or_in_the_host() {
        let of = |path_style| bucket_endpoint("https://s3.example.org:9000/", &config(path_style)).unwrap();
        assert_eq!(of(true), "https://s3.example.org:9000");
        assert_eq!(of(false), "https://lessons.s3.example.org:9000");
        assert!(bucket_endpoint("s3 dot example", &config(true)).is_err());
        assert!(!format!("{:?}", config(true)).contains("secret"));
    }

    #[test]
    fn a_code_is_read_from_an_answer() {
        assert_eq!(code_of(b"<Error><Code>SlowDown</Code><Message/></Error>").as_deref(), Some("SlowDown"));
        assert_eq!(code_of(b"<html>"), None);
    }

    #[test]
    fn a_store_that_fails_is_left_alone_and_then_asked_once() {
        let (breaker, mut now) = (Breaker::default(), Instant::now());
        for _ in 1..PATIENT_TRIES {
            breaker.saw(false, now);
            assert!(breaker.admits(now));
        }
        breaker.saw(true, now);
        for _ in 0..PATIENT_TRIES {
            assert!(breaker.admits(now));
            breaker.saw(false, now);
        }
        assert!(!breaker.admits(now));
        now += REST;
        assert!(breaker.admits(now), "one may ask");
        assert!(!breaker.admits(now), "the others wait for its answer");
        breaker.saw(false, now);
        assert!(!breaker.admits(now));
        now += REST;
        assert!(breaker.admits(now));
        breaker.saw(true, now);
        assert!(breaker.admits(now) && breaker.admits(now));
    }
}
