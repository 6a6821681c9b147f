//! What Cloudflare says of videos, as far as it is looked at.

use std::collections::BTreeMap;

use domain::{time::Timestamp, video::VideoFault};
use serde::Deserialize;
use serde_json::Value;
use video::host::{HostError, HostState, RemoteIds};

use super::META;

/// What every answer is wrapped in.
#[derive(Deserialize)]
pub struct Of<T> {
    result: Option<T>,
}

impl<T> Of<T> {
    /// What it is about.
    pub fn result(self) -> Result<T, HostError> {
        self.result.ok_or_else(|| HostError::Unavailable("its answer is empty".to_owned()))
    }
}

/// A video. Its messages are the same.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Video {
    /// Its id.
    pub uid: String,
    status: Status,
    #[serde(default)]
    meta: Value,
    creator: Option<String>,
    duration: Option<f64>,
    input: Option<Size>,
    upload_expiry: Option<Timestamp>,
    #[serde(rename = "requireSignedURLs", default)]
    is_signed: bool,
}

#[derive(Deserialize)]
struct Status {
    state: String,
    #[serde(rename = "pctComplete")]
    percent: Option<Value>,
    // the documentation has both spellings
    #[serde(rename = "errorReasonCode", alias = "errReasonCode")]
    code: Option<String>,
    #[serde(rename = "errorReasonText", alias = "errReasonText")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Size {
    width: i64,
    height: i64,
}

impl Video {
    /// Its ids: it is played by the one that it has.
    pub fn ids(&self) -> RemoteIds {
        RemoteIds { remote_id: self.uid.clone(), playback_id: Some(self.uid.clone()) }
    }

    /// What became of it.
    pub fn state(&self, now: Timestamp) -> HostState {
        match self.status.state.as_str() {
            "pendingupload" if self.upload_expiry.is_some_and(|until| until < now) => {
                HostState::Failed(VideoFault::UploadExpired, "its bytes did not reach Cloudflare in time".to_owned())
            }
            "pendingupload" => HostState::Waiting,
            "error" => self.fault(),
            "ready" if !self.is_signed => {
                HostState::Failed(VideoFault::HostRefused, "at Cloudflare anybody could play it: it asks for no token".to_owned())
            }
            "ready" => HostState::Ready { ids: self.ids(), duration_ms: crate::client::milliseconds(self.duration), size: self.size() },
            _ => HostState::Processing { ids: self.ids(), percent: self.percent() },
        }
    }

    fn fault(&self) -> HostState {
        let fault = match self.status.code.as_deref() {
            Some("ERR_NON_VIDEO") => VideoFault::NotAVideo,
            Some("ERR_MALFORMED_VIDEO") => VideoFault::Damaged,
            Some("ERR_DURATION_EXCEED_CONSTRAINT") => VideoFault::TooLong,
            Some("ERR_DURATION_TOO_SHORT") => VideoFault::Unsupported,
            _ => VideoFault::HostRefused,
        };
        HostState::Failed(fault, self.status.text.as_deref().unwrap_or_default().chars().take(300).collect())
    }

    fn size(&self) -> Option<(i64, i64)> {
        self.input.as_ref().filter(|size| size.width > 0 && size.height > 0).map(|size| (size.width, size.height))
    }

    /// It is a text with a number in it.
    fn percent(&self) -> Option<i64> {
        let said = self.status.percent.as_ref()?;
        crate::client::percent(said.as_f64().or_else(|| said.as_str()?.parse().ok())?)
    }

    /// What we called it.
    pub fn name(&self) -> Option<&str> {
        self.meta.get(META).and_then(Value::as_str)
    }

    /// Whether it is of this organization, as far as Cloudflare knows.
    pub fn is_created_by(&self, org_id: &str) -> bool {
        self.creator.as_deref().is_none_or(|creator| creator == org_id)
    }

    /// What a message is about.
    pub fn kind(&self) -> String {
        format!("video.{}", self.status.state)
    }
}

/// Files for moving out, by their kind.
#[derive(Deserialize)]
pub struct Downloads(BTreeMap<String, Option<Download>>);

#[derive(Deserialize)]
struct Download {
    status: String,
}

impl Downloads {
    fn video(&self) -> Option<&Download> {
        self.0.get("default")?.as_ref()
    }

    /// Whether the file was never asked for.
    pub fn is_missing(&self) -> bool {
        self.video().is_none()
    }

    /// Whether the file is there.
    pub fn is_ready(&self) -> Result<bool, HostError> {
        match self.video().map(|download| download.status.as_str()) {
            Some("error") => Err(HostError::Refused("it could not prepare the file".to_owned())),
            status => Ok(status == Some("ready")),
        }
    }
}
