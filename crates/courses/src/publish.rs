//! Publishing: what learners see is frozen, and the next outline takes the place of the one before.

use std::collections::HashSet;

use domain::{
    access::{CourseAction, GetCourseChecks, PublishCourse, PublishLesson, UnpublishLesson},
    courses::{AuthorOutline, Check, Course, Lesson, LessonStatus, OutlineDocument, checks::check},
    events::DomainEvent,
    ids::LessonId,
};
use repositories::{CourseGrant, RepositoryError, TenantRead, TenantTx, audit::Object, courses::CourseEntry, usage::PublishedCourses};
use serde_json::json;

use crate::{
    courses::{lock_live, object},
    error::CourseError,
    lessons::LessonView,
};

/// What must, or should, be mended before a course is published.
///
/// # Errors
/// When the database fails.
pub async fn get_course_checks(read: &TenantRead, grant: &CourseGrant<GetCourseChecks>) -> Result<Vec<Check>, CourseError> {
    let course = read.courses().get(grant.course_id()).await?;
    Ok(check(&read.author_outline(&course).await?, course.certificate_enabled))
}

/// Publishes a course: every lesson but those that were taken out, as they are now. What is published already and did not
/// change stays as it is. The first time it needs room in the plan.
///
/// # Errors
/// [`CourseError::PublishBlocked`] with what must be mended, [`CourseError::Billing`] when the plan has no room.
pub async fn publish_course(tx: &TenantTx, grant: &CourseGrant<PublishCourse>) -> Result<CourseEntry, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let authors = tx.author_outline(&course).await?;
    let mut blocking = check(&authors, course.certificate_enabled);
    blocking.retain(|check| check.code.is_error());
    if !blocking.is_empty() {
        return Err(CourseError::PublishBlocked(blocking));
    }
    let leaving: Vec<_> = authors.lessons().filter(|lesson| lesson.goes_with_course()).collect();
    let changed: Vec<LessonId> = leaving.iter().filter(|lesson| lesson.needs_revision()).map(|lesson| lesson.id).collect();
    let kept = tx.lesson_revisions().newest_of(course.id).await?;
    let frozen = tx.lesson_revisions().freeze(&changed, grant.user_id()).await?;
    let document = authors.published(|id| frozen.get(&id).or_else(|| kept.get(&id)).copied());
    let number = next_outline(tx, &course, &document, grant).await?;
    tx.lessons().set_published(&leaving.iter().map(|lesson| lesson.id).collect::<Vec<_>>()).await?;
    let seat = match course.published_at {
        None => Some(billing::take::<PublishedCourses>(tx, 1).await?),
        Some(_) => None,
    };
    tx.courses().publish(&course, number, seat).await?;
    if number != course.outline_number {
        tx.emit(&DomainEvent::CoursePublished { course_id: course.id }).await?;
    }
    tx.audit(
        grant.grant(),
        "course_published",
        object(&course),
        json!({ "outline": number, "lessons": leaving.len(), "changed": changed.len() }),
    )
    .await?;
    Ok(tx.courses().entry(grant.grant(), course.id).await?)
}

/// Publishes one lesson of a published course, where its author put it.
///
/// # Errors
/// [`CourseError::NotPublished`] for the course, [`CourseError::PublishBlocked`] for an empty lesson.
pub async fn publish_lesson(tx: &TenantTx, grant: &CourseGrant<PublishLesson>, id: LessonId) -> Result<LessonView, CourseError> {
    let course = lock_published(tx, grant).await?;
    let mut authors = tx.author_outline(&course).await?;
    let lesson = authors.find_mut(id).ok_or(RepositoryError::NotFound)?;
    let needs_revision = lesson.needs_revision();
    (lesson.status, lesson.published_at) = (LessonStatus::Published, Some(tx.now()));
    let title = lesson.title.clone();
    let found = check(&authors, course.certificate_enabled).into_iter().filter(|check| check.lesson_id == Some(id));
    let blocking: Vec<Check> = found.filter(|check| check.code.is_error()).collect();
    if !blocking.is_empty() {
        return Err(CourseError::PublishBlocked(blocking));
    }
    let revisions = if needs_revision {
        tx.lesson_revisions().freeze(&[id], grant.user_id()).await?
    } else {
        tx.lesson_revisions().newest_of(course.id).await?
    };
    let revision = revisions.get(&id).copied().ok_or(RepositoryError::NotFound)?;
    let taught = tx.outlines().get(course.id, course.outline_number).await?;
    let entry = authors.find(id).ok_or(RepositoryError::NotFound)?.published_as(revision);
    tx.lessons().set_published(&[id]).await?;
    teach(tx, &course, &authors, &taught.document.with(entry, &authors), grant).await?;
    tx.audit(grant.grant(), "lesson_published", Object::new("lesson", id, title), json!({ "course_id": course.id })).await?;
    view(tx, &course, id).await
}

/// Takes one lesson out of the learners' outline of a published course; it stays out until it is published by itself. Those
/// who completed it keep it.
///
/// # Errors
/// [`CourseError::NotPublished`] for the course.
pub async fn unpublish_lesson(tx: &TenantTx, grant: &CourseGrant<UnpublishLesson>, id: LessonId) -> Result<LessonView, CourseError> {
    let course = lock_published(tx, grant).await?;
    let mut authors = tx.author_outline(&course).await?;
    let lesson = authors.find_mut(id).ok_or(RepositoryError::NotFound)?;
    lesson.status = LessonStatus::Unpublished;
    let title = lesson.title.clone();
    tx.lessons().set_unpublished(id).await?;
    withdraw(tx, &course, &authors, &HashSet::from([id]), grant).await?;
    tx.audit(grant.grant(), "lesson_unpublished", Object::new("lesson", id, title), json!({ "course_id": course.id })).await?;
    view(tx, &course, id).await
}

/// Takes lessons out of the learners' outline of a locked course, if it is published; `authors` is the outline without them,
/// or with them as unpublished.
pub(crate) async fn withdraw<A: CourseAction>(
    tx: &TenantTx,
    course: &Course,
    authors: &AuthorOutline,
    gone: &HashSet<LessonId>,
    grant: &CourseGrant<A>,
) -> Result<(), CourseError> {
    if course.published_at.is_none() {
        return Ok(());
    }
    let taught = tx.outlines().get(course.id, course.outline_number).await?;
    teach(tx, course, authors, &taught.document.without(gone), grant).await
}

/// Makes `document` the outline of a locked, published course.
async fn teach<A: CourseAction>(
    tx: &TenantTx,
    course: &Course,
    authors: &AuthorOutline,
    document: &OutlineDocument,
    grant: &CourseGrant<A>,
) -> Result<(), CourseError> {
    let number = next_outline(tx, course, document, grant).await?;
    Ok(tx.courses().set_outline(course, number, authors.is_taught_by(document)).await?)
}

/// Adds an outline to a locked course, unless learners see the very same already; gives the number that they are to see.
async fn next_outline<A: CourseAction>(
    tx: &TenantTx,
    course: &Course,
    document: &OutlineDocument,
    grant: &CourseGrant<A>,
) -> Result<i64, CourseError> {
    if course.outline_number > 0 && tx.outlines().get(course.id, course.outline_number).await?.document == *document {
        return Ok(course.outline_number);
    }
    Ok(tx.outlines().add(course, document, grant.user_id()).await?)
}

async fn lock_published<A: CourseAction>(tx: &TenantTx, grant: &CourseGrant<A>) -> Result<Course, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    if course.published_at.is_none() { Err(CourseError::NotPublished) } else { Ok(course) }
}

async fn view(tx: &TenantTx, course: &Course, id: LessonId) -> Result<LessonView, CourseError> {
    let lesson: Lesson = tx.lessons().get(id).await?;
    Ok(LessonView { lesson, outline_version: course.outline_version })
}
