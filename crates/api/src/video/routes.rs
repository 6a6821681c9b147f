//! Operations on videos.

use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use domain::{
    access::{CancelVideo, CreateVideo, DeleteVideo, GetVideo, ListVideos, RetryVideo, UpdateVideo},
    ids::{CourseId, VideoId},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use video::manage;

use super::{
    dto::{Around, NewVideo, Video, VideoPatch},
    hosts,
};
use crate::{
    app::App,
    http::{Allowed, Answer, IfMatch, Json, Once, PageQuery, Reply, etag::versioned, page::PageBody},
};

/// Which course.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct VideosPath {
    /// The course.
    pub course_id: Uuid,
}

impl VideosPath {
    /// The course.
    pub fn id(&self) -> CourseId {
        CourseId(self.course_id)
    }
}

/// Which video.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct VideoPath {
    /// The video.
    pub video_id: Uuid,
}

impl VideoPath {
    /// The video.
    pub fn id(&self) -> VideoId {
        VideoId(self.video_id)
    }
}

/// Announce a video.
///
/// Room for its bytes is taken from the plan at once; its bytes come next, to the place that `upload` names, within 24 hours. A lesson
/// shows it when the lesson's `video_id` names it. Where a host elsewhere keeps the organization's videos, `upload` is a place there, and
/// the bytes are sent without any of the platform's credentials. Refused: `plan_limit_reached`, `course_frozen`; `invalid_input` for none
/// or more than 2 GiB; `video_host_unavailable` and `video_host_refused` when the host opens no place: nothing is kept then.
#[utoipa::path(tag = "video", params(VideosPath, Once), responses((status = 201, body = Video)))]
#[post("/courses/{course_id}/videos")]
pub async fn create_video(
    app: Data<App>,
    caller: Allowed<CreateVideo>,
    path: Path<VideosPath>,
    once: Once,
    body: Json<NewVideo>,
) -> Answer {
    let hash = body.hash().to_owned();
    let new = body.into_inner();
    let reply = once
        .reply(&app.db, &caller.grant, &hash, async |tx| {
            let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
            let new = new.read(app.video_hosts.of(tx).await?)?;
            let video = manage::create_video(tx, &grant, new).await?;
            Reply::created(&Video::of(&app, caller.tenant.org_id(), video))
        })
        .await?;
    hosts::announced(&app, &caller, &once, reply).await
}

/// List the videos of a course, the newest first.
#[utoipa::path(tag = "video", params(VideosPath, PageQuery), responses((status = 200, body = PageBody<Video>)))]
#[get("/courses/{course_id}/videos")]
pub async fn list_videos(app: Data<App>, caller: Allowed<ListVideos>, path: Path<VideosPath>, query: Query<PageQuery>) -> Answer {
    let page = query.request()?;
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, path.id()).await?;
    let found = read.videos().list(grant.course_id(), page).await?;
    let mut around = Around::of(&app, &read, found.items.iter().map(|video| video.id)).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, |video| Video::among(&app, caller.tenant.org_id(), video, &mut around))))
}

/// Read a video as the authors of its course see it: how far it is, and what to do when it failed.
#[utoipa::path(tag = "video", params(VideoPath), responses((status = 200, body = Video)))]
#[get("/videos/{video_id}")]
pub async fn get_video(app: Data<App>, caller: Allowed<GetVideo>, path: Path<VideoPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    read.videos().authorize(&caller.grant, path.id()).await?;
    let video = read.videos().get(path.id()).await?;
    let version = video.version;
    versioned(&Video::whole(&app, &read, caller.tenant.org_id(), video).await?, version)
}

/// Change a video's title or chapters.
///
/// Learners see the change at once. Needs `If-Match` with the video's version. Refused: `stale_version`.
#[utoipa::path(tag = "video", params(VideoPath, IfMatch), responses((status = 200, body = Video)))]
#[patch("/videos/{video_id}")]
pub async fn update_video(
    app: Data<App>,
    caller: Allowed<UpdateVideo>,
    path: Path<VideoPath>,
    version: IfMatch,
    body: Json<VideoPatch>,
) -> Answer {
    let patch = body.into_inner().read()?;
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
    let video = manage::update_video(&tx, &grant, path.id(), version.0, patch).await?;
    let version = video.version;
    let shown = Video::whole(&app, &tx, caller.tenant.org_id(), video).await?;
    tx.commit().await?;
    versioned(&shown, version)
}

/// Delete a video with everything that was made of it.
///
/// Its room in the plan is free at once. Refused: `video_in_use` while a lesson, or the outline that learners see, shows it.
#[utoipa::path(tag = "video", params(VideoPath), responses((status = 204)))]
#[delete("/videos/{video_id}")]
pub async fn delete_video(app: Data<App>, caller: Allowed<DeleteVideo>, path: Path<VideoPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
    manage::delete_video(&tx, &grant, path.id()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Stop a video that is coming or being made playable.
///
/// What was uploaded whole is kept, to be tried again; anything less is thrown away. Refused: `video_state` when there is nothing to
/// stop.
#[utoipa::path(tag = "video", params(VideoPath, Once), responses((status = 200, body = Video)))]
#[post("/videos/{video_id}/cancel")]
pub async fn cancel_video(app: Data<App>, caller: Allowed<CancelVideo>, path: Path<VideoPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
        let video = manage::cancel_video(tx, &grant, path.id()).await?;
        Reply::ok(&Video::whole(&app, tx, caller.tenant.org_id(), video).await?)
    })
    .await
}

/// Try again to make a video playable that failed or was stopped.
///
/// Refused: `video_state` when it did neither, or its file is gone.
#[utoipa::path(tag = "video", params(VideoPath, Once), responses((status = 200, body = Video)))]
#[post("/videos/{video_id}/retry")]
pub async fn retry_video(app: Data<App>, caller: Allowed<RetryVideo>, path: Path<VideoPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
        let video = manage::retry_video(tx, &grant, path.id()).await?;
        Reply::ok(&Video::whole(&app, tx, caller.tenant.org_id(), video).await?)
    })
    .await
}
