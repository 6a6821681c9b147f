//! What goes in and out of the operations on outlines, sections, staff and the bin.

use chrono::{DateTime, Utc};
use courses::{outline::Bin, sections::SectionView};
use domain::{
    access::CourseRole,
    courses::{self as words, WantedOutline},
    ids::{LessonId, SectionId, UserId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::rules;

/// A finding in a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct Check {
    /// `no_lessons`, `empty_lesson`, `missing_video`, `video_failed`, `video_not_ready`, `empty_section`, `missing_alt_text` or
    /// `no_required_lesson`.
    pub code: &'static str,
    /// `error`: mend it before publishing; `warning`: better mend it.
    pub severity: &'static str,
    /// In words.
    pub message: String,
    /// In which section.
    #[schema(required = true)]
    pub section_id: Option<Uuid>,
    /// In which lesson.
    #[schema(required = true)]
    pub lesson_id: Option<Uuid>,
}

impl From<words::Check> for Check {
    fn from(check: words::Check) -> Self {
        Self {
            code: check.code.as_str(),
            severity: if check.code.is_error() { "error" } else { "warning" },
            message: check.message,
            section_id: check.section_id.map(|id| id.0),
            lesson_id: check.lesson_id.map(|id| id.0),
        }
    }
}

/// What must, or should, be mended before a course is published.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checks {
    /// Whether it can be published.
    pub ready: bool,
    /// The findings.
    pub checks: Vec<Check>,
}

impl From<Vec<words::Check>> for Checks {
    fn from(checks: Vec<words::Check>) -> Self {
        Self { ready: checks.iter().all(|check| !check.code.is_error()), checks: checks.into_iter().map(Into::into).collect() }
    }
}

/// A lesson in the authors' outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorOutlineLesson {
    /// The lesson.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// `text` or `video`.
    pub kind: &'static str,
    /// `draft`: goes out with the course; `published`; `unpublished`: stays out until it is published by itself.
    pub status: &'static str,
    /// Whether learners see an older state of it.
    pub has_unpublished_changes: bool,
    /// Whether visitors may read it.
    pub free_preview: bool,
    /// Whether the course is complete only with it.
    pub required: bool,
    /// Whether it shows nothing.
    pub is_empty: bool,
    /// The video that it shows.
    #[schema(required = true)]
    pub video: Option<OutlineVideo>,
    /// Counts its edits.
    pub version: i64,
}

/// What an outline says of a lesson's video.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlineVideo {
    /// The video.
    pub id: Uuid,
    /// `uploading`, `queued`, `processing`, `ready`, `failed` or `canceled`.
    pub status: &'static str,
    /// Why it failed: see the video.
    #[schema(required = true)]
    pub fault: Option<&'static str>,
    /// Percent done, while it is made playable.
    pub percent: i64,
    /// Seconds, once measured.
    #[schema(required = true)]
    pub duration_seconds: Option<f64>,
}

impl From<words::LessonVideo> for OutlineVideo {
    fn from(video: words::LessonVideo) -> Self {
        Self {
            id: video.id.0,
            status: video.status.as_str(),
            fault: video.fault.map(domain::video::VideoFault::as_str),
            percent: video.percent,
            duration_seconds: video.duration_ms.map(crate::video::seconds),
        }
    }
}

/// A section in the authors' outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorOutlineSection {
    /// The section.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// Counts its edits.
    pub version: i64,
    /// Its lessons in order.
    pub lessons: Vec<AuthorOutlineLesson>,
}

/// A course's sections and lessons as its authors have them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorOutline {
    /// The course.
    pub course_id: Uuid,
    /// Counts changes of the structure: send it as `If-Match`.
    pub version: i64,
    /// The sections in order.
    pub sections: Vec<AuthorOutlineSection>,
}

impl From<words::AuthorOutline> for AuthorOutline {
    fn from(outline: words::AuthorOutline) -> Self {
        let lesson = |lesson: words::AuthorLesson| AuthorOutlineLesson {
            id: lesson.id.0,
            has_unpublished_changes: lesson.has_unpublished_changes(),
            is_empty: lesson.shows_nothing(),
            title: lesson.title,
            kind: lesson.kind.as_str(),
            status: lesson.status.as_str(),
            free_preview: lesson.free_preview,
            required: lesson.required,
            video: lesson.video.map(Into::into),
            version: lesson.version,
        };
        let section = |section: words::AuthorSection| AuthorOutlineSection {
            id: section.id.0,
            title: section.title,
            version: section.version,
            lessons: section.lessons.into_iter().map(lesson).collect(),
        };
        Self { course_id: outline.course_id.0, version: outline.version, sections: outline.sections.into_iter().map(section).collect() }
    }
}

/// A wanted order: every section and lesson that is not in the bin, each once.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutlineOrder {
    /// The sections in order.
    pub sections: Vec<SectionOrder>,
}

/// A section and its lessons in a wanted order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionOrder {
    /// The section.
    pub id: Uuid,
    /// Its lessons in order.
    pub lessons: Vec<Uuid>,
}

impl From<OutlineOrder> for WantedOutline {
    fn from(order: OutlineOrder) -> Self {
        let lessons = |ids: Vec<Uuid>| ids.into_iter().map(LessonId).collect();
        order.sections.into_iter().map(|section| (SectionId(section.id), lessons(section.lessons))).collect()
    }
}

/// A new section.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSection {
    /// The title, 1 to 200 characters.
    #[validate(custom(function = "rules::title"))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Its place, from 0; at the end if absent.
    #[schema(nullable = false)]
    pub position: Option<u32>,
}

/// What of a section is changed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionPatch {
    /// The title, 1 to 200 characters.
    #[validate(custom(function = "rules::title"))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
}

/// A section.
#[derive(Debug, Serialize, ToSchema)]
pub struct Section {
    /// The section.
    pub id: Uuid,
    /// Its course.
    pub course_id: Uuid,
    /// The title.
    pub title: String,
    /// Its place, from 0.
    pub position: usize,
    /// Counts its edits: send it as `If-Match`.
    pub version: i64,
    /// The version of the outline that it is in.
    pub outline_version: i64,
}

impl From<SectionView> for Section {
    fn from(view: SectionView) -> Self {
        Self {
            id: view.section.id.0,
            course_id: view.section.course_id.0,
            title: view.section.title,
            position: view.place,
            version: view.section.version,
            outline_version: view.outline_version,
        }
    }
}

/// Something in the bin.
#[derive(Debug, Serialize, ToSchema)]
pub struct BinItem {
    /// What.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// Since when.
    pub deleted_at: DateTime<Utc>,
}

/// What of a course is in the bin.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseBin {
    /// Sections; the lessons that went with one come back with it.
    pub sections: Vec<BinItem>,
    /// Lessons that were deleted by themselves.
    pub lessons: Vec<BinItem>,
}

impl From<Bin> for CourseBin {
    fn from(bin: Bin) -> Self {
        fn item<Id: Into<Uuid>>(item: words::BinnedItem<Id>) -> BinItem {
            BinItem { id: item.id.into(), title: item.title, deleted_at: item.deleted_at }
        }
        Self { sections: bin.sections.into_iter().map(item).collect(), lessons: bin.lessons.into_iter().map(item).collect() }
    }
}

/// What somebody is in a course.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Answers for it.
    Creator,
    /// Writes it.
    Editor,
    /// Judges learners' work.
    Grader,
}

impl From<StaffRole> for CourseRole {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Creator => Self::Creator,
            StaffRole::Editor => Self::Editor,
            StaffRole::Grader => Self::Grader,
        }
    }
}

/// Somebody who is to be staff.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffAssignment {
    /// A member who may write courses.
    pub user_id: Uuid,
    /// As what.
    pub role: StaffRole,
}

/// Who is to be staff of a course.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffList {
    /// Everybody, each once; at least one creator, at most 100.
    #[validate(length(min = 1, max = 100, message = "1 to 100 people"))]
    #[schema(min_items = 1, max_items = 100)]
    pub staff: Vec<StaffAssignment>,
}

impl StaffList {
    /// The people and their roles.
    pub fn assignments(&self) -> Vec<(UserId, CourseRole)> {
        self.staff.iter().map(|member| (UserId(member.user_id), member.role.into())).collect()
    }
}

/// Somebody who is staff of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffMember {
    /// Who.
    pub user_id: Uuid,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// `creator`, `editor` or `grader`.
    pub role: &'static str,
}

/// The staff of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct Staff {
    /// Those who came first first.
    pub staff: Vec<StaffMember>,
}

impl From<Vec<words::StaffMember>> for Staff {
    fn from(staff: Vec<words::StaffMember>) -> Self {
        let member = |member: words::StaffMember| StaffMember {
            user_id: member.user_id.0,
            name: member.name,
            email: member.email,
            role: member.role.as_str(),
        };
        Self { staff: staff.into_iter().map(member).collect() }
    }
}
