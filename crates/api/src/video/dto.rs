//! What goes in and out of the operations on videos.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    ids::{OrgId, VideoId},
    video::{self as words, Video as Known},
};
use repositories::{RepositoryError, TenantRead, videos};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;
use video::{
    manage::{self, NewFile},
    moving,
};

use super::{captions::CaptionTrack, seconds};
use crate::{app::App, http::Problem};

/// A named place in a video.
#[derive(Debug, Serialize, ToSchema)]
pub struct Chapter {
    /// Where it begins.
    pub start_seconds: f64,
    /// Its title.
    pub title: String,
}

impl From<words::Chapter> for Chapter {
    fn from(chapter: words::Chapter) -> Self {
        Self { start_seconds: seconds(chapter.start_ms), title: chapter.title }
    }
}

/// A lesson's video, as those who watch it see it. Addresses to play it are given by the operations on playbacks.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerVideo {
    /// The video.
    pub id: Uuid,
    /// Whether it can be played already.
    pub is_playable: bool,
    /// How long it is, once measured.
    #[schema(required = true)]
    pub duration_seconds: Option<f64>,
    /// Pixels across.
    #[schema(required = true)]
    pub width: Option<i64>,
    /// Pixels down.
    #[schema(required = true)]
    pub height: Option<i64>,
    /// A picture to show before it plays, for the next minutes.
    #[schema(required = true)]
    pub poster_url: Option<String>,
    /// Named places, in order.
    pub chapters: Vec<Chapter>,
}

impl LearnerVideo {
    /// How a video looks to those who watch it.
    pub fn of(app: &App, org_id: OrgId, video: Known) -> Self {
        Self {
            id: video.id.0,
            is_playable: video.is_playable(),
            duration_seconds: video.duration_ms.map(seconds),
            width: video.width,
            height: video.height,
            poster_url: app.poster_url(org_id, &video),
            chapters: video.chapters.into_iter().map(Into::into).collect(),
        }
    }
}

/// A video that is announced.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVideo {
    /// What the file is called, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub file_name: String,
    /// How large it is: 1 byte to 2 GiB.
    #[schema(minimum = 1, maximum = 2_147_483_648_i64)]
    pub bytes: i64,
    /// Its SHA-256 in hexadecimal, if it is known: what arrives is compared with it.
    #[schema(nullable = false, pattern = "^[0-9a-fA-F]{64}$")]
    pub sha256: Option<String>,
}

impl NewVideo {
    /// The file in the product's own words.
    ///
    /// # Errors
    /// 422 for each field that is not right.
    pub fn read(self, host: words::HostKind) -> Result<NewFile, Problem> {
        let file_name = line("/file_name", &self.file_name)?;
        if !(1..=words::video::MAX_BYTES).contains(&self.bytes) {
            return Err(Problem::invalid_field("/bytes", "range", "1 byte to 2 GiB"));
        }
        let is_digest = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if self.sha256.as_ref().is_some_and(|text| !is_digest(text)) {
            return Err(Problem::invalid_field("/sha256", "format", "64 hexadecimal digits"));
        }
        let stem = file_name.rsplit_once('.').map_or(file_name.as_str(), |(stem, _)| stem);
        let title = if stem.is_empty() { file_name.clone() } else { stem.to_owned() };
        let sha256 = self.sha256.map(|text| text.to_ascii_lowercase());
        Ok(NewFile { file_name, title, bytes: self.bytes, sha256, host })
    }
}

fn line(pointer: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if (1..=words::video::TITLE_MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(Problem::invalid_field(pointer, "length", "1 to 200 characters on one line"))
}

/// A named place, as an author gives it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChapter {
    /// Where it begins.
    #[schema(minimum = 0)]
    pub start_seconds: f64,
    /// Its title, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
}

/// What of a video is changed. What is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VideoPatch {
    /// The title, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub title: Option<String>,
    /// Named places, at most 200; no two at the same second.
    #[schema(nullable = false, max_items = 200)]
    pub chapters: Option<Vec<NewChapter>>,
}

impl VideoPatch {
    /// The change in the product's own words.
    ///
    /// # Errors
    /// 422 for each field that is not right.
    pub fn read(self) -> Result<manage::VideoPatch, Problem> {
        let title = self.title.map(|title| line("/title", &title)).transpose()?;
        let chapters = self.chapters.map(chapters).transpose()?;
        Ok(manage::VideoPatch { title, chapters })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a place is checked to be within the longest video")]
fn chapters(given: Vec<NewChapter>) -> Result<Vec<words::Chapter>, Problem> {
    if given.len() > words::video::MAX_CHAPTERS {
        return Err(Problem::invalid_field("/chapters", "length", "at most 200 chapters"));
    }
    let mut read = Vec::with_capacity(given.len());
    for (n, chapter) in given.into_iter().enumerate() {
        if !(0.0..=seconds(words::video::MAX_DURATION_MS)).contains(&chapter.start_seconds) {
            return Err(Problem::invalid_field(&format!("/chapters/{n}/start_seconds"), "range", "0 to ten hours"));
        }
        let start_ms = (chapter.start_seconds * 1_000.0).round() as i64;
        read.push(words::Chapter { start_ms, title: line(&format!("/chapters/{n}/title"), &chapter.title)? });
    }
    read.sort_by_key(|chapter| chapter.start_ms);
    if read.windows(2).any(|pair| matches!(pair, [one, other] if one.start_ms / 1_000 == other.start_ms / 1_000)) {
        return Err(Problem::invalid_field("/chapters", "duplicate", "no two chapters begin at the same second"));
    }
    Ok(read)
}

/// Where the bytes of a video that was just announced go.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadPlace {
    /// `tus`: tus 1.0, the address being that of the upload. `resumable_put`: PUT in portions with `Content-Range`, each but the last a
    /// multiple of 256 KiB; `Content-Range: bytes */SIZE` without bytes asks where it stands (308 with `Range`).
    pub protocol: &'static str,
    /// Where. On another host it is a secret that works once, within a day, without any other proof.
    pub url: String,
}

/// The move of a video to another host. Meanwhile it is played from where it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoMove {
    /// Where it goes: `builtin`, `mux` or `cloudflare`.
    pub to: &'static str,
    /// `running` or `failed`. One that ended well is not there any more: `host` of the video says so.
    pub status: &'static str,
    /// Percent done, as far as this platform makes it playable anew.
    pub percent: i64,
    /// Why it failed, in the words of a video's `fault`. The video is where it was.
    #[schema(required = true)]
    pub fault: Option<&'static str>,
    /// The same in a sentence.
    #[schema(required = true)]
    pub fault_detail: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
}

impl From<words::VideoMove> for VideoMove {
    fn from(going: words::VideoMove) -> Self {
        Self {
            to: going.to.as_str(),
            status: going.status.as_str(),
            percent: going.made.map_or(0, |made| made.percent),
            fault: going.fault.map(words::VideoFault::as_str),
            fault_detail: going.fault_detail,
            created_at: going.created_at,
        }
    }
}

/// What stands around videos that authors look at.
pub struct Around {
    captions: BTreeMap<VideoId, Vec<videos::CaptionTrack>>,
    moves: BTreeMap<VideoId, words::VideoMove>,
    chosen: words::HostKind,
}

impl Around {
    /// Of these videos: the same few statements for one and for many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(app: &App, read: &TenantRead, ids: impl IntoIterator<Item = VideoId>) -> Result<Self, RepositoryError> {
        let ids: Vec<VideoId> = ids.into_iter().collect();
        Ok(Self {
            captions: read.videos().captions_of(ids.iter().copied()).await?,
            moves: read.videos().moves_of(ids).await?,
            chosen: app.video_hosts.chosen(read).await?,
        })
    }
}

/// A video as the authors of its course see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Video {
    /// The video.
    pub id: Uuid,
    /// Its course.
    pub course_id: Uuid,
    /// Its title.
    pub title: String,
    /// What its file was called.
    pub file_name: String,
    /// Who keeps it: `builtin`, `mux` or `cloudflare`.
    pub host: &'static str,
    /// `uploading`, `queued`, `processing`, `ready`, `failed` or `canceled`.
    pub status: &'static str,
    /// Why it failed: `not_a_video`, `damaged`, `empty`, `too_long`, `unsupported`, `checksum_mismatch`, `plan_limit`, `host_refused`,
    /// `internal` or `upload_expired`.
    #[schema(required = true)]
    pub fault: Option<&'static str>,
    /// The same in a sentence.
    #[schema(required = true)]
    pub fault_detail: Option<String>,
    /// Percent done, while it is made playable.
    pub percent: i64,
    /// Whether it can be played already.
    pub is_playable: bool,
    /// How large the file is.
    pub bytes: i64,
    /// Bytes that count against the plan.
    pub billed_bytes: i64,
    /// Minutes that count against the plan.
    pub billed_minutes: i64,
    /// How long it is, once measured.
    #[schema(required = true)]
    pub duration_seconds: Option<f64>,
    /// Pixels across.
    #[schema(required = true)]
    pub width: Option<i64>,
    /// Pixels down.
    #[schema(required = true)]
    pub height: Option<i64>,
    /// Whether it can be tried again.
    pub may_retry: bool,
    /// A picture of it, for the next minutes.
    #[schema(required = true)]
    pub poster_url: Option<String>,
    /// Named places, in order.
    pub chapters: Vec<Chapter>,
    /// Its captions, by language.
    pub captions: Vec<CaptionTrack>,
    /// When it was announced.
    pub created_at: DateTime<Utc>,
    /// When everything of it was done.
    #[schema(required = true)]
    pub ready_at: Option<DateTime<Utc>>,
    /// Counts its edits: send it as `If-Match`.
    pub version: i64,
    /// Its way to another host, while it is under way or when it failed.
    #[serde(rename = "move")]
    #[schema(required = true)]
    pub going: Option<VideoMove>,
    /// Where new videos of the organization go, if it can be moved there.
    #[schema(required = true)]
    pub movable_to: Option<&'static str>,
    /// Where its bytes go: in the answer to its announcement, while they are wanted.
    #[schema(required = true)]
    pub upload: Option<UploadPlace>,
}

impl Video {
    /// How a video looks to authors, without what stands around it.
    pub fn of(app: &App, org_id: OrgId, video: Known) -> Self {
        Self {
            poster_url: app.poster_url(org_id, &video),
            is_playable: video.is_playable(),
            may_retry: video.status.may_retry(video.has_original || video.remote_id.is_some()),
            id: video.id.0,
            course_id: video.course_id.0,
            title: video.title,
            file_name: video.file_name,
            host: video.host.as_str(),
            status: video.status.as_str(),
            fault: video.fault.map(words::VideoFault::as_str),
            fault_detail: video.fault_detail,
            percent: video.percent,
            bytes: video.bytes,
            billed_bytes: video.billed_bytes,
            billed_minutes: video.billed_minutes,
            duration_seconds: video.duration_ms.map(seconds),
            width: video.width,
            height: video.height,
            chapters: video.chapters.into_iter().map(Into::into).collect(),
            captions: Vec::new(),
            created_at: video.created_at,
            ready_at: video.ready_at,
            version: video.version,
            going: None,
            movable_to: None,
            upload: None,
        }
    }

    /// A video with what stands around it.
    pub fn among(app: &App, org_id: OrgId, video: Known, around: &mut Around) -> Self {
        let captions = around.captions.remove(&video.id).unwrap_or_default();
        let going = around.moves.remove(&video.id);
        let is_still = !going.as_ref().is_some_and(words::VideoMove::is_running);
        let is_open = is_still && app.video_hosts.has(around.chosen) && moving::is_movable(&video, around.chosen);
        let movable_to = is_open.then(|| around.chosen.as_str());
        Self {
            captions: captions.into_iter().map(Into::into).collect(),
            going: going.map(Into::into),
            movable_to,
            ..Self::of(app, org_id, video)
        }
    }

    /// One video with what stands around it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn whole(app: &App, read: &TenantRead, org_id: OrgId, video: Known) -> Result<Self, RepositoryError> {
        let mut around = Around::of(app, read, [video.id]).await?;
        Ok(Self::among(app, org_id, video, &mut around))
    }
}
