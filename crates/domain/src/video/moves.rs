//! The way of a video from one host to another.

use serde::{Deserialize, Serialize};

use super::video::{HostKind, Sprite, Video, VideoFault, VideoStatus};
use crate::{ids::VideoId, time::Timestamp};

/// How far a move is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveStatus {
    /// It is under way.
    Running,
    /// It came to nothing: [`VideoFault`] says why. The video is where it was.
    Failed,
}

impl MoveStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Running, Self::Failed];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A video on its way to another host. Until it has arrived it is played from where it was.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoMove {
    /// Which video.
    pub video_id: VideoId,
    /// Where it goes.
    pub to: HostKind,
    /// How far it is.
    pub status: MoveStatus,
    /// Why it came to nothing.
    pub fault: Option<VideoFault>,
    /// The same in a sentence.
    pub fault_detail: Option<String>,
    /// The new host's id of it, once that has fetched it.
    pub remote_id: Option<String>,
    /// The new host's id to play it by.
    pub remote_playback_id: Option<String>,
    /// What this platform's workers made of it, once its file is here.
    pub made: Option<Made>,
    /// When it began.
    pub created_at: Timestamp,
    /// When anything of it changed.
    pub updated_at: Timestamp,
}

impl VideoMove {
    /// Whether it is under way.
    pub const fn is_running(&self) -> bool {
        matches!(self.status, MoveStatus::Running)
    }
}

/// What workers know and made of a file that was fetched from another host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its bytes.
    pub bytes: i64,
    /// Its SHA-256, in lowercase hex.
    pub sha256: Option<String>,
    /// Milliseconds.
    pub duration_ms: Option<i64>,
    /// Pixels across.
    pub width: Option<i64>,
    /// Pixels down.
    pub height: Option<i64>,
    /// Whether it has sound.
    pub has_audio: Option<bool>,
    /// Percent done.
    pub percent: i64,
    /// Which attempt this is.
    pub attempt: i64,
    /// Whether the picture before it plays is there.
    pub has_poster: bool,
    /// How the pictures for the seek bar lie on their sheet.
    pub sprite: Option<Sprite>,
}

impl Made {
    /// What is known of a video that workers are at.
    pub fn of(video: &Video) -> Self {
        Self {
            bytes: video.bytes,
            sha256: video.sha256.clone(),
            duration_ms: video.duration_ms,
            width: video.width,
            height: video.height,
            has_audio: video.has_audio,
            percent: video.percent,
            attempt: video.attempt,
            has_poster: video.has_poster,
            sprite: video.sprite,
        }
    }

    /// The video as workers see it: its file is here, and nothing of any other host.
    #[must_use]
    pub fn onto(self, video: Video) -> Video {
        Video {
            host: HostKind::Builtin,
            remote_id: None,
            remote_playback_id: None,
            status: VideoStatus::Processing,
            fault: None,
            fault_detail: None,
            bytes: self.bytes,
            sha256: self.sha256,
            duration_ms: self.duration_ms,
            width: self.width,
            height: self.height,
            has_audio: self.has_audio,
            percent: self.percent,
            attempt: self.attempt,
            has_original: true,
            has_poster: self.has_poster,
            sprite: self.sprite,
            ..video
        }
    }
}
