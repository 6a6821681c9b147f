//! The job that makes captions from the sound of a video: the sound is fetched, cut, sent piece by piece, and what was heard is kept.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use domain::{
    access::{SweepVideos, TranscribeVideo},
    events::DomainEvent,
    video::{
        RenditionName, Video,
        captions::{CaptionLanguage, Captions, MAX_BYTES, Spoken},
        transcription::{Heard, TranscriptionFault},
    },
};
use futures::{StreamExt, TryStreamExt, stream};
use repositories::{Grant, JobLease, RepositoryError, videos::Transcription};
use storage::{ObjectKey, StorageError, VideoFile};
use tokio::io::AsyncWriteExt;
use tokio_util::sync::CancellationToken;
use video::{
    Transcriber, TranscriptionError, VideoError, transcribe,
    transcription::{Sound, Transcript},
};
use video_ffmpeg::{Ffmpeg, Piece, SoundSource};

use super::disk;
use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// The job that makes captions from the sound of a video. It waits for somebody else for minutes.
pub const TRANSCRIBE_VIDEO: &str = "transcribe_video";
/// How often it is tried: with the growing waits between, about twenty minutes.
const TRIES: i64 = 10;
/// How often a failure is tried that may be the file's.
const FAILURES: i64 = 3;
/// How often it is looked whether the video is still there.
const LOOKS: Duration = Duration::from_secs(3);
/// How many segments of the sound are fetched at once.
const FETCHES: usize = 8;
/// Bytes of a millisecond of sound, as it is cut.
const BYTES_PER_MS: i64 = 32;
/// The form without pictures has 64 kbit/s: as many bytes of it, with room for what surrounds them.
const SOUND_BYTES_PER_MS: i64 = 12;
/// How long a request may rest in a worker's hands before it is given up.
const ABANDONED: chrono::Duration = chrono::Duration::hours(2);

/// Why there are no captions after this try.
enum Stop {
    /// The video is gone.
    Gone,
    /// The author is told.
    Failed(TranscriptionFault, String),
    /// Another try can help; if none does, the author is told this.
    Again(String, TranscriptionFault, String),
}

impl From<VideoError> for Stop {
    fn from(error: VideoError) -> Self {
        match error {
            VideoError::CaptionsExist => Self::Failed(
                TranscriptionFault::CaptionsExist,
                "A person gave captions in this language, and these are not replaced. Delete them first if you want automatic ones."
                    .to_owned(),
            ),
            VideoError::TooManyLanguages => Self::Failed(
                TranscriptionFault::TooManyLanguages,
                "The video has captions in as many languages as it may have. Delete some, then try again.".to_owned(),
            ),
            other => ours(chain(&other)),
        }
    }
}

impl From<RepositoryError> for Stop {
    fn from(error: RepositoryError) -> Self {
        VideoError::from(error).into()
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => no_sound(),
            other => ours(chain(&other)),
        }
    }
}

impl From<TranscriptionError> for Stop {
    fn from(error: TranscriptionError) -> Self {
        match error {
            TranscriptionError::Refused(said) => Self::Failed(
                TranscriptionFault::Refused,
                format!(
                    "The service that makes captions refused the sound ({said}). Choose another language, or show this to whoever runs the \
                     platform."
                ),
            ),
            TranscriptionError::Unavailable(said) => Self::Again(
                said.clone(),
                TranscriptionFault::Unavailable,
                format!(
                    "The service that makes captions does not answer ({said}). Try again later; if it fails again, show this to whoever runs \
                     the platform."
                ),
            ),
        }
    }
}

fn ours(cause: String) -> Stop {
    let detail = "It did not work for a reason of ours. Try again later.".to_owned();
    Stop::Again(cause, TranscriptionFault::Internal, detail)
}

fn no_sound() -> Stop {
    Stop::Failed(
        TranscriptionFault::NoSound,
        "The video has no sound that can be read here. Write the captions, or upload them.".to_owned(),
    )
}

impl Stop {
    /// What the author is told now, if anything.
    fn judge(self, attempt: i64) -> Result<Option<(TranscriptionFault, String)>, JobError> {
        match self {
            Self::Gone => Ok(None),
            Self::Failed(fault, detail) => Ok(Some((fault, detail))),
            Self::Again(cause, fault, detail) if attempt >= TRIES => {
                tracing::warn!(cause, "captions were given up");
                Ok(Some((fault, detail)))
            }
            Self::Again(cause, ..) => Err(JobError::Temporary(cause)),
        }
    }
}

/// Makes captions from the sound of a video.
///
/// # Errors
/// When another try can help; what else is in the way is written down for the author.
pub async fn transcribe_video(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::VideoTranscriptionRequested { transcription_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<TranscribeVideo>();
    let tx = app.db.write(&grant).await?;
    let begun = transcribe::begin(&tx, &grant, transcription_id).await?;
    tx.commit().await?;
    let Some((asked, video)) = begun else { return Ok(()) };
    let failure = match &app.transcriber {
        None => Some((TranscriptionFault::Unavailable, "Captions are not made from the sound here any more.".to_owned())),
        Some(transcriber) => {
            // a try that was begun anew shares nothing with one that may still be running
            let folder = app.config.video.folder.join(format!("captions-{}-{}", asked.id, lease.attempt()));
            let listening = Listening { app, transcriber: &**transcriber, grant: &grant, video, folder, attempt: lease.attempt() };
            let heard = listening.run(asked).await;
            listening.clean().await;
            heard.map_or_else(|stop| stop.judge(lease.attempt()), |()| Ok(None))?
        }
    };
    let Some(failure) = failure else { return Ok(()) };
    tracing::info!(transcription = %transcription_id, fault = failure.0.as_str(), detail = failure.1, "no captions were made");
    let tx = app.db.write(&grant).await?;
    transcribe::fail(&tx, &grant, transcription_id, failure).await?;
    Ok(tx.commit().await?)
}

/// Ends what no worker is at any more.
///
/// # Errors
/// When the database fails.
pub async fn give_up(app: &App, lease: &JobLease) -> Result<(), JobError> {
    let tx = app.db.write(&lease.grant::<SweepVideos>()).await?;
    let abandoned = tx.videos().abandoned_transcriptions(tx.now() - ABANDONED).await?;
    for id in abandoned {
        let detail = "No worker could finish it. Try again.".to_owned();
        transcribe::fail(&tx, &lease.grant::<TranscribeVideo>(), id, (TranscriptionFault::Internal, detail)).await?;
    }
    Ok(tx.commit().await?)
}

/// One video in the hands of this worker.
struct Listening<'a> {
    app: &'a App,
    transcriber: &'a dyn Transcriber,
    grant: &'a Grant<TranscribeVideo>,
    video: Video,
    folder: PathBuf,
    attempt: i64,
}

impl Listening<'_> {
    async fn run(&self, mut known: Transcription) -> Result<(), Stop> {
        let ffmpeg = self.app.ffmpeg().await.map_err(|error| self.unheard(error))?;
        let piece_ms = self.app.config.video.transcription.as_ref().map_or(600_000, |set| set.piece.num_milliseconds());
        let cancel = CancellationToken::new();
        let pieces = self.while_there(&cancel, self.cut(&ffmpeg, piece_ms, &cancel)).await?;
        if known.heard.piece_ms != piece_ms {
            known.heard = Heard { piece_ms, ..Heard::default() };
        }
        for piece in pieces.iter().skip(known.heard.pieces) {
            let heard = self.while_there(&cancel, self.listen(piece, known.language.clone())).await?;
            self.note(&mut known, piece, heard).await?;
        }
        let Some(language) = known.language.clone() else {
            return Err(if known.heard.spoken.is_empty() { no_words() } else { unknown_language() });
        };
        let captions = Captions::of_speech(known.heard.spoken.clone()).map_err(|_| too_many_words())?;
        if captions.cues().is_empty() {
            return Err(no_words());
        }
        Ok(transcribe::finish((&self.app.db, &self.app.storage), self.grant, known, (language, captions)).await?)
    }

    /// Fetches the sound and cuts it.
    async fn cut(&self, ffmpeg: &Ffmpeg, piece_ms: i64, cancel: &CancellationToken) -> Result<Vec<Piece>, Stop> {
        let duration_ms = self.video.duration_ms.unwrap_or(0);
        let (source, pieces) = (self.folder.join("source"), self.folder.join("pieces"));
        let cut = if let Some(playlist) = self.playlist().await? {
            self.make_room(duration_ms * (BYTES_PER_MS + SOUND_BYTES_PER_MS))?;
            self.fetch(&playlist, &source).await?;
            ffmpeg.sound(SoundSource::Made(&source, duration_ms), (&pieces, piece_ms), cancel).await
        } else if self.video.has_original {
            self.make_room(self.video.bytes + duration_ms * BYTES_PER_MS)?;
            self.app.storage.download_to(&ObjectKey::video_original(self.grant.org_id(), self.video.id), &source).await?;
            let probe = ffmpeg.probe(&source).await.map_err(|error| self.unheard(error))?;
            if probe.sound().is_none() {
                return Err(no_sound());
            }
            ffmpeg.sound(SoundSource::Upload(&source, &probe), (&pieces, piece_ms), cancel).await
        } else {
            return Err(no_sound());
        };
        cut.map_err(|error| self.unheard(error))
    }

    /// The list of the form without pictures, if the video has that form.
    async fn playlist(&self) -> Result<Option<String>, Stop> {
        match self.app.storage.get(&self.file(VideoFile::Playlist(RenditionName::Audio))).await {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(StorageError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn file(&self, file: VideoFile) -> ObjectKey {
        ObjectKey::video_file(self.grant.org_id(), self.video.id, self.video.attempt, file)
    }

    /// Puts the files of the form without pictures together, in order.
    async fn fetch(&self, playlist: &str, into: &Path) -> Result<(), Stop> {
        let segments = playlist.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).zip(0..);
        let segments = segments.map(|(_, number)| VideoFile::Segment(RenditionName::Audio, number));
        let keys: Vec<ObjectKey> =
            std::iter::once(VideoFile::Init(RenditionName::Audio)).chain(segments).map(|file| self.file(file)).collect();
        let storage = self.app.storage.clone();
        let reads = keys.into_iter().map(move |key| {
            let storage = storage.clone();
            async move { storage.get(&key).await }
        });
        let mut parts = stream::iter(reads).buffered(FETCHES);
        let failed = |error: std::io::Error| ours(chain(&error));
        let mut file = tokio::fs::File::create(into).await.map_err(failed)?;
        while let Some(bytes) = parts.try_next().await? {
            file.write_all(&bytes).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)
    }

    async fn listen(&self, piece: &Piece, language: Option<CaptionLanguage>) -> Result<Transcript, Stop> {
        let cut = piece.clone();
        let wav = tokio::task::spawn_blocking(move || cut.wav()).await.map_err(|error| ours(chain(&error)))?;
        let wav = wav.map_err(|error| ours(chain(&error)))?.into();
        Ok(self.transcriber.transcribe(Sound { wav, duration_ms: piece.duration_ms, language }).await?)
    }

    /// Writes down what was heard in a piece. The language of the first words is that of all.
    async fn note(&self, known: &mut Transcription, piece: &Piece, heard: Transcript) -> Result<(), Stop> {
        if known.language.is_none() && !heard.spoken.is_empty() {
            known.language = Some(heard.language.ok_or_else(unknown_language)?);
        }
        known.heard.pieces += 1;
        known.heard.spoken.extend(heard.spoken.into_iter().map(|words| Spoken {
            start_ms: words.start_ms + piece.start_ms,
            end_ms: words.end_ms + piece.start_ms,
            ..words
        }));
        if known.heard.spoken.iter().map(|words| words.text.len()).sum::<usize>() > MAX_BYTES {
            return Err(too_many_words());
        }
        let tx = self.app.db.write(self.grant).await?;
        let goes_on = transcribe::heard(&tx, self.grant, known).await?;
        tx.commit().await?;
        if goes_on { Ok(()) } else { Err(Stop::Gone) }
    }

    /// Does something that takes long, and ends it when the video is gone.
    async fn while_there<T>(&self, cancel: &CancellationToken, work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
        let gone = async {
            loop {
                tokio::time::sleep(LOOKS).await;
                match self.is_there().await {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => tracing::warn!(error = chain(&error), "it cannot be seen whether a video is still there"),
                }
            }
        };
        tokio::select! {
            done = work => done,
            () = gone => {
                cancel.cancel();
                Err(Stop::Gone)
            }
        }
    }

    async fn is_there(&self) -> Result<bool, RepositoryError> {
        Ok(self.app.db.read(self.grant).await?.videos().find(self.video.id).await?.is_some())
    }

    /// What follows when the sound cannot be cut.
    fn unheard(&self, error: video_ffmpeg::Error) -> Stop {
        if error.is_of_file() || (!error.is_temporary() && self.attempt >= FAILURES) {
            tracing::warn!(error = chain(&error), video = %self.video.id, "the sound of a video cannot be read");
            return no_sound();
        }
        ours(chain(&error))
    }

    fn make_room(&self, bytes: i64) -> Result<(), Stop> {
        disk::make_room(&self.folder, bytes, self.app.config.video.spare_bytes).map_err(ours)
    }

    /// Throws away what this worker kept of it.
    async fn clean(&self) {
        if let Err(error) = tokio::fs::remove_dir_all(&self.folder).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(folder = %self.folder.display(), %error, "a worker's folder could not be deleted");
        }
    }
}

fn too_many_words() -> Stop {
    let detail = "More words were heard than captions may have. Cut the video into parts.".to_owned();
    Stop::Failed(TranscriptionFault::Internal, detail)
}

fn no_words() -> Stop {
    Stop::Failed(
        TranscriptionFault::NoWords,
        "Nobody was heard to say a word in this video. Write the captions, or upload them.".to_owned(),
    )
}

fn unknown_language() -> Stop {
    Stop::Failed(TranscriptionFault::UnknownLanguage, "The language was not recognized. Choose it, then try again.".to_owned())
}
