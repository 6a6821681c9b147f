//! Learning: enrolling, the player's outline and lessons, what learners did, and when a course is complete.
//!
//! Rules are in [`domain::learning`]; tables in [`repositories::learning`]. The outline that counts is the one that learners
//! see now; a completed lesson is shown in the revision that was completed, and a completed enrollment stays completed.
//! Whoever is neither the learner nor may view the course's learners finds no enrollment.

mod complete_lesson;
mod enroll;
mod expire_enrollments;
mod get_lesson;
mod get_outline;
mod get_progress;
mod list_enrollments;
mod record_events;
mod settle;
mod update_enrollment;
mod view;
mod withdraw_learner;

use domain::learning::progress::Unmet;
use repositories::{Denied, RepositoryError, courses::AccessError};

pub use complete_lesson::complete_lesson;
pub use enroll::{Enrolled, enroll, enroll_learners};
pub use expire_enrollments::expire_enrollments;
pub use get_lesson::{LearnerLesson, get_enrollment_lesson};
pub use get_outline::{LearnerOutline, OutlineLesson, OutlineSection, get_enrollment_outline};
pub use get_progress::{Progress, get_progress};
pub use list_enrollments::{Arrival, EnrollmentQuery, get_dashboard, get_enrollment, list_enrollments, list_learners};
pub use record_events::{EventBatch, RecordedEvents, record_events};
pub use update_enrollment::update_enrollment;
pub use view::{EnrollmentView, LearnerView, ResumePlace};
pub use withdraw_learner::withdraw_learner;

/// Why learning was refused.
#[derive(Debug, thiserror::Error)]
pub enum LearningError {
    /// There is no such course, enrollment, lesson or user to be seen.
    #[error("not found")]
    NotFound,
    /// The course is not published.
    #[error("the course is not published")]
    CourseNotPublished,
    /// Staff enroll the learners of this course.
    #[error("people do not enroll themselves in this course")]
    SelfEnrollmentClosed,
    /// The enrollment has expired or was cancelled.
    #[error("the enrollment is not active")]
    Inactive,
    /// The enrollment would have expired already.
    #[error("the enrollment's end is over")]
    EndIsOver,
    /// The lesson's rule is not met.
    #[error(transparent)]
    RuleUnmet(#[from] Unmet),
    /// The caller may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The plan's limit is reached.
    #[error(transparent)]
    Billing(#[from] billing::BillingError),
    /// The database failed.
    #[error(transparent)]
    Repository(RepositoryError),
}

impl From<AccessError> for LearningError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Denied(denied) => denied.into(),
            AccessError::Repository(error) => error.into(),
        }
    }
}

impl From<RepositoryError> for LearningError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotFound => Self::NotFound,
            other => Self::Repository(other),
        }
    }
}
