//! A lesson, its content, and the revisions that publishing makes of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    content::SafeHtml,
    ids::{AssetId, CourseId, LessonId, LessonRevisionId, SectionId, VideoId},
    time::Timestamp,
    video::watched::DEFAULT_THRESHOLD,
};

/// The longest time that a completion rule may demand, in seconds: a working day.
pub const MIN_SECONDS_MAX: u32 = 8 * 3_600;

/// What a lesson is made of. More kinds will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LessonKind {
    /// Text with pictures.
    Text,
    /// A video, with a text below it.
    Video,
}

impl LessonKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Text, Self::Video];

    /// The kind's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Video => "video",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LessonStatus {
    /// Never published; publishing the course publishes it.
    Draft,
    /// In the learners' outline.
    Published,
    /// Taken out of the learners' outline; stays out until it is published by itself.
    Unpublished,
}

impl LessonStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Unpublished];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// When a lesson counts as complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CompletionRule {
    /// When the learner says so.
    Manual,
    /// When its end was reached and this much time was spent.
    Read {
        /// Seconds of study at the least.
        min_seconds: u32,
    },
    /// When this share of its video was really watched.
    Watched {
        /// Percent, from 1 to 100.
        percent: u8,
    },
}

impl CompletionRule {
    /// The rule's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Read { .. } => "read",
            Self::Watched { .. } => "watched",
        }
    }

    /// The seconds that it demands.
    pub const fn min_seconds(self) -> u32 {
        match self {
            Self::Read { min_seconds } => min_seconds,
            Self::Manual | Self::Watched { .. } => 0,
        }
    }

    /// The share of a video that it demands, in percent.
    pub const fn percent(self) -> Option<u8> {
        match self {
            Self::Watched { percent } => Some(percent),
            Self::Manual | Self::Read { .. } => None,
        }
    }

    /// The rule with this word, these seconds and this share.
    pub fn parse(word: &str, min_seconds: u32, percent: Option<u8>) -> Option<Self> {
        match word {
            "manual" => Some(Self::Manual),
            "read" => Some(Self::Read { min_seconds }),
            "watched" => Some(Self::Watched { percent: percent? }),
            _ => None,
        }
    }

    /// The rule of a new lesson of a kind, until its author chooses another.
    pub const fn of_new(kind: LessonKind) -> Self {
        match kind {
            LessonKind::Text => Self::Manual,
            LessonKind::Video => Self::Watched { percent: DEFAULT_THRESHOLD },
        }
    }
}

/// The form in which an author gave a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
}

impl SourceKind {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }

    /// The form with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Html, Self::Markdown].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A text as it was given and as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// As the author gave it.
    pub source: String,
    /// In which form.
    pub source_kind: SourceKind,
    /// As it is shown: the documented subset of HTML.
    pub html: SafeHtml,
    /// Which cleaner made it.
    pub cleaner_version: i64,
}

/// A text that was just cleaned, and what was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanedContent {
    /// The text.
    pub content: Content,
    /// Whether it shows nothing.
    pub is_empty: bool,
    /// How many of its pictures have no words for those who cannot see them.
    pub missing_alt: i64,
    /// The pictures that it shows.
    pub assets: BTreeSet<AssetId>,
}

/// A lesson as its authors see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The lesson.
    pub id: LessonId,
    /// Its course.
    pub course_id: CourseId,
    /// Its section.
    pub section_id: SectionId,
    /// The title.
    pub title: String,
    /// What it is made of.
    pub kind: LessonKind,
    /// The content.
    pub content: Content,
    /// Where it stands.
    pub status: LessonStatus,
    /// Whether visitors may read it.
    pub free_preview: bool,
    /// Whether the course is complete only with it.
    pub required: bool,
    /// When it counts.
    pub completion_rule: CompletionRule,
    /// The video that it shows.
    pub video_id: Option<VideoId>,
    /// The revision that learners see; 0 before the first.
    pub revision_number: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything of it was last changed.
    pub updated_at: Timestamp,
    /// When something last changed that a revision freezes: title, content or rule.
    pub changed_at: Timestamp,
    /// When it was last published.
    pub published_at: Option<Timestamp>,
    /// When it went to the bin.
    pub deleted_at: Option<Timestamp>,
    /// Counts edits.
    pub version: i64,
}

impl Lesson {
    /// Whether publishing it again would bring something new to learners.
    pub fn has_unpublished_changes(&self) -> bool {
        has_unpublished_changes(self.status, self.updated_at, self.published_at)
    }
}

/// Whether a lesson that learners see was changed since.
pub(super) fn has_unpublished_changes(status: LessonStatus, updated_at: Timestamp, published_at: Option<Timestamp>) -> bool {
    status == LessonStatus::Published && published_at.is_some_and(|published_at| updated_at > published_at)
}

/// What of a lesson is changed. What is absent stays.
#[derive(Clone, Debug, Default)]
pub struct LessonPatch {
    /// The title.
    pub title: Option<String>,
    /// The content.
    pub content: Option<CleanedContent>,
    /// Whether visitors may read it.
    pub free_preview: Option<bool>,
    /// Whether the course is complete only with it.
    pub required: Option<bool>,
    /// When it counts.
    pub completion_rule: Option<CompletionRule>,
    /// The video that it shows; `Some(None)` takes it away.
    pub video_id: Option<Option<VideoId>>,
}

/// A lesson's content as it was published once: it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonRevision {
    /// The revision.
    pub id: LessonRevisionId,
    /// Of this lesson.
    pub lesson_id: LessonId,
    /// In this course.
    pub course_id: CourseId,
    /// Counts the lesson's revisions from 1.
    pub number: i64,
    /// The title then.
    pub title: String,
    /// What it is made of.
    pub kind: LessonKind,
    /// The content then.
    pub html: SafeHtml,
    /// The video then.
    pub video_id: Option<VideoId>,
    /// When it counted then.
    pub completion_rule: CompletionRule,
    /// When it was published.
    pub published_at: Timestamp,
}
