//! Outlines: the authors' own, and the published ones, which never change and are kept in memory once read.

use std::{collections::HashMap, sync::Arc};

use domain::{
    courses::{AuthorLesson, AuthorOutline, AuthorSection, Course, OutlineDocument, OutlineRevision},
    ids::{CourseId, OutlineRevisionId, SectionId, UserId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{
        courses,
        outline_revisions::{self, Column},
    },
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

impl TenantRead {
    /// The sections and lessons of a course as its authors have them, in two statements.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn author_outline(&self, course: &Course) -> Result<AuthorOutline, RepositoryError> {
        let sections = self.sections().of(course.id).await?;
        let mut lessons: HashMap<SectionId, Vec<AuthorLesson>> = HashMap::new();
        for (section, lesson) in self.lessons().of(course.id).await? {
            lessons.entry(section).or_default().push(lesson);
        }
        let sections = sections.into_iter().map(|section| AuthorSection {
            lessons: lessons.remove(&section.id).unwrap_or_default(),
            id: section.id,
            title: section.title,
            version: section.version,
        });
        Ok(AuthorOutline { course_id: course.id, version: course.outline_version, sections: sections.collect() })
    }
}

impl OutlineRepo<'_, Writing> {
    /// Adds the next outline of a locked course; gives its number. Learners see it once the course names it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, course: &Course, document: &OutlineDocument, by: UserId) -> Result<i64, RepositoryError> {
        let scope = self.rows.scope();
        let number = course.outline_number + 1;
        let row = outline_revisions::ActiveModel {
            id: Set(scope.world.new_id()),
            course_id: Set(course.id.0),
            number: Set(number),
            document: Set(serde_json::to_string(document)?),
            lesson_count: Set(i64::try_from(document.lesson_count()).unwrap_or(i64::MAX)),
            required_count: Set(i64::try_from(document.required_count()).unwrap_or(i64::MAX)),
            published_by: Set(by.0),
            published_at: Set(scope.now),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok(number)
    }
}

fn revision(row: outline_revisions::Model) -> Result<OutlineRevision, RepositoryError> {
    let document: OutlineDocument = serde_json::from_str(&row.document)?;
    Ok(OutlineRevision { id: OutlineRevisionId(row.id), course_id: CourseId(row.course_id), number: row.number, document })
}
