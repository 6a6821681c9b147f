//! Making, changing, deleting and restoring courses.

use std::collections::BTreeSet;

use domain::{
    access::{CreateCourse, DeleteCourse, RestoreCourse, UpdateCourse},
    courses::{Course, CoursePatch, slug::is_slug},
    ids::{AssetId, CourseId},
};
use repositories::{
    CourseGrant, Grant, RepositoryError, TenantTx,
    assets::Holder,
    audit::Object,
    courses::{CourseEntry, NewCourse},
    usage::PublishedCourses,
};
use serde_json::json;

use crate::error::CourseError;

/// Makes a course; whoever makes it is its creator.
///
/// # Errors
/// [`CourseError::SlugTaken`] or [`CourseError::InvalidSlug`] for a slug that was asked for, [`CourseError::UnknownAssets`].
pub async fn create_course(
    tx: &TenantTx,
    grant: &Grant<CreateCourse>,
    title: String,
    rest: CoursePatch,
) -> Result<CourseEntry, CourseError> {
    check_patch(tx, &rest).await?;
    let shown = rest.description.as_ref().map(|text| text.assets.clone()).unwrap_or_default();
    let language = tx.settings().await?.default_language;
    let new = NewCourse { title: title.clone(), language, rest, created_by: grant.user_id() };
    let id = tx.courses().add(new).await.map_err(slug_taken)?;
    tx.assets().set_shown(Holder::Course(id), &shown).await?;
    tx.audit(grant, "course_created", Object::new("course", id, title), json!({})).await?;
    Ok(tx.courses().entry(grant, id).await?)
}

/// Changes what is given of a course, if it still has the version that the caller read.
///
/// # Errors
/// [`RepositoryError::Stale`], [`CourseError::Deleted`], and those of [`create_course`]; nothing is changed then.
pub async fn update_course(
    tx: &TenantTx,
    grant: &CourseGrant<UpdateCourse>,
    expected: i64,
    mut patch: CoursePatch,
) -> Result<CourseEntry, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    if course.version != expected {
        return Err(RepositoryError::Stale(course.version).into());
    }
    check_patch(tx, &patch).await?;
    patch.slug = patch.slug.filter(|slug| *slug != course.slug);
    if let Some(text) = &patch.description {
        tx.assets().set_shown(Holder::Course(course.id), &text.assets).await?;
    }
    tx.courses().change(course.id, expected, patch).await.map_err(slug_taken)?;
    Ok(tx.courses().entry(grant.grant(), course.id).await?)
}

/// Puts a course into the bin; its learners keep what they did. One that is there already stays.
///
/// # Errors
/// When the database fails.
pub async fn delete_course(tx: &TenantTx, grant: &CourseGrant<DeleteCourse>) -> Result<(), CourseError> {
    let course = tx.courses().lock(grant.course_id()).await?;
    if course.deleted_at.is_some() {
        return Ok(());
    }
    tx.courses().delete(&course).await?;
    if course.published_at.is_some() {
        tx.release_seat::<PublishedCourses>(1).await?;
    }
    tx.audit(grant.grant(), "course_deleted", object(&course), json!({})).await?;
    Ok(())
}

/// Takes a course out of the bin. One that was published is published again, and needs room in the plan.
///
/// # Errors
/// [`CourseError::Billing`] when the plan has no room.
pub async fn restore_course(tx: &TenantTx, grant: &CourseGrant<RestoreCourse>) -> Result<CourseEntry, CourseError> {
    let course = tx.courses().lock(grant.course_id()).await?;
    if course.deleted_at.is_some() {
        let seat = match course.published_at {
            Some(_) => Some(billing::take::<PublishedCourses>(tx, 1).await?),
            None => None,
        };
        tx.courses().restore(&course, seat).await?;
        tx.audit(grant.grant(), "course_restored", object(&course), json!({})).await?;
    }
    Ok(tx.courses().entry(grant.grant(), course.id).await?)
}

/// Locks a course that is to be changed.
///
/// # Errors
/// [`CourseError::Deleted`] when it is in the bin.
pub(crate) async fn lock_live(tx: &TenantTx, id: CourseId) -> Result<Course, CourseError> {
    let course = tx.courses().lock(id).await?;
    if course.deleted_at.is_some() { Err(CourseError::Deleted) } else { Ok(course) }
}

/// Refuses pictures that the organization does not have.
pub(crate) async fn check_pictures(tx: &TenantTx, shown: &BTreeSet<AssetId>) -> Result<(), CourseError> {
    let unknown = tx.assets().unknown(shown).await?;
    if unknown.is_empty() { Ok(()) } else { Err(CourseError::UnknownAssets(unknown)) }
}

async fn check_patch(tx: &TenantTx, patch: &CoursePatch) -> Result<(), CourseError> {
    if patch.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
        return Err(CourseError::InvalidSlug);
    }
    let mut shown = patch.description.as_ref().map(|text| text.assets.clone()).unwrap_or_default();
    shown.extend(patch.thumbnail_asset_id.flatten());
    check_pictures(tx, &shown).await
}

pub(crate) fn object(course: &Course) -> Object {
    Object::new("course", course.id, course.title.as_str())
}

fn slug_taken(error: RepositoryError) -> CourseError {
    match error {
        RepositoryError::Duplicate => CourseError::SlugTaken,
        other => other.into(),
    }
}
