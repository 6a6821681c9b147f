//! A video and how far it is.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CourseId, UserId, VideoId},
    time::Timestamp,
};

/// The largest file that can be uploaded, whatever the plan: 2 GiB.
pub const MAX_BYTES: i64 = 2 << 30;
/// The longest video, in milliseconds: ten hours.
pub const MAX_DURATION_MS: i64 = 10 * 3_600 * 1_000;
/// How long a title may be, in characters.
pub const TITLE_MAX: usize = 200;
/// How many chapters a video may have.
pub const MAX_CHAPTERS: usize = 200;

/// Who makes a video playable and keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostKind {
    /// This platform's workers and storage.
    Builtin,
    /// Mux.
    Mux,
    /// Cloudflare Stream.
    Cloudflare,
}

impl HostKind {
    /// Every host.
    pub const ALL: [Self; 3] = [Self::Builtin, Self::Mux, Self::Cloudflare];

    /// The host's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::Mux => "mux",
            Self::Cloudflare => "cloudflare",
        }
    }

    /// The host with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.as_str() == word)
    }
}

/// How far a video is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VideoStatus {
    /// Its bytes are coming.
    Uploading,
    /// All bytes are here; it waits for a worker.
    Queued,
    /// It is being made playable; parts of it may be playable already.
    Processing,
    /// Everything is done.
    Ready,
    /// It could not be made playable: [`VideoFault`] says why.
    Failed,
    /// Somebody stopped it.
    Canceled,
    /// It was deleted; what it cost stays known.
    Deleted,
}

impl VideoStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [Self::Uploading, Self::Queued, Self::Processing, Self::Ready, Self::Failed, Self::Canceled, Self::Deleted];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Deleted => "deleted",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether somebody can stop it.
    pub const fn may_cancel(self) -> bool {
        matches!(self, Self::Uploading | Self::Queued | Self::Processing)
    }

    /// Whether another try can be asked for. The bytes of one that was stopped while they came are gone.
    pub const fn may_retry(self, has_original: bool) -> bool {
        has_original && matches!(self, Self::Failed | Self::Canceled)
    }
}

/// Why a video could not be made playable, and with that, what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VideoFault {
    /// The file is none that holds a moving picture.
    NotAVideo,
    /// The file ends too early, or is broken inside.
    Damaged,
    /// The file holds no bytes.
    Empty,
    /// It is longer than ten hours.
    TooLong,
    /// It is in a form that is not read.
    Unsupported,
    /// Its bytes are not those that were announced.
    ChecksumMismatch,
    /// The plan has no room for so many minutes or bytes.
    PlanLimit,
    /// The host refuses it.
    HostRefused,
    /// It failed again and again for a reason of ours.
    Internal,
    /// The upload was not finished in time.
    UploadExpired,
}

impl VideoFault {
    /// Every fault.
    pub const ALL: [Self; 10] = [
        Self::NotAVideo,
        Self::Damaged,
        Self::Empty,
        Self::TooLong,
        Self::Unsupported,
        Self::ChecksumMismatch,
        Self::PlanLimit,
        Self::HostRefused,
        Self::Internal,
        Self::UploadExpired,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAVideo => "not_a_video",
            Self::Damaged => "damaged",
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Unsupported => "unsupported",
            Self::ChecksumMismatch => "checksum_mismatch",
            Self::PlanLimit => "plan_limit",
            Self::HostRefused => "host_refused",
            Self::Internal => "internal",
            Self::UploadExpired => "upload_expired",
        }
    }

    /// The fault with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == word)
    }
}

/// A form in which the platform's own host keeps a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RenditionName {
    /// Sound alone.
    Audio,
    /// 360 lines.
    P360,
    /// 720 lines.
    P720,
    /// 1080 lines.
    P1080,
}

impl RenditionName {
    /// Every form, the one that is made first first.
    pub const ALL: [Self; 4] = [Self::P360, Self::Audio, Self::P720, Self::P1080];

    /// The word, which is a folder of the storage too.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::P360 => "360p",
            Self::P720 => "720p",
            Self::P1080 => "1080p",
        }
    }

    /// The form with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == word)
    }
}

/// A named place in a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// Where it begins, in milliseconds.
    pub start_ms: i64,
    /// Its title.
    pub title: String,
}

/// A video.
#[derive(Clone, Debug, PartialEq)]
pub struct Video {
    /// The video.
    pub id: VideoId,
    /// Its course.
    pub course_id: CourseId,
    /// Its title: the file's name at first.
    pub title: String,
    /// The file's name.
    pub file_name: String,
    /// Who keeps it.
    pub host: HostKind,
    /// The host's own id of it.
    pub remote_id: Option<String>,
    /// The host's id to play it by, where that is another.
    pub remote_playback_id: Option<String>,
    /// How far it is.
    pub status: VideoStatus,
    /// Why it failed.
    pub fault: Option<VideoFault>,
    /// The same in more words, for its author.
    pub fault_detail: Option<String>,
    /// The size of the file, as announced, then as measured.
    pub bytes: i64,
    /// Its SHA-256, in lowercase hex, as announced, then as measured.
    pub sha256: Option<String>,
    /// Milliseconds, as measured.
    pub duration_ms: Option<i64>,
    /// Pixels across, as it is shown.
    pub width: Option<i64>,
    /// Pixels down, as it is shown.
    pub height: Option<i64>,
    /// Whether it has sound.
    pub has_audio: Option<bool>,
    /// Percent done, while it is made playable.
    pub percent: i64,
    /// Bytes that count against the plan: reserved, then settled.
    pub billed_bytes: i64,
    /// Minutes that count against the plan: reserved, then settled.
    pub billed_minutes: i64,
    /// Which attempt to make it playable this is; its files are kept by this number.
    pub attempt: i64,
    /// Whether the file itself is still kept.
    pub has_original: bool,
    /// Whether there is a picture to show before it plays.
    pub has_poster: bool,
    /// How the pictures for the seek bar lie on their sheet.
    pub sprite: Option<Sprite>,
    /// Named places, in order.
    pub chapters: Vec<Chapter>,
    /// Who uploaded it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When anything of it changed.
    pub updated_at: Timestamp,
    /// When everything of it was done.
    pub ready_at: Option<Timestamp>,
    /// Counts its author's edits.
    pub version: i64,
}

/// A sheet of small pictures, one for every few seconds, in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sprite {
    /// Milliseconds from one picture to the next.
    pub interval_ms: i64,
    /// Pixels across of one picture.
    pub width: i64,
    /// Pixels down of one picture.
    pub height: i64,
    /// Pictures in a row.
    pub columns: i64,
    /// Pictures in all.
    pub count: i64,
}

impl Video {
    /// Whether somebody can watch it: the smallest form of it is done.
    pub const fn is_playable(&self) -> bool {
        matches!(self.status, VideoStatus::Processing | VideoStatus::Ready) && self.duration_ms.is_some() && self.percent > 0
    }
}

/// Minutes that a duration counts for: every begun one.
pub const fn minutes(duration_ms: i64) -> i64 {
    if duration_ms <= 0 { 0 } else { (duration_ms - 1) / 60_000 + 1 }
}
