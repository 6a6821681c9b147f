//! Requests to the endpoint: how long they take, how often they are tried, and what its refusals mean.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    breaker::{Breaker, wait_after},
    ports::World,
};
use http::{
    StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use outbound::http::{Unanswered, read_some};
use video::transcription::{Sound, Transcriber, Transcript, TranscriptionError};

use crate::{
    BadConfig,
    answer::{transcript, words},
    form::Form,
    languages,
};

/// How often a request is tried.
const ATTEMPTS: u32 = 3;
/// How long is waited before the second attempt, more or less; twice as long before the third.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// How long it may take to reach the endpoint.
const CONNECTING: Duration = Duration::from_secs(10);
/// How much of an answer is read: ten minutes of quick speech with every token are a few hundred kilobytes.
const MOST_BYTES: usize = 8 << 20;
/// How much of the endpoint's own words is kept, in characters.
const MOST_WORDS: usize = 300;

/// Where the endpoint is, and how it is spoken to.
#[derive(Clone)]
pub struct EndpointConfig {
    /// Its address, up to what comes before `/v1`.
    pub base_url: String,
    /// The key, if it wants one.
    pub api_key: Option<String>,
    /// The model's name.
    pub model: String,
    /// How long hearing one piece may take.
    pub timeout: Duration,
}

/// An endpoint that speaks as OpenAI's does.
pub struct Endpoint {
    http: reqwest::Client,
    config: EndpointConfig,
    authorization: Option<HeaderValue>,
    breaker: Breaker,
    world: World,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("model", &self.config.model).finish_non_exhaustive()
    }
}

struct Failure {
    error: TranscriptionError,
    /// Whether the endpoint is there.
    is_answered: bool,
    /// Whether the same may go well at once.
    may_repeat: bool,
}

impl Endpoint {
    /// An endpoint as it is set up.
    ///
    /// # Errors
    /// [`BadConfig`].
    pub fn new(config: EndpointConfig, world: World) -> Result<Self, BadConfig> {
        let http = outbound::http::client()
            .timeout(config.timeout)
            .connect_timeout(CONNECTING)
            .build()
            .map_err(|error| BadConfig::Client(error.to_string()))?;
        let authorization = config.api_key.as_deref().map(|key| HeaderValue::from_str(&format!("Bearer {key}"))).transpose();
        let mut authorization = authorization.map_err(|_| BadConfig::Key)?;
        if let Some(authorization) = &mut authorization {
            authorization.set_sensitive(true);
        }
        Ok(Self { http, config, authorization, breaker: Breaker::default(), world })
    }

    /// Looks whether the endpoint is there and takes the key, without having it hear anything.
    ///
    /// # Errors
    /// [`TranscriptionError`].
    pub async fn look(&self) -> Result<(), TranscriptionError> {
        let request = self.authorized(self.http.get(format!("{}/v1/models", self.config.base_url)).timeout(CONNECTING));
        let response = request.send().await.map_err(|error| unanswered(error.into()).error)?;
        // not every one of them has a list of models
        match response.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(self.refusal(response.status(), b"").error),
            status if status.is_server_error() => Err(self.refusal(status, b"").error),
            _ => Ok(()),
        }
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.authorization {
            Some(authorization) => request.header(AUTHORIZATION, authorization.clone()),
            None => request,
        }
    }

    fn form(&self, sound: &Sound) -> (String, Bytes) {
        let form = Form::new(self.world.bytes(), sound.wav.len())
            .word("model", &self.config.model)
            .word("response_format", "verbose_json")
            .word("timestamp_granularities[]", "segment");
        let form = match &sound.language {
            Some(language) => form.word("language", languages::code(language)),
            None => form,
        };
        form.file("file", ("sound.wav", "audio/wav"), &sound.wav).end()
    }

    async fn try_once(&self, (kind, body): &(String, Bytes)) -> Result<Bytes, Failure> {
        let url = format!("{}/v1/audio/transcriptions", self.config.base_url);
        let request = self.authorized(self.http.post(url)).header(CONTENT_TYPE, kind).body(body.clone());
        let response = request.send().await.map_err(|error| unanswered(error.into()))?;
        let status = response.status();
        let body = read_some(response, MOST_BYTES).await.map_err(unanswered)?;
        if status.is_success() { Ok(body) } else { Err(self.refusal(status, &body)) }
    }

    fn refusal(&self, status: StatusCode, body: &[u8]) -> Failure {
        let said = match status {
            // what it says of a key may hold the key
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => format!("{}: it does not take the key", status.as_u16()),
            _ => format!("{}: {}", status.as_u16(), self.hidden(&words(body))),
        };
        let is_temporary = status.is_server_error()
            || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT);
        let error = if is_temporary { TranscriptionError::Unavailable(said) } else { TranscriptionError::Refused(said) };
        Failure { error, is_answered: !status.is_server_error(), may_repeat: is_temporary }
    }

    fn hidden(&self, said: &str) -> String {
        let secrets = [self.config.api_key.as_deref(), Some(self.config.base_url.as_str())];
        let secrets = secrets.into_iter().flatten().filter(|secret| !secret.is_empty());
        secrets.fold(said.to_owned(), |said, secret| said.replace(secret, "[hidden]")).chars().take(MOST_WORDS).collect()
    }
}

#[async_trait]
impl Transcriber for Endpoint {
    async fn transcribe(&self, sound: Sound) -> Result<Transcript, TranscriptionError> {
        let form = self.form(&sound);
        let mut attempt = 1;
        loop {
            if !self.breaker.admits(self.world.now()) {
                return Err(TranscriptionError::Unavailable("it failed several times and is left alone for a moment".to_owned()));
            }
            let failure = match self.try_once(&form).await {
                Ok(body) => {
                    self.breaker.answered();
                    return transcript(&body, sound.duration_ms);
                }
                Err(failure) => failure,
            };
            if failure.is_answered {
                self.breaker.answered();
            } else {
                self.breaker.failed(self.world.now());
            }
            if attempt >= ATTEMPTS || !failure.may_repeat {
                tracing::debug!(error = %failure.error, attempt, "a piece of sound was not heard");
                return Err(failure.error);
            }
            tokio::time::sleep(wait_after(attempt, FIRST_WAIT, &self.world)).await;
            attempt += 1;
        }
    }
}

/// A piece that took too long is not sent again at once.
fn unanswered(why: Unanswered) -> Failure {
    let is_ours = why == Unanswered::NotMade;
    let error = if is_ours { TranscriptionError::Refused(why.to_string()) } else { TranscriptionError::Unavailable(why.to_string()) };
    Failure { error, is_answered: false, may_repeat: !is_ours && why != Unanswered::TookTooLong }
}
