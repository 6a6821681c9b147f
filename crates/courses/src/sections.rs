//! Sections: made, renamed, deleted with their lessons, and restored.

use std::collections::HashSet;

use domain::{
    access::{CreateSection, DeleteSection, RestoreSection, UpdateSection},
    courses::{Course, Section},
    ids::{LessonId, SectionId},
};
use repositories::{CourseGrant, RepositoryError, TenantTx};

use crate::{courses::lock_live, error::CourseError, publish::withdraw};

/// A section with its place among those that are not in the bin.
#[derive(Clone, Debug)]
pub struct SectionView {
    /// The section.
    pub section: Section,
    /// Its place, from 0.
    pub place: usize,
    /// The version of the outline that it is in.
    pub outline_version: i64,
}

/// Adds a section at a place, or at the end.
///
/// # Errors
/// [`CourseError::Deleted`].
pub async fn create_section(
    tx: &TenantTx,
    grant: &CourseGrant<CreateSection>,
    title: &str,
    place: Option<usize>,
) -> Result<SectionView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let (id, place) = tx.sections().add(course.id, title, place).await?;
    let outline_version = tx.courses().structure_changed(&course, true).await?;
    Ok(SectionView { section: tx.sections().get(id).await?, place, outline_version })
}

/// Renames a section, if it still has the version that the caller read.
///
/// # Errors
/// [`RepositoryError::Stale`], [`CourseError::Deleted`].
pub async fn update_section(
    tx: &TenantTx,
    grant: &CourseGrant<UpdateSection>,
    id: SectionId,
    expected: i64,
    title: &str,
) -> Result<SectionView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    if tx.sections().get(id).await?.deleted_at.is_some() {
        return Err(RepositoryError::NotFound.into());
    }
    tx.sections().rename(id, expected, title).await?;
    tx.courses().content_changed(&course).await?;
    view(tx, &course, id, course.outline_version).await
}

/// Puts a section into the bin, its lessons with it. Learners of a published course no longer see them; what they completed
/// they keep.
///
/// # Errors
/// [`CourseError::Deleted`].
pub async fn delete_section(tx: &TenantTx, grant: &CourseGrant<DeleteSection>, id: SectionId) -> Result<(), CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let mut authors = tx.author_outline(&course).await?;
    let Some(place) = authors.sections.iter().position(|section| section.id == id) else { return Ok(()) };
    let lessons: Vec<LessonId> = authors.sections.remove(place).lessons.iter().map(|lesson| lesson.id).collect();
    tx.sections().delete(id).await?;
    tx.lessons().delete(&lessons).await?;
    tx.courses().structure_changed(&course, false).await?;
    withdraw(tx, &course, &authors, &lessons.into_iter().collect::<HashSet<_>>(), grant).await
}

/// Takes a section out of the bin, to the end, with the lessons that went there with it. Learners see them again once they
/// are published.
///
/// # Errors
/// [`CourseError::Deleted`].
pub async fn restore_section(tx: &TenantTx, grant: &CourseGrant<RestoreSection>, id: SectionId) -> Result<SectionView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let Some(deleted_at) = tx.sections().get(id).await?.deleted_at else { return view(tx, &course, id, course.outline_version).await };
    let place = tx.sections().restore(course.id, id).await?;
    tx.lessons().restore_of(id, deleted_at).await?;
    let outline_version = tx.courses().structure_changed(&course, true).await?;
    Ok(SectionView { section: tx.sections().get(id).await?, place, outline_version })
}

async fn view(tx: &TenantTx, course: &Course, id: SectionId, outline_version: i64) -> Result<SectionView, CourseError> {
    let sections = tx.sections().of(course.id).await?;
    let place = sections.iter().position(|section| section.id == id).ok_or(RepositoryError::NotFound)?;
    let section = sections.into_iter().nth(place).ok_or(RepositoryError::NotFound)?;
    Ok(SectionView { section, place, outline_version })
}
