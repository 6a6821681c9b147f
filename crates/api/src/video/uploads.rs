//! The upload of a video's bytes, as tus 1.0.0 has it (<https://tus.io/protocols/resumable-upload>), with its extensions creation,
//! expiration, checksum and termination.

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError, delete, head,
    http::header::{self, HttpDate},
    options, patch, post, rt,
    web::{Data, Path, Payload},
};
use chrono::{DateTime, Utc};
use domain::{
    access::{AppendVideoUpload, CreateVideo, CreateVideoUpload, EndVideoUpload, GetUploadOptions, GetVideoUpload},
    ids::VideoId,
    video::video::MAX_BYTES,
};
use futures::TryStreamExt;
use serde::Deserialize;
use std::sync::atomic::Ordering;
use storage::upload::Checksum;
use uuid::Uuid;
use video::{
    VideoError, manage,
    upload::{self, Broken, Incoming, Standing},
};

use super::{
    dto::Video,
    routes::{VideoPath, VideosPath},
    tus::{AppendHeaders, CreationHeaders, EXTENSIONS, Tus, VERSION},
};
use crate::{
    app::App,
    http::{Allowed, Answer, Once, Problem, Public, Reply},
};

/// Ask how videos can be uploaded: tus's version, extensions, largest file and checksums.
#[utoipa::path(tag = "video", params(VideosPath), responses((status = 204)))]
#[options("/courses/{course_id}/video-uploads")]
pub async fn get_upload_options(_caller: Public<GetUploadOptions>, _path: Path<VideosPath>) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(("tus-resumable", VERSION))
        .insert_header(("tus-version", VERSION))
        .insert_header(("tus-extension", EXTENSIONS))
        .insert_header(("tus-max-size", MAX_BYTES.to_string()))
        .insert_header(("tus-checksum-algorithm", Checksum::ALGORITHMS))
        .finish()
}

/// Announce a video and begin its upload, as tus has it.
///
/// The same as announcing a video, for clients of tus: `Location` is the upload, where its bytes go next. `Upload-Metadata` may carry
/// `filename` and `sha256` (hexadecimal); what arrives is compared with the latter. Refused: `plan_limit_reached`, `course_frozen`,
/// `content_too_large` for more than 2 GiB, `tus_version`; `video_host_refused` where a host elsewhere keeps the organization's videos:
/// announce them as others do, and the answer says where bytes go.
#[utoipa::path(tag = "video", params(VideosPath, Tus, CreationHeaders, Once), responses((status = 201, body = Video, headers(
    ("Location" = String, description = "The upload."),
    ("Upload-Expires" = String, description = "When the upload is given up if nothing comes."),
))))]
#[post("/courses/{course_id}/video-uploads")]
pub async fn create_video_upload(
    app: Data<App>,
    caller: Allowed<CreateVideoUpload>,
    path: Path<VideosPath>,
    tus: Tus,
    once: Once,
) -> HttpResponse {
    said(create(&app, &caller, &path, &tus, &once).await)
}

async fn create(app: &App, caller: &Allowed<CreateVideoUpload>, path: &VideosPath, tus: &Tus, once: &Once) -> Answer {
    let new = tus.announced()?;
    let creating = caller.also::<CreateVideo>()?;
    let hash = format!("{} {:?} {:?}", new.bytes, new.file_name, new.sha256);
    let reply = once
        .reply(&app.db, &caller.grant, &hash, async |tx| {
            let grant = tx.courses().authorize(&creating, path.id()).await?;
            let video = manage::create_video(tx, &grant, new.read(app.video_hosts.here(tx).await?)?).await?;
            Reply::created(&Video::of(app, caller.tenant.org_id(), video))
        })
        .await?;
    let made: Made = serde_json::from_str(reply.body()).map_err(Problem::internal)?;
    let mut answer = reply.respond();
    put(&mut answer, "location", &format!("{}/video-uploads/{}", crate::routes::PREFIX, made.id));
    put(&mut answer, "upload-expires", &date(made.created_at + manage::UPLOAD_REST));
    Ok(answer)
}

/// What of an answer goes into its headers.
#[derive(Debug, Deserialize)]
struct Made {
    id: Uuid,
    created_at: DateTime<Utc>,
}

/// Ask where a video's upload stands: go on from `Upload-Offset`.
///
/// Refused: `upload_gone` when it was ended, or took too long; `tus_version`.
#[utoipa::path(tag = "video", params(VideoPath, Tus), responses((status = 200, headers(
    ("Upload-Offset" = i64, description = "Bytes that are acknowledged."),
    ("Upload-Length" = i64, description = "Bytes that were announced."),
    ("Upload-Expires" = String, description = "When the upload is given up if nothing comes."),
))))]
#[head("/video-uploads/{video_id}")]
pub async fn get_video_upload(app: Data<App>, caller: Allowed<GetVideoUpload>, path: Path<VideoPath>, tus: Tus) -> HttpResponse {
    said(look(&app, &caller, path.id(), &tus).await)
}

async fn look(app: &App, caller: &Allowed<GetVideoUpload>, id: VideoId, tus: &Tus) -> Answer {
    tus.check()?;
    let read = app.db.read(&caller.grant).await?;
    let grant = read.videos().authorize(&caller.grant, id).await?;
    let standing = upload::get_video_upload(&read, &grant, id).await?;
    drop(read);
    // left so by a process that died: whoever may append has it finished
    if standing.waits_to_be_finished()
        && let Ok(appending) = caller.also::<AppendVideoUpload>()
    {
        upload::finish_video_upload(&app.db, &app.storage, &appending, id).await?;
    }
    let mut answer = HttpResponse::Ok();
    stands(&mut answer, &standing).insert_header(("upload-length", standing.length.to_string()));
    Ok(answer.insert_header((header::CACHE_CONTROL, "no-store")).finish())
}

/// Append bytes to a video's upload.
///
/// They begin at `Upload-Offset`, which is where the upload stands. What came before a request broke off counts: ask where the upload
/// stands and go on from there. With `Upload-Checksum` all bytes of the request count, or none. The last byte makes the video wait for
/// being made playable. Refused: `upload_offset`, `upload_locked` while another request appends, `upload_gone`, `checksum_mismatch`,
/// `content_too_large` for more bytes than were announced, `too_slow` when nothing came for a minute, `storage_full`,
/// `storage_unavailable`, `unsupported_media_type`, `tus_version`.
#[utoipa::path(
    tag = "video",
    params(VideoPath, Tus, AppendHeaders),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, headers(
        ("Upload-Offset" = i64, description = "Bytes that are acknowledged."),
        ("Upload-Expires" = String, description = "When the upload is given up if nothing comes."),
    ))),
)]
#[patch("/video-uploads/{video_id}")]
pub async fn append_video_upload(
    app: Data<App>,
    caller: Allowed<AppendVideoUpload>,
    path: Path<VideoPath>,
    tus: Tus,
    payload: Payload,
) -> HttpResponse {
    said(append(app, caller, path.id(), &tus, payload).await)
}

async fn append(app: Data<App>, caller: Allowed<AppendVideoUpload>, id: VideoId, tus: &Tus, payload: Payload) -> Answer {
    let (at, count, checksum) = tus.portion()?;
    // a task of its own: it acknowledges what came also when nobody waits for the answer any more
    let appending = rt::spawn(async move {
        let bytes = payload.map_err(|_| Broken::Cut);
        let is_stopping = || app.is_stopping.load(Ordering::Relaxed);
        let incoming = Incoming { at, count, checksum, bytes };
        upload::append_video_upload(&app.db, &app.storage, &caller.grant, id, incoming, is_stopping).await
    });
    let standing: Result<Standing, VideoError> = appending.await.map_err(Problem::internal)?;
    Ok(stands(&mut HttpResponse::NoContent(), &standing?).finish())
}

/// End a video's upload before it is whole: what came is thrown away, its room in the plan is free at once, the video is canceled.
///
/// Refused: `upload_gone`; `video_state` when the upload is whole: delete the video then; `tus_version`.
#[utoipa::path(tag = "video", params(VideoPath, Tus), responses((status = 204)))]
#[delete("/video-uploads/{video_id}")]
pub async fn end_video_upload(app: Data<App>, caller: Allowed<EndVideoUpload>, path: Path<VideoPath>, tus: Tus) -> HttpResponse {
    said(end(&app, &caller, path.id(), &tus).await)
}

async fn end(app: &App, caller: &Allowed<EndVideoUpload>, id: VideoId, tus: &Tus) -> Answer {
    tus.check()?;
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, id).await?;
    upload::end_video_upload(&tx, &grant, id).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The answer with what every answer of tus has, also a refusal.
fn said(answer: Answer) -> HttpResponse {
    let mut answer = answer.unwrap_or_else(|problem| problem.error_response());
    put(&mut answer, "tus-resumable", VERSION);
    put(&mut answer, "tus-version", VERSION);
    answer
}

fn stands<'a>(answer: &'a mut HttpResponseBuilder, standing: &Standing) -> &'a mut HttpResponseBuilder {
    if let Some(at) = standing.expires_at {
        answer.insert_header(("upload-expires", date(at)));
    }
    answer.insert_header(("upload-offset", standing.offset.to_string()))
}

fn date(at: DateTime<Utc>) -> String {
    HttpDate::from(std::time::SystemTime::from(at)).to_string()
}

fn put(answer: &mut HttpResponse, name: &'static str, value: &str) {
    if let Ok(value) = header::HeaderValue::from_str(value) {
        answer.headers_mut().insert(header::HeaderName::from_static(name), value);
    }
}
