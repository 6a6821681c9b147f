//! How a video comes from one host to another. Until it has arrived it is played from where it was; then viewers are sent to the new
//! host, and what the old one has goes when nobody can be watching it there any more.
//!
//! Hosts are spoken to between these steps, outside of transactions. A host elsewhere fetches the file itself; this platform fetches it,
//! and makes it playable as it does with files that were uploaded ([`crate::process`]).

use chrono::Duration;
use domain::{
    access::{CarryVideo, CreateVideoMove, DeleteVideoMove},
    events::DomainEvent,
    ids::VideoId,
    time::{SIGNED_URL, Timestamp},
    video::{
        HostKind, Made, MoveStatus, Video, VideoFault, VideoMove, VideoStatus,
        video::{MAX_BYTES, MAX_DURATION_MS, minutes},
    },
};
use repositories::{
    CourseGrant, Grant, TenantRead, TenantTx,
    audit::Object,
    usage::{StorageBytes, VideoMinutes},
};
use serde_json::json;

use crate::{
    VideoError,
    host::{HostState, RemoteIds},
    process::{Failure, no_room},
    remote::{self, Next, SILENCE, SOONEST, next_look},
};

/// How long nobody may have heard of a move before it is given up.
pub const ABANDONED: Duration = Duration::hours(26);

/// Begins the move of a video to another host. One that failed before is forgotten.
///
/// # Errors
/// [`VideoError::NotMovable`].
pub async fn create_video_move(
    tx: &TenantTx,
    grant: &CourseGrant<CreateVideoMove>,
    id: VideoId,
    to: HostKind,
) -> Result<Video, VideoError> {
    let video = tx.videos().lock(id).await?;
    let from = video.host.as_str();
    begin(tx, &video, to).await?;
    let details = json!({ "course_id": video.course_id, "from": from, "to": to.as_str() });
    tx.audit(grant.grant(), "video_move_created", Object::new("video", id, video.title.clone()), details).await?;
    Ok(video)
}

/// Stops the move of a video, or forgets one that failed: the video stays where it is.
///
/// # Errors
/// [`VideoError::NotMovable`] when none is under way.
pub async fn delete_video_move(tx: &TenantTx, grant: &CourseGrant<DeleteVideoMove>, id: VideoId) -> Result<(), VideoError> {
    let mut video = tx.videos().lock(id).await?;
    if !stop(tx, &mut video).await? {
        return Err(VideoError::NotMovable("it is not being moved"));
    }
    let details = json!({ "course_id": video.course_id, "host": video.host.as_str() });
    Ok(tx.audit(grant.grant(), "video_move_deleted", Object::new("video", id, video.title), details).await?)
}

/// Begins the move of one of all videos that are wanted at a host. False when it cannot be moved: it stays.
///
/// # Errors
/// When the database fails.
pub async fn begin_move(tx: &TenantTx, _grant: &Grant<CarryVideo>, id: VideoId, to: HostKind) -> Result<bool, VideoError> {
    let Some(video) = tx.videos().lock_known(id).await? else { return Ok(false) };
    match begin(tx, &video, to).await {
        Ok(()) => Ok(true),
        Err(VideoError::NotMovable(why)) => {
            tracing::info!(video = %id, why, "a video stays at its host");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Whether a video that is not being moved can be moved to a host.
pub fn is_movable(video: &Video, to: HostKind) -> bool {
    check(video, to).is_ok()
}

fn check(video: &Video, to: HostKind) -> Result<(), VideoError> {
    if video.status != VideoStatus::Ready {
        return Err(VideoError::NotMovable("it is not ready"));
    }
    if video.host == to {
        return Err(VideoError::NotMovable("it is there already"));
    }
    if video.host == HostKind::Builtin && !video.has_original {
        return Err(VideoError::NotMovable("the file that was uploaded is kept no longer"));
    }
    Ok(())
}

async fn begin(tx: &TenantTx, video: &Video, to: HostKind) -> Result<(), VideoError> {
    check(video, to)?;
    match tx.videos().find_move(video.id).await? {
        Some(before) if before.is_running() => return Err(VideoError::NotMovable("it is being moved already")),
        Some(_) => tx.videos().end_move(video.id).await?,
        None => {}
    }
    tx.videos().begin_move(video.id, to).await?;
    Ok(tx.emit(&DomainEvent::VideoMoveBegun { video_id: video.id, begun_at: tx.now() }).await?)
}

/// A video that is being moved, and the move that began then, while it is under way.
///
/// # Errors
/// When the database fails.
pub async fn under_way(
    read: &TenantRead,
    _grant: &Grant<CarryVideo>,
    id: VideoId,
    begun_at: Timestamp,
) -> Result<Option<(Video, VideoMove)>, VideoError> {
    let (video, going) = (read.videos().find(id).await?, read.videos().find_move(id).await?);
    Ok(video.zip(going.filter(|going| going.is_running() && going.created_at == begun_at)))
}

/// Writes down what a host calls a video that it was told to fetch. When the move was stopped, or somebody was quicker, what it fetched is
/// dropped.
///
/// # Errors
/// When the database fails.
pub async fn fetched(tx: &TenantTx, _grant: &Grant<CarryVideo>, looked_at: &VideoMove, ids: RemoteIds) -> Result<Next, VideoError> {
    match locked(tx, looked_at).await? {
        Some((_, going)) if going.remote_id.is_none() => {
            let (remote_id, remote_playback_id) = (Some(ids.remote_id), ids.playback_id);
            tx.videos().save_move(&VideoMove { remote_id, remote_playback_id, ..going }).await?;
            Ok(Next::Look(tx.now() + SOONEST))
        }
        _ => {
            remote::drop_at(tx, looked_at.video_id, looked_at.to, ids.remote_id, None).await?;
            Ok(Next::Done)
        }
    }
}

/// Takes over what the new host said of a video, or that it said nothing.
///
/// # Errors
/// When the database fails.
pub async fn saw(tx: &TenantTx, _grant: &Grant<CarryVideo>, looked_at: &VideoMove, said: Option<HostState>) -> Result<Next, VideoError> {
    let Some((video, mut going)) = locked(tx, looked_at).await? else { return Ok(Next::Done) };
    if going.remote_id != looked_at.remote_id {
        return Ok(Next::Look(tx.now() + SOONEST));
    }
    match said {
        Some(HostState::Ready { ids, duration_ms, size }) => {
            (going.remote_id, going.remote_playback_id) = (Some(ids.remote_id.clone()), ids.playback_id.clone());
            ready(tx, video, going, ids, duration_ms, size).await?;
            return Ok(Next::Done);
        }
        Some(HostState::Failed(fault, detail)) => {
            come_to_nothing(tx, video, going, Failure { fault, detail }).await?;
            return Ok(Next::Done);
        }
        Some(HostState::Processing { ids, percent: _ }) if going.remote_id.as_ref() != Some(&ids.remote_id) => {
            (going.remote_id, going.remote_playback_id) = (Some(ids.remote_id), ids.playback_id);
            tx.videos().save_move(&going).await?;
            return Ok(Next::Look(tx.now() + SOONEST));
        }
        Some(HostState::Processing { .. } | HostState::Waiting) | None => {}
    }
    let (now, end) = (tx.now(), going.updated_at + SILENCE);
    if end < now {
        let detail = "The video host was not done with it after 24 hours. Try again.".to_owned();
        come_to_nothing(tx, video, going, Failure { fault: VideoFault::Internal, detail }).await?;
        return Ok(Next::Done);
    }
    Ok(Next::Look(next_look(going.updated_at, now).min(end + Duration::seconds(1))))
}

/// Reserves room for the file of a video that is about to be fetched from its host. False when the move was stopped, or came to nothing
/// for want of room.
///
/// # Errors
/// When the database fails.
pub async fn reserve(tx: &TenantTx, _grant: &Grant<CarryVideo>, looked_at: &VideoMove, bytes: i64) -> Result<bool, VideoError> {
    let Some((mut video, going)) = locked(tx, looked_at).await? else { return Ok(false) };
    if !(1..=MAX_BYTES).contains(&bytes) {
        let detail = "Its host gives it out as a file of more than 2 GiB, or as none.".to_owned();
        come_to_nothing(tx, video, going, Failure { fault: VideoFault::Unsupported, detail }).await?;
        return Ok(false);
    }
    let more = bytes - video.billed_bytes;
    if more <= 0 {
        tx.bill_bytes(&mut video, bytes, None).await?;
        return Ok(true);
    }
    match billing::take::<StorageBytes>(tx, more).await {
        Ok(seat) => tx.bill_bytes(&mut video, bytes, Some(seat)).await?,
        Err(error) => {
            let Some(failure) = no_room(&error) else { return Err(error.into()) };
            come_to_nothing(tx, video, going, failure).await?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// The file is here: it is made playable like one that was uploaded. False when the move was stopped, or it was here already.
///
/// # Errors
/// When the database fails.
pub async fn here(tx: &TenantTx, _grant: &Grant<CarryVideo>, looked_at: &VideoMove, bytes: i64) -> Result<bool, VideoError> {
    let unmade = locked(tx, looked_at).await?.filter(|(_, going)| going.made.is_none());
    let Some((video, going)) = unmade else { return Ok(false) };
    let made = Some(Made { bytes, attempt: video.attempt, ..Made::default() });
    tx.videos().save_move(&VideoMove { made, ..going }).await?;
    tx.emit(&DomainEvent::VideoUploaded { video_id: video.id }).await?;
    Ok(true)
}

/// Gives up a move that cannot go on.
///
/// # Errors
/// When the database fails.
pub async fn give_up(tx: &TenantTx, _grant: &Grant<CarryVideo>, looked_at: &VideoMove, failure: Failure) -> Result<(), VideoError> {
    match locked(tx, looked_at).await? {
        Some((video, going)) => come_to_nothing(tx, video, going, failure).await,
        None => Ok(()),
    }
}

/// Whether what a host names is a video on its way to it. Before the host has said how it calls it, anything may be.
pub(crate) async fn is_wanted(tx: &TenantTx, id: VideoId, host: HostKind, named: &str) -> Result<bool, VideoError> {
    let going = tx.videos().find_move(id).await?.filter(|going| going.is_running() && going.to == host);
    Ok(going.is_some_and(|going| going.remote_id.is_none_or(|known| known == named)))
}

/// Stops the move of a locked video, or forgets one that failed. False when there is none.
pub(crate) async fn stop(tx: &TenantTx, video: &mut Video) -> Result<bool, VideoError> {
    let Some(going) = tx.videos().find_move(video.id).await? else { return Ok(false) };
    if going.is_running() {
        take_back(tx, video, &going).await?;
    }
    tx.videos().end_move(video.id).await?;
    Ok(true)
}

/// Ends a move badly: the video stays where it is, and what came of it elsewhere goes.
pub(crate) async fn come_to_nothing(tx: &TenantTx, mut video: Video, going: VideoMove, failure: Failure) -> Result<(), VideoError> {
    tracing::info!(video = %video.id, to = going.to.as_str(), fault = failure.fault.as_str(), "a video stays at its host");
    take_back(tx, &mut video, &going).await?;
    let (fault, fault_detail) = (Some(failure.fault), Some(without_addresses(&failure.detail)).filter(|detail| !detail.is_empty()));
    let failed =
        VideoMove { status: MoveStatus::Failed, fault, fault_detail, remote_id: None, remote_playback_id: None, made: None, ..going };
    Ok(tx.videos().save_move(&failed).await?)
}

/// Ends a move well: the video is kept as it is now, and what its old host has goes once addresses that lead there have ended.
pub(crate) async fn arrive(tx: &TenantTx, before: &Video, now: &Video) -> Result<(), VideoError> {
    tracing::info!(video = %now.id, from = before.host.as_str(), to = now.host.as_str(), "a video has come to another host");
    tx.videos().save(now).await?;
    tx.videos().end_move(now.id).await?;
    let not_before = tx.now() + grace();
    match (before.host, &before.remote_id) {
        (HostKind::Builtin, _) => Ok(tx.emit(&DomainEvent::VideoLeft { video_id: now.id, not_before }).await?),
        (host, Some(remote_id)) => remote::drop_at(tx, now.id, host, remote_id.clone(), Some(not_before)).await,
        (_, None) => Ok(()),
    }
}

/// What a host says may name the address that it was to fetch, which opens the file to everybody for hours.
fn without_addresses(words: &str) -> String {
    let hidden = |word: &str| if word.contains("://") { "[address]".to_owned() } else { word.to_owned() };
    words.split(' ').map(hidden).collect::<Vec<_>>().join(" ")
}

/// Longer than any address that was given out works.
pub(crate) fn grace() -> Duration {
    SIGNED_URL + Duration::minutes(5)
}

/// What the new host has of a video goes, and so does what the plan holds for it.
async fn take_back(tx: &TenantTx, video: &mut Video, going: &VideoMove) -> Result<(), VideoError> {
    if let Some(remote_id) = going.remote_id.clone() {
        remote::drop_at(tx, video.id, going.to, remote_id, None).await?;
    }
    if going.to != HostKind::Builtin {
        return Ok(());
    }
    // a later move begins with numbers of its own
    video.attempt = going.made.as_ref().map_or(video.attempt, |made| made.attempt);
    tx.videos().save(video).await?;
    tx.bill_bytes(video, 0, None).await?;
    let known = minutes(video.duration_ms.unwrap_or_default()).min(video.billed_minutes);
    tx.bill_minutes(video, known, None).await?;
    // somebody may still watch what an earlier move left here
    Ok(tx.emit(&DomainEvent::VideoLeft { video_id: video.id, not_before: tx.now() + grace() }).await?)
}

async fn ready(
    tx: &TenantTx,
    before: Video,
    going: VideoMove,
    ids: RemoteIds,
    duration_ms: i64,
    size: Option<(i64, i64)>,
) -> Result<(), VideoError> {
    if duration_ms > MAX_DURATION_MS {
        let failure = Failure { fault: VideoFault::TooLong, detail: "It is longer than ten hours.".to_owned() };
        return come_to_nothing(tx, before, going, failure).await;
    }
    let mut video = before.clone();
    // it was paid for already: a second more or less at another host refuses nothing
    let wanted = minutes(duration_ms);
    let more = wanted - video.billed_minutes;
    let seat = if more > 0 { Some(billing::take_beyond_limit::<VideoMinutes>(tx, more).await?) } else { None };
    tx.bill_minutes(&mut video, wanted, seat).await?;
    tx.bill_bytes(&mut video, 0, None).await?;
    tx.videos().count_encoded(video.id, duration_ms).await?;
    (video.host, video.remote_id, video.remote_playback_id) = (going.to, Some(ids.remote_id), ids.playback_id);
    // whatever became of it at its old host meanwhile
    (video.status, video.percent, video.fault, video.fault_detail) = (VideoStatus::Ready, 100, None, None);
    video.duration_ms = Some(duration_ms);
    if let Some((width, height)) = size {
        (video.width, video.height) = (Some(width), Some(height));
    }
    (video.has_original, video.has_poster, video.sprite) = (false, false, None);
    arrive(tx, &before, &video).await
}

/// A video and its move, locked, if it is still the move that was looked at.
async fn locked(tx: &TenantTx, looked_at: &VideoMove) -> Result<Option<(Video, VideoMove)>, VideoError> {
    let Some(video) = tx.videos().lock_known(looked_at.video_id).await? else { return Ok(None) };
    let going = tx.videos().find_move(video.id).await?;
    let is_same = |going: &VideoMove| going.is_running() && (going.to, going.created_at) == (looked_at.to, looked_at.created_at);
    Ok(going.filter(is_same).map(|going| (video, going)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_repeated() {
        assert_eq!(without_addresses("400: cannot fetch https://f.example/o?signature=x now"), "400: cannot fetch [address] now");
        assert_eq!(without_addresses("Bad input"), "Bad input");
    }
}
