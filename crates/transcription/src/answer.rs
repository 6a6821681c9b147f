//! What an endpoint answers, read with the doubt that an answer from elsewhere deserves.

use domain::video::captions::Spoken;
use serde::Deserialize;
use serde_json::{Map, Value};
use video::transcription::{Transcript, TranscriptionError};

use crate::languages;

/// Whisper's own measure of silence: more likely than this, and the words less likely than the other, nobody spoke.
const SILENT: f64 = 0.6;
const UNLIKELY: f64 = -1.0;

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    segments: Option<Vec<Segment>>,
}

#[derive(Debug, Deserialize)]
struct Segment {
    start: f64,
    end: f64,
    #[serde(default)]
    text: String,
    #[serde(default)]
    no_speech_prob: Option<f64>,
    #[serde(default)]
    avg_logprob: Option<f64>,
}

impl Segment {
    fn is_speech(&self) -> bool {
        let is_silence = self.no_speech_prob.is_some_and(|chance| chance > SILENT) && self.avg_logprob.is_some_and(|mean| mean < UNLIKELY);
        !is_silence && !self.text.trim().is_empty()
    }
}

/// Reads the answer about a piece of so many milliseconds.
pub(crate) fn transcript(body: &[u8], duration_ms: i64) -> Result<Transcript, TranscriptionError> {
    // likely a gateway's, which passes
    let unreadable = |_| TranscriptionError::Unavailable("its answer cannot be read".to_owned());
    let answer: Map<String, Value> = serde_json::from_slice(body).map_err(unreadable)?;
    let answer: Answer = serde_json::from_value(Value::Object(answer)).map_err(unreadable)?;
    match (&answer.segments, &answer.text) {
        // some call a refusal a success
        (None, None) => return Err(TranscriptionError::Refused(words(body))),
        (None, Some(text)) if !text.trim().is_empty() => {
            let said = "its answer says no times; choose a model that knows response_format=verbose_json, such as whisper-1";
            return Err(TranscriptionError::Refused(said.to_owned()));
        }
        _ => {}
    }
    let heard = answer.segments.unwrap_or_default();
    let spoken = heard.into_iter().filter(Segment::is_speech).map(|segment| Spoken {
        start_ms: milliseconds(segment.start).clamp(0, duration_ms),
        end_ms: milliseconds(segment.end).clamp(0, duration_ms),
        text: segment.text.trim().to_owned(),
    });
    Ok(Transcript { language: answer.language.as_deref().and_then(languages::named), spoken: spoken.collect() })
}

#[expect(clippy::cast_possible_truncation, reason = "it is held within bounds before")]
fn milliseconds(seconds: f64) -> i64 {
    if seconds.is_finite() { (seconds.clamp(0.0, 1e9) * 1_000.0).round() as i64 } else { 0 }
}

/// The words of a refusal, as OpenAI (`error.message`), whisper.cpp (`error`) and FastAPI (`detail`) write them.
pub(crate) fn words(body: &[u8]) -> String {
    let said = serde_json::from_slice::<Value>(body).ok().and_then(|body| {
        let places = ["/error/message", "/error", "/detail", "/detail/0/msg", "/message"];
        places.iter().find_map(|place| body.pointer(place).and_then(Value::as_str)).map(str::to_owned)
    });
    said.filter(|said| !said.trim().is_empty()).map_or_else(|| "no reason given".to_owned(), |said| said.replace(char::is_control, " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_within_the_bounds_of_its_piece() {
        let body = br#"{"task":"transcribe","language":"german","duration":9.9,"text":" Guten Tag.","segments":[
            {"id":0,"seek":0,"start":0.0,"end":2.5,"text":" Guten Tag.","tokens":[1],"temperature":0.0,"avg_logprob":-0.2,"no_speech_prob":0.9},
            {"id":1,"start":2.5,"end":99,"text":" Auf Wiedersehen. "},
            {"id":2,"start":-3,"end":1e300,"text":"   "},
            {"id":3,"start":4.0,"end":5.0,"text":"Untertitel von niemandem","avg_logprob":-1.4,"no_speech_prob":0.8}]}"#;
        let read = transcript(body, 10_000).unwrap();
        assert_eq!(read.language.unwrap().as_str(), "de");
        let spoken = |start_ms, end_ms, text: &str| Spoken { start_ms, end_ms, text: text.to_owned() };
        assert_eq!(read.spoken, [spoken(0, 2_500, "Guten Tag."), spoken(2_500, 10_000, "Auf Wiedersehen.")]);
    }

    #[test]
    fn silence_is_no_fault_and_words_without_times_are() {
        assert_eq!(transcript(br#"{"text":"","segments":[]}"#, 1_000).unwrap(), Transcript::default());
        assert_eq!(transcript(br#"{"text":" "}"#, 1_000).unwrap(), Transcript::default());
        assert!(matches!(transcript(br#"{"text":"Hello"}"#, 1_000), Err(TranscriptionError::Refused(_))));
        let refused = transcript(br#"{"error":"failed to read audio data"}"#, 1_000);
        assert_eq!(refused, Err(TranscriptionError::Refused("failed to read audio data".to_owned())));
        for body in [&b"<html>"[..], b"", br#"{"segments":[{"start":"0"}]}"#, b"[]"] {
            assert!(matches!(transcript(body, 1_000), Err(TranscriptionError::Unavailable(_))), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn the_words_of_refusals_are_found() {
        assert_eq!(words(br#"{"error":{"message":"Invalid file\nformat.","type":"x"}}"#), "Invalid file format.");
        assert_eq!(words(br#"{"error":"failed to read audio data"}"#), "failed to read audio data");
        assert_eq!(words(br#"{"detail":[{"loc":["file"],"msg":"Field required"}]}"#), "Field required");
        assert_eq!(words(b"<html>"), "no reason given");
    }
}
