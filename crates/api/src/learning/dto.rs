//! What goes out of the player: outlines, lessons and progress, as learners see them.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use domain::{
    courses::CompletionRule as Rule,
    ids::{AssetId, OrgId},
    learning::progress::{LessonProgress as Reported, Missing},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{app::App, video::dto::LearnerVideo};

/// When a lesson counts as complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = LearnerCompletionRule)]
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
        /// Percent.
        percent: u8,
    },
}

impl From<Rule> for CompletionRule {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Manual => Self::Manual,
            Rule::Read { min_seconds } => Self::Read { min_seconds },
            Rule::Watched { percent } => Self::Watched { percent },
        }
    }
}

/// Progress in a lesson.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonProgress {
    /// The lesson.
    pub lesson_id: Uuid,
    /// `not_started`, `in_progress` or `completed`.
    pub state: &'static str,
    /// When it was completed.
    #[schema(required = true)]
    pub completed_at: Option<DateTime<Utc>>,
    /// Credited study time.
    pub time_spent_seconds: i64,
    /// Where the learner was last, from 0 to 1.
    #[schema(required = true)]
    pub position: Option<f64>,
    /// Whether the end was ever reached.
    pub reached_end: bool,
    /// How much of its video was really watched, in percent; `null` before anything was.
    #[schema(required = true)]
    pub watched_percent: Option<u8>,
    /// What is missing until it is complete: `reach_end`, `min_time`, `watch`, `mark_complete`.
    pub missing: Vec<&'static str>,
    /// How many seconds of study, or of the video, are missing; `null` when it is something else, or not known yet.
    #[schema(required = true)]
    pub seconds_needed: Option<i64>,
}

impl From<Reported> for LessonProgress {
    fn from(progress: Reported) -> Self {
        Self {
            lesson_id: progress.lesson_id.0,
            state: progress.state.as_str(),
            completed_at: progress.completed_at,
            time_spent_seconds: progress.time_spent_seconds,
            position: progress.position,
            reached_end: progress.reached_end,
            watched_percent: progress.watched_percent,
            missing: progress.missing.into_iter().map(Missing::as_str).collect(),
            seconds_needed: progress.seconds_needed,
        }
    }
}

/// Progress in a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// The enrollment.
    pub enrollment_id: Uuid,
    /// `active`, `completed`, `expired` or `cancelled`.
    pub status: &'static str,
    /// Whole percent of the lessons that count; 100 only when all are complete, and once the course was completed.
    pub progress_percent: i64,
    /// Lessons that count and are complete.
    pub completed_lessons: i64,
    /// Lessons that count.
    pub required_lessons: i64,
    /// When the last lesson that counts was completed.
    #[schema(required = true)]
    pub completed_at: Option<DateTime<Utc>>,
    /// The code of the certificate that stands.
    #[schema(required = true)]
    pub certificate_code: Option<String>,
    /// Every lesson in its order.
    pub lessons: Vec<LessonProgress>,
}

impl From<learning::Progress> for Progress {
    fn from(progress: learning::Progress) -> Self {
        Self {
            enrollment_id: progress.enrollment_id.0,
            status: progress.status.as_str(),
            progress_percent: progress.progress_percent(),
            completed_lessons: progress.tally.completed,
            required_lessons: progress.tally.required,
            completed_at: progress.completed_at,
            certificate_code: progress.certificate_code,
            lessons: progress.lessons.into_iter().map(Into::into).collect(),
        }
    }
}

/// The course of an outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlineCourse {
    /// The course.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its slug.
    pub slug: String,
}

/// Where a learner goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlineResume {
    /// The lesson that was opened last; once that is complete, the next open one.
    pub lesson_id: Uuid,
    /// The place in it, from 0 to 1; `null` in a lesson that was not opened last.
    #[schema(required = true)]
    pub position: Option<f64>,
}

/// A lesson of a learner's outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerOutlineLesson {
    /// The lesson.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// `text` or `video`.
    pub kind: &'static str,
    /// How long its video is, once measured; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub video_seconds: Option<f64>,
    /// Whether it counts.
    pub required: bool,
    /// `not_started`, `in_progress` or `completed`.
    pub state: &'static str,
    /// When it was completed, to the second.
    #[schema(required = true)]
    pub completed_at: Option<DateTime<Utc>>,
    /// Whether it was added after the course was completed; absent when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_new: bool,
}

/// A section of a learner's outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerOutlineSection {
    /// The section.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its lessons.
    pub lessons: Vec<LearnerOutlineLesson>,
}

/// A course's outline with a learner's standing in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerOutline {
    /// The enrollment; `null` in an author's preview.
    #[schema(required = true)]
    pub enrollment_id: Option<Uuid>,
    /// The course.
    pub course: OutlineCourse,
    /// `active`, `completed`, `expired` or `cancelled`.
    pub status: &'static str,
    /// Whole percent of the lessons that count.
    pub progress_percent: i64,
    /// The published outline that is shown; `null` in an author's preview.
    #[schema(required = true)]
    pub outline_revision_id: Option<Uuid>,
    /// Its sections.
    pub sections: Vec<LearnerOutlineSection>,
    /// Where the learner goes on.
    #[schema(required = true)]
    pub resume: Option<OutlineResume>,
    /// The code of the certificate that stands.
    #[schema(required = true)]
    pub certificate_code: Option<String>,
}

impl From<learning::LearnerOutline> for LearnerOutline {
    fn from(outline: learning::LearnerOutline) -> Self {
        let lesson = |lesson: learning::OutlineLesson| LearnerOutlineLesson {
            id: lesson.id.0,
            title: lesson.title,
            kind: lesson.kind.as_str(),
            video_seconds: lesson.video_ms.map(crate::video::seconds),
            required: lesson.required,
            state: lesson.state.as_str(),
            completed_at: lesson.completed_at.map(|at| at.trunc_subsecs(0)),
            is_new: lesson.is_new,
        };
        let section = |section: learning::OutlineSection| LearnerOutlineSection {
            id: section.id.0,
            title: section.title,
            lessons: section.lessons.into_iter().map(lesson).collect(),
        };
        Self {
            enrollment_id: Some(outline.enrollment_id.0),
            course: OutlineCourse { id: outline.course_id.0, title: outline.course_title, slug: outline.course_slug },
            status: outline.status.as_str(),
            progress_percent: outline.progress_percent,
            outline_revision_id: Some(outline.outline_revision_id.0),
            sections: outline.sections.into_iter().map(section).collect(),
            resume: outline.resume.map(|(lesson, position)| OutlineResume { lesson_id: lesson.0, position }),
            certificate_code: outline.certificate_code,
        }
    }
}

/// A lesson as a learner reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerLesson {
    /// The lesson.
    pub id: Uuid,
    /// Its title in this revision.
    pub title: String,
    /// `text` or `video`.
    pub kind: &'static str,
    /// The section that it is in; `null` when it is no longer taught.
    #[schema(required = true)]
    pub section_title: Option<String>,
    /// The video of this revision; the content is the text below it.
    #[schema(required = true)]
    pub video: Option<LearnerVideo>,
    /// The content: the documented HTML subset; pictures are `lyceum-asset:ID`.
    pub content_html: String,
    /// Where the pictures can be loaded, by their ids.
    pub asset_urls: BTreeMap<Uuid, String>,
    /// Whether it counts.
    pub required: bool,
    /// When it counts as complete.
    pub completion_rule: CompletionRule,
    /// Where the learner stands.
    pub progress: LessonProgress,
    /// The lesson before it.
    #[schema(required = true)]
    pub previous_lesson_id: Option<Uuid>,
    /// The lesson after it.
    #[schema(required = true)]
    pub next_lesson_id: Option<Uuid>,
    /// The revision that is shown; `null` in an author's preview.
    #[schema(required = true)]
    pub revision_id: Option<Uuid>,
    /// Whether a newer one is taught: a completed lesson is shown as it was completed.
    pub newer_revision: bool,
}

impl LearnerLesson {
    /// How a lesson looks.
    pub fn of(app: &App, org_id: OrgId, lesson: learning::LearnerLesson) -> Self {
        Self {
            id: lesson.id.0,
            title: lesson.title,
            kind: lesson.kind.as_str(),
            section_title: lesson.section_title,
            video: lesson.video.map(|video| LearnerVideo::of(app, org_id, video)),
            asset_urls: asset_urls(app, org_id, lesson.content_html.as_str()),
            content_html: lesson.content_html.as_str().to_owned(),
            required: lesson.required,
            completion_rule: lesson.completion_rule.into(),
            progress: lesson.progress.into(),
            previous_lesson_id: lesson.previous_lesson_id.map(|id| id.0),
            next_lesson_id: lesson.next_lesson_id.map(|id| id.0),
            revision_id: Some(lesson.revision_id.0),
            newer_revision: lesson.newer_revision,
        }
    }
}

/// Signed addresses of the pictures that a content shows.
pub fn asset_urls(app: &App, org_id: OrgId, html: &str) -> BTreeMap<Uuid, String> {
    let references = html.split("lyceum-asset:").skip(1);
    let ids = references.filter_map(|rest| Uuid::try_parse(rest.get(..36)?).ok());
    ids.map(|id| (id, app.asset_url(org_id, AssetId(id)))).collect()
}
