//! What Mux says of uploads and assets, as far as it is looked at.

use domain::video::VideoFault;
use serde::Deserialize;
use serde_json::Value;
use video::host::{HostState, RemoteIds};

use super::UPLOAD;

/// What every answer is wrapped in.
#[derive(Deserialize)]
pub struct Of<T> {
    /// What it is about.
    pub data: T,
}

/// A direct upload.
#[derive(Deserialize)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: UploadStatus,
    /// Where bytes go, while it waits for them.
    pub url: Option<String>,
    /// What became of it.
    pub asset_id: Option<String>,
    error: Option<Fault>,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum UploadStatus {
    /// Not all bytes came.
    Waiting,
    /// There is an asset.
    AssetCreated,
    /// There is none, and will be none.
    Errored,
    /// Somebody ended it.
    Cancelled,
    /// Its bytes did not come in time.
    TimedOut,
    /// Something that Mux said nothing of when this was written.
    #[serde(other)]
    Unknown,
}

impl Upload {
    /// What became of a video whose upload this is, while there is no asset.
    pub fn state(&self) -> HostState {
        match self.status {
            UploadStatus::Errored => Fault::state(self.error.as_ref()),
            UploadStatus::Cancelled => HostState::Failed(VideoFault::UploadExpired, "the upload was ended at Mux".to_owned()),
            UploadStatus::TimedOut => HostState::Failed(VideoFault::UploadExpired, "its bytes did not reach Mux in time".to_owned()),
            UploadStatus::Waiting | UploadStatus::AssetCreated | UploadStatus::Unknown => HostState::Waiting,
        }
    }
}

/// A video.
#[derive(Deserialize)]
pub struct Asset {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: AssetStatus,
    /// The file for moving out, where it was asked for.
    pub master: Option<Master>,
    duration: Option<f64>,
    #[serde(default)]
    playback_ids: Vec<PlaybackId>,
    #[serde(default)]
    tracks: Vec<Track>,
    progress: Option<Progress>,
    errors: Option<Fault>,
}

/// How far an asset is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum AssetStatus {
    /// Mux works on it.
    Preparing,
    /// It can be played.
    Ready,
    /// It will never be.
    Errored,
    /// Something that Mux said nothing of when this was written.
    #[serde(other)]
    Unknown,
}

/// The file for moving out.
#[derive(Deserialize)]
pub struct Master {
    /// How far it is.
    pub status: MasterStatus,
    /// Where it is, for 24 hours.
    pub url: Option<String>,
}

/// How far the file for moving out is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum MasterStatus {
    /// It is there.
    Ready,
    /// It will never be.
    Errored,
    /// It is coming.
    #[serde(other)]
    Preparing,
}

#[derive(Deserialize)]
struct PlaybackId {
    id: String,
    policy: String,
}

#[derive(Deserialize)]
struct Track {
    #[serde(rename = "type")]
    kind: String,
    max_width: Option<i64>,
    max_height: Option<i64>,
}

#[derive(Deserialize)]
struct Progress {
    progress: f64,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(rename = "type")]
    kind: Option<String>,
    message: Option<String>,
    #[serde(default)]
    messages: Vec<String>,
}

impl Fault {
    fn state(fault: Option<&Self>) -> HostState {
        let Some(fault) = fault else { return HostState::Failed(VideoFault::HostRefused, String::new()) };
        let kind = match fault.kind.as_deref() {
            Some("invalid_input") => VideoFault::Unsupported,
            _ => VideoFault::HostRefused,
        };
        let said: Vec<&str> = fault.messages.iter().chain(&fault.message).map(String::as_str).collect();
        HostState::Failed(kind, said.join("; ").chars().take(300).collect())
    }
}

impl Asset {
    /// Its ids. What anybody may play without a token is not played.
    pub fn ids(&self) -> RemoteIds {
        let signed = self.playback_ids.iter().find(|playback| playback.policy == "signed");
        RemoteIds { remote_id: self.id.clone(), playback_id: signed.map(|playback| playback.id.clone()) }
    }

    /// What became of the video.
    pub fn state(&self) -> HostState {
        let ids = self.ids();
        match self.status {
            AssetStatus::Errored => Fault::state(self.errors.as_ref()),
            AssetStatus::Ready if ids.playback_id.is_none() => {
                HostState::Failed(VideoFault::HostRefused, "Mux has no signed playback id of it".to_owned())
            }
            AssetStatus::Ready => HostState::Ready { ids, duration_ms: crate::client::milliseconds(self.duration), size: self.size() },
            AssetStatus::Preparing | AssetStatus::Unknown => HostState::Processing { ids, percent: self.percent() },
        }
    }

    fn size(&self) -> Option<(i64, i64)> {
        let track = self.tracks.iter().find(|track| track.kind == "video")?;
        track.max_width.zip(track.max_height)
    }

    fn percent(&self) -> Option<i64> {
        crate::client::percent(self.progress.as_ref()?.progress)
    }
}

/// A message.
#[derive(Deserialize)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What it is about.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    data: Value,
    #[serde(default)]
    environment: Value,
}

impl Event {
    /// Reads a message.
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// The environment that it is of.
    pub fn environment_id(&self) -> Option<&str> {
        self.environment.get("id").and_then(Value::as_str)
    }

    /// What we called the video.
    pub fn passthrough(&self) -> Option<&str> {
        let of_asset = self.data.get("passthrough");
        of_asset.or_else(|| self.data.pointer("/new_asset_settings/passthrough")).and_then(Value::as_str)
    }

    /// The host's id of the video, or of its upload while there is none.
    pub fn remote_id(&self) -> Option<String> {
        let text = |name: &str| self.data.get(name).and_then(Value::as_str).map(str::to_owned);
        if self.kind.starts_with("video.upload.") {
            return text("asset_id").or_else(|| text("id").map(|id| format!("{UPLOAD}{id}")));
        }
        // tracks and files name their asset
        text("asset_id").or_else(|| text("id").filter(|_| self.kind.starts_with("video.asset.")))
    }
}
