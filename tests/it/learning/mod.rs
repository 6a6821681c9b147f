//! Learning, operation by operation.

mod complete_lesson;
mod create_enrollment;
pub(crate) mod fixtures;
mod get_dashboard;
mod get_enrollment_lesson;
mod get_enrollment_outline;
mod list_enrollments;
mod list_learners;
mod record_events;
mod twin_course;
mod update_enrollment;
