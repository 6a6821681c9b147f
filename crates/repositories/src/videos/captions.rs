//! The words of videos, by language.

use std::collections::BTreeMap;

use domain::{
    ids::VideoId,
    time::Timestamp,
    video::captions::{CaptionLanguage, CaptionSource},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, FromQueryResult, Order,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::VideoRepo;
use crate::{
    entity::video_captions::{self, Column, Entity},
    error::RepositoryError,
    scoped::Writing,
};

/// A video's captions in one language, without their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptionTrack {
    /// The language.
    pub language: CaptionLanguage,
    /// What they are called in the player.
    pub label: String,
    /// Where they come from.
    pub source: CaptionSource,
    /// How many cues there are.
    pub cue_count: i64,
    /// Which file in the storage holds them.
    pub file: Uuid,
    /// When they were changed.
    pub updated_at: Timestamp,
    /// Counts their changes.
    pub version: i64,
}

/// Captions that are to be kept.
#[derive(Clone, Debug)]
pub struct NewCaptions {
    /// The language.
    pub language: CaptionLanguage,
    /// What they are called in the player.
    pub label: String,
    /// Where they come from.
    pub source: CaptionSource,
    /// The words, as WebVTT.
    pub vtt: String,
    /// How many cues there are.
    pub cue_count: i64,
    /// Which file in the storage holds them already.
    pub file: Uuid,
}

#[derive(FromQueryResult)]
struct Row {
    video_id: Uuid,
    language: String,
    label: String,
    source: String,
    cue_count: i64,
    file: Uuid,
    updated_at: Timestamp,
    version: i64,
}

/// All columns but the words, which may be two megabytes.
const COLUMNS: [(Column, &str); 8] = [
    (Column::VideoId, "video_id"),
    (Column::Language, "language"),
    (Column::Label, "label"),
    (Column::Source, "source"),
    (Column::CueCount, "cue_count"),
    (Column::File, "file"),
    (Column::UpdatedAt, "updated_at"),
    (Column::Version, "version"),
];

impl<M> VideoRepo<'_, M> {
    /// The captions of a video, by language.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn captions(&self, id: VideoId) -> Result<Vec<CaptionTrack>, RepositoryError> {
        Ok(self.captions_of([id]).await?.remove(&id).unwrap_or_default())
    }

    /// The captions of videos, by language; a video without any is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn captions_of(
        &self,
        ids: impl IntoIterator<Item = VideoId>,
    ) -> Result<BTreeMap<VideoId, Vec<CaptionTrack>>, RepositoryError> {
        let wanted = self.rows.of::<Entity>().select().filter(Column::VideoId.is_in(ids.into_iter().map(|id| id.0)));
        let columns = COLUMNS.map(|(column, name)| (Expr::col(column), name));
        let rows: Vec<Row> = wanted.order(Column::Language, Order::Asc).columns(columns).all_as().await?;
        let mut found: BTreeMap<VideoId, Vec<CaptionTrack>> = BTreeMap::new();
        for row in rows {
            found.entry(VideoId(row.video_id)).or_default().push(track(row)?);
        }
        Ok(found)
    }

    /// The words of a video in a language, as WebVTT, and their version.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there are none.
    pub async fn caption_words(&self, id: VideoId, language: &CaptionLanguage) -> Result<(String, i64), RepositoryError> {
        let wanted = self.rows.of::<Entity>().select().filter(Column::VideoId.eq(id.0));
        let row = wanted.filter(Column::Language.eq(language.as_str())).get().await?;
        Ok((row.vtt, row.version))
    }
}

impl VideoRepo<'_, Writing> {
    /// Keeps captions of a locked video, in place of those in the same language. Gives what is known of them now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_captions(&self, id: VideoId, new: NewCaptions) -> Result<CaptionTrack, RepositoryError> {
        let scope = self.rows.scope();
        let row = video_captions::ActiveModel {
            id: Set(scope.world.new_id()),
            video_id: Set(id.0),
            language: Set(new.language.as_str().to_owned()),
            label: Set(new.label),
            source: Set(new.source.as_str().to_owned()),
            vtt: Set(new.vtt),
            cue_count: Set(new.cue_count),
            file: Set(new.file),
            created_at: Set(scope.now),
            updated_at: Set(scope.now),
            version: Set(1),
            ..Default::default()
        };
        let key = [Column::VideoId, Column::Language];
        let rows = self
            .rows
            .of::<Entity>()
            .upsert_many([row], &key, |conflict| {
                let changing = [Column::Label, Column::Source, Column::Vtt, Column::CueCount, Column::File, Column::UpdatedAt];
                conflict.update_columns(changing).value(Column::Version, Expr::col((Entity, Column::Version)).add(1));
            })
            .await?;
        let row = rows.into_iter().next().ok_or(RepositoryError::NotFound)?;
        track(Row {
            video_id: row.video_id,
            language: row.language,
            label: row.label,
            source: row.source,
            cue_count: row.cue_count,
            file: row.file,
            updated_at: row.updated_at,
            version: row.version,
        })
    }

    /// Forgets the captions of a video in a language; false when there were none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_captions(&self, id: VideoId, language: &CaptionLanguage) -> Result<bool, RepositoryError> {
        let these = Condition::all().add(Column::VideoId.eq(id.0)).add(Column::Language.eq(language.as_str()));
        Ok(self.rows.of::<Entity>().delete(these).await? > 0)
    }
}

fn track(row: Row) -> Result<CaptionTrack, RepositoryError> {
    Ok(CaptionTrack {
        language: CaptionLanguage::parse(&row.language).ok_or_else(|| RepositoryError::damaged("caption language", &row.language))?,
        label: row.label,
        source: CaptionSource::parse(&row.source).ok_or_else(|| RepositoryError::damaged("caption source", &row.source))?,
        cue_count: row.cue_count,
        file: row.file,
        updated_at: row.updated_at,
        version: row.version,
    })
}
