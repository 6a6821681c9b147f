//! Who hears what is said in videos.

use std::time::Duration;

use url::Url;

use super::settings::{Settings, variable};

/// The longest piece of sound that is sent at once, in seconds: as WAV it stays below the 25 MB that OpenAI takes.
const LONGEST_PIECE: i64 = 600;

/// An endpoint that makes words of sound, as OpenAI's does.
#[derive(Clone)]
pub struct Transcription {
    /// `LYCEUM_TRANSCRIPTION_URL`: its address up to `/v1`, such as `https://api.openai.com` or `http://127.0.0.1:8080`. Without it
    /// captions are made by people only. The sound of videos is sent there.
    pub url: Url,
    /// `LYCEUM_TRANSCRIPTION_API_KEY`: its key; none if absent.
    pub api_key: Option<String>,
    /// `LYCEUM_TRANSCRIPTION_MODEL`: the model; `whisper-1`.
    pub model: String,
    /// `LYCEUM_TRANSCRIPTION_PIECE_SECONDS`: how much sound is sent at once, 2 to 600 seconds; 600.
    pub piece: chrono::Duration,
    /// `LYCEUM_TRANSCRIPTION_TIMEOUT_SECONDS`: how long hearing one piece may take; 900. A computer without a graphics card may need longer
    /// than the piece lasts.
    pub timeout: Duration,
}

impl std::fmt::Debug for Transcription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcription").field("model", &self.model).field("piece", &self.piece).finish_non_exhaustive()
    }
}

impl Transcription {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let seconds: i64 = settings.parse("transcription_piece_seconds", LONGEST_PIECE, faults);
        if !(2..=LONGEST_PIECE).contains(&seconds) {
            faults.push(format!("{}: 2 to {LONGEST_PIECE}", variable("transcription_piece_seconds")));
        }
        let timeout: u64 = settings.parse("transcription_timeout_seconds", 900, faults);
        if timeout == 0 {
            faults.push(format!("{}: at least 1", variable("transcription_timeout_seconds")));
        }
        let api_key = settings.text("transcription_api_key").map(str::to_owned);
        let model = settings.text("transcription_model").unwrap_or("whisper-1").to_owned();
        let Some(text) = settings.text("transcription_url") else {
            if api_key.is_some() {
                faults.push(format!("{}: must be set beside {}", variable("transcription_url"), variable("transcription_api_key")));
            }
            return None;
        };
        let parsed = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let Some(url) = parsed.filter(|url| url.query().is_none() && url.username().is_empty() && url.password().is_none()) else {
            faults.push(format!("{}: is no address such as https://api.openai.com", variable("transcription_url")));
            return None;
        };
        Some(Self { url, api_key, model, piece: chrono::Duration::seconds(seconds), timeout: Duration::from_secs(timeout) })
    }

    /// The address without `/v1`, which some write and some do not.
    pub fn base_url(&self) -> &str {
        let url = self.url.as_str().trim_end_matches('/');
        url.strip_suffix("/v1").unwrap_or(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> (Option<Transcription>, Vec<String>) {
        let mut settings = Settings::default();
        for (name, value) in values {
            settings.set(name, value);
        }
        let mut faults = Vec::new();
        (Transcription::read(&settings, &mut faults), faults)
    }

    #[test]
    fn an_address_is_enough_and_without_one_there_is_nothing() {
        for address in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/"] {
            let (read, faults) = read(&[("transcription_url", address)]);
            assert_eq!((read.unwrap().base_url(), faults.len()), ("http://127.0.0.1:8080", 0), "{address}");
        }
        assert!(matches!(read(&[]), (None, faults) if faults.is_empty()));
    }

    #[test]
    fn what_cannot_be_is_said_and_no_secret_is_shown() {
        for (name, value) in [
            ("transcription_url", "ftp://x.example"),
            ("transcription_url", "https://user:secret@x.example"),
            ("transcription_api_key", "secret"),
            ("transcription_piece_seconds", "601"),
            ("transcription_timeout_seconds", "0"),
        ] {
            let (_, faults) = read(&[(name, value)]);
            assert!(faults.len() == 1 && !faults[0].contains("secret"), "{name}: {faults:?}");
        }
        let (set, _) = read(&[("transcription_url", "https://x.example"), ("transcription_api_key", "secret")]);
        assert!(!format!("{set:?}").contains("secret"));
    }
}
