//! An endpoint that speaks as OpenAI's `POST /v1/audio/transcriptions` does, behind the port that `video` wants.
//!
//! - OpenAI itself, and whisper.cpp's server, faster-whisper's, LocalAI and others, also on this computer: the operator names it.
//! - It is spoken to with a time-out, few attempts and a circuit breaker; whoever wants words for long asks again later.
//! - No error, log line or debug text carries the key or the address.

mod answer;
mod client;
mod form;
mod languages;

pub use client::{Endpoint, EndpointConfig};

/// The endpoint cannot be spoken to as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum BadConfig {
    /// The key cannot be sent in a header.
    #[error("the key cannot be used")]
    Key,
    /// There is no client for encrypted connections.
    #[error("no connection can be made: {0}")]
    Client(String),
}
