//! What an author must, or should, mend before a course is published.

use crate::{
    courses::{AuthorLesson, AuthorOutline, LessonKind},
    ids::{LessonId, SectionId},
    video::VideoStatus,
};

/// What is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckCode {
    /// There is nothing to learn.
    NoLessons,
    /// A lesson shows nothing.
    EmptyLesson,
    /// A video lesson has no video.
    MissingVideo,
    /// A lesson's video cannot be played.
    VideoFailed,
    /// A lesson's video is still being made playable.
    VideoNotReady,
    /// A section has no lessons.
    EmptySection,
    /// A picture says nothing to those who cannot see it.
    MissingAltText,
    /// A certificate is promised, but no lesson must be done for it.
    NoRequiredLesson,
}

impl CheckCode {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoLessons => "no_lessons",
            Self::EmptyLesson => "empty_lesson",
            Self::MissingVideo => "missing_video",
            Self::VideoFailed => "video_failed",
            Self::VideoNotReady => "video_not_ready",
            Self::EmptySection => "empty_section",
            Self::MissingAltText => "missing_alt_text",
            Self::NoRequiredLesson => "no_required_lesson",
        }
    }

    /// Whether the course cannot be published before it is mended.
    pub const fn is_error(self) -> bool {
        matches!(self, Self::NoLessons | Self::EmptyLesson | Self::NoRequiredLesson | Self::MissingVideo | Self::VideoFailed)
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub code: CheckCode,
    /// In words.
    pub message: String,
    /// In which section.
    pub section_id: Option<SectionId>,
    /// In which lesson.
    pub lesson_id: Option<LessonId>,
}

impl Check {
    fn of_course(code: CheckCode, message: &str) -> Self {
        Self { code, message: message.to_owned(), section_id: None, lesson_id: None }
    }
}

/// Looks an outline over, as publishing would publish it: lessons that were taken out are not looked at.
pub fn check(outline: &AuthorOutline, certificate_enabled: bool) -> Vec<Check> {
    let mut found = Vec::new();
    let mut leaving = outline.lessons().filter(|lesson| lesson.goes_with_course()).peekable();
    if leaving.peek().is_none() {
        found.push(Check::of_course(CheckCode::NoLessons, "The course has no lessons to publish."));
    } else if certificate_enabled && !leaving.any(|lesson| lesson.required) {
        let message = "The course gives a certificate, but none of its lessons is required for it.";
        found.push(Check::of_course(CheckCode::NoRequiredLesson, message));
    }
    for section in &outline.sections {
        if section.lessons.is_empty() {
            let message = format!("The section \"{}\" has no lessons; learners will not see it.", section.title);
            found.push(Check { code: CheckCode::EmptySection, message, section_id: Some(section.id), lesson_id: None });
        }
        for lesson in section.lessons.iter().filter(|lesson| lesson.goes_with_course()) {
            found.extend(check_lesson(section.id, lesson));
        }
    }
    found
}

fn check_lesson(section_id: SectionId, lesson: &AuthorLesson) -> Option<Check> {
    let title = &lesson.title;
    let (code, message) = if let Some(found) = check_video(lesson) {
        found
    } else if lesson.is_empty && lesson.kind == LessonKind::Text {
        (CheckCode::EmptyLesson, format!("The lesson \"{title}\" is empty."))
    } else {
        match lesson.missing_alt {
            0 => return None,
            1 => (CheckCode::MissingAltText, format!("A picture in \"{title}\" has no description.")),
            many => (CheckCode::MissingAltText, format!("{many} pictures in \"{title}\" have no description.")),
        }
    };
    Some(Check { code, message, section_id: Some(section_id), lesson_id: Some(lesson.id) })
}

fn check_video(lesson: &AuthorLesson) -> Option<(CheckCode, String)> {
    if lesson.kind != LessonKind::Video {
        return None;
    }
    let title = &lesson.title;
    Some(match lesson.video.map(|video| video.status) {
        Some(VideoStatus::Ready) => return None,
        Some(VideoStatus::Uploading | VideoStatus::Queued | VideoStatus::Processing) => {
            (CheckCode::VideoNotReady, format!("The video of \"{title}\" is still being prepared; learners will see it once it is done."))
        }
        Some(VideoStatus::Failed | VideoStatus::Canceled) => {
            (CheckCode::VideoFailed, format!("The video of \"{title}\" cannot be played."))
        }
        Some(VideoStatus::Deleted) | None => (CheckCode::MissingVideo, format!("The lesson \"{title}\" has no video.")),
    })
}
