//! Reading WebVTT and SubRip. The two differ in their first line, in how times are written, and in what people do to them; what is
//! between the times is read alike.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{CUE_MAX, CaptionFault, Cue, MAX_CUES, text};
use crate::video::video::MAX_DURATION_MS;

/// The text of a file.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>, CaptionFault> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    // SubRip has no encoding of its own; what is valid UTF-8 is hardly anything else
    let guess = || {
        let is_webvtt = bytes.starts_with(b"WEBVTT");
        if is_webvtt || std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
    };
    let named = || charset.map(|label| Encoding::for_label(label.as_bytes()).ok_or(CaptionFault::NotText)).transpose();
    let encoding = match marked {
        Some(encoding) => encoding,
        None => named()?.unwrap_or_else(guess),
    };
    let (text, is_damaged) = encoding.decode_with_bom_removal(bytes);
    if is_damaged || text.contains('\0') { Err(CaptionFault::NotText) } else { Ok(text) }
}

/// The cues of a text, as they come.
pub(super) fn cues(text: &str) -> Result<Vec<Cue>, CaptionFault> {
    let mut reader = Reader { is_webvtt: is_webvtt(text), cues: Vec::new(), open: None };
    for (index, line) in lines(text).enumerate() {
        reader.line(index + 1, line)?;
    }
    reader.close()?;
    if reader.cues.is_empty() && !reader.is_webvtt {
        return Err(CaptionFault::NotCaptions(lines(text).count()));
    }
    Ok(reader.cues)
}

/// `WEBVTT` alone, or with a comment behind it.
fn is_webvtt(text: &str) -> bool {
    text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Lines as all systems end them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// A cue whose words are being read.
struct Open<'a> {
    line: usize,
    start_ms: i64,
    end_ms: i64,
    words: Vec<&'a str>,
    /// How many lines of words there were when the last empty line came: what follows belongs to it only where the format is lax.
    ended: Option<usize>,
}

struct Reader<'a> {
    is_webvtt: bool,
    cues: Vec<Cue>,
    open: Option<Open<'a>>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, number: usize, line: &'a str) -> Result<(), CaptionFault> {
        if line.contains("-->") {
            if let Some(open) = self.open.as_mut() {
                // its counter stands right before a cue: it is no word of the one before
                if open.ended.is_none_or(|words| open.words.len() > words) {
                    open.words.pop_if(|word| is_counter(word));
                }
            }
            self.close()?;
            let (start_ms, end_ms) = times(line, number)?;
            self.open = Some(Open { line: number, start_ms, end_ms, words: Vec::new(), ended: None });
            return Ok(());
        }
        let is_webvtt = self.is_webvtt;
        match &mut self.open {
            Some(open) if line.trim().is_empty() => open.ended = Some(open.words.len()),
            // notes and styles stand alone in WebVTT; SubRip has nothing but cues, so an empty line was one of their words
            Some(open) if !(is_webvtt && open.ended.is_some()) => open.words.push(line),
            Some(_) => {}
            None if is_webvtt || is_counter(line) || line.trim().is_empty() => {}
            None => return Err(CaptionFault::NotCaptions(number)),
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), CaptionFault> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let (speaker, text) = text::plain(&open.words.join("\n"), self.is_webvtt);
        if text.is_empty() {
            return Ok(());
        }
        if text.chars().count() > CUE_MAX {
            return Err(CaptionFault::TooLong(open.line));
        }
        if self.cues.len() >= MAX_CUES {
            return Err(CaptionFault::TooMany(open.line));
        }
        self.cues.push(Cue { start_ms: open.start_ms, end_ms: open.end_ms, speaker, text });
        Ok(())
    }
}

/// SubRip counts its cues.
fn is_counter(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// `00:01:02.500 --> 00:01:05.000 align:start`.
fn times(line: &str, number: usize) -> Result<(i64, i64), CaptionFault> {
    let (start, rest) = line.split_once("-->").ok_or(CaptionFault::Time(number))?;
    let end = rest.split_whitespace().next().unwrap_or_default();
    let (Some(start_ms), Some(end_ms)) = (time(start.trim()), time(end)) else { return Err(CaptionFault::Time(number)) };
    if end_ms <= start_ms {
        return Err(CaptionFault::Backwards(number));
    }
    if end_ms > MAX_DURATION_MS { Err(CaptionFault::TooLate(number)) } else { Ok((start_ms, end_ms)) }
}

/// Hours may be missing, and so may what comes after the second.
fn time(word: &str) -> Option<i64> {
    let (clock, fraction) = word.split_once(['.', ',']).unwrap_or((word, "0"));
    let mut parts = clock.rsplit(':');
    let (seconds, minutes) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let hours = parts.next().map_or(Some(0), |hours| number(hours, 4))?;
    if parts.next().is_some() || seconds > 59 || minutes > 59 {
        return None;
    }
    let ms = match fraction.len() {
        1 => number(fraction, 1)? * 100,
        2 => number(fraction, 2)? * 10,
        _ => number(fraction, 3)?,
    };
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms)
}

fn number(digits: &str, at_most: usize) -> Option<i64> {
    let is_number = (1..=at_most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}
