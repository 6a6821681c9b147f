//! Operations on captions that are made from the sound.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::{
    access::{CreateVideoTranscription, ListVideoTranscriptions},
    video::{captions::CaptionLanguage, transcription::TranscriptionFault},
};
use repositories::videos;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;
use video::transcribe;

use super::routes::VideoPath;
use crate::{
    app::App,
    http::{Allowed, Answer, Code, Json, Once, PageQuery, Problem, Reply, page::PageBody},
};

/// What captions are asked for.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTranscription {
    /// The language that people speak, as BCP 47 writes it, such as `de` or `pt-BR`; found out if absent or `null`.
    #[schema(max_length = 35)]
    pub language: Option<String>,
}

impl NewTranscription {
    fn read(&self) -> Result<Option<CaptionLanguage>, Problem> {
        let Some(tag) = &self.language else { return Ok(None) };
        let wrong = || Problem::invalid_field("/language", "format", "a language as BCP 47 writes it, such as de or pt-BR");
        CaptionLanguage::parse(tag).map(Some).ok_or_else(wrong)
    }
}

/// Captions that were asked for, made from the sound.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcription {
    /// The request.
    pub id: Uuid,
    /// `queued`, `processing`, `done` or `failed`.
    pub status: &'static str,
    /// The language as BCP 47 writes it; `null` until it is found out.
    #[schema(required = true)]
    pub language: Option<String>,
    /// Why there are no captions: `refused`, `unavailable`, `no_words`, `unknown_language`, `captions_exist`, `too_many_languages`,
    /// `no_sound` or `internal`.
    #[schema(required = true)]
    pub fault: Option<&'static str>,
    /// The same in a sentence, with what to do.
    #[schema(required = true)]
    pub fault_detail: Option<String>,
    /// When they were asked for.
    pub created_at: DateTime<Utc>,
}

impl From<videos::Transcription> for Transcription {
    fn from(known: videos::Transcription) -> Self {
        Self {
            id: known.id.0,
            status: known.status.as_str(),
            language: known.language.map(|language| language.to_string()),
            fault: known.fault.map(TranscriptionFault::as_str),
            fault_detail: known.fault_detail,
            created_at: known.created_at,
        }
    }
}

/// Ask for captions made from a video's sound.
///
/// A worker sends the sound to the service that the platform's operator set up, piece by piece, and keeps what it hears as captions with
/// `source` `automatic`; list them to see how far it is. They replace captions that were made so before, and never those that a person
/// gave: delete those first. Who edits them makes them `manual`. Refused: `transcription_off` where no service is set up;
/// `video_state` while the video is not ready; `video_silent`, `sound_elsewhere`; `captions_exist`, `too_many_languages`;
/// `transcription_running`, because one is made at a time.
#[utoipa::path(tag = "video", params(VideoPath, Once), responses((status = 202, body = Transcription)))]
#[post("/videos/{video_id}/transcriptions")]
pub async fn create_video_transcription(
    app: Data<App>,
    caller: Allowed<CreateVideoTranscription>,
    path: Path<VideoPath>,
    once: Once,
    body: Json<NewTranscription>,
) -> Answer {
    let hash = body.hash().to_owned();
    let language = body.into_inner().read()?;
    once.run(&app.db, &caller.grant, &hash, async |tx| {
        let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
        tx.videos().get(path.id()).await?;
        if app.transcriber.is_none() {
            return Err(Problem::new(Code::TranscriptionOff));
        }
        let asked = transcribe::create_video_transcription(tx, &grant, path.id(), language).await?;
        Reply::accepted(&Transcription::from(asked))
    })
    .await
}

/// List the captions that were asked for of a video, the newest first.
#[utoipa::path(tag = "video", params(VideoPath, PageQuery), responses((status = 200, body = PageBody<Transcription>)))]
#[get("/videos/{video_id}/transcriptions")]
pub async fn list_video_transcriptions(
    app: Data<App>,
    caller: Allowed<ListVideoTranscriptions>,
    path: Path<VideoPath>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.request()?;
    let read = app.db.read(&caller.grant).await?;
    read.videos().authorize(&caller.grant, path.id()).await?;
    let video = read.videos().get(path.id()).await?;
    let found = read.videos().transcriptions(video.id, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, Transcription::from)))
}
