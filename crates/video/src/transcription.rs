//! What the product wants of whoever hears what is said.
//!
//! Nothing here is done inside a transaction. The same piece twice gives the same words and costs twice.

use async_trait::async_trait;
use bytes::Bytes;
use domain::video::captions::{CaptionLanguage, Spoken};

/// Why nothing was heard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptionError {
    /// Nobody answers, or asks to come back later: ask again.
    #[error("the transcription service does not answer: {0}")]
    Unavailable(String),
    /// It refuses, and will refuse again.
    #[error("the transcription service refuses: {0}")]
    Refused(String),
}

/// A piece of the sound of a video.
#[derive(Clone, Debug)]
pub struct Sound {
    /// The sound as a WAV file: 16 bits, 16 kHz, one channel.
    pub wav: Bytes,
    /// How long it is, in milliseconds.
    pub duration_ms: i64,
    /// In which language people speak, where that is known.
    pub language: Option<CaptionLanguage>,
}

/// What was heard in a piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The language, where the service says it in a word that is known.
    pub language: Option<CaptionLanguage>,
    /// The words, with times from the beginning of the piece, all of them within it.
    pub spoken: Vec<Spoken>,
}

/// Somebody who hears what is said.
#[async_trait]
pub trait Transcriber: std::fmt::Debug + Send + Sync {
    /// Hears a piece. It may take as long as the piece itself, or longer.
    ///
    /// # Errors
    /// [`TranscriptionError`].
    async fn transcribe(&self, sound: Sound) -> Result<Transcript, TranscriptionError>;
}
