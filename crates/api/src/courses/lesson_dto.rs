//! What goes in and out of the operations on lessons.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use courses::{lessons::LessonView, write::markdown};
use domain::{
    courses::{self as words, lesson::MIN_SECONDS_MAX},
    ids::{OrgId, VideoId},
};
use repositories::lesson_revisions::RevisionEntry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{course_dto::TextInput, rules};
use crate::{app::App, assets::picture_urls, http::Problem};

/// What a lesson is made of.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LessonKind {
    /// Text with pictures.
    Text,
    /// A video, with a text below it.
    Video,
}

impl From<LessonKind> for words::LessonKind {
    fn from(kind: LessonKind) -> Self {
        match kind {
            LessonKind::Text => Self::Text,
            LessonKind::Video => Self::Video,
        }
    }
}

/// When a lesson counts as complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CompletionRule {
    /// When the learner says so.
    Manual,
    /// When its end was reached and this much time was spent.
    Read {
        /// Seconds of study at the least, up to eight hours.
        #[schema(maximum = 28_800)]
        min_seconds: u32,
    },
    /// When this share of its video was really watched; of lessons of the kind `video` only.
    Watched {
        /// Percent.
        #[schema(minimum = 1, maximum = 100)]
        percent: u8,
    },
}

fn demands_no_more_than_a_day(rule: &CompletionRule) -> Result<(), ValidationError> {
    match rule {
        CompletionRule::Read { min_seconds } if *min_seconds > MIN_SECONDS_MAX => {
            Err(ValidationError::new("range").with_message("a lesson demands at most 28800 seconds".into()))
        }
        CompletionRule::Watched { percent } if !(1..=100).contains(percent) => {
            Err(ValidationError::new("range").with_message("1 to 100 percent".into()))
        }
        CompletionRule::Manual | CompletionRule::Read { .. } | CompletionRule::Watched { .. } => Ok(()),
    }
}

impl From<CompletionRule> for words::CompletionRule {
    fn from(rule: CompletionRule) -> Self {
        match rule {
            CompletionRule::Manual => Self::Manual,
            CompletionRule::Read { min_seconds } => Self::Read { min_seconds },
            CompletionRule::Watched { percent } => Self::Watched { percent },
        }
    }
}

impl From<words::CompletionRule> for CompletionRule {
    fn from(rule: words::CompletionRule) -> Self {
        match rule {
            words::CompletionRule::Manual => Self::Manual,
            words::CompletionRule::Read { min_seconds } => Self::Read { min_seconds },
            words::CompletionRule::Watched { percent } => Self::Watched { percent },
        }
    }
}

/// A new lesson.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLesson {
    /// The title, 1 to 200 characters.
    #[validate(custom(function = "rules::title"))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What it is made of.
    pub kind: LessonKind,
    /// The content; empty if absent.
    #[schema(nullable = false)]
    pub content: Option<TextInput>,
    /// Its place in the section, from 0; at the end if absent.
    #[schema(nullable = false)]
    pub position: Option<u32>,
}

/// What of a lesson is changed. What is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonPatch {
    /// The title, 1 to 200 characters.
    #[validate(custom(function = "rules::title"))]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub title: Option<String>,
    /// The content.
    #[schema(nullable = false)]
    pub content: Option<TextInput>,
    /// Whether visitors may read it.
    #[schema(nullable = false)]
    pub free_preview: Option<bool>,
    /// Whether the course is complete only with it.
    #[schema(nullable = false)]
    pub required: Option<bool>,
    /// When it counts as complete.
    #[validate(custom(function = "demands_no_more_than_a_day"))]
    #[schema(nullable = false)]
    pub completion_rule: Option<CompletionRule>,
    /// The video that it shows, one of its course; `null` takes it away. Of lessons of the kind `video` only.
    #[serde(default, deserialize_with = "crate::http::json::present")]
    pub video_id: Option<Option<Uuid>>,
}

impl LessonPatch {
    /// The change in the product's own words, its text cleaned.
    ///
    /// # Errors
    /// 422 for a text that cannot be taken.
    pub async fn read(self) -> Result<words::LessonPatch, Problem> {
        let content = match self.content {
            Some(text) => Some(text.clean("/content").await?),
            None => None,
        };
        Ok(words::LessonPatch {
            title: self.title.map(|title| title.trim().to_owned()),
            content,
            free_preview: self.free_preview,
            required: self.required,
            completion_rule: self.completion_rule.map(Into::into),
            video_id: self.video_id.map(|id| id.map(VideoId)),
        })
    }
}

/// A lesson's content.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonContent {
    /// The documented subset of HTML; pictures are `lyceum-asset:ID`.
    pub html: String,
    /// The same in Markdown.
    pub markdown: String,
    /// Which cleaner made the HTML.
    pub cleaner_version: i64,
}

/// A lesson as its authors see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lesson {
    /// The lesson.
    pub id: Uuid,
    /// Its course.
    pub course_id: Uuid,
    /// Its section.
    pub section_id: Uuid,
    /// The title.
    pub title: String,
    /// `text` or `video`.
    pub kind: &'static str,
    /// The content.
    pub content: LessonContent,
    /// `draft`: goes out with the course; `published`; `unpublished`: stays out until it is published by itself.
    pub status: &'static str,
    /// Whether visitors may read it.
    pub free_preview: bool,
    /// Whether the course is complete only with it.
    pub required: bool,
    /// When it counts as complete.
    pub completion_rule: CompletionRule,
    /// The video that it shows.
    #[schema(required = true)]
    pub video_id: Option<Uuid>,
    /// Whether learners see an older state of it.
    pub has_unpublished_changes: bool,
    /// When it was last published.
    #[schema(required = true)]
    pub published_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts its edits: send it as `If-Match`.
    pub version: i64,
    /// The version of the outline that it is in.
    pub outline_version: i64,
    /// Where the pictures can be loaded, by their ids.
    pub asset_urls: BTreeMap<Uuid, String>,
}

impl Lesson {
    /// How a lesson looks.
    pub fn of(app: &App, org_id: OrgId, view: LessonView) -> Self {
        let LessonView { lesson, outline_version } = view;
        Self {
            id: lesson.id.0,
            course_id: lesson.course_id.0,
            section_id: lesson.section_id.0,
            has_unpublished_changes: lesson.has_unpublished_changes(),
            asset_urls: picture_urls(app, org_id, &lesson.content.html),
            content: LessonContent {
                markdown: markdown(&lesson.content),
                cleaner_version: lesson.content.cleaner_version,
                html: lesson.content.html.into_string(),
            },
            title: lesson.title,
            kind: lesson.kind.as_str(),
            status: lesson.status.as_str(),
            free_preview: lesson.free_preview,
            required: lesson.required,
            completion_rule: lesson.completion_rule.into(),
            video_id: lesson.video_id.map(|id| id.0),
            published_at: lesson.published_at,
            created_at: lesson.created_at,
            updated_at: lesson.updated_at,
            version: lesson.version,
            outline_version,
        }
    }
}

/// A lesson as it was published once.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonRevision {
    /// The revision.
    pub id: Uuid,
    /// The title then.
    pub title: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// By whom.
    #[schema(required = true)]
    pub published_by_name: Option<String>,
}

impl From<RevisionEntry> for LessonRevision {
    fn from(entry: RevisionEntry) -> Self {
        Self { id: entry.id.0, title: entry.title, published_at: entry.published_at, published_by_name: entry.published_by_name }
    }
}
