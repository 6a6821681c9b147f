//! What comes out of the operations on the catalog.

use std::collections::BTreeMap;

use courses::catalog::{CoursePage, SelfEnrollment};
use domain::{
    courses::{LessonRevision, OutlineLesson, OutlineSection},
    ids::OrgId,
    video::Video,
};
use repositories::catalog::CatalogEntry;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{app::App, assets::picture_urls, video::dto::LearnerVideo};

/// Somebody who teaches.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogInstructor {
    /// The name.
    pub name: String,
}

fn instructors(names: Vec<String>) -> Vec<CatalogInstructor> {
    names.into_iter().map(|name| CatalogInstructor { name }).collect()
}

/// A course on the shelf.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogCourse {
    /// The course.
    pub id: Uuid,
    /// The word in its address.
    pub slug: String,
    /// The title.
    pub title: String,
    /// One or two sentences.
    #[schema(required = true)]
    pub teaser: Option<String>,
    /// Where its picture can be loaded.
    #[schema(required = true)]
    pub thumbnail_url: Option<String>,
    /// `all`, `beginner`, `intermediate` or `advanced`.
    pub level: String,
    /// The language it is taught in.
    pub language: String,
    /// The shelf it stands on.
    #[schema(required = true)]
    pub category: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Lessons that learners see.
    pub lesson_count: i64,
    /// How long it takes.
    #[schema(required = true)]
    pub estimated_minutes: Option<i64>,
    /// Those who teach it.
    pub instructors: Vec<CatalogInstructor>,
}

impl CatalogCourse {
    /// How a course looks on the shelf.
    pub fn of(app: &App, org_id: OrgId, entry: CatalogEntry, teachers: Vec<String>) -> Self {
        Self {
            id: entry.id.0,
            slug: entry.slug,
            title: entry.title,
            teaser: entry.teaser,
            thumbnail_url: entry.thumbnail_asset_id.map(|id| app.asset_url(org_id, id)),
            level: entry.level,
            language: entry.language,
            category: entry.category,
            tags: entry.tags,
            lesson_count: entry.lesson_count,
            estimated_minutes: entry.estimated_minutes,
            instructors: instructors(teachers),
        }
    }
}

/// A lesson on a course's page.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogOutlineLesson {
    /// The lesson.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// `text`.
    pub kind: &'static str,
    /// Whether anybody may read it.
    pub free_preview: bool,
}

/// A section on a course's page.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogSection {
    /// The section.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// Its lessons.
    pub lessons: Vec<CatalogOutlineLesson>,
}

impl From<&OutlineSection> for CatalogSection {
    fn from(section: &OutlineSection) -> Self {
        let lesson = |lesson: &OutlineLesson| CatalogOutlineLesson {
            id: lesson.id.0,
            title: lesson.title.clone(),
            kind: lesson.kind.as_str(),
            free_preview: lesson.free_preview,
        };
        Self { id: section.id.0, title: section.title.clone(), lessons: section.lessons.iter().map(lesson).collect() }
    }
}

/// A course's page.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogCoursePage {
    /// The course as on the shelf.
    #[serde(flatten)]
    pub course: CatalogCourse,
    /// What it is about.
    pub description_html: String,
    /// What one will have learned.
    pub objectives: Vec<String>,
    /// What one must know before.
    pub requirements: Vec<String>,
    /// What is taught.
    pub sections: Vec<CatalogSection>,
    /// Whether the caller may enroll.
    pub can_enroll: bool,
    /// Why not: `sign_in`, `closed` or `already_enrolled`; `null` when the caller may.
    #[schema(required = true)]
    pub enroll_reason: Option<&'static str>,
    /// The caller's enrollment.
    #[schema(required = true)]
    pub enrollment_id: Option<Uuid>,
    /// Where the pictures of the description can be loaded, by their ids.
    pub asset_urls: BTreeMap<Uuid, String>,
}

impl CatalogCoursePage {
    /// How a course's page looks.
    pub fn of(app: &App, org_id: OrgId, page: CoursePage) -> Self {
        let CoursePage { course, outline, teachers, self_enrollment } = page;
        let (enroll_reason, enrollment_id) = match self_enrollment {
            SelfEnrollment::Open => (None, None),
            SelfEnrollment::SignIn => (Some("sign_in"), None),
            SelfEnrollment::Closed => (Some("closed"), None),
            SelfEnrollment::Enrolled(id) => (Some("already_enrolled"), Some(id.0)),
        };
        Self {
            course: CatalogCourse {
                id: course.id.0,
                slug: course.slug,
                title: course.title,
                teaser: course.teaser,
                thumbnail_url: course.thumbnail_asset_id.map(|id| app.asset_url(org_id, id)),
                level: course.level.as_str().to_owned(),
                language: course.language,
                category: course.category,
                tags: course.tags,
                lesson_count: i64::try_from(outline.document.lesson_count()).unwrap_or(i64::MAX),
                estimated_minutes: course.estimated_minutes,
                instructors: instructors(teachers),
            },
            asset_urls: picture_urls(app, org_id, &course.description.html),
            description_html: course.description.html.into_string(),
            objectives: course.objectives,
            requirements: course.requirements,
            sections: outline.document.sections.iter().map(Into::into).collect(),
            can_enroll: enroll_reason.is_none(),
            enroll_reason,
            enrollment_id,
        }
    }
}

/// A lesson that anybody may read.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogLesson {
    /// The lesson.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// `text`.
    pub kind: &'static str,
    /// The video; the content is the text below it.
    #[schema(required = true)]
    pub video: Option<LearnerVideo>,
    /// The content: the documented HTML subset; pictures are `lyceum-asset:ID`.
    pub content_html: String,
    /// Where the pictures can be loaded, by their ids.
    pub asset_urls: BTreeMap<Uuid, String>,
}

impl CatalogLesson {
    /// How a lesson looks to anybody.
    pub fn of(app: &App, org_id: OrgId, (revision, video): (LessonRevision, Option<Video>)) -> Self {
        Self {
            video: video.map(|video| LearnerVideo::of(app, org_id, video)),
            id: revision.lesson_id.0,
            title: revision.title,
            kind: revision.kind.as_str(),
            asset_urls: picture_urls(app, org_id, &revision.html),
            content_html: revision.html.into_string(),
        }
    }
}
