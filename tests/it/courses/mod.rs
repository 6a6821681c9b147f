//! Courses as their staff write them, operation by operation.

mod access;
mod bin;
mod content;
mod create_course;
pub(crate) mod fixtures;
mod lessons;
mod list_courses;
mod plan_limits;
mod preview;
mod publish_course;
mod publish_lesson;
mod sections;
mod statements;
mod update_course;
mod update_outline;
mod update_staff;
