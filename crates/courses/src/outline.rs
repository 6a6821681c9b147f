//! The authors' outline, and what is in the bin.

use domain::{
    access::{GetBin, GetOutline, UpdateOutline},
    courses::{AuthorOutline, BinnedItem, WantedOutline},
    ids::{LessonId, SectionId},
};
use repositories::{CourseGrant, RepositoryError, TenantRead, TenantTx};

use crate::{courses::lock_live, error::CourseError};

/// Reads a course's sections and lessons.
///
/// # Errors
/// When the database fails.
pub async fn get_outline(read: &TenantRead, grant: &CourseGrant<GetOutline>) -> Result<AuthorOutline, CourseError> {
    let course = read.courses().get(grant.course_id()).await?;
    Ok(read.author_outline(&course).await?)
}

/// Puts a course's sections and lessons in another order, all in one: exactly those that are there, each once, if the outline
/// still has the version that the caller read.
///
/// # Errors
/// [`RepositoryError::Stale`], [`CourseError::OutlineMismatch`], [`CourseError::Deleted`]; nothing is changed then.
pub async fn update_outline(
    tx: &TenantTx,
    grant: &CourseGrant<UpdateOutline>,
    expected: i64,
    wanted: &WantedOutline,
) -> Result<AuthorOutline, CourseError> {
    let mut course = lock_live(tx, grant.course_id()).await?;
    if course.outline_version != expected {
        return Err(RepositoryError::Stale(course.outline_version).into());
    }
    let present = tx.author_outline(&course).await?;
    if !present.is_permuted_by(wanted) {
        return Err(CourseError::OutlineMismatch);
    }
    tx.sections().reorder(course.id, &wanted.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    tx.lessons().reorder(course.id, wanted).await?;
    course.outline_version = tx.courses().structure_changed(&course, true).await?;
    Ok(tx.author_outline(&course).await?)
}

/// What of a course is in the bin: sections, and lessons that went there by themselves.
#[derive(Clone, Debug)]
pub struct Bin {
    /// Sections, the last deleted first.
    pub sections: Vec<BinnedItem<SectionId>>,
    /// Lessons, the last deleted first.
    pub lessons: Vec<BinnedItem<LessonId>>,
}

/// Reads what of a course is in the bin.
///
/// # Errors
/// When the database fails.
pub async fn get_bin(read: &TenantRead, grant: &CourseGrant<GetBin>) -> Result<Bin, CourseError> {
    let id = grant.course_id();
    Ok(Bin { sections: read.sections().binned(id).await?, lessons: read.lessons().binned(id).await? })
}
