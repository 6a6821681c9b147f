//! A course as its learners would see it, were it published now.

use domain::{
    access::{PreviewLesson, PreviewOutline},
    courses::{AuthorOutline, Course, Lesson},
    ids::LessonId,
    video::Video,
};
use repositories::{CourseGrant, RepositoryError, TenantRead};

use crate::{error::CourseError, lessons::live};

/// The outline that learners would see.
#[derive(Clone, Debug)]
pub struct OutlinePreview {
    /// The course.
    pub course: Course,
    /// Its sections, without lessons that were taken out and without empty sections.
    pub outline: AuthorOutline,
}

/// A lesson that learners would see.
#[derive(Clone, Debug)]
pub struct LessonPreview {
    /// The lesson.
    pub lesson: Lesson,
    /// Its video.
    pub video: Option<Video>,
    /// The title of its section.
    pub section_title: String,
    /// The lesson before it.
    pub previous: Option<LessonId>,
    /// The lesson after it.
    pub next: Option<LessonId>,
}

/// The outline that learners would see.
///
/// # Errors
/// When the database fails.
pub async fn preview_outline(read: &TenantRead, grant: &CourseGrant<PreviewOutline>) -> Result<OutlinePreview, CourseError> {
    let course = read.courses().get(grant.course_id()).await?;
    let outline = leaving(read, &course).await?;
    Ok(OutlinePreview { course, outline })
}

/// A lesson that learners would see.
///
/// # Errors
/// [`RepositoryError::NotFound`] for a lesson of another course, in the bin, or that was taken out.
pub async fn preview_lesson(read: &TenantRead, grant: &CourseGrant<PreviewLesson>, id: LessonId) -> Result<LessonPreview, CourseError> {
    let course = read.courses().get(grant.course_id()).await?;
    let outline = leaving(read, &course).await?;
    let home = outline.sections.iter().find(|section| section.lessons.iter().any(|lesson| lesson.id == id));
    let section_title = home.ok_or(RepositoryError::NotFound)?.title.clone();
    let order: Vec<LessonId> = outline.lessons().map(|lesson| lesson.id).collect();
    let place = order.iter().position(|other| *other == id).unwrap_or_default();
    let previous = place.checked_sub(1).and_then(|before| order.get(before)).copied();
    let lesson = live(read, id).await?;
    let video = read.videos().find_shown(lesson.video_id).await?;
    Ok(LessonPreview { lesson, video, section_title, previous, next: order.get(place + 1).copied() })
}

async fn leaving(read: &TenantRead, course: &Course) -> Result<AuthorOutline, CourseError> {
    let mut outline = read.author_outline(course).await?;
    for section in &mut outline.sections {
        section.lessons.retain(domain::courses::AuthorLesson::goes_with_course);
    }
    outline.sections.retain(|section| !section.lessons.is_empty());
    Ok(outline)
}
