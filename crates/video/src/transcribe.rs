//! Captions made from the sound: asked for by an author, made by a worker. What a worker does is done between these steps; each looks
//! whether the video is still there. Captions that a person gave are never replaced.

use bytes::Bytes;
use domain::{
    access::{CreateVideoTranscription, TranscribeVideo},
    events::DomainEvent,
    ids::{TranscriptionId, VideoId},
    video::{
        HostKind, Video, VideoStatus,
        captions::{CaptionLanguage, CaptionSource, Captions, MAX_LANGUAGES},
        transcription::{TranscriptionFault, TranscriptionStatus},
    },
};
use repositories::{
    CourseGrant, Db, Grant, RepositoryError, TenantTx,
    audit::Object,
    videos::{CaptionTrack, NewCaptions, Transcription},
};
use serde_json::json;
use storage::{ObjectKey, Storage};
use uuid::Uuid;

use crate::{VideoError, captions::tidy};

/// Whether a video's sound can be had here.
pub fn is_audible(video: &Video) -> bool {
    video.status == VideoStatus::Ready && video.has_audio != Some(false) && has_sound_here(video)
}

/// A company that keeps a video keeps its sound too.
fn has_sound_here(video: &Video) -> bool {
    video.has_original || video.host == HostKind::Builtin
}

/// Asks for captions made from the sound, in a language or in the one that is spoken.
///
/// # Errors
/// [`VideoError::State`] when the video is not ready, [`VideoError::Silent`], [`VideoError::SoundElsewhere`],
/// [`VideoError::TranscriptionRunning`], [`VideoError::CaptionsExist`] when a person gave captions in this language,
/// [`VideoError::TooManyLanguages`].
pub async fn create_video_transcription(
    tx: &TenantTx,
    grant: &CourseGrant<CreateVideoTranscription>,
    id: VideoId,
    language: Option<CaptionLanguage>,
) -> Result<Transcription, VideoError> {
    let video = tx.videos().lock(id).await?;
    if video.status != VideoStatus::Ready {
        return Err(VideoError::State(video.status.as_str()));
    }
    if video.has_audio == Some(false) {
        return Err(VideoError::Silent);
    }
    if !has_sound_here(&video) {
        return Err(VideoError::SoundElsewhere);
    }
    if tx.videos().running_transcription(id).await?.is_some() {
        return Err(VideoError::TranscriptionRunning);
    }
    if let Some(language) = &language {
        may_replace(&tx.videos().captions(id).await?, language)?;
    }
    let asked = tx.videos().add_transcription(id, language.as_ref(), grant.user_id()).await?;
    tx.emit(&DomainEvent::VideoTranscriptionRequested { transcription_id: asked.id }).await?;
    let details = json!({ "course_id": video.course_id, "language": language.map(|language| language.to_string()) });
    tx.audit(grant.grant(), "video_transcription_created", Object::new("video", id, video.title), details).await?;
    Ok(asked)
}

/// The captions in a language that may be replaced, if there are any.
fn may_replace<'t>(present: &'t [CaptionTrack], language: &CaptionLanguage) -> Result<Option<&'t CaptionTrack>, VideoError> {
    match present.iter().find(|track| track.language == *language) {
        Some(track) if track.source == CaptionSource::Manual => Err(VideoError::CaptionsExist),
        None if present.len() >= MAX_LANGUAGES => Err(VideoError::TooManyLanguages),
        before => Ok(before),
    }
}

/// Begins, or goes on where another worker was; `None` when there is nothing to do: it is over, or the video is gone.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    tx: &TenantTx,
    _grant: &Grant<TranscribeVideo>,
    id: TranscriptionId,
) -> Result<Option<(Transcription, Video)>, VideoError> {
    let Some((mut asked, video)) = working(tx, id).await? else { return Ok(None) };
    asked.status = TranscriptionStatus::Processing;
    tx.videos().save_transcription(&asked).await?;
    Ok(Some((asked, video)))
}

/// Writes down what was heard so far; false when the video is gone.
///
/// # Errors
/// [`VideoError::CaptionsExist`], [`VideoError::TooManyLanguages`]: to hear on would be in vain.
pub async fn heard(tx: &TenantTx, _grant: &Grant<TranscribeVideo>, known: &Transcription) -> Result<bool, VideoError> {
    if working(tx, known.id).await?.is_none() {
        return Ok(false);
    }
    if let Some(language) = &known.language {
        may_replace(&tx.videos().captions(known.video_id).await?, language)?;
    }
    tx.videos().save_transcription(known).await?;
    Ok(true)
}

/// Keeps captions that were made, and ends the request; nothing is kept when the video is gone.
///
/// # Errors
/// [`VideoError::CaptionsExist`], [`VideoError::TooManyLanguages`].
pub async fn finish(
    (db, storage): (&Db, &Storage),
    grant: &Grant<TranscribeVideo>,
    known: Transcription,
    (language, captions): (CaptionLanguage, Captions),
) -> Result<(), VideoError> {
    let (vtt, file) = (captions.to_webvtt(), db.world().new_id());
    let at = |file: Uuid| ObjectKey::video_captions(grant.org_id(), known.video_id, &language, file);
    storage.put(&at(file), Bytes::from(vtt.clone())).await?;
    let new = NewCaptions {
        label: language.to_string(),
        language: language.clone(),
        source: CaptionSource::Automatic,
        vtt,
        cue_count: i64::try_from(captions.cues().len()).unwrap_or(i64::MAX),
        file,
    };
    let written = write(db, grant, known.clone(), new).await;
    let useless = match &written {
        Ok(Some(before)) => before.map(at),
        Ok(None) | Err(_) => Some(at(file)),
    };
    tidy(storage, useless).await;
    written.map(|_| ())
}

/// The file that the captions were in before, if there were any; nothing at all when the video is gone.
async fn write(
    db: &Db,
    grant: &Grant<TranscribeVideo>,
    mut known: Transcription,
    mut new: NewCaptions,
) -> Result<Option<Option<Uuid>>, VideoError> {
    let tx = db.write(grant).await?;
    if working(&tx, known.id).await?.is_none() {
        return Ok(None);
    }
    let present = tx.videos().captions(known.video_id).await?;
    let before = may_replace(&present, &new.language)?;
    if let Some(before) = before {
        new.label.clone_from(&before.label);
    }
    known.language = Some(new.language.clone());
    known.status = TranscriptionStatus::Done;
    tx.videos().set_captions(known.video_id, new).await?;
    tx.videos().save_transcription(&known).await?;
    tx.commit().await?;
    Ok(Some(before.map(|track| track.file)))
}

/// Ends a request without captions.
///
/// # Errors
/// When the database fails.
pub async fn fail(
    tx: &TenantTx,
    _grant: &Grant<TranscribeVideo>,
    id: TranscriptionId,
    (fault, detail): (TranscriptionFault, String),
) -> Result<(), VideoError> {
    let Some((mut asked, _)) = working(tx, id).await? else { return Ok(()) };
    asked.status = TranscriptionStatus::Failed;
    (asked.fault, asked.fault_detail) = (Some(fault), Some(detail));
    Ok(tx.videos().save_transcription(&asked).await?)
}

/// A request that is not over, and its video, locked. What was asked for of a video that is gone is forgotten.
async fn working(tx: &TenantTx, id: TranscriptionId) -> Result<Option<(Transcription, Video)>, VideoError> {
    let Some(asked) = tx.videos().find_transcription(id).await? else { return Ok(None) };
    let video = match tx.videos().lock(asked.video_id).await {
        Ok(video) => video,
        Err(RepositoryError::NotFound) => {
            tx.videos().forget_transcriptions(asked.video_id).await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    // read anew: whoever held the lock before may have ended it
    let asked = tx.videos().find_transcription(id).await?.filter(|asked| !asked.status.is_over());
    Ok(asked.map(|asked| (asked, video)))
}
