//! Captions that are made from the sound of a video: how far they are, and why there are none.

use serde::{Deserialize, Serialize};

use super::captions::Spoken;

/// How far a transcription is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranscriptionStatus {
    /// It waits for a worker.
    Queued,
    /// A worker is at it.
    Processing,
    /// The captions are there.
    Done,
    /// There are none.
    Failed,
}

impl TranscriptionStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Processing, Self::Done, Self::Failed];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether nothing more comes of it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// Why no captions were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranscriptionFault {
    /// The endpoint refuses the sound, and would refuse it again.
    Refused,
    /// The endpoint did not answer, however often it was asked.
    Unavailable,
    /// Nobody says a word.
    NoWords,
    /// The endpoint did not say in which language the words are.
    UnknownLanguage,
    /// A person gave captions in this language.
    CaptionsExist,
    /// The video has captions in as many languages as one may have.
    TooManyLanguages,
    /// The video has no sound that can be read here.
    NoSound,
    /// It did not work for a reason of ours.
    Internal,
}

impl TranscriptionFault {
    /// Every fault.
    pub const ALL: [Self; 8] = [
        Self::Refused,
        Self::Unavailable,
        Self::NoWords,
        Self::UnknownLanguage,
        Self::CaptionsExist,
        Self::TooManyLanguages,
        Self::NoSound,
        Self::Internal,
    ];

    /// The fault's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::NoWords => "no_words",
            Self::UnknownLanguage => "unknown_language",
            Self::CaptionsExist => "captions_exist",
            Self::TooManyLanguages => "too_many_languages",
            Self::NoSound => "no_sound",
            Self::Internal => "internal",
        }
    }

    /// The fault with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == word)
    }
}

/// What was heard so far: a worker that takes over sends nothing a second time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// How long each piece of the sound is, in milliseconds.
    pub piece_ms: i64,
    /// How many pieces were heard.
    pub pieces: usize,
    /// The words of all of them, with times from the beginning of the video.
    pub spoken: Vec<Spoken>,
}
