//! How far a video is that the platform's own workers make playable. What they do is done between these steps, outside of
//! transactions; each step looks whether somebody stopped the video meanwhile, or another worker took it over.
//!
//! A video that comes from another host goes through the same steps. Until the last of them it is played from there, and what was made
//! of it is written down with its move ([`crate::moving`]).

use billing::BillingError;
use domain::{
    access::ProcessVideo,
    ids::VideoId,
    time::Timestamp,
    video::{HostKind, Made, Sprite, Video, VideoFault, VideoMove, VideoStatus, video::minutes},
};
use repositories::{
    Grant, TenantTx,
    usage::{StorageBytes, VideoMinutes},
};

use crate::{VideoError, moving};

/// What a look at the file said.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Milliseconds.
    pub duration_ms: i64,
    /// Pixels across, as it is shown.
    pub width: i64,
    /// Pixels down, as it is shown.
    pub height: i64,
    /// Whether it has sound.
    pub has_audio: bool,
    /// The file's SHA-256, in lowercase hex.
    pub sha256: String,
    /// Bytes of everything that will be made, at the most.
    pub made_bytes: i64,
}

/// Why a video is not made playable.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which fault.
    pub fault: VideoFault,
    /// The same in a sentence.
    pub detail: String,
}

/// A worker's hands on a video. What it says counts as long as nobody began anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The video.
    pub id: VideoId,
    /// Which attempt the worker makes; the files that it stores are kept by this number.
    pub attempt: i64,
}

impl From<&Video> for Turn {
    fn from(video: &Video) -> Self {
        Self { id: video.id, attempt: video.attempt }
    }
}

/// A locked video in a worker's hands.
struct Hands {
    video: Video,
    /// The same as it is played from another host meanwhile, and its move from there.
    elsewhere: Option<(Video, VideoMove)>,
}

impl Hands {
    async fn save(self, tx: &TenantTx) -> Result<(), VideoError> {
        match self.elsewhere {
            None => Ok(tx.videos().save(&self.video).await?),
            Some((_, going)) => Ok(tx.videos().save_move(&VideoMove { made: Some(Made::of(&self.video)), ..going }).await?),
        }
    }
}

/// Begins to make a video playable; `None` when there is nothing to do: it was stopped, is done, or another host keeps it. A worker that takes
/// over begins anew, with files of its own: the one before may be late rather than dead.
///
/// # Errors
/// When the database fails.
pub async fn begin(tx: &TenantTx, _grant: &Grant<ProcessVideo>, id: VideoId) -> Result<Option<Video>, VideoError> {
    let Some(mut hands) = working(tx, id).await? else { return Ok(None) };
    let video = &mut hands.video;
    video.attempt += 1;
    (video.status, video.percent) = (VideoStatus::Processing, 0);
    (video.has_poster, video.sprite) = (false, None);
    (video.fault, video.fault_detail) = (None, None);
    let begun = video.clone();
    hands.save(tx).await?;
    Ok(Some(begun))
}

/// Writes down what the file is, and reserves its minutes and the bytes that will be made; false when it was stopped.
///
/// # Errors
/// [`VideoError::Billing`] when the plan has no room: nothing was reserved then.
pub async fn measured(tx: &TenantTx, _grant: &Grant<ProcessVideo>, turn: Turn, found: &Measured) -> Result<bool, VideoError> {
    let Some(mut hands) = ours(tx, turn).await? else { return Ok(false) };
    let video = &mut hands.video;
    bill(tx, video, found.duration_ms, found.made_bytes).await?;
    video.sha256 = Some(found.sha256.clone());
    video.duration_ms = Some(found.duration_ms);
    (video.width, video.height, video.has_audio) = (Some(found.width), Some(found.height), Some(found.has_audio));
    hands.save(tx).await?;
    Ok(true)
}

/// Says how far it is; false when it was stopped. Anything but 0 says that a form of it is stored and can be played.
///
/// # Errors
/// When the database fails.
pub async fn advance(tx: &TenantTx, _grant: &Grant<ProcessVideo>, turn: Turn, percent: i64) -> Result<bool, VideoError> {
    let Some(mut hands) = ours(tx, turn).await? else { return Ok(false) };
    hands.video.percent = percent.clamp(hands.video.percent, 99);
    hands.save(tx).await?;
    Ok(true)
}

/// Writes down that the picture before it plays and the sheet for the seek bar are stored.
///
/// # Errors
/// When the database fails.
pub async fn drawn(tx: &TenantTx, _grant: &Grant<ProcessVideo>, turn: Turn, sprite: Option<Sprite>) -> Result<bool, VideoError> {
    let Some(mut hands) = ours(tx, turn).await? else { return Ok(false) };
    (hands.video.has_poster, hands.video.sprite) = (true, sprite);
    hands.save(tx).await?;
    Ok(true)
}

/// Ends it well: what counts against the plan is settled to what was measured.
///
/// # Errors
/// When the database fails.
pub async fn finish(
    tx: &TenantTx,
    _grant: &Grant<ProcessVideo>,
    turn: Turn,
    duration_ms: i64,
    made_bytes: i64,
) -> Result<bool, VideoError> {
    let Some(Hands { mut video, elsewhere }) = ours(tx, turn).await? else { return Ok(false) };
    settle(tx, &mut video, duration_ms, made_bytes).await?;
    tx.videos().count_encoded(video.id, duration_ms).await?;
    (video.status, video.percent, video.duration_ms) = (VideoStatus::Ready, 100, Some(duration_ms));
    video.ready_at = Some(tx.now());
    match elsewhere {
        None => tx.videos().save(&video).await?,
        Some((before, _)) => moving::arrive(tx, &before, &video).await?,
    }
    Ok(true)
}

/// Ends it badly: only the file itself counts against the plan from now on.
///
/// # Errors
/// When the database fails.
pub async fn fail(tx: &TenantTx, _grant: &Grant<ProcessVideo>, turn: Turn, failure: Failure) -> Result<(), VideoError> {
    let Some(Hands { mut video, elsewhere }) = ours(tx, turn).await? else { return Ok(()) };
    if let Some((before, going)) = elsewhere {
        return moving::come_to_nothing(tx, before, going, failure).await;
    }
    let bytes = video.bytes.min(video.billed_bytes);
    tx.bill_bytes(&mut video, bytes, None).await?;
    tx.bill_minutes(&mut video, 0, None).await?;
    video.status = VideoStatus::Failed;
    (video.fault, video.fault_detail) = (Some(failure.fault), Some(failure.detail));
    tx.videos().save(&video).await?;
    Ok(())
}

/// What a refusal of the plan means for a video.
pub fn no_room(error: &BillingError) -> Option<Failure> {
    let detail = match error {
        BillingError::LimitReached(limit) => {
            format!(
                "The plan allows {} of {}, and {} are in use. Choose a larger plan or delete other videos, then try again.",
                limit.allowed,
                limit.metric.as_str(),
                limit.used
            )
        }
        BillingError::ReadOnly => "A payment is overdue. Once it is made, try again.".to_owned(),
        BillingError::Repository(_) => return None,
    };
    Some(Failure { fault: VideoFault::PlanLimit, detail })
}

/// Deletes the originals of videos that were ready before a moment: gives those whose files are to go.
///
/// # Errors
/// When the database fails.
pub async fn forget_originals(
    tx: &TenantTx,
    _grant: &Grant<domain::access::SweepVideos>,
    before: Timestamp,
) -> Result<Vec<VideoId>, VideoError> {
    let mut forgotten = Vec::new();
    for id in tx.videos().with_originals(before).await? {
        let mut video = tx.videos().lock(id).await?;
        let bytes = (video.billed_bytes - video.bytes).max(0);
        tx.bill_bytes(&mut video, bytes, None).await?;
        video.has_original = false;
        tx.videos().save(&video).await?;
        forgotten.push(id);
    }
    Ok(forgotten)
}

/// A video that the platform's own workers may work on, locked.
async fn working(tx: &TenantTx, id: VideoId) -> Result<Option<Hands>, VideoError> {
    let Some(video) = tx.videos().lock_known(id).await? else { return Ok(None) };
    if video.host == HostKind::Builtin {
        let is_ours = matches!(video.status, VideoStatus::Queued | VideoStatus::Processing);
        return Ok(is_ours.then_some(Hands { video, elsewhere: None }));
    }
    let Some(going) = tx.videos().find_move(id).await?.filter(VideoMove::is_running) else { return Ok(None) };
    let Some(made) = going.made.clone() else { return Ok(None) };
    Ok(Some(Hands { video: made.onto(video.clone()), elsewhere: Some((video, going)) }))
}

/// The same, if it is still the worker's turn.
async fn ours(tx: &TenantTx, turn: Turn) -> Result<Option<Hands>, VideoError> {
    Ok(working(tx, turn.id).await?.filter(|hands| hands.video.attempt == turn.attempt))
}

async fn bill(tx: &TenantTx, video: &mut Video, duration_ms: i64, made_bytes: i64) -> Result<(), VideoError> {
    let bytes = video.bytes + made_bytes;
    let more = bytes - video.billed_bytes;
    let seat = if more > 0 { Some(billing::take::<StorageBytes>(tx, more).await?) } else { None };
    tx.bill_bytes(video, bytes, seat).await?;
    let wanted = minutes(duration_ms);
    let more = wanted - video.billed_minutes;
    let seat = if more > 0 { Some(billing::take::<VideoMinutes>(tx, more).await?) } else { None };
    Ok(tx.bill_minutes(video, wanted, seat).await?)
}

/// What was made is there already: it counts even if the estimate was too small.
async fn settle(tx: &TenantTx, video: &mut Video, duration_ms: i64, made_bytes: i64) -> Result<(), VideoError> {
    let bytes = video.bytes + made_bytes;
    let more = bytes - video.billed_bytes;
    let seat = if more > 0 { Some(billing::take_beyond_limit::<StorageBytes>(tx, more).await?) } else { None };
    tx.bill_bytes(video, bytes, seat).await?;
    let wanted = minutes(duration_ms);
    let more = wanted - video.billed_minutes;
    let seat = if more > 0 { Some(billing::take_beyond_limit::<VideoMinutes>(tx, more).await?) } else { None };
    Ok(tx.bill_minutes(video, wanted, seat).await?)
}
