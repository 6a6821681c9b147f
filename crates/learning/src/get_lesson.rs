//! A lesson as a learner reads it: the present content, or the content that the learner completed.

use domain::{
    access::GetEnrollmentLesson,
    content::SafeHtml,
    courses::{CompletionRule, LessonKind, OutlineDocument},
    ids::{EnrollmentId, LessonId, LessonRevisionId},
    learning::progress::LessonProgress,
    video::Video,
};
use repositories::{Grant, TenantRead};

use crate::LearningError;

/// A lesson as a learner reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnerLesson {
    /// The lesson.
    pub id: LessonId,
    /// Its title in this revision.
    pub title: String,
    /// Its kind.
    pub kind: LessonKind,
    /// The section that it is in; `None` when it is no longer taught.
    pub section_title: Option<String>,
    /// The content.
    pub content_html: SafeHtml,
    /// The video of this revision.
    pub video: Option<Video>,
    /// Whether it counts.
    pub required: bool,
    /// When it counts as complete.
    pub completion_rule: CompletionRule,
    /// Where the learner stands.
    pub progress: LessonProgress,
    /// The lesson before it in the outline.
    pub previous_lesson_id: Option<LessonId>,
    /// The lesson after it in the outline.
    pub next_lesson_id: Option<LessonId>,
    /// The revision that is shown.
    pub revision_id: LessonRevisionId,
    /// Whether a newer one is taught: a completed lesson is shown as it was completed.
    pub newer_revision: bool,
}

/// A lesson of a learner's course, for the learner while the enrollment is active or completed, and for those who may view
/// the course's learners.
///
/// # Errors
/// [`LearningError::NotFound`], and [`LearningError::Inactive`] for a learner whose enrollment expired or was cancelled.
pub async fn get_enrollment_lesson(
    read: &TenantRead,
    grant: &Grant<GetEnrollmentLesson>,
    id: EnrollmentId,
    lesson_id: LessonId,
) -> Result<LearnerLesson, LearningError> {
    let entry = read.enrollments().visible(grant, id).await?;
    let enrollment = &entry.enrollment;
    if enrollment.user_id == grant.user_id() && !enrollment.status(read.now()).may_learn() {
        return Err(LearningError::Inactive);
    }
    let taught = read.outlines().get(enrollment.course_id, entry.course.outline_number).await?;
    let record = read.progress().find(id, lesson_id).await?;
    let completed = record.as_ref().and_then(|record| record.completion).map(|completion| completion.revision_id);
    let (section, lesson) = taught.document.find(lesson_id).unzip();
    let present = lesson.map(|lesson| lesson.revision_id);
    let revision_id = completed.or(present).ok_or(LearningError::NotFound)?;
    let revision = read.lesson_revisions().get(revision_id).await?;
    let video = read.videos().find_shown(revision.video_id).await?;
    let (previous_lesson_id, next_lesson_id) = neighbors(&taught.document, lesson_id);
    Ok(LearnerLesson {
        id: lesson_id,
        title: revision.title,
        kind: revision.kind,
        section_title: section.map(|section| section.title.clone()),
        content_html: revision.html,
        video,
        required: lesson.is_some_and(|lesson| lesson.required),
        completion_rule: lesson.map_or(revision.completion_rule, |lesson| lesson.completion_rule),
        progress: LessonProgress::of(lesson_id, lesson.map(|lesson| lesson.completion_rule), record.as_ref()),
        previous_lesson_id,
        next_lesson_id,
        revision_id,
        newer_revision: present.is_some_and(|present| present != revision_id),
    })
}

fn neighbors(outline: &OutlineDocument, lesson_id: LessonId) -> (Option<LessonId>, Option<LessonId>) {
    let ids: Vec<LessonId> = outline.lessons().map(|(_, lesson)| lesson.id).collect();
    let Some(at) = ids.iter().position(|id| *id == lesson_id) else { return (None, None) };
    (at.checked_sub(1).and_then(|before| ids.get(before).copied()), ids.get(at + 1).copied())
}
