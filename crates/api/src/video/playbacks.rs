//! Operations on looks at videos.

use actix_web::{
    HttpResponse, delete, post,
    web::{Data, Path},
};
use chrono::{DateTime, Utc};
use courses::catalog::get_catalog_lesson;
use domain::{
    access::{CreateCatalogPlayback, CreatePlayback, CreateVideoPlayback, EndPlayback, RenewPlayback},
    ids::{EnrollmentId, LessonId, OrgId, PlaybackId},
    video::Sprite,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;
use video::playback::{self, Watching};

use super::{captions::PlaybackCaptions, routes::VideoPath, seconds};
use crate::{
    app::App,
    catalog::routes::CatalogLessonPath,
    http::{Allowed, Answer, Code, Json, Problem, Public},
    learning::routes::EnrollmentLessonPath,
};

/// Which look.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PlaybackPath {
    /// The look.
    pub playback_id: Uuid,
}

/// How a look begins.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlayback {
    /// Whether the oldest other look ends where there are too many; false if absent.
    #[serde(default)]
    pub take_over: bool,
}

/// A sheet of small pictures for the seek bar.
#[derive(Debug, Serialize, ToSchema)]
pub struct Storyboard {
    /// Where it is.
    pub url: String,
    /// Seconds from one picture to the next.
    pub interval_seconds: f64,
    /// Pixels across of one picture.
    pub width: i64,
    /// Pixels down of one picture.
    pub height: i64,
    /// Pictures in a row.
    pub columns: i64,
    /// Pictures in all.
    pub count: i64,
}

/// A look at a video: addresses that work for one viewer, for some minutes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Playback {
    /// The look: renew it, and end it.
    pub id: Uuid,
    /// The video.
    pub video_id: Uuid,
    /// Until when the addresses work. Renew before.
    pub expires_at: DateTime<Utc>,
    /// The HLS playlist. Of videos that this platform keeps, everything else lies below its address.
    pub playlist_url: String,
    /// A picture to show before it plays.
    #[schema(required = true)]
    pub poster_url: Option<String>,
    /// Pictures for the seek bar.
    #[schema(required = true)]
    pub storyboard: Option<Storyboard>,
    /// Its captions, as WebVTT.
    pub captions: Vec<PlaybackCaptions>,
    /// What is written over the picture: who watches. `null` for visitors.
    #[schema(required = true)]
    pub watermark: Option<String>,
}

impl Playback {
    fn of(app: &App, org_id: OrgId, watching: &Watching, watermark: Option<String>) -> Result<Self, Problem> {
        let video = &watching.video;
        let base = app.media_base(org_id, (video.id, video.attempt), watching.id, watching.until);
        let (playlist_url, poster_url) = match app.remote_playback(org_id, watching)? {
            Some(there) => (there.playlist, there.poster),
            None => (format!("{base}/master.m3u8"), video.has_poster.then(|| format!("{base}/poster.jpg"))),
        };
        Ok(Self {
            id: watching.id.0,
            video_id: video.id.0,
            expires_at: watching.until,
            playlist_url,
            poster_url,
            storyboard: video.sprite.map(|sprite| storyboard(&base, sprite)),
            captions: watching.captions.iter().map(|track| PlaybackCaptions::of(&base, track)).collect(),
            watermark,
        })
    }
}

fn storyboard(base: &str, sprite: Sprite) -> Storyboard {
    Storyboard {
        url: format!("{base}/sprite.jpg"),
        interval_seconds: seconds(sprite.interval_ms),
        width: sprite.width,
        height: sprite.height,
        columns: sprite.columns,
        count: sprite.count,
    }
}

/// Begin to watch a lesson's video.
///
/// For the learner, while the enrollment is active or completed. The addresses work for ten minutes; renew the look before they end, and
/// end it when it is over. Refused: `too_many_streams` when the learner watches two already (`take_over` ends the oldest),
/// `video_not_playable`, `enrollment_inactive`, `course_frozen`.
#[utoipa::path(tag = "video", params(EnrollmentLessonPath), responses((status = 201, body = Playback)))]
#[post("/enrollments/{enrollment_id}/lessons/{lesson_id}/playback")]
pub async fn create_playback(
    app: Data<App>,
    caller: Allowed<CreatePlayback>,
    path: Path<EnrollmentLessonPath>,
    body: Json<NewPlayback>,
) -> Answer {
    let place = (EnrollmentId(path.enrollment_id), LessonId(path.lesson_id));
    let tx = app.db.write(&caller.grant).await?;
    let watching = playback::create_playback(&tx, &caller.grant, place, body.into_inner().take_over).await?;
    let watermark = tx.users().get(caller.grant.user_id()).await?.email;
    app.video_hosts.play(&watching.video)?;
    tx.commit().await?;
    Ok(HttpResponse::Created().json(Playback::of(&app, caller.tenant.org_id(), &watching, Some(watermark))?))
}

/// Go on watching: fresh addresses for another ten minutes.
///
/// Everything that allowed the look is looked at again. Refused: `playback_ended` when it was ended, here or by watching elsewhere, and
/// as when it began.
#[utoipa::path(tag = "video", params(PlaybackPath), responses((status = 200, body = Playback)))]
#[post("/playbacks/{playback_id}/renewal")]
pub async fn renew_playback(app: Data<App>, caller: Allowed<RenewPlayback>, path: Path<PlaybackPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let watching = playback::renew_playback(&tx, &caller.grant, PlaybackId(path.playback_id)).await?;
    let watermark = tx.users().get(caller.grant.user_id()).await?.email;
    app.video_hosts.play(&watching.video)?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Playback::of(&app, caller.tenant.org_id(), &watching, Some(watermark))?))
}

/// End a look, so that another may begin at once. Its addresses work until they end by themselves.
#[utoipa::path(tag = "video", params(PlaybackPath), responses((status = 204)))]
#[delete("/playbacks/{playback_id}")]
pub async fn end_playback(app: Data<App>, caller: Allowed<EndPlayback>, path: Path<PlaybackPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    playback::end_playback(&tx, &caller.grant, PlaybackId(path.playback_id)).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Watch a video as one of the authors of its course. Refused: `video_not_playable`.
#[utoipa::path(tag = "video", params(VideoPath), responses((status = 201, body = Playback)))]
#[post("/videos/{video_id}/playback")]
pub async fn create_video_playback(app: Data<App>, caller: Allowed<CreateVideoPlayback>, path: Path<VideoPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
    let watching = playback::create_video_playback(&tx, &grant, path.id()).await?;
    app.video_hosts.play(&watching.video)?;
    tx.commit().await?;
    Ok(HttpResponse::Created().json(Playback::of(&app, caller.tenant.org_id(), &watching, None)?))
}

/// Watch the video of a lesson that visitors may see. Refused: `video_not_playable`.
#[utoipa::path(tag = "video", params(CatalogLessonPath), responses((status = 201, body = Playback)))]
#[post("/catalog/{slug}/lessons/{lesson_id}/playback")]
pub async fn create_catalog_playback(app: Data<App>, caller: Public<CreateCatalogPlayback>, path: Path<CatalogLessonPath>) -> Answer {
    let lesson = LessonId(path.lesson_id);
    let tx = app.db.write(&caller.grant).await?;
    let (revision, _) = get_catalog_lesson(&tx, &caller.grant, caller.member.as_ref(), &path.slug, lesson).await?;
    let video = revision.video_id.ok_or_else(|| Problem::new(Code::NotFound))?;
    let watching = playback::create_catalog_playback(&tx, &caller.grant, lesson, video).await?;
    app.video_hosts.play(&watching.video)?;
    tx.commit().await?;
    Ok(HttpResponse::Created().json(Playback::of(&app, caller.tenant.org_id(), &watching, None)?))
}
