//! One video in the hands of this worker: its file is fetched, looked at, made into forms, and these are stored.

use std::{
    fmt::Write,
    ops::Range,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU8, Ordering},
    time::Duration,
};

use bytes::Bytes;
use domain::{
    access::ProcessVideo,
    ids::OrgId,
    video::{RenditionName, Video, VideoFault},
};
use repositories::Grant;
use storage::{ObjectKey, StorageError, VideoFile};
use tokio_util::sync::CancellationToken;
use video::{
    VideoError,
    process::{self, Failure, Measured, Turn},
};
use video_ffmpeg::{Ffmpeg, Probe, Rendition, Rung, Source, Work, batches, ladder, space_needed};

use super::disk;
use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// How often it is said how far a video is, and looked whether somebody stopped it.
const TELLS: Duration = Duration::from_secs(3);
/// How often a failure that may be the file's is tried.
const FAILURES: i64 = 3;

/// Why a video was not made playable in this try.
pub enum Stop {
    /// Somebody stopped it.
    Stopped,
    /// The author must do something about it.
    Failed(Failure),
    /// ffmpeg failed.
    Ffmpeg(video_ffmpeg::Error),
    /// The plan, or the database, said no.
    Video(VideoError),
    /// The storage failed.
    Storage(StorageError),
    /// There is no room on this worker's disk, or it cannot be read.
    Disk(String),
}

impl From<video_ffmpeg::Error> for Stop {
    fn from(error: video_ffmpeg::Error) -> Self {
        Self::Ffmpeg(error)
    }
}

impl From<VideoError> for Stop {
    fn from(error: VideoError) -> Self {
        Self::Video(error)
    }
}

impl From<repositories::RepositoryError> for Stop {
    fn from(error: repositories::RepositoryError) -> Self {
        Self::Video(error.into())
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Stop {
    /// What follows: nothing, words for the author, or another try.
    ///
    /// # Errors
    /// When another try can help.
    pub fn judge(self, attempt: i64) -> Result<Option<Failure>, JobError> {
        match self {
            Self::Stopped | Self::Ffmpeg(video_ffmpeg::Error::Canceled) => Ok(None),
            Self::Failed(failure) => Ok(Some(failure)),
            Self::Ffmpeg(error) if !error.is_temporary() && (error.is_of_file() || attempt >= FAILURES) => {
                tracing::warn!(error = chain(&error), "a video failed for good");
                Ok(error.fault().map(|fault| Failure { fault: fault.kind, detail: fault.detail }))
            }
            Self::Ffmpeg(error) => Err(JobError::Temporary(chain(&error))),
            Self::Video(VideoError::Billing(error)) => match process::no_room(&error) {
                Some(failure) => Ok(Some(failure)),
                None => Err(JobError::Temporary(chain(&error))),
            },
            Self::Video(error) => Err(error.into()),
            Self::Storage(StorageError::NotFound) => {
                Ok(Some(Failure { fault: VideoFault::Internal, detail: "The uploaded file is gone. Upload it again.".to_owned() }))
            }
            Self::Storage(error) => Err(JobError::Temporary(chain(&error))),
            Self::Disk(words) => Err(JobError::Temporary(words)),
        }
    }
}

/// One video in the hands of this worker.
pub struct Encoding<'a> {
    app: &'a App,
    grant: &'a Grant<ProcessVideo>,
    org: OrgId,
    video: Video,
    folder: PathBuf,
}

impl<'a> Encoding<'a> {
    /// Takes a video.
    pub fn new(app: &'a App, grant: &'a Grant<ProcessVideo>, video: Video) -> Self {
        // an attempt that was begun anew shares nothing with one that may still be running
        let folder = app.config.video.folder.join(format!("{}-{}", video.id, video.attempt));
        Self { app, grant, org: grant.org_id(), video, folder }
    }

    /// Makes the video playable.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn run(&self) -> Result<(), Stop> {
        let ffmpeg = self.app.ffmpeg().await?;
        self.make_room(self.video.bytes)?;
        let source = self.folder.join("source");
        let sha256 = self.app.storage.download_to(&ObjectKey::video_original(self.org, self.video.id), &source).await?.to_string();
        if self.video.sha256.as_ref().is_some_and(|wanted| *wanted != sha256) {
            let detail = "The file that arrived is not the one that was announced: its SHA-256 differs. Upload it again.".to_owned();
            return Err(Stop::Failed(Failure { fault: VideoFault::ChecksumMismatch, detail }));
        }
        let probe = ffmpeg.probe(&source).await?;
        let rungs = ladder(&probe);
        let space = space_needed(&probe, &rungs);
        self.make_room(i64::try_from(space).unwrap_or(i64::MAX))?;
        self.measured(&probe, sha256, space).await?;
        let made = self.forms(&ffmpeg, &source, &probe, &rungs).await?;
        let duration_ms = made.iter().map(|form| form.duration_ms).max().unwrap_or(probe.duration_ms);
        let bytes = made.iter().map(|form| i64::try_from(form.bytes).unwrap_or(0)).sum();
        let tx = self.app.db.write(self.grant).await?;
        let is_done = process::finish(&tx, self.grant, self.turn(), duration_ms, bytes).await?;
        tx.commit().await?;
        if !is_done {
            return Err(Stop::Stopped);
        }
        Ok(self.discard(1..self.video.attempt).await?)
    }

    /// Throws away what was stored of an end that is none, and of the attempts before. What a failing storage keeps is swept later.
    pub async fn discard_all(&self) {
        if let Err(error) = self.discard(1..self.video.attempt + 1).await {
            tracing::warn!(video = %self.video.id, error = chain(&error), "files of a video that was stopped could not be deleted");
        }
    }

    async fn discard(&self, attempts: Range<i64>) -> Result<(), StorageError> {
        for attempt in attempts {
            self.app.storage.delete_attempt(self.org, self.video.id, attempt).await?;
        }
        Ok(())
    }

    /// Throws away what this worker kept of it on its own disk.
    pub async fn clean(&self) {
        if let Err(error) = tokio::fs::remove_dir_all(&self.folder).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(folder = %self.folder.display(), %error, "a worker's folder could not be deleted");
        }
    }

    /// Looks whether the disk has room for so many bytes more, with some to spare for others.
    fn make_room(&self, bytes: i64) -> Result<(), Stop> {
        disk::make_room(&self.folder, bytes, self.app.config.video.spare_bytes).map_err(Stop::Disk)
    }

    async fn measured(&self, probe: &Probe, sha256: String, space: u64) -> Result<(), Stop> {
        let found = Measured {
            duration_ms: probe.duration_ms,
            width: i64::from(probe.video.width),
            height: i64::from(probe.video.height),
            has_audio: probe.sound().is_some(),
            sha256,
            made_bytes: i64::try_from(space).unwrap_or(i64::MAX),
        };
        let tx = self.app.db.write(self.grant).await?;
        let goes_on = process::measured(&tx, self.grant, self.turn(), &found).await?;
        tx.commit().await?;
        if goes_on { Ok(()) } else { Err(Stop::Stopped) }
    }

    /// Makes and stores the forms, the smallest first, and the pictures after those.
    async fn forms(&self, ffmpeg: &Ffmpeg, source: &Path, probe: &Probe, rungs: &[Rung]) -> Result<Vec<Rendition>, Stop> {
        let out = self.folder.join("out");
        std::fs::create_dir_all(&out).map_err(|error| Stop::Disk(format!("{}: {error}", out.display())))?;
        let mut made: Vec<Rendition> = Vec::new();
        let runs = batches(rungs);
        for (run, batch) in runs.iter().enumerate() {
            // the first run is the shorter one: it is a third of the work
            let (from, to) = if runs.len() == 1 {
                (0, 95)
            } else if run == 0 {
                (0, 30)
            } else {
                (30, 95)
            };
            let work = Work { input: source, probe, rungs: batch, out: &out };
            let forms = self.encode(ffmpeg, work, (from, to)).await?;
            for form in &forms {
                self.store(&out, form).await?;
            }
            made.extend(forms.iter().cloned());
            self.put(VideoFile::Master, Bytes::from(master(&made))).await?;
            if !self.tell(to).await? {
                return Err(Stop::Stopped);
            }
            if run == 0 {
                self.pictures(ffmpeg, source, probe, &out).await?;
            }
        }
        Ok(made)
    }

    /// Runs ffmpeg, and meanwhile says how far it is and looks whether somebody stopped it.
    async fn encode(&self, ffmpeg: &Ffmpeg, work: Work<'_>, (from, to): (i64, i64)) -> Result<Vec<Rendition>, Stop> {
        let cancel = CancellationToken::new();
        let percent = AtomicU8::new(0);
        let tell = |done: u8| percent.store(done, Ordering::Relaxed);
        let run = ffmpeg.encode(work, &tell, &cancel);
        let watch = async {
            loop {
                tokio::time::sleep(TELLS).await;
                let done = from + (to - from) * i64::from(percent.load(Ordering::Relaxed)) / 100;
                // before the first form is stored nothing is playable: the percent must not say so
                let done = if from == 0 { 0 } else { done };
                match self.tell(done).await {
                    Ok(true) => {}
                    Ok(false) => return cancel.cancel(),
                    Err(error) => tracing::warn!(error = chain(&error), "how far a video is cannot be written down"),
                }
            }
        };
        tokio::pin!(run);
        tokio::select! {
            made = &mut run => Ok(made?),
            () = watch => Ok(run.await?),
        }
    }

    async fn tell(&self, percent: i64) -> Result<bool, VideoError> {
        let tx = self.app.db.write(self.grant).await?;
        let goes_on = process::advance(&tx, self.grant, self.turn(), percent).await?;
        tx.commit().await?;
        Ok(goes_on)
    }

    async fn pictures(&self, ffmpeg: &Ffmpeg, source: &Path, probe: &Probe, out: &Path) -> Result<(), Stop> {
        let cancel = CancellationToken::new();
        let (poster, sprite) = (self.folder.join("poster.jpg"), self.folder.join("sprite.jpg"));
        ffmpeg.poster(source, probe, &poster, &cancel).await?;
        let from = if out.join(RenditionName::P360.as_str()).is_dir() { Source::Made(out) } else { Source::Upload(source) };
        let sheet = ffmpeg.sprite(from, probe, &sprite, &cancel).await?;
        self.app.storage.put_file(&self.key(VideoFile::Poster), &poster).await?;
        self.app.storage.put_file(&self.key(VideoFile::Sprite), &sprite).await?;
        let tx = self.app.db.write(self.grant).await?;
        process::drawn(&tx, self.grant, self.turn(), Some(sheet)).await?;
        Ok(tx.commit().await?)
    }

    /// Stores the files of a form, its list last.
    async fn store(&self, out: &Path, form: &Rendition) -> Result<(), Stop> {
        let folder = out.join(form.name.as_str());
        self.app.storage.put_file(&self.key(VideoFile::Init(form.name)), &folder.join(&form.init)).await?;
        for (number, segment) in (0..).zip(&form.segments) {
            self.app.storage.put_file(&self.key(VideoFile::Segment(form.name, number)), &folder.join(&segment.file)).await?;
        }
        self.put(VideoFile::Playlist(form.name), Bytes::from(playlist(&folder, form)?)).await
    }

    async fn put(&self, file: VideoFile, bytes: Bytes) -> Result<(), Stop> {
        Ok(self.app.storage.put(&self.key(file), bytes).await?)
    }

    fn key(&self, file: VideoFile) -> ObjectKey {
        ObjectKey::video_file(self.org, self.video.id, self.video.attempt, file)
    }

    /// Whose turn it is.
    pub fn turn(&self) -> Turn {
        Turn::from(&self.video)
    }
}

/// A form's list, with the names under which its files are stored.
fn playlist(folder: &Path, form: &Rendition) -> Result<String, Stop> {
    let path = folder.join(&form.playlist);
    let written = std::fs::read_to_string(&path).map_err(|error| Stop::Disk(format!("{}: {error}", path.display())))?;
    let mut number = 0;
    let mut text = String::with_capacity(written.len());
    for line in written.lines() {
        if line.starts_with('#') || line.is_empty() {
            text.push_str(&line.replace(&form.init, "init.mp4"));
        } else {
            let _ = write!(text, "{number}.m4s");
            number += 1;
        }
        text.push('\n');
    }
    Ok(text)
}

/// The list of forms, sound alone last: a player begins with the first.
fn master(made: &[Rendition]) -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    let (pictures, sounds): (Vec<_>, Vec<_>) = made.iter().partition(|form| form.picture.is_some());
    for form in pictures.iter().chain(&sounds) {
        let _ = writeln!(text, "#EXT-X-STREAM-INF:{}\n{}/index.m3u8", form.attributes(), form.name.as_str());
    }
    text
}
