//! Lessons: written, changed, copied, deleted and restored.

use std::collections::HashSet;

use domain::{
    access::{CreateLesson, DeleteLesson, DuplicateLesson, GetLesson, ListLessonRevisions, RestoreLesson, UpdateLesson},
    courses::{CompletionRule, Course, Lesson, LessonKind, LessonPatch, course::TITLE_MAX},
    ids::{LessonId, SectionId, VideoId},
    page::{Page, PageRequest},
};
use repositories::{
    CourseGrant, RepositoryError, TenantRead, TenantTx, assets::Holder, lesson_revisions::RevisionEntry, lessons::NewLesson,
};

use crate::{
    courses::{check_pictures, lock_live},
    error::CourseError,
    publish::withdraw,
};

/// A lesson and the version of the outline that it is in.
#[derive(Clone, Debug)]
pub struct LessonView {
    /// The lesson.
    pub lesson: Lesson,
    /// The outline's version.
    pub outline_version: i64,
}

/// Adds a lesson to a section.
///
/// # Errors
/// [`CourseError::UnknownAssets`], [`CourseError::Deleted`].
pub async fn create_lesson(tx: &TenantTx, grant: &CourseGrant<CreateLesson>, new: NewLesson) -> Result<LessonView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    if tx.sections().get(new.section_id).await?.deleted_at.is_some() {
        return Err(RepositoryError::NotFound.into());
    }
    let shown = new.content.assets.clone();
    check_pictures(tx, &shown).await?;
    let id = tx.lessons().add(course.id, new).await?;
    tx.assets().set_shown(Holder::Lesson(id), &shown).await?;
    let outline_version = tx.courses().structure_changed(&course, true).await?;
    Ok(LessonView { lesson: tx.lessons().get(id).await?, outline_version })
}

/// Reads a lesson as its authors have it.
///
/// # Errors
/// [`RepositoryError::NotFound`] for one in the bin.
pub async fn get_lesson(read: &TenantRead, grant: &CourseGrant<GetLesson>, id: LessonId) -> Result<LessonView, CourseError> {
    let lesson = live(read, id).await?;
    Ok(LessonView { lesson, outline_version: read.courses().get(grant.course_id()).await?.outline_version })
}

/// Changes what is given of a lesson, if it still has the version that the caller read. Learners see the change once it is
/// published.
///
/// # Errors
/// [`RepositoryError::Stale`], [`CourseError::UnknownAssets`], [`CourseError::Deleted`]; nothing is changed then.
pub async fn update_lesson(
    tx: &TenantTx,
    grant: &CourseGrant<UpdateLesson>,
    id: LessonId,
    expected: i64,
    patch: LessonPatch,
) -> Result<LessonView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let lesson = live(tx, id).await?;
    if lesson.version != expected {
        return Err(RepositoryError::Stale(lesson.version).into());
    }
    if let Some(content) = &patch.content {
        check_pictures(tx, &content.assets).await?;
        tx.assets().set_shown(Holder::Lesson(id), &content.assets).await?;
    }
    check_rule(&lesson, &patch)?;
    if let Some(video) = patch.video_id {
        show_video(tx, &lesson, video).await?;
    }
    tx.lessons().change(&lesson, patch).await?;
    tx.courses().content_changed(&course).await?;
    view(tx, &course, id).await
}

/// Only what has a video can be watched, and show one.
fn check_rule(lesson: &Lesson, patch: &LessonPatch) -> Result<(), CourseError> {
    let wants_video =
        patch.video_id.is_some_and(|video| video.is_some()) || matches!(patch.completion_rule, Some(CompletionRule::Watched { .. }));
    if wants_video && lesson.kind != LessonKind::Video { Err(CourseError::NotAVideoLesson) } else { Ok(()) }
}

async fn show_video(tx: &TenantTx, lesson: &Lesson, video: Option<VideoId>) -> Result<(), CourseError> {
    if let Some(id) = video {
        let found = tx.videos().find(id).await?.filter(|video| video.course_id == lesson.course_id);
        found.ok_or(CourseError::UnknownVideo)?;
    }
    Ok(tx.videos().show(lesson.id, video).await?)
}

/// Puts a lesson into the bin. Learners of a published course no longer see it; those who completed it keep it.
///
/// # Errors
/// [`CourseError::Deleted`].
pub async fn delete_lesson(tx: &TenantTx, grant: &CourseGrant<DeleteLesson>, id: LessonId) -> Result<(), CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let mut authors = tx.author_outline(&course).await?;
    if authors.find(id).is_none() {
        return Ok(());
    }
    for section in &mut authors.sections {
        section.lessons.retain(|lesson| lesson.id != id);
    }
    tx.lessons().delete(&[id]).await?;
    tx.courses().structure_changed(&course, false).await?;
    withdraw(tx, &course, &authors, &HashSet::from([id]), grant).await
}

/// Takes a lesson out of the bin, to the end of its section; if that is in the bin, of the first section; if there is none,
/// its own comes back too. Learners see it again once it is published.
///
/// # Errors
/// [`CourseError::Deleted`].
pub async fn restore_lesson(tx: &TenantTx, grant: &CourseGrant<RestoreLesson>, id: LessonId) -> Result<LessonView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let lesson = tx.lessons().get(id).await?;
    if lesson.deleted_at.is_none() {
        return Ok(LessonView { lesson, outline_version: course.outline_version });
    }
    let home = home_of(tx, &course, &lesson).await?;
    tx.lessons().restore(id, home).await?;
    let outline_version = tx.courses().structure_changed(&course, true).await?;
    Ok(LessonView { lesson: tx.lessons().get(id).await?, outline_version })
}

async fn home_of(tx: &TenantTx, course: &Course, lesson: &Lesson) -> Result<SectionId, CourseError> {
    let live = tx.sections().of(course.id).await?;
    if live.iter().any(|section| section.id == lesson.section_id) {
        return Ok(lesson.section_id);
    }
    if let Some(first) = live.first() {
        return Ok(first.id);
    }
    tx.sections().restore(course.id, lesson.section_id).await?;
    Ok(lesson.section_id)
}

/// Copies a lesson as a draft right behind it.
///
/// # Errors
/// [`CourseError::Deleted`].
pub async fn duplicate_lesson(tx: &TenantTx, grant: &CourseGrant<DuplicateLesson>, id: LessonId) -> Result<LessonView, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let original = live(tx, id).await?;
    let copy = tx.lessons().duplicate(id, &copy_title(&original.title)).await?;
    tx.assets().copy_shown(id, copy).await?;
    let outline_version = tx.courses().structure_changed(&course, true).await?;
    Ok(LessonView { lesson: tx.lessons().get(copy).await?, outline_version })
}

fn copy_title(title: &str) -> String {
    const SUFFIX: &str = " (copy)";
    let stem: String = title.chars().take(TITLE_MAX - SUFFIX.len()).collect();
    format!("{stem}{SUFFIX}")
}

/// Lists what a lesson was published as, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_lesson_revisions(
    read: &TenantRead,
    _grant: &CourseGrant<ListLessonRevisions>,
    id: LessonId,
    page: PageRequest,
) -> Result<Page<RevisionEntry>, CourseError> {
    Ok(read.lesson_revisions().list(id, page).await?)
}

/// A lesson that is not in the bin.
pub(crate) async fn live(read: &TenantRead, id: LessonId) -> Result<Lesson, CourseError> {
    let lesson = read.lessons().get(id).await?;
    if lesson.deleted_at.is_some() { Err(RepositoryError::NotFound.into()) } else { Ok(lesson) }
}

async fn view(tx: &TenantTx, course: &Course, id: LessonId) -> Result<LessonView, CourseError> {
    Ok(LessonView { lesson: tx.lessons().get(id).await?, outline_version: course.outline_version })
}
