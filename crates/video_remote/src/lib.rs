//! Mux and Cloudflare Stream, behind the port that `video` wants.
//!
//! - [`Mux`] and [`Cloudflare`] are the hosts. Neither keeps anything: what a video is there is asked each time.
//! - What they are told of a video names its organization and id, so that their messages lead back to it.
//! - They speak through a client with short time-outs, few attempts and a circuit breaker.
//! - No error, log line or debug text carries a key, a token, or the address of an upload.

mod client;
mod cloudflare;
mod keys;
mod mux;
mod reference;
mod signature;

pub use client::Pace;
pub use cloudflare::{Cloudflare, CloudflareConfig};
pub use keys::BadKey;
pub use mux::{Mux, MuxConfig, MuxQuality};
pub use signature::TOLERANCE_SECONDS;

/// How long an address for moving a video out works, in seconds.
const EXPORT_SECONDS: i64 = 3_600;

/// A host cannot be spoken to as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum BadConfig {
    /// A setting cannot be used.
    #[error("{host}: {setting} cannot be used")]
    Setting {
        /// Which host.
        host: &'static str,
        /// Which setting.
        setting: &'static str,
    },
    /// The key for playback tokens cannot be used.
    #[error("{host}: the signing key cannot be used: {source}")]
    Key {
        /// Which host.
        host: &'static str,
        /// Why.
        source: BadKey,
    },
    /// There is no client for encrypted connections.
    #[error("{host}: no connection can be made: {reason}")]
    Client {
        /// Which host.
        host: &'static str,
        /// Why.
        reason: String,
    },
}
