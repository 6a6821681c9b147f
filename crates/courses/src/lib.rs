//! Courses: written by their staff, frozen by publishing, found in the catalog.
//!
//! Rules and words are in [`domain::courses`]; tables in [`repositories::courses`] and its neighbors. Whoever changes a
//! course's structure, content or publication locks the course first. Texts are cleaned and pictures re-encoded before the
//! transaction begins.

pub mod assets;
pub mod catalog;
pub mod content;
pub mod courses;
pub mod error;
pub mod lessons;
pub mod outline;
pub mod pictures;
pub mod preview;
pub mod publish;
pub mod sections;
pub mod staff;
pub mod write;

pub use error::{CourseError, StaffFault};
