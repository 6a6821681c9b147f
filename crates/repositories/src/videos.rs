//! Videos, the bytes that are coming of them, and who watches.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::CourseAction,
    ids::{CourseId, UserId, VideoId},
    page::{Cursor, Page, PageRequest},
    video::{HostKind, Sprite, Video, VideoFault, VideoStatus},
};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel, sea_query::Expr};
use uuid::Uuid;

use crate::{
    courses::{AccessError, confirm},
    db::{TenantRead, TenantTx},
    entity::videos::{self, Column},
    error::RepositoryError,
    principal::{CourseGrant, Grant},
    scoped::{Reading, Scoped, Writing},
    usage::{Counted, Seat, StorageBytes, VideoMinutes},
};

mod captions;
mod moves;
mod playbacks;
mod remote;
mod seconds;
pub(crate) mod shown;
mod transcriptions;
mod uploads;
mod usage;

pub use captions::{CaptionTrack, NewCaptions};
pub use playbacks::{NewPlayback, Playback};
pub use seconds::WatchedPart;
pub use transcriptions::Transcription;
pub use uploads::{Upload, UploadLock};
pub use usage::{Cost, CourseOfVideos, MonthOfVideos};

/// Videos.
pub struct VideoRepo<'t, M> {
    rows: Scoped<'t, videos::Entity, M>,
}

impl TenantRead {
    /// Videos, to read.
    pub fn videos(&self) -> VideoRepo<'_, Reading> {
        VideoRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Videos, to read and write.
    pub fn videos(&self) -> VideoRepo<'_, Writing> {
        VideoRepo { rows: Scoped::new(&self.scope) }
    }
}

/// A video to be added: its bytes are still to come.
#[derive(Clone, Debug)]
pub struct NewVideo {
    /// The video.
    pub id: VideoId,
    /// Its course.
    pub course_id: CourseId,
    /// What the file is called.
    pub file_name: String,
    /// Its title.
    pub title: String,
    /// Who keeps it.
    pub host: HostKind,
    /// How large the file is.
    pub bytes: i64,
    /// Its SHA-256, if it was announced.
    pub sha256: Option<String>,
    /// Who uploads it.
    pub created_by: UserId,
}

impl<M> VideoRepo<'_, M> {
    /// Proof that the caller may do `A` in the course that a video belongs to.
    ///
    /// # Errors
    /// As [`crate::courses::CourseRepo::authorize`].
    pub async fn authorize<A: CourseAction>(&self, grant: &Grant<A>, id: VideoId) -> Result<CourseGrant<A>, AccessError> {
        confirm(&self.rows, id.0, Column::CourseId, grant).await
    }

    /// A video that was not deleted.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: VideoId) -> Result<Video, RepositoryError> {
        self.find(id).await?.ok_or(RepositoryError::NotFound)
    }

    /// A video that was not deleted, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, id: VideoId) -> Result<Option<Video>, RepositoryError> {
        let alive = self.rows.select().filter(Column::Id.eq(id.0)).filter(Column::Status.ne(VideoStatus::Deleted.as_str()));
        alive.one().await?.map(video).transpose()
    }

    /// The video that a lesson or a revision of it names, if it names one and that was not deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_shown(&self, id: Option<VideoId>) -> Result<Option<Video>, RepositoryError> {
        match id {
            Some(id) => self.find(id).await,
            None => Ok(None),
        }
    }

    /// Those of these videos that exist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn some(&self, ids: impl IntoIterator<Item = VideoId>) -> Result<Vec<Video>, RepositoryError> {
        let wanted = self.rows.select().filter(Column::Id.is_in(ids.into_iter().map(|id| id.0)));
        wanted.filter(Column::Status.ne(VideoStatus::Deleted.as_str())).all().await?.into_iter().map(video).collect()
    }

    /// How long videos are, in milliseconds; one whose length is not known yet is left out. No statement for none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn durations(&self, ids: impl IntoIterator<Item = VideoId>) -> Result<BTreeMap<VideoId, i64>, RepositoryError> {
        let wanted: BTreeSet<VideoId> = ids.into_iter().collect();
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<DurationRow> = self
            .rows
            .select()
            .filter(Column::Id.is_in(wanted.iter().map(|id| id.0)))
            .filter(Column::DurationMs.is_not_null())
            .columns([(Expr::col(Column::Id), "id"), (Expr::col(Column::DurationMs), "duration_ms")])
            .all_as()
            .await?;
        Ok(rows.into_iter().map(|row| (VideoId(row.id), row.duration_ms)).collect())
    }

    /// The videos of a course, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, course: CourseId, page: PageRequest) -> Result<Page<Video>, RepositoryError> {
        let alive = self.rows.select().filter(Column::CourseId.eq(course.0)).filter(Column::Status.ne(VideoStatus::Deleted.as_str()));
        let rows = alive.page(Column::CreatedAt, page, |row| Cursor { at: row.created_at, id: row.id }).await?;
        Ok(Page { items: rows.items.into_iter().map(video).collect::<Result<_, _>>()?, next: rows.next })
    }
}

#[derive(Debug, FromQueryResult)]
struct DurationRow {
    id: Uuid,
    duration_ms: i64,
}

impl VideoRepo<'_, Writing> {
    /// Adds a video whose bytes are to come; the seat pays for them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, new: NewVideo, seat: Seat<'_, StorageBytes>) -> Result<Video, RepositoryError> {
        if seat.count() != new.bytes {
            return Err(RepositoryError::Damaged("a video and its seat go together".to_owned()));
        }
        let now = self.rows.scope().now;
        let row = videos::Model {
            org_id: self.rows.scope().org_id.0,
            id: new.id.0,
            course_id: new.course_id.0,
            title: new.title,
            file_name: new.file_name,
            host: new.host.as_str().to_owned(),
            remote_id: None,
            remote_playback_id: None,
            remote_upload: None,
            status: VideoStatus::Uploading.as_str().to_owned(),
            fault: None,
            fault_detail: None,
            bytes: new.bytes,
            sha256: new.sha256,
            duration_ms: None,
            width: None,
            height: None,
            has_audio: None,
            percent: 0,
            billed_bytes: new.bytes,
            billed_minutes: 0,
            attempt: 0,
            has_original: false,
            has_poster: false,
            sprite: None,
            chapters: "[]".to_owned(),
            created_by: new.created_by.0,
            created_at: now,
            updated_at: now,
            ready_at: None,
            version: 1,
        };
        self.rows.insert_many([sea_orm::ActiveModelTrait::reset_all(row.clone().into_active_model())]).await?;
        video(row)
    }

    /// A video that was not deleted, locked until the transaction ends.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn lock(&self, id: VideoId) -> Result<Video, RepositoryError> {
        let alive = self.rows.select().filter(Column::Id.eq(id.0)).filter(Column::Status.ne(VideoStatus::Deleted.as_str()));
        video(alive.lock().get().await?)
    }

    /// Writes a locked video as it is now, but for what counts against the plan: see [`VideoRepo::bill_bytes`].
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it is gone.
    pub async fn save(&self, video: &Video) -> Result<(), RepositoryError> {
        let sprite = video.sprite.as_ref().map(serde_json::to_string).transpose()?;
        self.rows
            .update()
            .set(Column::Title, video.title.as_str())
            .set(Column::Host, video.host.as_str())
            .set(Column::RemoteId, video.remote_id.clone())
            .set(Column::RemotePlaybackId, video.remote_playback_id.clone())
            .set(Column::Status, video.status.as_str())
            .set(Column::Fault, video.fault.map(VideoFault::as_str))
            .set(Column::FaultDetail, video.fault_detail.clone())
            .set(Column::Bytes, video.bytes)
            .set(Column::Sha256, video.sha256.clone())
            .set(Column::DurationMs, video.duration_ms)
            .set(Column::Width, video.width)
            .set(Column::Height, video.height)
            .set(Column::HasAudio, video.has_audio)
            .set(Column::Percent, video.percent)
            .set(Column::Attempt, video.attempt)
            .set(Column::HasOriginal, video.has_original)
            .set(Column::HasPoster, video.has_poster)
            .set(Column::Sprite, sprite)
            .set(Column::Chapters, serde_json::to_string(&video.chapters)?)
            .set(Column::ReadyAt, video.ready_at)
            .set(Column::UpdatedAt, self.rows.scope().now)
            .set(Column::Version, video.version)
            .filter(Column::Id.eq(video.id.0))
            .one()
            .await
    }

    /// Whether a lesson shows a video, as its author has it or as learners see it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_shown(&self, video: &Video) -> Result<bool, RepositoryError> {
        shown::is_shown(&self.rows, video).await
    }

    /// Lets a lesson's draft show a video, or none.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when it is not the organization's.
    pub async fn show(&self, lesson: domain::ids::LessonId, video: Option<VideoId>) -> Result<(), RepositoryError> {
        shown::show(&self.rows, lesson, video).await
    }

    async fn bill<C: Counted>(
        &self,
        video: &Video,
        (column, before, after): (Column, i64, i64),
        seat: Option<Seat<'_, C>>,
    ) -> Result<(), RepositoryError> {
        if seat.map_or(0, |seat| seat.count()) != (after - before).max(0) {
            return Err(RepositoryError::Damaged("a video and its seat go together".to_owned()));
        }
        self.rows.update().set(column, after).filter(Column::Id.eq(video.id.0)).filter(column.eq(before)).one().await
    }
}

impl TenantTx {
    /// Changes how many bytes a locked video counts for: more of them need a seat for the difference, fewer give it back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bill_bytes(&self, video: &mut Video, bytes: i64, seat: Option<Seat<'_, StorageBytes>>) -> Result<(), RepositoryError> {
        self.videos().bill(video, (Column::BilledBytes, video.billed_bytes, bytes), seat).await?;
        if bytes < video.billed_bytes {
            self.release_seat::<StorageBytes>(video.billed_bytes - bytes).await?;
        }
        video.billed_bytes = bytes;
        Ok(())
    }

    /// Changes how many minutes a locked video counts for, likewise.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bill_minutes(&self, video: &mut Video, minutes: i64, seat: Option<Seat<'_, VideoMinutes>>) -> Result<(), RepositoryError> {
        self.videos().bill(video, (Column::BilledMinutes, video.billed_minutes, minutes), seat).await?;
        if minutes < video.billed_minutes {
            self.release_seat::<VideoMinutes>(video.billed_minutes - minutes).await?;
        }
        video.billed_minutes = minutes;
        Ok(())
    }
}

pub(crate) fn status(word: &str) -> Result<VideoStatus, RepositoryError> {
    VideoStatus::parse(word).ok_or_else(|| RepositoryError::damaged("video status", word))
}

pub(crate) fn fault(word: Option<&str>) -> Result<Option<VideoFault>, RepositoryError> {
    let Some(word) = word else { return Ok(None) };
    VideoFault::parse(word).map(Some).ok_or_else(|| RepositoryError::damaged("video fault", word))
}

fn video(row: videos::Model) -> Result<Video, RepositoryError> {
    let sprite: Option<Sprite> = row.sprite.as_deref().map(serde_json::from_str).transpose()?;
    Ok(Video {
        id: VideoId(row.id),
        course_id: CourseId(row.course_id),
        title: row.title,
        file_name: row.file_name,
        host: HostKind::parse(&row.host).ok_or_else(|| RepositoryError::damaged("video host", &row.host))?,
        remote_id: row.remote_id,
        remote_playback_id: row.remote_playback_id,
        status: status(&row.status)?,
        fault: fault(row.fault.as_deref())?,
        fault_detail: row.fault_detail,
        bytes: row.bytes,
        sha256: row.sha256,
        duration_ms: row.duration_ms,
        width: row.width,
        height: row.height,
        has_audio: row.has_audio,
        percent: row.percent,
        billed_bytes: row.billed_bytes,
        billed_minutes: row.billed_minutes,
        attempt: row.attempt,
        has_original: row.has_original,
        has_poster: row.has_poster,
        sprite,
        chapters: serde_json::from_str(&row.chapters)?,
        created_by: UserId(row.created_by),
        created_at: row.created_at,
        updated_at: row.updated_at,
        ready_at: row.ready_at,
        version: row.version,
    })
}
