//! A learner's progress in a course, lesson by lesson.

use std::collections::BTreeMap;

use domain::{
    access::GetProgress,
    courses::OutlineRevision,
    ids::{EnrollmentId, LessonId},
    learning::{
        EnrollmentStatus, Tally,
        enrollment::Enrollment,
        progress::{LessonProgress, LessonRecord},
    },
    time::Timestamp,
};
use repositories::{Grant, TenantRead};

use crate::LearningError;

/// Progress in a course.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// The status now.
    pub status: EnrollmentStatus,
    /// Lessons that count and those that are complete.
    pub tally: Tally,
    /// When the course was completed.
    pub completed_at: Option<Timestamp>,
    /// The code of the certificate that stands.
    pub certificate_code: Option<String>,
    /// Every lesson of the outline that is taught now, in its order.
    pub lessons: Vec<LessonProgress>,
}

impl Progress {
    /// Whole percent; 100 once the course was completed.
    pub fn progress_percent(&self) -> i64 {
        self.tally.percent(self.status)
    }

    /// Reads what is not known yet: a certificate there can only be in a completed enrollment.
    pub(crate) async fn read(
        read: &TenantRead,
        enrollment: &Enrollment,
        taught: &OutlineRevision,
        records: &BTreeMap<LessonId, LessonRecord>,
    ) -> Result<Self, LearningError> {
        let now = read.now();
        let may_have_certificate = enrollment.standing.completed_at.is_some_and(|at| at < now);
        let certificate = if may_have_certificate { read.certificates().latest(enrollment.id).await? } else { None };
        let certificate_code =
            certificate.filter(|certificate| certificate.revoked_at.is_none()).map(|certificate| certificate.code.to_string());
        Ok(Self::of(enrollment, taught, records, certificate_code, now))
    }

    fn of(
        enrollment: &Enrollment,
        taught: &OutlineRevision,
        records: &BTreeMap<LessonId, LessonRecord>,
        certificate_code: Option<String>,
        now: Timestamp,
    ) -> Self {
        let is_completed = |lesson| records.get(&lesson).is_some_and(|record| record.completion.is_some());
        Self {
            enrollment_id: enrollment.id,
            status: enrollment.status(now),
            tally: Tally::of(&taught.document, is_completed),
            completed_at: enrollment.standing.completed_at,
            certificate_code,
            lessons: taught
                .document
                .lessons()
                .map(|(_, lesson)| LessonProgress::of(lesson.id, Some(lesson.completion_rule), records.get(&lesson.id)))
                .collect(),
        }
    }
}

/// A learner's progress, for the learner and for those who may view the course's learners.
///
/// # Errors
/// [`LearningError::NotFound`].
pub async fn get_progress(read: &TenantRead, grant: &Grant<GetProgress>, id: EnrollmentId) -> Result<Progress, LearningError> {
    let entry = read.enrollments().visible(grant, id).await?;
    let taught = read.outlines().get(entry.enrollment.course_id, entry.course.outline_number).await?;
    let records = read.progress().all(id).await?;
    Ok(Progress::of(&entry.enrollment, &taught, &records, entry.certificate_code, read.now()))
}
