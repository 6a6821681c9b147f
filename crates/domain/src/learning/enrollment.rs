//! An enrollment as it is kept, and with the names that go with it.

use crate::{
    ids::{AssetId, CourseId, EnrollmentId, UserId},
    learning::{EnrollmentStatus, Standing, Tally, log::Resume},
    time::Timestamp,
};

/// A learner in a course.
#[derive(Clone, Debug, PartialEq)]
pub struct Enrollment {
    /// The enrollment.
    pub id: EnrollmentId,
    /// The course.
    pub course_id: CourseId,
    /// The learner.
    pub user_id: UserId,
    /// What decides its status.
    pub standing: Standing,
    /// Lessons that count and those that are complete, in the outline revision with the next number.
    pub tally: Tally,
    /// The outline revision that was tallied; 0 before the first.
    pub tallied_outline: i64,
    /// The outline revision that was completed.
    pub completed_outline: Option<i64>,
    /// Credited study time.
    pub time_spent_seconds: i64,
    /// The lesson that was opened last.
    pub resume: Option<Resume>,
    /// The place in it, from 0 to 1.
    pub resume_position: Option<f64>,
    /// Since when.
    pub enrolled_at: Timestamp,
    /// When the learner last did something in it.
    pub last_activity_at: Option<Timestamp>,
}

impl Enrollment {
    /// The status at a moment.
    pub fn status(&self, now: Timestamp) -> EnrollmentStatus {
        self.standing.status.at(self.standing.expires_at, now)
    }
}

/// What learners see of the course that they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledCourse {
    /// The title.
    pub title: String,
    /// The slug.
    pub slug: String,
    /// The picture.
    pub thumbnail_asset_id: Option<AssetId>,
    /// The outline revision that learners see; 0 before the first.
    pub outline_number: i64,
    /// Whether the course is in the bin.
    pub is_deleted: bool,
}

/// An enrollment with the names that go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct EnrollmentEntry {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The course.
    pub course: EnrolledCourse,
    /// The learner's name.
    pub user_name: String,
    /// The learner's address.
    pub user_email: String,
    /// The code of the certificate that stands.
    pub certificate_code: Option<String>,
}
