//! Who may watch, and until when. A look at a video belongs to one viewer and one session; its addresses work for ten minutes and are
//! renewed while everything that allowed it still holds.

use domain::{
    access::{CreateCatalogPlayback, CreatePlayback, CreateVideoPlayback, EndPlayback, RenewPlayback},
    ids::{EnrollmentId, LessonId, PlaybackId, VideoId},
    time::{SIGNED_URL, Timestamp},
    video::Video,
};
use repositories::{
    Actor, CourseGrant, Denied, Grant, RepositoryError, TenantTx,
    videos::{CaptionTrack, NewPlayback},
};
use uuid::Uuid;

use crate::VideoError;

/// How many videos a learner may watch at a time.
pub const STREAMS: usize = 2;

/// A look at a video that may begin, or go on.
#[derive(Clone, Debug)]
pub struct Watching {
    /// The look.
    pub id: PlaybackId,
    /// The video.
    pub video: Video,
    /// Its captions, by language.
    pub captions: Vec<CaptionTrack>,
    /// Until when its addresses work.
    pub until: Timestamp,
}

/// Begins a learner's look at a lesson's video. With `take_over` the oldest other look ends where there are too many.
///
/// # Errors
/// [`VideoError::Inactive`], [`VideoError::NotPlayable`], [`VideoError::TooManyStreams`], and [`Denied::CourseFrozen`] in a course
/// that the plan has no room for any more.
pub async fn create_playback(
    tx: &TenantTx,
    grant: &Grant<CreatePlayback>,
    (enrollment_id, lesson_id): (EnrollmentId, LessonId),
    take_over: bool,
) -> Result<Watching, VideoError> {
    let video = watchable(tx, grant, enrollment_id, lesson_id).await?;
    // whoever begins two at once waits here: the second counts the first
    tx.learners().lock_marks(grant.user_id()).await?;
    let others = tx.videos().playing(grant.user_id()).await?;
    if others.len() >= STREAMS {
        if !take_over {
            return Err(VideoError::TooManyStreams(others.len()));
        }
        let ended: Vec<PlaybackId> = others.iter().take(others.len() + 1 - STREAMS).map(|other| other.id).collect();
        tx.videos().end_playbacks(&ended).await?;
    }
    let of = NewPlayback {
        video_id: video.id,
        user_id: Some(grant.user_id()),
        enrollment_id: Some(enrollment_id),
        lesson_id: Some(lesson_id),
        principal: principal(grant.actor()),
        expires_at: tx.now() + SIGNED_URL,
    };
    begin(tx, of, video).await
}

/// Lets a learner's look go on, if everything that allowed it still holds.
///
/// # Errors
/// As [`create_playback`], and [`VideoError::Ended`].
pub async fn renew_playback(tx: &TenantTx, grant: &Grant<RenewPlayback>, id: PlaybackId) -> Result<Watching, VideoError> {
    let (of, is_over) = own(tx, grant, id).await?;
    let (Some(enrollment), Some(lesson)) = (of.enrollment_id, of.lesson_id) else { return Err(RepositoryError::NotFound.into()) };
    let video = watchable(tx, grant, enrollment, lesson).await?;
    let until = tx.now() + SIGNED_URL;
    if is_over || video.id != of.video_id || !tx.videos().renew_playback(id, until).await? {
        return Err(VideoError::Ended);
    }
    let captions = tx.videos().captions(video.id).await?;
    Ok(Watching { id, video, captions, until })
}

/// Ends a look, so that another may begin at once.
///
/// # Errors
/// [`RepositoryError::NotFound`] when it is not the caller's.
pub async fn end_playback(tx: &TenantTx, grant: &Grant<EndPlayback>, id: PlaybackId) -> Result<(), VideoError> {
    own(tx, grant, id).await?;
    Ok(tx.videos().end_playbacks(&[id]).await?)
}

/// Begins an author's look at a video of the course.
///
/// # Errors
/// [`VideoError::NotPlayable`].
pub async fn create_video_playback(tx: &TenantTx, grant: &CourseGrant<CreateVideoPlayback>, id: VideoId) -> Result<Watching, VideoError> {
    let video = playable(tx, id).await?;
    let of = NewPlayback {
        video_id: id,
        user_id: Some(grant.user_id()),
        enrollment_id: None,
        lesson_id: None,
        principal: principal(grant.grant().actor()),
        expires_at: tx.now() + SIGNED_URL,
    };
    begin(tx, of, video).await
}

/// Begins anybody's look at the video of a lesson that visitors may see.
///
/// # Errors
/// [`VideoError::NotPlayable`].
pub async fn create_catalog_playback(
    tx: &TenantTx,
    _grant: &Grant<CreateCatalogPlayback>,
    lesson_id: LessonId,
    video: VideoId,
) -> Result<Watching, VideoError> {
    let video = playable(tx, video).await?;
    let expires_at = tx.now() + SIGNED_URL;
    let of =
        NewPlayback { video_id: video.id, user_id: None, enrollment_id: None, lesson_id: Some(lesson_id), principal: None, expires_at };
    begin(tx, of, video).await
}

async fn begin(tx: &TenantTx, of: NewPlayback, video: Video) -> Result<Watching, VideoError> {
    let id = tx.videos().begin_playback(of).await?;
    let captions = tx.videos().captions(video.id).await?;
    Ok(Watching { id, video, captions, until: of.expires_at })
}

/// A look of the caller's own, by the session that began it, and whether it is over.
async fn own<A: domain::access::MemberAction>(tx: &TenantTx, grant: &Grant<A>, id: PlaybackId) -> Result<(NewPlayback, bool), VideoError> {
    let found = tx.videos().playback(id).await?;
    if found.of.user_id != Some(grant.user_id()) || found.of.principal != principal(grant.actor()) {
        return Err(RepositoryError::NotFound.into());
    }
    Ok((found.of, found.ended_at.is_some()))
}

/// The video that a learner sees in a lesson: of the revision that was completed, or of the one that is taught.
async fn watchable<A: domain::access::MemberAction>(
    tx: &TenantTx,
    grant: &Grant<A>,
    enrollment_id: EnrollmentId,
    lesson_id: LessonId,
) -> Result<Video, VideoError> {
    let entry = tx.enrollments().visible(grant, enrollment_id).await?;
    let enrollment = entry.enrollment;
    if enrollment.user_id != grant.user_id() {
        return Err(RepositoryError::NotFound.into());
    }
    if !enrollment.status(tx.now()).may_learn() {
        return Err(VideoError::Inactive);
    }
    if tx.courses().get(enrollment.course_id).await?.frozen_at.is_some() {
        return Err(Denied::CourseFrozen.into());
    }
    let taught = tx.outlines().get(enrollment.course_id, entry.course.outline_number).await?;
    let completed = tx.progress().find(enrollment_id, lesson_id).await?.and_then(|record| record.completion);
    let video = match (completed, taught.document.find(lesson_id)) {
        (Some(completion), _) => tx.lesson_revisions().get(completion.revision_id).await?.video_id,
        (None, Some((_, lesson))) => lesson.video_id,
        (None, None) => None,
    };
    playable(tx, video.ok_or(RepositoryError::NotFound)?).await
}

async fn playable(tx: &TenantTx, id: VideoId) -> Result<Video, VideoError> {
    let video = tx.videos().get(id).await?;
    if video.is_playable() { Ok(video) } else { Err(VideoError::NotPlayable) }
}

fn principal(actor: &Actor) -> Option<Uuid> {
    match actor {
        Actor::User { session_id, .. } => Some(session_id.0),
        Actor::ApiKey { api_key_id, .. } => Some(api_key_id.0),
        _ => None,
    }
}
