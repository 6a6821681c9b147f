//! Operations on captions, and the files that viewers get.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header,
    put,
    web::{Data, Path, Payload, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    access::{DeleteVideoCaptions, GetVideoCaptions, ListVideoCaptions, SetVideoCaptions},
    ids::{OrgId, VideoId},
    time::SIGNED_URL,
    video::captions::{CaptionLanguage, Captions, LABEL_MAX, MAX_BYTES},
};
use repositories::videos;
use serde::{Deserialize, Serialize};
use storage::{ObjectKey, StorageError};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use video::{
    captions::{self, GivenCaptions},
    transcribe::is_audible,
};

use super::routes::VideoPath;
use crate::{
    app::App,
    http::{
        Allowed, Answer, Code, Problem,
        etag::{IfMatchIfAny, versioned},
        json::read,
    },
};

/// What the body of an upload may be; text of no kind is looked at to see which it is.
const TYPES: [&str; 4] = ["text/vtt", "application/x-subrip", "text/srt", "text/plain"];

/// Which captions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CaptionsPath {
    /// The video.
    pub video_id: Uuid,
    /// The language as BCP 47 writes it, such as `de` or `pt-BR`.
    #[param(max_length = 35)]
    pub language: String,
}

impl CaptionsPath {
    fn video(&self) -> VideoId {
        VideoId(self.video_id)
    }

    /// A word that is no language names no captions.
    fn language(&self) -> Result<CaptionLanguage, Problem> {
        CaptionLanguage::parse(&self.language).ok_or_else(|| Problem::new(Code::NotFound))
    }
}

/// What is said of captions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CaptionsQuery {
    /// What they are called in the player, 1 to 80 characters; as before if absent, and at first the language's tag.
    #[param(min_length = 1, max_length = 80)]
    pub label: Option<String>,
}

impl CaptionsQuery {
    fn label(&self) -> Result<Option<String>, Problem> {
        let Some(label) = self.label.as_deref().map(str::trim) else { return Ok(None) };
        if (1..=LABEL_MAX).contains(&label.chars().count()) && !label.chars().any(char::is_control) {
            return Ok(Some(label.to_owned()));
        }
        Err(Problem::invalid_field("?label", "length", "1 to 80 characters on one line"))
    }
}

/// Captions of a video in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaptionTrack {
    /// The language as BCP 47 writes it.
    pub language: String,
    /// What they are called in the player.
    pub label: String,
    /// `manual` when a person gave them, `automatic` when they were made from the sound.
    pub source: &'static str,
    /// How many cues there are.
    pub cue_count: i64,
    /// When they were changed.
    pub updated_at: DateTime<Utc>,
    /// Counts their changes: send it as `If-Match`.
    pub version: i64,
}

impl From<videos::CaptionTrack> for CaptionTrack {
    fn from(track: videos::CaptionTrack) -> Self {
        Self {
            language: track.language.to_string(),
            label: track.label,
            source: track.source.as_str(),
            cue_count: track.cue_count,
            updated_at: track.updated_at,
            version: track.version,
        }
    }
}

/// All captions of a video.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaptionTracks {
    /// By language; at most fifty.
    pub items: Vec<CaptionTrack>,
    /// Whether captions can be made from this video's sound: it is ready, has sound, and the platform has somebody who listens.
    pub may_transcribe: bool,
}

/// Captions for whoever watches.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaybackCaptions {
    /// The language as BCP 47 writes it.
    pub language: String,
    /// What they are called.
    pub label: String,
    /// Where they are, as WebVTT, for as long as the video's other addresses work.
    pub url: String,
}

impl PlaybackCaptions {
    /// Captions below the place where a viewer finds everything of a video.
    pub fn of(base: &str, track: &videos::CaptionTrack) -> Self {
        let url = format!("{base}/captions/{}.{}.vtt", track.language, track.file);
        Self { language: track.language.to_string(), label: track.label.clone(), url }
    }
}

/// Give a video captions in a language, or replace them.
///
/// The body is WebVTT or SubRip, at most 2 MiB, 20,000 cues and ten hours; which of them, its first line says. WebVTT is UTF-8; SubRip
/// may be UTF-8, UTF-16, the `charset` of the content type, or else Windows-1252. Times, words and speakers are kept; styles, positions and notes are
/// not. Who watches gets it at once. To replace captions, send their version as `If-Match`. Refused: `invalid_captions` with the
/// number of the `line`, `content_too_large`, `unsupported_media_type`, `too_many_languages` for more than fifty, `if_match_required`,
/// `stale_version`, `not_found` for a version of captions that are gone.
#[utoipa::path(
    tag = "video",
    params(CaptionsPath, CaptionsQuery, IfMatchIfAny),
    request_body(content((String = "text/vtt"), (String = "application/x-subrip"), (String = "text/plain"))),
    responses((status = 200, body = CaptionTrack)),
)]
#[put("/videos/{video_id}/captions/{language}")]
pub async fn set_video_captions(
    app: Data<App>,
    caller: Allowed<SetVideoCaptions>,
    path: Path<CaptionsPath>,
    (query, version): (Query<CaptionsQuery>, IfMatchIfAny),
    (request, payload): (HttpRequest, Payload),
) -> Answer {
    let Some(language) = CaptionLanguage::parse(&path.language) else {
        return Err(Problem::invalid_field("/language", "format", "a language as BCP 47 writes it, such as de or pt-BR"));
    };
    let label = query.label()?;
    let captions = parse(&request, payload).await?;
    let given = GivenCaptions { language, label, captions, replaces: version.0 };
    let track = captions::set_captions((&app.db, &app.storage), &caller.grant, path.video(), given).await?;
    let version = track.version;
    versioned(&CaptionTrack::from(track), version)
}

/// Reads the body, away from the requests of others: two megabytes take a moment.
async fn parse(request: &HttpRequest, payload: Payload) -> Result<Captions, Problem> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !TYPES.contains(&kind.as_str()) {
        return Err(Problem::new(Code::UnsupportedMediaType).detail("Send text/vtt, application/x-subrip or text/plain."));
    }
    let named = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let charset = named.map(|(_, charset)| charset.trim_matches('"').to_owned());
    let bytes = read(payload.into_inner(), MAX_BYTES).await?.freeze();
    let parsed = tokio::task::spawn_blocking(move || Captions::parse(&bytes, charset.as_deref())).await.map_err(Problem::internal)?;
    Ok(parsed?)
}

/// List the captions of a video, by language.
#[utoipa::path(tag = "video", params(VideoPath), responses((status = 200, body = CaptionTracks)))]
#[get("/videos/{video_id}/captions")]
pub async fn list_video_captions(app: Data<App>, caller: Allowed<ListVideoCaptions>, path: Path<VideoPath>) -> Answer {
    let tx = app.db.read(&caller.grant).await?;
    tx.videos().authorize(&caller.grant, path.id()).await?;
    let video = tx.videos().get(path.id()).await?;
    let items = tx.videos().captions(video.id).await?.into_iter().map(Into::into).collect();
    let may_transcribe = app.transcriber.is_some() && is_audible(&video);
    Ok(HttpResponse::Ok().json(CaptionTracks { items, may_transcribe }))
}

/// Read a video's captions in a language, as WebVTT.
#[utoipa::path(
    tag = "video",
    params(CaptionsPath),
    responses((status = 200, content_type = "text/vtt", body = String)),
)]
#[get("/videos/{video_id}/captions/{language}")]
pub async fn get_video_captions(app: Data<App>, caller: Allowed<GetVideoCaptions>, path: Path<CaptionsPath>) -> Answer {
    let tx = app.db.read(&caller.grant).await?;
    tx.videos().authorize(&caller.grant, path.video()).await?;
    let video = tx.videos().get(path.video()).await?;
    let (words, version) = tx.videos().caption_words(video.id, &path.language()?).await?;
    Ok(webvtt().insert_header((header::ETAG, format!("\"{version}\""))).body(words))
}

/// Delete a video's captions in a language.
#[utoipa::path(tag = "video", params(CaptionsPath), responses((status = 204)))]
#[delete("/videos/{video_id}/captions/{language}")]
pub async fn delete_video_captions(app: Data<App>, caller: Allowed<DeleteVideoCaptions>, path: Path<CaptionsPath>) -> Answer {
    captions::delete_captions((&app.db, &app.storage), &caller.grant, path.video(), &path.language()?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Captions for a viewer whose address was found right: `name` is the last part of it, `<language>.<file>.vtt`. No database is asked.
///
/// # Errors
/// 404 when there is no such file; 500 when the storage fails.
pub async fn caption_file(app: &App, org: OrgId, video: VideoId, name: &str) -> Answer {
    let missing = || Problem::new(Code::NotFound);
    let (language, file) = name.strip_suffix(".vtt").and_then(|name| name.split_once('.')).ok_or_else(missing)?;
    let language = CaptionLanguage::parse(language).ok_or_else(missing)?;
    let file = Uuid::try_parse(file).map_err(|_| missing())?;
    let bytes = app.storage.get(&ObjectKey::video_captions(org, video, &language, file)).await.map_err(|error| match error {
        StorageError::NotFound => missing(),
        other => Problem::internal(other),
    })?;
    let caching = format!("private, max-age={}, immutable", SIGNED_URL.num_seconds());
    Ok(webvtt()
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
        .body(bytes))
}

fn webvtt() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, "text/vtt; charset=utf-8")).insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response
}
