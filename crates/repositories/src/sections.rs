//! Sections of courses, as their authors have them.

use domain::{
    access::CourseAction,
    courses::{BinnedItem, Section},
    ids::{CourseId, SectionId},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, Order,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    courses::{AccessError, confirm},
    db::{TenantRead, TenantTx},
    entity::sections::{self, Column},
    error::RepositoryError,
    principal::{CourseGrant, Grant},
    scoped::{Reading, Scoped, Writing},
};

/// Sections.
pub struct SectionRepo<'t, M> {
    rows: Scoped<'t, sections::Entity, M>,
}

impl TenantRead {
    /// Sections, to read.
    pub fn sections(&self) -> SectionRepo<'_, Reading> {
        SectionRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Sections, to read and write.
    pub fn sections(&self) -> SectionRepo<'_, Writing> {
        SectionRepo { rows: Scoped::new(&self.scope) }
    }
}

/// Rows that one statement moves: each is a branch or two of a CASE, of which SQLite takes about 2,000.
pub(crate) const MOVED_AT_ONCE: usize = 500;

#[derive(Debug, FromQueryResult)]
struct PositionRow {
    id: Uuid,
    position: i64,
}

impl<M> SectionRepo<'_, M> {
    /// Proof that the caller may do `A` in the course that a section belongs to.
    ///
    /// # Errors
    /// As [`crate::courses::CourseRepo::authorize`].
    pub async fn authorize<A: CourseAction>(&self, grant: &Grant<A>, id: SectionId) -> Result<CourseGrant<A>, AccessError> {
        confirm(&self.rows, id.0, Column::CourseId, grant).await
    }

    /// A section, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: SectionId) -> Result<Section, RepositoryError> {
        Ok(section(self.rows.get(id).await?))
    }

    /// The sections of a course that are not in the bin, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, course: CourseId) -> Result<Vec<Section>, RepositoryError> {
        let select = self.rows.select().filter(Column::CourseId.eq(course.0)).filter(Column::DeletedAt.is_null());
        let rows = select.order(Column::Position, Order::Asc).order(Column::Id, Order::Asc).all().await?;
        Ok(rows.into_iter().map(section).collect())
    }

    /// The sections of a course that are in the bin, the last deleted first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn binned(&self, course: CourseId) -> Result<Vec<BinnedItem<SectionId>>, RepositoryError> {
        let select = self.rows.select().filter(Column::CourseId.eq(course.0)).filter(Column::DeletedAt.is_not_null());
        let rows = select.order(Column::DeletedAt, Order::Desc).order(Column::Id, Order::Desc).all().await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| Some(BinnedItem { id: SectionId(row.id), title: row.title, deleted_at: row.deleted_at? }))
            .collect())
    }
}

impl SectionRepo<'_, Writing> {
    /// Adds a section at a place, or at the end, of a locked course; gives its id and its place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, course: CourseId, title: &str, place: Option<usize>) -> Result<(SectionId, usize), RepositoryError> {
        let (position, place) = self.make_room(course, place).await?;
        let scope = self.rows.scope();
        let id = SectionId(scope.world.new_id());
        let row = sections::ActiveModel {
            id: Set(id.0),
            course_id: Set(course.0),
            title: Set(title.to_owned()),
            position: Set(position),
            created_at: Set(scope.now),
            updated_at: Set(scope.now),
            deleted_at: Set(None),
            version: Set(1),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok((id, place))
    }

    async fn make_room(&self, course: CourseId, place: Option<usize>) -> Result<(i64, usize), RepositoryError> {
        let live = self.rows.select().filter(Column::CourseId.eq(course.0)).filter(Column::DeletedAt.is_null());
        let columns = [(Expr::col(Column::Id), "id"), (Expr::col(Column::Position), "position")];
        let rows: Vec<PositionRow> =
            live.columns(columns).order(Column::Position, Order::Asc).order(Column::Id, Order::Asc).all_as().await?;
        let end = rows.last().map_or(1, |row| row.position + 1);
        let Some((place, at)) = place.and_then(|place| Some((place, rows.get(place)?))) else { return Ok((end, rows.len())) };
        let later: Vec<Uuid> = rows.iter().skip(place).map(|row| row.id).collect();
        self.rows
            .update()
            .set_expr(Column::Position, Expr::col(Column::Position).add(1))
            .filter(Column::CourseId.eq(course.0))
            .filter(Column::Id.is_in(later))
            .rows()
            .await?;
        Ok((at.position, place))
    }

    /// Renames a section, if it still has this version.
    ///
    /// # Errors
    /// [`RepositoryError::Stale`] when it has another version.
    pub async fn rename(&self, id: SectionId, expected: i64, title: &str) -> Result<(), RepositoryError> {
        let changed = self
            .rows
            .update()
            .set(Column::Title, title)
            .set(Column::UpdatedAt, self.rows.scope().now)
            .set_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Version.eq(expected))
            .rows()
            .await?;
        if changed == 1 { Ok(()) } else { Err(RepositoryError::Stale(self.rows.get(id).await?.version)) }
    }

    /// Puts the sections of a locked course in this order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reorder(&self, course: CourseId, order: &[SectionId]) -> Result<(), RepositoryError> {
        for (chunk, first) in order.chunks(MOVED_AT_ONCE).zip((1_i64..).step_by(MOVED_AT_ONCE)) {
            let places = chunk.iter().zip(first..).fold(CaseStatement::new(), |case, (id, place)| case.case(Column::Id.eq(id.0), place));
            self.rows
                .update()
                .set_expr(Column::Position, SimpleExpr::Case(Box::new(places.finally(Expr::col(Column::Position)))))
                .filter(Column::CourseId.eq(course.0))
                .filter(Column::Id.is_in(chunk.iter().map(|id| id.0)))
                .rows()
                .await?;
        }
        Ok(())
    }

    /// Puts a section into the bin; its lessons are the caller's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, id: SectionId) -> Result<(), RepositoryError> {
        self.rows.update().set(Column::DeletedAt, Some(self.rows.scope().now)).filter(Column::Id.eq(id.0)).one().await
    }

    /// Takes a section of a locked course out of the bin, to the end; gives its place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore(&self, course: CourseId, id: SectionId) -> Result<usize, RepositoryError> {
        let (position, place) = self.make_room(course, None).await?;
        let nothing: Option<Timestamp> = None;
        self.rows.update().set(Column::DeletedAt, nothing).set(Column::Position, position).filter(Column::Id.eq(id.0)).one().await?;
        Ok(place)
    }
}

fn section(row: sections::Model) -> Section {
    Section {
        id: SectionId(row.id),
        course_id: CourseId(row.course_id),
        title: row.title,
        deleted_at: row.deleted_at,
        version: row.version,
    }
}
