//! Outlines: the authors' own, and the published ones, which never change and are kept in memory once read.

use std::{collections::HashMap, sync::Arc};

use domain::{
    courses::{OutlineDocument, OutlineRevision},
    ids::{CourseId, OutlineRevisionId},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{courses, outline_revisions::{self, Column}},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// Published outlines.
pub struct OutlineRepo<'t, M> {
    rows: Scoped<'t, outline_revisions::Entity, M>,
}

impl TenantRead {
    /// Published outlines, to read.
    pub fn outlines(&self) -> OutlineRepo<'_, Reading> {
        OutlineRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Published outlines, to read and write.
    pub fn outlines(&self) -> OutlineRepo<'_, Writing> {
        OutlineRepo { rows: Scoped::new(&self.scope) }
    }
}

impl<M> OutlineRepo<'_, M> {
    /// The outline that learners of a course see; `None` before the first publication.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such course.
    pub async fn current(&self, course: CourseId) -> Result<Option<Arc<OutlineRevision>>, RepositoryError> {
        match self.rows.of::<courses::Entity>().get(course).await?.outline_number {
            0 => Ok(None),
            number => Ok(Some(self.get(course, number).await?)),
        }
    }

    /// The outline of a course with this number. Without a statement when it was read before; never ask for a number that
    /// the same transaction wrote, for it could still be rolled back.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, course: CourseId, number: i64) -> Result<Arc<OutlineRevision>, RepositoryError> {
        self.get_many(&[(course, number)]).await?.remove(&course).ok_or(RepositoryError::NotFound)
    }

    /// One outline of each of several courses, those that were not read before in one statement; those that do not exist are
    /// absent. As with [`OutlineRepo::get`], not for numbers that the same transaction wrote.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_many(&self, wanted: &[(CourseId, i64)]) -> Result<HashMap<CourseId, Arc<OutlineRevision>>, RepositoryError> {
        let scope = self.rows.scope();
        let mut found = HashMap::new();
        let mut unread = Condition::any();
        for (course, number) in wanted {
            match scope.outlines.get(&(scope.org_id, *course, *number)) {
                Some(outline) => drop(found.insert(*course, outline)),
                None => unread = unread.add(Condition::all().add(Column::CourseId.eq(course.0)).add(Column::Number.eq(*number))),
            }
        }
        if unread.is_empty() {
            return Ok(found);
        }
        for row in self.rows.select().filter(unread).all().await? {
            let outline = Arc::new(revision(row)?);
            scope.outlines.insert((scope.org_id, outline.course_id, outline.number), Arc::clone(&outline));
            found.insert(outline.course_id, outline);
        }
        Ok(found)
    }
}

fn revision(row: outline_revisions::Model) -> Result<OutlineRevision, RepositoryError> {
    let document: OutlineDocument = serde_json::from_str(&row.document)?;
    Ok(OutlineRevision { id: OutlineRevisionId(row.id), course_id: CourseId(row.course_id), number: row.number, document })
}
