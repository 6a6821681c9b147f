//! Refusals of the learning slice in public words.

use learning::LearningError;

use crate::http::{Code, Problem};

impl From<LearningError> for Problem {
    fn from(error: LearningError) -> Self {
        match error {
            LearningError::NotFound => Self::new(Code::NotFound),
            LearningError::CourseNotPublished => Self::new(Code::CourseNotPublished),
            LearningError::SelfEnrollmentClosed => Self::new(Code::EnrollmentClosed),
            LearningError::Inactive => Self::new(Code::EnrollmentInactive).detail("The enrollment has expired or was cancelled."),
            LearningError::EndIsOver => {
                Self::invalid_field("/expires_at", "past", "an active enrollment ends in the future, or not at all")
            }
            LearningError::RuleUnmet(unmet) => Self::new(Code::CompletionRuleUnmet)
                .with("missing", unmet.missing.iter().map(|missing| missing.as_str()).collect::<Vec<_>>())
                .with("seconds_needed", unmet.seconds_needed),
            LearningError::Denied(denied) => denied.into(),
            LearningError::Billing(error) => error.into(),
            LearningError::Repository(error) => error.into(),
        }
    }
}
