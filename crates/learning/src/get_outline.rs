//! The player's table of contents: what is taught now, and where the learner stands in it.

use std::collections::BTreeMap;

use domain::{
    access::GetEnrollmentOutline,
    courses::{LessonKind, OutlineRevision},
    ids::{CourseId, EnrollmentId, LessonId, OutlineRevisionId, SectionId, VideoId},
    learning::{
        EnrollmentStatus, Tally,
        enrollment::EnrollmentEntry,
        progress::{LessonRecord, LessonState},
    },
    time::Timestamp,
};
use repositories::{Grant, TenantRead};

use crate::{LearningError, view::resume};

/// A course's outline with a learner's standing in it.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnerOutline {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// The course.
    pub course_id: CourseId,
    /// Its title.
    pub course_title: String,
    /// Its slug.
    pub course_slug: String,
    /// The enrollment's status now.
    pub status: EnrollmentStatus,
    /// Whole percent; 100 once the course was completed.
    pub progress_percent: i64,
    /// The revision that is taught now.
    pub outline_revision_id: OutlineRevisionId,
    /// Its sections.
    pub sections: Vec<OutlineSection>,
    /// The lesson to go on with and the place in it; `None` before anything was opened.
    pub resume: Option<(LessonId, Option<f64>)>,
    /// The code of the certificate that stands.
    pub certificate_code: Option<String>,
}

/// A section with its lessons.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineSection {
    /// The section.
    pub id: SectionId,
    /// Its title.
    pub title: String,
    /// Its lessons.
    pub lessons: Vec<OutlineLesson>,
}

/// A lesson and where the learner stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineLesson {
    /// The lesson.
    pub id: LessonId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: LessonKind,
    /// How long its video is in milliseconds, once measured.
    pub video_ms: Option<i64>,
    /// Whether it counts.
    pub required: bool,
    /// Where the learner stands.
    pub state: LessonState,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// Whether it was added after the learner completed the course.
    pub is_new: bool,
}

/// The outline of a learner's course, for the learner and for those who may view the course's learners.
///
/// # Errors
/// [`LearningError::NotFound`].
pub async fn get_enrollment_outline(
    read: &TenantRead,
    grant: &Grant<GetEnrollmentOutline>,
    id: EnrollmentId,
) -> Result<LearnerOutline, LearningError> {
    let entry = read.enrollments().visible(grant, id).await?;
    let course_id = entry.enrollment.course_id;
    let taught = read.outlines().get(course_id, entry.course.outline_number).await?;
    let completed = match entry.enrollment.completed_outline.filter(|number| *number != taught.number) {
        Some(number) => Some(read.outlines().get(course_id, number).await?),
        None => None,
    };
    let records = read.progress().all(id).await?;
    let lessons = taught.document.sections.iter().flat_map(|section| &section.lessons);
    let durations = read.videos().durations(lessons.filter_map(|lesson| lesson.video_id)).await?;
    Ok(outline(read, entry, &taught, completed.as_deref(), (&records, &durations)))
}

fn outline(
    read: &TenantRead,
    entry: EnrollmentEntry,
    taught: &OutlineRevision,
    completed: Option<&OutlineRevision>,
    (records, durations): (&BTreeMap<LessonId, LessonRecord>, &BTreeMap<VideoId, i64>),
) -> LearnerOutline {
    let enrollment = entry.enrollment;
    let status = enrollment.status(read.now());
    let is_completed = |lesson| records.get(&lesson).is_some_and(|record| record.completion.is_some());
    let lesson = |lesson: &domain::courses::OutlineLesson| {
        let record = records.get(&lesson.id);
        let completion = record.and_then(|record| record.completion);
        OutlineLesson {
            id: lesson.id,
            title: lesson.title.clone(),
            kind: lesson.kind,
            video_ms: lesson.video_id.and_then(|id| durations.get(&id).copied()),
            required: lesson.required,
            state: LessonState::of(record),
            completed_at: completion.map(|completion| completion.at),
            is_new: completion.is_none() && completed.is_some_and(|then| then.document.find(lesson.id).is_none()),
        }
    };
    let sections = taught.document.sections.iter();
    LearnerOutline {
        enrollment_id: enrollment.id,
        course_id: enrollment.course_id,
        course_title: entry.course.title,
        course_slug: entry.course.slug,
        status,
        progress_percent: Tally::of(&taught.document, is_completed).percent(status),
        outline_revision_id: taught.id,
        sections: sections
            .map(|section| OutlineSection {
                id: section.id,
                title: section.title.clone(),
                lessons: section.lessons.iter().map(lesson).collect(),
            })
            .collect(),
        resume: resume(&enrollment, taught, is_completed),
        certificate_code: entry.certificate_code,
    }
}
