//! The words of videos. What is kept is written anew from what was read, so nothing of a stranger's file reaches a viewer as it was.
//!
//! The words stand in a row, where authors read them, and in a file, which viewers get without a database. A file is written before
//! the row that names it commits, under a name of its own, and the one before it goes afterwards.

use bytes::Bytes;
use domain::{
    access::{DeleteVideoCaptions, SetVideoCaptions},
    ids::VideoId,
    video::captions::{CaptionLanguage, CaptionSource, Captions, MAX_LANGUAGES},
};
use repositories::{
    Db, Grant, RepositoryError,
    videos::{CaptionTrack, NewCaptions},
};
use storage::{ObjectKey, Storage};
use uuid::Uuid;

use crate::VideoError;

/// Captions that somebody gives.
#[derive(Clone, Debug)]
pub struct GivenCaptions {
    /// The language.
    pub language: CaptionLanguage,
    /// What they are called in the player; else as before, or by their language's tag.
    pub label: Option<String>,
    /// Their words.
    pub captions: Captions,
    /// The version that they replace; `None` where there are none yet.
    pub replaces: Option<i64>,
}

/// Keeps a video's captions in one language.
///
/// # Errors
/// [`VideoError::VersionNeeded`] when there are some and no version was named, [`VideoError::Stale`] when it is another,
/// [`RepositoryError::NotFound`] when one was named and there are none, [`VideoError::TooManyLanguages`].
pub async fn set_captions(
    (db, storage): (&Db, &Storage),
    grant: &Grant<SetVideoCaptions>,
    video: VideoId,
    given: GivenCaptions,
) -> Result<CaptionTrack, VideoError> {
    // who may not write must not leave a file either
    let read = db.read(grant).await?;
    read.videos().authorize(grant, video).await?;
    read.videos().get(video).await?;
    check(&read.videos().captions(video).await?, &given)?;
    drop(read);
    let (vtt, file) = (given.captions.to_webvtt(), db.world().new_id());
    let key = ObjectKey::video_captions(grant.org_id(), video, &given.language, file);
    storage.put(&key, Bytes::from(vtt.clone())).await?;
    let language = given.language.clone();
    let written = write(db, grant, video, given, (vtt, file)).await;
    let useless = match &written {
        Ok((_, before)) => before.map(|before| ObjectKey::video_captions(grant.org_id(), video, &language, before)),
        Err(_) => Some(key),
    };
    tidy(storage, useless).await;
    written.map(|(track, _)| track)
}

/// The captions as they are now, and the file that they were in.
async fn write(
    db: &Db,
    grant: &Grant<SetVideoCaptions>,
    video: VideoId,
    given: GivenCaptions,
    (vtt, file): (String, Uuid),
) -> Result<(CaptionTrack, Option<Uuid>), VideoError> {
    let tx = db.write(grant).await?;
    tx.videos().authorize(grant, video).await?;
    tx.videos().lock(video).await?;
    let present = tx.videos().captions(video).await?;
    let before = check(&present, &given)?;
    let new = NewCaptions {
        label: given.label.or_else(|| before.map(|track| track.label.clone())).unwrap_or_else(|| given.language.to_string()),
        language: given.language,
        source: CaptionSource::Manual,
        vtt,
        cue_count: i64::try_from(given.captions.cues().len()).unwrap_or(i64::MAX),
        file,
    };
    let track = tx.videos().set_captions(video, new).await?;
    tx.commit().await?;
    Ok((track, before.map(|track| track.file)))
}

/// The captions that are replaced, if the caller knows them.
fn check<'t>(present: &'t [CaptionTrack], given: &GivenCaptions) -> Result<Option<&'t CaptionTrack>, VideoError> {
    let before = present.iter().find(|track| track.language == given.language);
    match (before, given.replaces) {
        (Some(track), Some(version)) if track.version == version => Ok(before),
        (Some(track), Some(_)) => Err(VideoError::Stale(track.version)),
        (Some(_), None) => Err(VideoError::VersionNeeded),
        (None, Some(_)) => Err(RepositoryError::NotFound.into()),
        (None, None) if present.len() >= MAX_LANGUAGES => Err(VideoError::TooManyLanguages),
        (None, None) => Ok(None),
    }
}

/// Deletes a video's captions in one language.
///
/// # Errors
/// [`RepositoryError::NotFound`] when there are none.
pub async fn delete_captions(
    (db, storage): (&Db, &Storage),
    grant: &Grant<DeleteVideoCaptions>,
    video: VideoId,
    language: &CaptionLanguage,
) -> Result<(), VideoError> {
    let tx = db.write(grant).await?;
    tx.videos().authorize(grant, video).await?;
    tx.videos().lock(video).await?;
    let present = tx.videos().captions(video).await?;
    let track = present.iter().find(|track| track.language == *language).ok_or(RepositoryError::NotFound)?;
    tx.videos().forget_captions(video, language).await?;
    tx.commit().await?;
    tidy(storage, Some(ObjectKey::video_captions(grant.org_id(), video, language, track.file))).await;
    Ok(())
}

/// Deletes a file that no row names. What was done stays done when that fails: the file goes with its video.
pub(crate) async fn tidy(storage: &Storage, useless: Option<ObjectKey>) {
    if let Some(key) = useless
        && let Err(error) = storage.delete(&key).await
    {
        tracing::warn!(%error, ?key, "a file of captions that nothing names stays");
    }
}
