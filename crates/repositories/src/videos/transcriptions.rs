//! Captions that are made from the sound of videos: how far they are.

use domain::{
    ids::{TranscriptionId, UserId, VideoId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
    video::{
        captions::CaptionLanguage,
        transcription::{Heard, TranscriptionFault, TranscriptionStatus},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, FromQueryResult, sea_query::Expr};
use uuid::Uuid;

use super::VideoRepo;
use crate::{
    entity::video_transcriptions::{self, Column, Entity},
    error::RepositoryError,
    scoped::Writing,
};

/// A request for captions made from the sound of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcription {
    /// The request.
    pub id: TranscriptionId,
    /// Of which video.
    pub video_id: VideoId,
    /// The language, as asked for or found out.
    pub language: Option<CaptionLanguage>,
    /// How far it is.
    pub status: TranscriptionStatus,
    /// Why there are no captions.
    pub fault: Option<TranscriptionFault>,
    /// The same in a sentence.
    pub fault_detail: Option<String>,
    /// What was heard so far; nothing once it is over.
    pub heard: Heard,
    /// When it was asked for.
    pub created_at: Timestamp,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

impl<M> VideoRepo<'_, M> {
    /// What was asked for of a video, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn transcriptions(&self, id: VideoId, page: PageRequest) -> Result<Page<Transcription>, RepositoryError> {
        let of_video = self.rows.of::<Entity>().select().filter(Column::VideoId.eq(id.0));
        let rows = of_video.page(Column::CreatedAt, page, |row| Cursor { at: row.created_at, id: row.id }).await?;
        Ok(Page { items: rows.items.into_iter().map(transcription).collect::<Result<_, _>>()?, next: rows.next })
    }

    /// A request, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_transcription(&self, id: TranscriptionId) -> Result<Option<Transcription>, RepositoryError> {
        self.rows.of::<Entity>().find(id).await?.map(transcription).transpose()
    }

    /// What is being done of a video, if anything is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_transcription(&self, id: VideoId) -> Result<Option<Transcription>, RepositoryError> {
        let running = TranscriptionStatus::ALL.into_iter().filter(|status| !status.is_over()).map(TranscriptionStatus::as_str);
        let of_video = self.rows.of::<Entity>().select().filter(Column::VideoId.eq(id.0));
        of_video.filter(Column::Status.is_in(running)).limit(1).one().await?.map(transcription).transpose()
    }

    /// Requests that no worker was at since a moment, at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandoned_transcriptions(&self, before: Timestamp) -> Result<Vec<TranscriptionId>, RepositoryError> {
        let rows = self.rows.of::<Entity>().select().filter(Column::Status.eq(TranscriptionStatus::Processing.as_str()));
        let stale = rows.filter(Column::UpdatedAt.lt(before)).limit(100);
        // without what they heard, which may be megabytes
        let found: Vec<IdRow> = stale.columns([(Expr::col(Column::Id), "id")]).all_as().await?;
        Ok(found.into_iter().map(|row| TranscriptionId(row.id)).collect())
    }
}

impl VideoRepo<'_, Writing> {
    /// Adds a request for a locked video.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_transcription(
        &self,
        id: VideoId,
        language: Option<&CaptionLanguage>,
        by: UserId,
    ) -> Result<Transcription, RepositoryError> {
        let scope = self.rows.scope();
        let row = video_transcriptions::ActiveModel {
            id: Set(scope.world.new_id()),
            video_id: Set(id.0),
            language: Set(language.map(ToString::to_string)),
            status: Set(TranscriptionStatus::Queued.as_str().to_owned()),
            fault: Set(None),
            fault_detail: Set(None),
            heard: Set(String::new()),
            created_by: Set(by.0),
            created_at: Set(scope.now),
            updated_at: Set(scope.now),
            ..Default::default()
        };
        transcription(self.rows.of::<Entity>().insert(row).await?)
    }

    /// Writes a request as it is now.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it is gone.
    pub async fn save_transcription(&self, known: &Transcription) -> Result<(), RepositoryError> {
        let heard = if known.status.is_over() { String::new() } else { serde_json::to_string(&known.heard)? };
        let update = self
            .rows
            .of::<Entity>()
            .update()
            .set(Column::Language, known.language.as_ref().map(ToString::to_string))
            .set(Column::Status, known.status.as_str())
            .set(Column::Fault, known.fault.map(TranscriptionFault::as_str))
            .set(Column::FaultDetail, known.fault_detail.clone())
            .set(Column::Heard, heard)
            .set(Column::UpdatedAt, self.rows.scope().now);
        update.filter(Column::Id.eq(known.id.0)).one().await
    }

    /// Forgets what was asked for of a video.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_transcriptions(&self, id: VideoId) -> Result<(), RepositoryError> {
        self.rows.of::<Entity>().delete(Column::VideoId.eq(id.0)).await?;
        Ok(())
    }
}

fn transcription(row: video_transcriptions::Model) -> Result<Transcription, RepositoryError> {
    let language = row.language.as_deref().map(|tag| CaptionLanguage::parse(tag).ok_or_else(|| RepositoryError::damaged("language", tag)));
    let fault = row.fault.as_deref().map(|word| TranscriptionFault::parse(word).ok_or_else(|| RepositoryError::damaged("fault", word)));
    Ok(Transcription {
        id: TranscriptionId(row.id),
        video_id: VideoId(row.video_id),
        language: language.transpose()?,
        status: TranscriptionStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("transcription status", &row.status))?,
        fault: fault.transpose()?,
        fault_detail: row.fault_detail,
        heard: if row.heard.is_empty() { Heard::default() } else { serde_json::from_str(&row.heard)? },
        created_at: row.created_at,
    })
}
