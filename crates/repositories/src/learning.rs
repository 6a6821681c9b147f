//! Enrollments, the facts that devices send, and the projection that they lead to.
//!
//! Tables: `enrollments` (one for each learner and course), `learners` (one for each user who ever enrolled: active
//! enrollments and until when study time is credited), `learning_events` (append-only), `lesson_progress` (the projection).
//!
//! Whoever changes an enrollment or its progress locks the enrollment first, then the learner, then the plan's counter:
//! always in this order, so that transactions never wait for each other in a ring.

mod courses;
mod enrollments;
mod learners;
mod log;
mod progress;

pub use courses::EnrollableCourse;
pub use enrollments::{Dashboard, EnrollmentFilter, EnrollmentRepo, LearnerFilter, Locked, NewEnrollments};
pub use learners::{LearnerRepo, Marks};
pub use log::EventLogRepo;
pub use progress::ProgressRepo;
