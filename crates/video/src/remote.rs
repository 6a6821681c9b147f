//! How far a video is in the hands of a host elsewhere.
//!
//! The host is spoken to between these steps, outside of transactions; each step looks whether somebody stopped the video meanwhile. What
//! is known of a video there is what the last look said: messages of the host only say that it is time to look. What the host has and
//! nobody wants any more is named by an event, whose job deletes it there.

use chrono::Duration;
use domain::{
    access::{CreateVideo, FollowVideo},
    events::DomainEvent,
    ids::VideoId,
    time::Timestamp,
    video::{
        HostKind, Video, VideoFault, VideoStatus,
        video::{MAX_DURATION_MS, minutes},
    },
};
use repositories::{CourseGrant, Grant, TenantTx, usage::VideoMinutes, webhooks::VideoMessage};

use crate::{
    VideoError,
    host::{HostState, RemoteIds},
    manage::{UPLOAD_REST, give_room_back, stop_upload},
    moving,
    process::no_room,
};

/// How long after its last news a host is asked again, at the least and at the most.
pub(crate) const SOONEST: Duration = Duration::seconds(15);
/// See [`SOONEST`].
const LATEST: Duration = Duration::minutes(30);
/// How long a host may say nothing new of a video before it is given up.
pub(crate) const SILENCE: Duration = Duration::hours(24);
/// How long a place for the bytes may take to be opened: whoever asked for it is gone by then.
const OPENING: Duration = Duration::minutes(5);

/// What comes after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is ready, failed, or was stopped.
    Done,
    /// Another look.
    Look(Timestamp),
}

/// Reserves the first of a new video's minutes, so that a plan without any refuses before bytes are sent, and has it followed.
pub(crate) async fn announce(tx: &TenantTx, video: &mut Video) -> Result<(), VideoError> {
    let seat = billing::take::<VideoMinutes>(tx, 1).await?;
    tx.bill_minutes(video, 1, Some(seat)).await?;
    tx.emit(&DomainEvent::VideoAwaited { video_id: video.id }).await?;
    Ok(())
}

/// Has what a host has of a locked video deleted there, and forgets it.
pub(crate) async fn drop_asset(tx: &TenantTx, video: &mut Video) -> Result<(), VideoError> {
    video.remote_playback_id = None;
    if let Some(remote_id) = video.remote_id.take() {
        tx.videos().keep_remote_upload(video.id, None).await?;
        drop_at(tx, video.id, video.host, remote_id, None).await?;
    }
    Ok(())
}

/// Has what a host has of a video deleted there, at once or later.
pub(crate) async fn drop_at(
    tx: &TenantTx,
    video_id: VideoId,
    host: HostKind,
    remote_id: String,
    not_before: Option<Timestamp>,
) -> Result<(), VideoError> {
    Ok(tx.emit(&DomainEvent::RemoteVideoDropped { video_id, host, remote_id, not_before }).await?)
}

/// The longest that a new video may be, in milliseconds: what the plan has room for. Its first minute is reserved already.
///
/// # Errors
/// When the database fails.
pub async fn longest_ms(tx: &TenantTx, _grant: &CourseGrant<CreateVideo>, video: &Video) -> Result<i64, VideoError> {
    let left = billing::left(tx, domain::plans::Metric::VideoMinutes).await?;
    let room = left.map_or(MAX_DURATION_MS, |left| left.saturating_add(video.billed_minutes).saturating_mul(60_000));
    Ok(room.clamp(60_000, MAX_DURATION_MS))
}

/// Writes down where a host takes a video's bytes. False when somebody was quicker, or stopped it: what was opened is dropped then.
///
/// # Errors
/// When the database fails.
pub async fn opened(
    tx: &TenantTx,
    _grant: &CourseGrant<CreateVideo>,
    (id, host): (VideoId, HostKind),
    remote_id: String,
    sealed: &str,
) -> Result<bool, VideoError> {
    let video = tx.videos().lock_known(id).await?;
    match video {
        Some(mut video) if video.status == VideoStatus::Uploading && video.host == host && video.remote_id.is_none() => {
            video.remote_id = Some(remote_id);
            tx.videos().save(&video).await?;
            tx.videos().keep_remote_upload(id, Some(sealed)).await?;
            Ok(true)
        }
        _ => {
            drop_at(tx, id, host, remote_id, None).await?;
            Ok(false)
        }
    }
}

/// Cancels a video for whose bytes no place was opened: its room is free at once. False when somebody opened one meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn not_opened(tx: &TenantTx, _grant: &CourseGrant<CreateVideo>, id: VideoId) -> Result<bool, VideoError> {
    match tx.videos().lock_known(id).await? {
        Some(video) if video.remote_id.is_some() => Ok(false),
        Some(mut video) if video.status == VideoStatus::Uploading => stop_upload(tx, &mut video).await.map(|()| true),
        _ => Ok(true),
    }
}

/// Whether a host is to be asked about a video.
pub fn is_followed(video: &Video) -> bool {
    let is_open = matches!(video.status, VideoStatus::Uploading | VideoStatus::Queued | VideoStatus::Processing);
    video.host != HostKind::Builtin && is_open
}

/// When a host that had nothing new to say, or did not answer, is asked again: the longer it is silent, the later.
pub fn next_look(last_news: Timestamp, now: Timestamp) -> Timestamp {
    now + ((now - last_news) / 4).clamp(SOONEST, LATEST)
}

/// Takes over what a host said of a video, or that it said nothing.
///
/// # Errors
/// When the database fails.
pub async fn saw(tx: &TenantTx, _grant: &Grant<FollowVideo>, looked_at: &Video, said: Option<HostState>) -> Result<Next, VideoError> {
    let Some(mut video) = tx.videos().lock_known(looked_at.id).await? else { return Ok(Next::Done) };
    if !is_followed(&video) {
        return Ok(Next::Done);
    }
    if (video.host, &video.remote_id) != (looked_at.host, &looked_at.remote_id) {
        return Ok(Next::Look(tx.now() + SOONEST));
    }
    match said {
        Some(HostState::Ready { ids, duration_ms, size }) => ready(tx, &mut video, ids, duration_ms, size).await,
        Some(HostState::Failed(fault, detail)) => fail(tx, &mut video, fault, detail).await,
        Some(HostState::Processing { ids, percent }) => processing(tx, video, ids, percent).await,
        Some(HostState::Waiting) | None => waiting(tx, video).await,
    }
}

/// Whether a message may say that what the host has of a ready video is gone.
pub fn may_be_lost(video: &Video, named: Option<&String>) -> bool {
    video.host != HostKind::Builtin && video.status == VideoStatus::Ready && named.is_some() && video.remote_id.as_ref() == named
}

/// Somebody deleted at the host what a ready video is played from: nobody can watch it any more, and its author must know.
///
/// # Errors
/// When the database fails.
pub async fn lost(tx: &TenantTx, _grant: &Grant<FollowVideo>, looked_at: &Video) -> Result<(), VideoError> {
    let known = tx.videos().lock_known(looked_at.id).await?;
    let Some(mut video) = known.filter(|video| may_be_lost(video, looked_at.remote_id.as_ref())) else { return Ok(()) };
    (video.remote_id, video.remote_playback_id) = (None, None);
    fail(tx, &mut video, VideoFault::HostRefused, "It was deleted at the video host. Upload it again.".to_owned()).await?;
    Ok(())
}

/// Follows what a message names besides what the video's row names. Such a thing is a second one of the same video, or the video was
/// stopped: nobody wants it. False when this organization never had the video.
///
/// # Errors
/// When the database fails.
pub async fn compare(tx: &TenantTx, _grant: &Grant<FollowVideo>, message: &VideoMessage) -> Result<bool, VideoError> {
    let id = message.video_id;
    let Some((video, is_deleted)) = tx.videos().lock_any(id).await? else { return Ok(false) };
    let Some(named) = message.remote_id.clone() else { return Ok(true) };
    let known = video.remote_id.clone().filter(|_| video.host == message.host && !is_deleted);
    if !is_deleted && moving::is_wanted(tx, id, message.host, &named).await? {
        return Ok(true);
    }
    let is_wanted = match &known {
        // an upload becomes a video under another id; until a look has said which, nobody can tell
        Some(known) => *known == named || is_upload(known) || is_upload(&named),
        None => !is_deleted && video.status == VideoStatus::Uploading,
    };
    if !is_wanted {
        // after a move somebody may still watch it there
        let not_before = (!is_deleted && video.host != message.host).then(|| tx.now() + moving::grace());
        drop_at(tx, id, message.host, named, not_before).await?;
    }
    Ok(true)
}

fn is_upload(remote_id: &str) -> bool {
    remote_id.starts_with("upload:")
}

async fn processing(tx: &TenantTx, mut video: Video, ids: RemoteIds, percent: Option<i64>) -> Result<Next, VideoError> {
    let before = video.clone();
    know(tx, &mut video, ids).await?;
    video.status = VideoStatus::Processing;
    video.percent = percent.unwrap_or_default().clamp(video.percent.min(99), 99);
    if video != before {
        tx.videos().save(&video).await?;
        return Ok(Next::Look(tx.now() + SOONEST));
    }
    waiting(tx, video).await
}

async fn waiting(tx: &TenantTx, mut video: Video) -> Result<Next, VideoError> {
    let now = tx.now();
    if video.status == VideoStatus::Uploading && video.remote_id.is_none() && video.created_at + OPENING < now {
        stop_upload(tx, &mut video).await?;
        return Ok(Next::Done);
    }
    let (end, fault, detail) = match video.status {
        VideoStatus::Uploading => (video.created_at + UPLOAD_REST, VideoFault::UploadExpired, "The file was not uploaded within 24 hours."),
        _ => (video.updated_at + SILENCE, VideoFault::Internal, "The video host said nothing of it for 24 hours. Try again."),
    };
    if end < now {
        return fail(tx, &mut video, fault, detail.to_owned()).await;
    }
    Ok(Next::Look(next_look(video.updated_at, now).min(end + Duration::seconds(1))))
}

async fn ready(tx: &TenantTx, video: &mut Video, ids: RemoteIds, duration_ms: i64, size: Option<(i64, i64)>) -> Result<Next, VideoError> {
    know(tx, video, ids).await?;
    if duration_ms > MAX_DURATION_MS {
        return fail(tx, video, VideoFault::TooLong, "It is longer than ten hours.".to_owned()).await;
    }
    match settle(tx, video, duration_ms).await {
        Ok(()) => {}
        Err(VideoError::Billing(error)) => {
            let Some(failure) = no_room(&error) else { return Err(error.into()) };
            return fail(tx, video, failure.fault, failure.detail).await;
        }
        Err(error) => return Err(error),
    }
    tx.videos().count_encoded(video.id, duration_ms).await?;
    (video.status, video.percent, video.duration_ms) = (VideoStatus::Ready, 100, Some(duration_ms));
    (video.fault, video.fault_detail, video.ready_at) = (None, None, Some(tx.now()));
    (video.width, video.height) = size.unzip();
    tx.videos().save(video).await?;
    Ok(Next::Done)
}

/// No byte of it is kept here; what counts of it is its length.
async fn settle(tx: &TenantTx, video: &mut Video, duration_ms: i64) -> Result<(), VideoError> {
    let wanted = minutes(duration_ms);
    let more = wanted - video.billed_minutes;
    let seat = if more > 0 { Some(billing::take::<VideoMinutes>(tx, more).await?) } else { None };
    tx.bill_minutes(video, wanted, seat).await?;
    Ok(tx.bill_bytes(video, 0, None).await?)
}

/// Ends it badly. What can never be played goes at the host, too. What only waits for room in the plan, or for somebody to look, stays to
/// be tried again, and counts with the bytes of its file.
async fn fail(tx: &TenantTx, video: &mut Video, fault: VideoFault, detail: String) -> Result<Next, VideoError> {
    tx.videos().keep_remote_upload(video.id, None).await?;
    if matches!(fault, VideoFault::PlanLimit | VideoFault::HostRefused | VideoFault::Internal) {
        let bytes = video.bytes.min(video.billed_bytes);
        tx.bill_bytes(video, bytes, None).await?;
        tx.bill_minutes(video, 0, None).await?;
    } else {
        give_room_back(tx, video).await?;
        drop_asset(tx, video).await?;
    }
    video.status = VideoStatus::Failed;
    (video.fault, video.fault_detail) = (Some(fault), Some(detail).filter(|detail| !detail.is_empty()));
    tx.videos().save(video).await?;
    Ok(Next::Done)
}

/// Takes over the host's ids: its bytes have come whole.
async fn know(tx: &TenantTx, video: &mut Video, ids: RemoteIds) -> Result<(), VideoError> {
    tx.videos().keep_remote_upload(video.id, None).await?;
    (video.remote_id, video.remote_playback_id) = (Some(ids.remote_id), ids.playback_id);
    Ok(())
}
