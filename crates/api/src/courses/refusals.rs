//! Refusals of the courses slice in public words.

use courses::{CourseError, StaffFault};
use domain::courses::{Check, slug::SLUG_MAX};
use serde_json::json;

use super::outline_dto;
use crate::http::{Code, Problem, problem::FieldError};

impl From<CourseError> for Problem {
    fn from(error: CourseError) -> Self {
        match error {
            CourseError::Deleted => Self::new(Code::CourseDeleted),
            CourseError::NotPublished => Self::new(Code::CourseNotPublished),
            CourseError::PublishBlocked(problems) => publish_blocked(problems),
            CourseError::OutlineMismatch => Self::new(Code::OutlineMismatch),
            CourseError::UnknownAssets(ids) => Self::new(Code::UnknownAsset).with("asset_ids", json!(ids)),
            CourseError::UnknownVideo => Self::invalid_field("/video_id", "unknown_video", "the course has no such video"),
            CourseError::NotAVideoLesson => {
                Self::invalid_field("/kind", "not_a_video_lesson", "only a video lesson shows a video and completes by watching")
            }
            CourseError::SlugTaken => Self::new(Code::SlugTaken).detail("Another course has this slug."),
            CourseError::InvalidSlug => {
                let rule = format!("A slug has 1 to {SLUG_MAX} lower-case letters, digits and single hyphens.");
                Self::new(Code::InvalidSlug).detail(rule)
            }
            CourseError::Staff(fault) => Self::invalid(vec![staff_fault(fault)]),
            CourseError::Content(error) => Self::new(Code::InvalidContent).detail(sentence(&error)),
            CourseError::Picture(error) => super::super::assets::refusals::refuse(&error),
            CourseError::Denied(denied) => denied.into(),
            CourseError::Billing(error) => error.into(),
            CourseError::Aborted(error) => Self::internal(error),
            CourseError::Storage(error) => error.into(),
            CourseError::Repository(error) => error.into(),
        }
    }
}

fn publish_blocked(problems: Vec<Check>) -> Problem {
    let problems: Vec<_> = problems.into_iter().map(outline_dto::Check::from).collect();
    Problem::new(Code::PublishBlocked).with("problems", json!(problems))
}

fn staff_fault(fault: StaffFault) -> FieldError {
    match fault {
        StaffFault::NoAuthor(id) => FieldError::new("/staff", "no_author", format!("{id} is no member who may write courses")),
        StaffFault::Twice(id) => FieldError::new("/staff", "duplicate", format!("{id} is named twice")),
        StaffFault::NoCreator => FieldError::new("/staff", "no_creator", "a course needs at least one creator"),
    }
}

/// An error's words as a sentence.
pub(crate) fn sentence(error: &impl std::fmt::Display) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
