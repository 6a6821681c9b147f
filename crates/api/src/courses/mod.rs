//! Courses as their staff write them: the course, its outline, its lessons, its staff.

pub mod course_dto;
pub mod courses;
pub mod lesson_dto;
pub mod lessons;
pub mod outline;
pub mod outline_dto;
pub mod preview;
pub mod refusals;
pub mod rules;
pub mod staff;
