//! What authors do with the videos of their courses.

use chrono::Duration;
use domain::{
    access::{CancelVideo, CreateVideo, DeleteVideo, RetryVideo, UpdateVideo},
    events::DomainEvent,
    ids::VideoId,
    video::{Chapter, HostKind, Video, VideoStatus},
};
use repositories::{CourseGrant, TenantTx, audit::Object, usage::StorageBytes, videos::NewVideo};
use serde_json::json;

use crate::{VideoError, moving, remote};

/// How long an upload may rest before it is given up.
pub const UPLOAD_REST: Duration = Duration::hours(24);

/// A file that is to be uploaded.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// What it is called.
    pub file_name: String,
    /// Its title.
    pub title: String,
    /// How large it is.
    pub bytes: i64,
    /// Its SHA-256, if the uploader knows it.
    pub sha256: Option<String>,
    /// Who is to keep it.
    pub host: HostKind,
}

/// Reserves room for a video whose bytes are to come.
///
/// # Errors
/// [`VideoError::Billing`] when the plan has no room for so many bytes.
pub async fn create_video(tx: &TenantTx, grant: &CourseGrant<CreateVideo>, new: NewFile) -> Result<Video, VideoError> {
    let seat = billing::take::<StorageBytes>(tx, new.bytes).await?;
    let id = VideoId(tx.new_id());
    let new = NewVideo {
        id,
        course_id: grant.course_id(),
        file_name: new.file_name,
        title: new.title,
        host: new.host,
        bytes: new.bytes,
        sha256: new.sha256,
        created_by: grant.user_id(),
    };
    let mut video = tx.videos().add(new, seat).await?;
    if video.host == HostKind::Builtin {
        tx.videos().begin_upload(id, "", tx.now() + UPLOAD_REST).await?;
    } else {
        remote::announce(tx, &mut video).await?;
    }
    Ok(video)
}

/// What of a video is changed. What is absent stays.
#[derive(Clone, Debug, Default)]
pub struct VideoPatch {
    /// The title.
    pub title: Option<String>,
    /// Named places, in order.
    pub chapters: Option<Vec<Chapter>>,
}

/// Changes what is given of a video, if it still has the version that the caller read.
///
/// # Errors
/// [`VideoError::Stale`]; nothing is changed then.
pub async fn update_video(
    tx: &TenantTx,
    _grant: &CourseGrant<UpdateVideo>,
    id: VideoId,
    expected: i64,
    patch: VideoPatch,
) -> Result<Video, VideoError> {
    let mut video = tx.videos().lock(id).await?;
    if video.version != expected {
        return Err(VideoError::Stale(video.version));
    }
    if let Some(title) = patch.title {
        video.title = title;
    }
    if let Some(chapters) = patch.chapters {
        video.chapters = chapters;
    }
    video.version += 1;
    tx.videos().save(&video).await?;
    Ok(video)
}

/// Deletes a video that no lesson shows, now or in the outline that learners see. Its room in the plan is free at once; its files
/// go afterwards. Learners who completed an older revision with it see that it is gone.
///
/// # Errors
/// [`VideoError::InUse`].
pub async fn delete_video(tx: &TenantTx, grant: &CourseGrant<DeleteVideo>, id: VideoId) -> Result<(), VideoError> {
    let mut video = tx.videos().lock(id).await?;
    if tx.videos().is_shown(&video).await? {
        return Err(VideoError::InUse);
    }
    moving::stop(tx, &mut video).await?;
    give_room_back(tx, &mut video).await?;
    remote::drop_asset(tx, &mut video).await?;
    video.status = VideoStatus::Deleted;
    (video.has_original, video.has_poster) = (false, false);
    tx.videos().close_upload(id).await?;
    tx.videos().save(&video).await?;
    tx.emit(&DomainEvent::VideoDeleted { video_id: id }).await?;
    tx.audit(grant.grant(), "video_deleted", Object::new("video", id, video.title), json!({ "course_id": video.course_id })).await?;
    Ok(())
}

/// Stops a video that is coming or being made playable. What was uploaded whole stays, to be tried again.
///
/// # Errors
/// [`VideoError::State`] when there is nothing to stop.
pub async fn cancel_video(tx: &TenantTx, _grant: &CourseGrant<CancelVideo>, id: VideoId) -> Result<Video, VideoError> {
    let mut video = tx.videos().lock(id).await?;
    if !video.status.may_cancel() {
        return Err(VideoError::State(video.status.as_str()));
    }
    // what came whole is kept, here or by the host
    if !video.has_original && (video.host == HostKind::Builtin || video.status == VideoStatus::Uploading) {
        stop_upload(tx, &mut video).await?;
        return Ok(video);
    }
    let bytes = video.bytes.min(video.billed_bytes);
    tx.bill_bytes(&mut video, bytes, None).await?;
    tx.bill_minutes(&mut video, 0, None).await?;
    video.status = VideoStatus::Canceled;
    tx.videos().save(&video).await?;
    Ok(video)
}

/// Tries again to make a video playable.
///
/// # Errors
/// [`VideoError::State`] when it neither failed nor was stopped, or its file is gone.
pub async fn retry_video(tx: &TenantTx, _grant: &CourseGrant<RetryVideo>, id: VideoId) -> Result<Video, VideoError> {
    let mut video = tx.videos().lock(id).await?;
    if !video.status.may_retry(video.has_original || video.remote_id.is_some()) {
        return Err(VideoError::State(video.status.as_str()));
    }
    video.status = VideoStatus::Queued;
    (video.fault, video.fault_detail, video.percent) = (None, None, 0);
    tx.videos().save(&video).await?;
    let event = match video.host {
        HostKind::Builtin => DomainEvent::VideoUploaded { video_id: id },
        HostKind::Mux | HostKind::Cloudflare => DomainEvent::VideoAwaited { video_id: id },
    };
    tx.emit(&event).await?;
    Ok(video)
}

/// Stops a video while its bytes come: its room is free at once, what came is thrown away afterwards.
pub(crate) async fn stop_upload(tx: &TenantTx, video: &mut Video) -> Result<(), VideoError> {
    give_room_back(tx, video).await?;
    remote::drop_asset(tx, video).await?;
    tx.videos().close_upload(video.id).await?;
    video.status = VideoStatus::Canceled;
    tx.videos().save(video).await?;
    tx.emit(&DomainEvent::VideoDeleted { video_id: video.id }).await?;
    Ok(())
}

pub(crate) async fn give_room_back(tx: &TenantTx, video: &mut Video) -> Result<(), VideoError> {
    tx.bill_bytes(video, 0, None).await?;
    tx.bill_minutes(video, 0, None).await?;
    Ok(())
}
