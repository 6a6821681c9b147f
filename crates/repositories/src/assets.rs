//! Uploaded pictures, and what shows them.

use std::collections::{BTreeSet, HashSet};

use domain::{
    courses::Asset,
    ids::{AssetId, CourseId, LessonId, LessonRevisionId, UserId},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, Order,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    db::{Scope, TenantRead, TenantTx},
    entity::{
        asset_references,
        assets::{self, Column},
        courses, organization_settings,
    },
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
    usage::{Seat, StorageBytes},
};

/// Uploaded pictures.
pub struct AssetRepo<'t, M> {
    rows: Scoped<'t, assets::Entity, M>,
}

impl TenantRead {
    /// Uploaded pictures, to read.
    pub fn assets(&self) -> AssetRepo<'_, Reading> {
        AssetRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Uploaded pictures, to read and write.
    pub fn assets(&self) -> AssetRepo<'_, Writing> {
        AssetRepo { rows: Scoped::new(&self.scope) }
    }
}

/// What shows pictures in its text. A course's thumbnail and an organization's logo point to theirs by a key of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A lesson's draft.
    Lesson(LessonId),
    /// A lesson as it was published once.
    LessonRevision(LessonRevisionId),
    /// A course's description.
    Course(CourseId),
}

impl Holder {
    pub(crate) const LESSON: &'static str = "lesson";

    const fn kind(self) -> &'static str {
        match self {
            Self::Lesson(_) => Self::LESSON,
            Self::LessonRevision(_) => "lesson_revision",
            Self::Course(_) => "course",
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Lesson(id) => id.0,
            Self::LessonRevision(id) => id.0,
            Self::Course(id) => id.0,
        }
    }
}

#[derive(Debug, FromQueryResult)]
struct IdRow {
    id: Uuid,
}

impl<M> AssetRepo<'_, M> {
    /// A picture.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: AssetId) -> Result<Asset, RepositoryError> {
        Ok(asset(self.rows.get(id).await?))
    }

    /// Those of the pictures that the organization does not have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unknown(&self, wanted: &BTreeSet<AssetId>) -> Result<Vec<AssetId>, RepositoryError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let select = self.rows.select().filter(Column::Id.is_in(wanted.iter().map(|id| id.0)));
        let rows: Vec<IdRow> = select.columns([(Expr::col(Column::Id), "id")]).all_as().await?;
        let known: HashSet<Uuid> = rows.into_iter().map(|row| row.id).collect();
        Ok(wanted.iter().copied().filter(|id| !known.contains(&id.0)).collect())
    }
}

impl AssetRepo<'_, Writing> {
    /// Adds a picture whose bytes are stored already; the seat pays for them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, new: &Asset, seat: Seat<'_, StorageBytes>) -> Result<(), RepositoryError> {
        if seat.count() != new.bytes {
            return Err(RepositoryError::Damaged("a picture and its seat go together".to_owned()));
        }
        let row = assets::ActiveModel {
            id: Set(new.id.0),
            kind: Set("image".to_owned()),
            file_name: Set(new.file_name.clone()),
            alt: Set(new.alt.clone()),
            content_type: Set(new.content_type.clone()),
            bytes: Set(new.bytes),
            width: Set(new.width),
            height: Set(new.height),
            created_by: Set(new.created_by.0),
            created_at: Set(new.created_at),
            ..Default::default()
        };
        self.rows.insert_many([row]).await
    }

    /// Notes which pictures a text shows, in place of those that it showed.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when one of them is not the organization's.
    pub async fn set_shown(&self, holder: Holder, shown: &BTreeSet<AssetId>) -> Result<(), RepositoryError> {
        use asset_references::Column::{AssetId, HolderId, HolderKind};
        let references = self.rows.of::<asset_references::Entity>();
        let of_holder = HolderKind.eq(holder.kind()).and(HolderId.eq(holder.id()));
        references.delete(of_holder.and(AssetId.is_not_in(shown.iter().map(|id| id.0)))).await?;
        let rows = shown.iter().map(|id| reference_row(self.rows.scope(), holder, id.0));
        references.insert_many_or_ignore(rows).await?;
        Ok(())
    }

    /// Copies what a lesson's draft shows to another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn copy_shown(&self, from: LessonId, to: LessonId) -> Result<(), RepositoryError> {
        use asset_references::Column::{HolderId, HolderKind};
        let references = self.rows.of::<asset_references::Entity>();
        let shown = references.select().filter(HolderKind.eq(Holder::LESSON)).filter(HolderId.eq(from.0)).all().await?;
        references.insert_many(shown.into_iter().map(|row| reference_row(self.rows.scope(), Holder::Lesson(to), row.asset_id))).await
    }

    /// Deletes at most `limit` pictures that were uploaded before a moment and that nothing shows; gives them, so that their
    /// bytes can follow.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when something began to show one of them meanwhile; nothing was deleted then.
    pub async fn sweep(&self, before: Timestamp, limit: u64) -> Result<Vec<Asset>, RepositoryError> {
        let references = self.rows.of::<asset_references::Entity>().select();
        let thumbnails = self.rows.of::<courses::Entity>().select().filter(courses::Column::ThumbnailAssetId.is_not_null());
        let logos =
            self.rows.of::<organization_settings::Entity>().select().filter(organization_settings::Column::LogoAssetId.is_not_null());
        let rows = self
            .rows
            .select()
            .filter(Column::CreatedAt.lt(before))
            .filter(Column::Id.not_in_subquery(references.into_subquery(asset_references::Column::AssetId)))
            .filter(Column::Id.not_in_subquery(thumbnails.into_subquery(courses::Column::ThumbnailAssetId)))
            .filter(Column::Id.not_in_subquery(logos.into_subquery(organization_settings::Column::LogoAssetId)))
            .order(Column::CreatedAt, Order::Asc)
            .limit(limit)
            .all()
            .await?;
        if !rows.is_empty() {
            self.rows.delete(Column::Id.is_in(rows.iter().map(|row| row.id))).await?;
        }
        Ok(rows.into_iter().map(asset).collect())
    }
}

pub(crate) fn reference_row(scope: &Scope, holder: Holder, asset_id: Uuid) -> asset_references::ActiveModel {
    asset_references::ActiveModel {
        id: Set(scope.world.new_id()),
        asset_id: Set(asset_id),
        holder_kind: Set(holder.kind().to_owned()),
        holder_id: Set(holder.id()),
        ..Default::default()
    }
}

fn asset(row: assets::Model) -> Asset {
    Asset {
        id: AssetId(row.id),
        file_name: row.file_name,
        alt: row.alt,
        content_type: row.content_type,
        bytes: row.bytes,
        width: row.width,
        height: row.height,
        created_by: UserId(row.created_by),
        created_at: row.created_at,
    }
}
