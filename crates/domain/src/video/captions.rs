//! The words of a video: read from WebVTT or SubRip, kept as plain text with times, written as WebVTT of our own.
//!
//! Nothing of a stranger's file passes as it is: styles, regions, notes, positions and markup are left behind, and what is written
//! is made of times and escaped text only.

mod language;
mod read;
mod spoken;
mod text;

use std::fmt::Write;

pub use language::CaptionLanguage;
pub use spoken::{LINE_MAX, LONGEST_CUE_MS, Spoken};

/// The largest file of captions, as it comes and as it is kept: 2 MiB.
pub const MAX_BYTES: usize = 2 << 20;
/// How many cues captions may have.
pub const MAX_CUES: usize = 20_000;
/// How long a cue may be, in characters.
pub const CUE_MAX: usize = 2_000;
/// How long a speaker's name may be, in characters.
pub const SPEAKER_MAX: usize = 100;
/// How long the name of captions may be, in characters.
pub const LABEL_MAX: usize = 80;
/// In how many languages a video may have captions.
pub const MAX_LANGUAGES: usize = 50;

/// Where captions come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptionSource {
    /// A person gave them.
    Manual,
    /// They were made from the sound.
    Automatic,
}

impl CaptionSource {
    /// Every source.
    pub const ALL: [Self; 2] = [Self::Manual, Self::Automatic];

    /// The source's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Automatic => "automatic",
        }
    }

    /// The source with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// Words that are shown for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Where they begin, in milliseconds.
    pub start_ms: i64,
    /// Where they end.
    pub end_ms: i64,
    /// Who says them, where the file tells.
    pub speaker: Option<String>,
    /// The words: lines without markup, none of them empty.
    pub text: String,
}

/// The words of a video in one language: cues in the order of their beginnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captions(Vec<Cue>);

/// Why a file is no captions. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaptionFault {
    /// It is too large.
    #[error("captions are at most 2 MiB")]
    TooLarge,
    /// Its bytes are no text, or not in the encoding that was named.
    #[error("the file is not text; save it as UTF-8")]
    NotText,
    /// It is text without times.
    #[error("this is neither WebVTT nor SubRip: no line with times was found before line {0}")]
    NotCaptions(usize),
    /// A time cannot be read.
    #[error("line {0}: the times cannot be read; they look like 00:01:02.500 --> 00:01:05.000")]
    Time(usize),
    /// Words end before they begin.
    #[error("line {0}: the words end before they begin")]
    Backwards(usize),
    /// A time is after ten hours.
    #[error("line {0}: no video is longer than ten hours")]
    TooLate(usize),
    /// Too many words at once.
    #[error("line {0}: the words of one cue are at most 2,000 characters")]
    TooLong(usize),
    /// Too many cues.
    #[error("line {0}: captions have at most 20,000 cues")]
    TooMany(usize),
}

impl CaptionFault {
    /// The line, where it is one line's fault.
    pub const fn line(self) -> Option<usize> {
        match self {
            Self::TooLarge | Self::NotText => None,
            Self::NotCaptions(line)
            | Self::Time(line)
            | Self::Backwards(line)
            | Self::TooLate(line)
            | Self::TooLong(line)
            | Self::TooMany(line) => Some(line),
        }
    }
}

impl Captions {
    /// Reads WebVTT or SubRip; which, its first line says. `charset` is the encoding that the sender named, if any. Else a byte order
    /// mark decides, then whether it is UTF-8; SubRip that is not is taken for Windows-1252, as most of it was written.
    ///
    /// # Errors
    /// [`CaptionFault`].
    pub fn parse(bytes: &[u8], charset: Option<&str>) -> Result<Self, CaptionFault> {
        if bytes.len() > MAX_BYTES {
            return Err(CaptionFault::TooLarge);
        }
        let mut cues = read::cues(&read::decode(bytes, charset)?)?;
        cues.sort_by_key(|cue| (cue.start_ms, cue.end_ms));
        let captions = Self(cues);
        if captions.to_webvtt().len() > MAX_BYTES { Err(CaptionFault::TooLarge) } else { Ok(captions) }
    }

    /// The cues, in order.
    pub fn cues(&self) -> &[Cue] {
        &self.0
    }

    /// The captions as WebVTT.
    pub fn to_webvtt(&self) -> String {
        let mut vtt = String::from("WEBVTT\n");
        for cue in &self.0 {
            vtt.push('\n');
            write_time(&mut vtt, cue.start_ms);
            vtt.push_str(" --> ");
            write_time(&mut vtt, cue.end_ms);
            vtt.push('\n');
            if let Some(speaker) = &cue.speaker {
                vtt.push_str("<v ");
                text::escape(&mut vtt, speaker);
                vtt.push('>');
            }
            text::escape(&mut vtt, &cue.text);
            vtt.push('\n');
        }
        vtt
    }
}

fn write_time(vtt: &mut String, ms: i64) {
    // a String takes whatever is written
    let _ = write!(vtt, "{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
}

#[cfg(test)]
mod tests;
