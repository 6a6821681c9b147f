//! Courses as authors write them, and what publishing makes of them.
//!
//! - An author edits a course, its sections and lessons; nothing of their structure and content reaches learners before it
//!   is published. Title, description and settings of a published course show at once.
//! - Publishing freezes a [`LessonRevision`] for each lesson that changed and one [`OutlineRevision`] for the course. Both
//!   never change again; a learner's record points at them.
//! - What is deleted goes to a bin. A lesson that leaves the outline takes nothing from those who completed it.
//!
//! Tables: `courses`, `course_staff`, `sections`, `lessons`, `lesson_revisions`, `outline_revisions`, `assets`,
//! `asset_references`.

pub mod asset;
pub mod checks;
pub mod course;
pub mod lesson;
pub mod outline;
pub mod slug;

pub use asset::Asset;
pub use checks::{Check, CheckCode};
pub use course::{BinnedItem, Course, CoursePatch, CourseStatus, Level, Section, StaffMember, Visibility};
pub use lesson::{CleanedContent, CompletionRule, Content, Lesson, LessonKind, LessonPatch, LessonRevision, LessonStatus, SourceKind};
pub use outline::{
    AuthorLesson, AuthorOutline, AuthorSection, LessonVideo, OutlineDocument, OutlineLesson, OutlineRevision, OutlineSection, WantedOutline,
};
