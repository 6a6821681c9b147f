//! Published courses as visitors and members find them.

use std::{collections::HashMap, sync::Arc};

use domain::{
    access::{GetCatalogCourse, ListCatalog, PublicAction},
    courses::{Course, LessonRevision, OutlineRevision},
    ids::{CourseId, EnrollmentId, LessonId},
    page::{Page, PageRequest},
    video::Video,
};
use repositories::{
    Grant, Member, RepositoryError, TenantRead,
    catalog::{CatalogCourse, CatalogEntry},
};

use crate::error::CourseError;

/// Public courses with the names of those who teach them.
#[derive(Debug)]
pub struct CatalogPage {
    /// The courses, those published last first.
    pub page: Page<CatalogEntry>,
    /// The names of those who teach each.
    pub teachers: HashMap<CourseId, Vec<String>>,
}

/// Lists public courses.
///
/// # Errors
/// When the database fails.
pub async fn list_catalog(
    read: &TenantRead,
    _grant: &Grant<ListCatalog>,
    text: Option<&str>,
    page: PageRequest,
) -> Result<CatalogPage, CourseError> {
    let page = read.catalog().list(text, page).await?;
    let ids: Vec<CourseId> = page.items.iter().map(|entry| entry.id).collect();
    Ok(CatalogPage { teachers: read.staff().teachers(&ids).await?, page })
}

/// Whether, and why not, somebody may enroll themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfEnrollment {
    /// They may.
    Open,
    /// They may once they have signed in.
    SignIn,
    /// Staff enroll people in this course.
    Closed,
    /// They are in it.
    Enrolled(EnrollmentId),
}

/// A course's page.
#[derive(Debug)]
pub struct CoursePage {
    /// The course.
    pub course: Course,
    /// What is taught.
    pub outline: Arc<OutlineRevision>,
    /// The names of those who teach.
    pub teachers: Vec<String>,
    /// Whether the caller may enroll.
    pub self_enrollment: SelfEnrollment,
}

/// Reads a published course's page.
///
/// # Errors
/// [`RepositoryError::NotFound`] for a course that is not published, or that the caller may not look at.
pub async fn get_catalog_course(
    read: &TenantRead,
    grant: &Grant<GetCatalogCourse>,
    member: Option<&Member>,
    slug: &str,
) -> Result<CoursePage, CourseError> {
    let found = read.catalog().get(grant, member, slug).await?;
    let outline = read.outlines().get(found.course.id, found.course.outline_number).await?;
    let teachers = read.staff().teachers(&[found.course.id]).await?.remove(&found.course.id).unwrap_or_default();
    let self_enrollment = self_enrollment(&found, member.is_some());
    Ok(CoursePage { course: found.course, outline, teachers, self_enrollment })
}

fn self_enrollment(found: &CatalogCourse, is_member: bool) -> SelfEnrollment {
    match found.enrollment {
        Some((id, status)) if status.may_learn() => SelfEnrollment::Enrolled(id),
        // somebody whom staff withdrew, or whose time is over, is taken back by staff
        Some(_) => SelfEnrollment::Closed,
        None if !found.course.self_enrollment || !found.course.visibility.is_open() => SelfEnrollment::Closed,
        None if is_member => SelfEnrollment::Open,
        None => SelfEnrollment::SignIn,
    }
}

/// Reads a lesson that visitors may read.
///
/// # Errors
/// [`RepositoryError::NotFound`] for any other.
pub async fn get_catalog_lesson<A: PublicAction>(
    read: &TenantRead,
    grant: &Grant<A>,
    member: Option<&Member>,
    slug: &str,
    id: LessonId,
) -> Result<(LessonRevision, Option<Video>), CourseError> {
    let found = read.catalog().get(grant, member, slug).await?;
    let outline = read.outlines().get(found.course.id, found.course.outline_number).await?;
    let (_, lesson) = outline.document.find(id).filter(|(_, lesson)| lesson.free_preview).ok_or(RepositoryError::NotFound)?;
    let revision = read.lesson_revisions().get(lesson.revision_id).await?;
    let video = read.videos().find_shown(revision.video_id).await?;
    Ok((revision, video))
}
