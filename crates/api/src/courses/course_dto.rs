//! What goes in and out of the operations on courses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use courses::write::{WrittenText, clean, markdown};
use domain::{
    access::{CoursePermission, RoleSet},
    courses::{self as words, CourseStatus, SourceKind},
    ids::{AssetId, OrgId},
};
use repositories::courses::CourseEntry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::rules;
use crate::{
    app::App,
    assets::picture_urls,
    http::{Problem, json::present},
};

/// A text: give it in Markdown or in HTML, not both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextInput {
    /// In Markdown; callouts are `> [!NOTE]`, pictures `![alt](lyceum-asset:ID)`.
    #[schema(nullable = false, max_length = 1_048_576)]
    pub markdown: Option<String>,
    /// In HTML; what is outside of the documented subset is dropped.
    #[schema(nullable = false, max_length = 1_048_576)]
    pub html: Option<String>,
}

impl TextInput {
    /// The text, cleaned; `pointer` is its place in the body.
    ///
    /// # Errors
    /// 422 when it is given twice or not at all, is too large or nested too deep.
    pub async fn clean(self, pointer: &str) -> Result<words::CleanedContent, Problem> {
        let written = match (self.markdown, self.html) {
            (Some(source), None) => WrittenText { source, kind: SourceKind::Markdown },
            (None, Some(source)) => WrittenText { source, kind: SourceKind::Html },
            _ => return Err(Problem::invalid_field(pointer, "one_form", "give markdown or html, and only one of them")),
        };
        Ok(clean(written).await?)
    }
}

/// A text in both forms.
#[derive(Debug, Serialize, ToSchema)]
pub struct Text {
    /// The documented subset of HTML; pictures are `lyceum-asset:ID`.
    pub html: String,
    /// The same in Markdown.
    pub markdown: String,
}

/// Who may find a course.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Its staff.
    Draft,
    /// Its staff, and learners whom staff enrolled.
    Private,
    /// Whoever has the link.
    Unlisted,
    /// Everybody: it is in the catalog.
    Public,
}

impl From<Visibility> for words::Visibility {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Draft => Self::Draft,
            Visibility::Private => Self::Private,
            Visibility::Unlisted => Self::Unlisted,
            Visibility::Public => Self::Public,
        }
    }
}

/// For whom a course is.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Everybody.
    All,
    /// Those who begin.
    Beginner,
    /// Those who know the ground.
    Intermediate,
    /// Those who know much.
    Advanced,
}

impl From<Level> for words::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::All => Self::All,
            Level::Beginner => Self::Beginner,
            Level::Intermediate => Self::Intermediate,
            Level::Advanced => Self::Advanced,
        }
    }
}

/// A new course: its title, and whatever else is known already.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCourse {
    /// The title, 1 to 200 characters.
    #[validate(custom(function = "rules::title"))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// The word in its address: lower-case letters, digits and single hyphens.
    #[schema(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", nullable = false)]
    pub slug: Option<String>,
    /// One or two sentences for lists, at most 300 characters.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "rules::teaser"))]
    #[schema(max_length = 300, value_type = Option<String>)]
    pub teaser: Option<Option<String>>,
    /// What it is about.
    #[schema(nullable = false)]
    pub description: Option<TextInput>,
    /// The language it is taught in: a tag such as `en` or `pt-BR`.
    #[validate(custom(function = "rules::language"))]
    #[schema(nullable = false)]
    pub language: Option<String>,
    /// For whom it is.
    #[schema(nullable = false)]
    pub level: Option<Level>,
    /// The shelf it stands on, at most 60 characters.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "rules::category"))]
    #[schema(max_length = 60, value_type = Option<String>)]
    pub category: Option<Option<String>>,
    /// Words to find it by: at most 30 of at most 60 characters.
    #[validate(custom(function = "rules::tags"))]
    #[schema(max_items = 30, nullable = false)]
    pub tags: Option<Vec<String>>,
    /// Who may find it.
    #[schema(nullable = false)]
    pub visibility: Option<Visibility>,
    /// A picture of this organization; `null` for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    pub thumbnail_asset_id: Option<Option<Uuid>>,
    /// What one will have learned: at most 30 lines of at most 300 characters.
    #[validate(custom(function = "rules::lines"))]
    #[schema(max_items = 30, nullable = false)]
    pub objectives: Option<Vec<String>>,
    /// What one must know before: at most 30 lines of at most 300 characters.
    #[validate(custom(function = "rules::lines"))]
    #[schema(max_items = 30, nullable = false)]
    pub requirements: Option<Vec<String>>,
    /// How long it takes.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, value_type = Option<i64>)]
    pub estimated_minutes: Option<Option<i64>>,
    /// Whether members may enroll themselves.
    #[schema(nullable = false)]
    pub self_enrollment: Option<bool>,
    /// Whether completing it leads to a certificate.
    #[schema(nullable = false)]
    pub certificate_enabled: Option<bool>,
}

/// What of a course is changed. What is absent stays; `null` empties.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoursePatch {
    /// The title, 1 to 200 characters.
    #[validate(custom(function = "rules::title"))]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub title: Option<String>,
    /// The word in its address: lower-case letters, digits and single hyphens.
    #[schema(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", nullable = false)]
    pub slug: Option<String>,
    /// One or two sentences for lists, at most 300 characters.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "rules::teaser"))]
    #[schema(max_length = 300, value_type = Option<String>)]
    pub teaser: Option<Option<String>>,
    /// What it is about.
    #[schema(nullable = false)]
    pub description: Option<TextInput>,
    /// The language it is taught in: a tag such as `en` or `pt-BR`.
    #[validate(custom(function = "rules::language"))]
    #[schema(nullable = false)]
    pub language: Option<String>,
    /// For whom it is.
    #[schema(nullable = false)]
    pub level: Option<Level>,
    /// The shelf it stands on, at most 60 characters.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "rules::category"))]
    #[schema(max_length = 60, value_type = Option<String>)]
    pub category: Option<Option<String>>,
    /// Words to find it by: at most 30 of at most 60 characters.
    #[validate(custom(function = "rules::tags"))]
    #[schema(max_items = 30, nullable = false)]
    pub tags: Option<Vec<String>>,
    /// Who may find it.
    #[schema(nullable = false)]
    pub visibility: Option<Visibility>,
    /// A picture of this organization; `null` for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    pub thumbnail_asset_id: Option<Option<Uuid>>,
    /// What one will have learned: at most 30 lines of at most 300 characters.
    #[validate(custom(function = "rules::lines"))]
    #[schema(max_items = 30, nullable = false)]
    pub objectives: Option<Vec<String>>,
    /// What one must know before: at most 30 lines of at most 300 characters.
    #[validate(custom(function = "rules::lines"))]
    #[schema(max_items = 30, nullable = false)]
    pub requirements: Option<Vec<String>>,
    /// How long it takes.
    #[serde(default, deserialize_with = "present")]
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, value_type = Option<i64>)]
    pub estimated_minutes: Option<Option<i64>>,
    /// Whether members may enroll themselves.
    #[schema(nullable = false)]
    pub self_enrollment: Option<bool>,
    /// Whether completing it leads to a certificate.
    #[schema(nullable = false)]
    pub certificate_enabled: Option<bool>,
}

impl NewCourse {
    /// The title, and the rest as a change.
    pub fn split(self) -> (String, CoursePatch) {
        let rest = CoursePatch {
            title: None,
            slug: self.slug,
            teaser: self.teaser,
            description: self.description,
            language: self.language,
            level: self.level,
            category: self.category,
            tags: self.tags,
            visibility: self.visibility,
            thumbnail_asset_id: self.thumbnail_asset_id,
            objectives: self.objectives,
            requirements: self.requirements,
            estimated_minutes: self.estimated_minutes,
            self_enrollment: self.self_enrollment,
            certificate_enabled: self.certificate_enabled,
        };
        (self.title.trim().to_owned(), rest)
    }
}

impl CoursePatch {
    /// The change in the product's own words, its text cleaned.
    ///
    /// # Errors
    /// 422 for a text that cannot be taken.
    pub async fn read(self) -> Result<words::CoursePatch, Problem> {
        let description = match self.description {
            Some(text) => Some(text.clean("/description").await?),
            None => None,
        };
        Ok(words::CoursePatch {
            title: self.title.map(|title| title.trim().to_owned()),
            slug: self.slug,
            teaser: self.teaser.map(filled),
            description,
            language: self.language,
            level: self.level.map(Into::into),
            category: self.category.map(filled),
            tags: self.tags.map(trimmed),
            objectives: self.objectives.map(trimmed),
            requirements: self.requirements.map(trimmed),
            visibility: self.visibility.map(Into::into),
            thumbnail_asset_id: self.thumbnail_asset_id.map(|picture| picture.map(AssetId)),
            estimated_minutes: self.estimated_minutes,
            self_enrollment: self.self_enrollment,
            certificate_enabled: self.certificate_enabled,
        })
    }
}

/// A text without blanks around it; none when nothing is left.
fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn trimmed(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| line.trim().to_owned()).collect()
}

/// What the caller may do with a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseCan {
    /// Change it.
    pub edit: bool,
    /// Publish it, and lessons of it.
    pub publish: bool,
    /// Put it into the bin and take it out.
    pub delete: bool,
    /// Name its staff.
    pub manage_staff: bool,
    /// See its drafts: the outline, the preview, the settings.
    pub view: bool,
    /// See its learners.
    pub view_learners: bool,
}

/// A course as its staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Course {
    /// The course.
    pub id: Uuid,
    /// The title.
    pub title: String,
    /// The word in its address.
    pub slug: String,
    /// One or two sentences for lists.
    #[schema(required = true)]
    pub teaser: Option<String>,
    /// What it is about.
    pub description: Text,
    /// The language it is taught in.
    pub language: String,
    /// `all`, `beginner`, `intermediate` or `advanced`.
    pub level: &'static str,
    /// The shelf it stands on.
    #[schema(required = true)]
    pub category: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// `draft`: only staff; `private`: learners whom staff enroll; `unlisted`: whoever has the link; `public`: in the catalog.
    pub visibility: &'static str,
    /// Its picture.
    #[schema(required = true)]
    pub thumbnail_asset_id: Option<Uuid>,
    /// Where its picture can be loaded.
    #[schema(required = true)]
    pub thumbnail_url: Option<String>,
    /// What one will have learned.
    pub objectives: Vec<String>,
    /// What one must know before.
    pub requirements: Vec<String>,
    /// How long it takes.
    #[schema(required = true)]
    pub estimated_minutes: Option<i64>,
    /// `draft` until it is published first, `published`, or `deleted` while it is in the bin.
    pub status: &'static str,
    /// When it was last published.
    #[schema(required = true)]
    pub published_at: Option<DateTime<Utc>>,
    /// Whether publishing it again would bring something new to learners.
    pub has_unpublished_changes: bool,
    /// Whether the plan has no room for it: its learners learn on, and nothing can be changed in it.
    pub is_frozen: bool,
    /// Lessons that are not in the bin.
    pub lesson_count: i64,
    /// Learners who are in it or completed it.
    pub learner_count: i64,
    /// Whether members may enroll themselves.
    pub self_enrollment: bool,
    /// Whether completing it leads to a certificate.
    pub certificate_enabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Since when it is in the bin.
    #[schema(required = true)]
    pub deleted_at: Option<DateTime<Utc>>,
    /// Counts changes: send it as `If-Match`.
    pub version: i64,
    /// Where the pictures of its description can be loaded, by their ids.
    pub asset_urls: BTreeMap<Uuid, String>,
    /// What the caller may do with it.
    pub can: CourseCan,
}

impl Course {
    /// How a course looks to somebody with these roles.
    pub fn of(app: &App, org_id: OrgId, roles: RoleSet, entry: CourseEntry) -> Self {
        let is_frozen = entry.course.frozen_at.is_some();
        let works = |permission: CoursePermission| !is_frozen || permission.works_when_frozen();
        let may = |permission: CoursePermission| works(permission) && permission.is_held_by(roles, entry.own_role);
        let can = CourseCan {
            edit: may(CoursePermission::Edit),
            publish: may(CoursePermission::Publish),
            delete: may(CoursePermission::Own),
            manage_staff: may(CoursePermission::Own),
            view: may(CoursePermission::View),
            view_learners: may(CoursePermission::ViewLearners),
        };
        let course = entry.course;
        Self {
            id: course.id.0,
            status: course.status().as_str(),
            has_unpublished_changes: course.has_unpublished_changes(),
            is_frozen,
            asset_urls: picture_urls(app, org_id, &course.description.html),
            description: Text { markdown: markdown(&course.description), html: course.description.html.into_string() },
            title: course.title,
            slug: course.slug,
            teaser: course.teaser,
            language: course.language,
            level: course.level.as_str(),
            category: course.category,
            tags: course.tags,
            visibility: course.visibility.as_str(),
            thumbnail_asset_id: course.thumbnail_asset_id.map(|id| id.0),
            thumbnail_url: course.thumbnail_asset_id.map(|id| app.asset_url(org_id, id)),
            objectives: course.objectives,
            requirements: course.requirements,
            estimated_minutes: course.estimated_minutes,
            published_at: course.published_at,
            lesson_count: entry.lesson_count,
            learner_count: entry.learner_count,
            self_enrollment: course.self_enrollment,
            certificate_enabled: course.certificate_enabled,
            created_at: course.created_at,
            updated_at: course.updated_at,
            deleted_at: course.deleted_at,
            version: course.version,
            can,
        }
    }
}

/// The status with this word.
pub fn course_status(word: &str) -> Result<CourseStatus, Problem> {
    CourseStatus::parse(word).ok_or_else(|| Problem::invalid_field("?status", "unknown_word", "use draft, published or deleted"))
}
