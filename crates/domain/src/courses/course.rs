//! A course and what is said of it.

use crate::{
    access::CourseRole,
    courses::{CleanedContent, Content},
    ids::{AssetId, CourseId, SectionId, UserId},
    time::Timestamp,
};

/// The longest title of a course, a section or a lesson, in characters.
pub const TITLE_MAX: usize = 200;
/// The longest teaser, in characters.
pub const TEASER_MAX: usize = 300;
/// The most tags, objectives or requirements of one course.
pub const LIST_MAX: usize = 30;
/// The longest tag, objective or requirement, in characters.
pub const LINE_MAX: usize = 300;

/// Who may find a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Visibility {
    /// Every visibility.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Private, Self::Unlisted, Self::Public];

    /// The visibility's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Private => "private",
            Self::Unlisted => "unlisted",
            Self::Public => "public",
        }
    }

    /// The visibility with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.as_str() == word)
    }

    /// Whether a stranger with the address may look at the course's page.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unlisted | Self::Public)
    }
}

/// For whom a course is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Level {
    /// Every level.
    pub const ALL: [Self; 4] = [Self::All, Self::Beginner, Self::Intermediate, Self::Advanced];

    /// The level's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Beginner => "beginner",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
        }
    }

    /// The level with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// Where a course stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CourseStatus {
    /// Never published.
    Draft,
    /// Learners can be in it.
    Published,
    /// In the bin.
    Deleted,
}

impl CourseStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Deleted];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Deleted => "deleted",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The course.
    pub id: CourseId,
    /// The title.
    pub title: String,
    /// The word in its address, unique in the organization.
    pub slug: String,
    /// One or two sentences for lists.
    pub teaser: Option<String>,
    /// What it is about.
    pub description: Content,
    /// The language it is taught in: a BCP 47 tag.
    pub language: String,
    /// For whom it is.
    pub level: Level,
    /// The shelf it stands on.
    pub category: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What one will have learned.
    pub objectives: Vec<String>,
    /// What one must know before.
    pub requirements: Vec<String>,
    /// Who may find it.
    pub visibility: Visibility,
    /// Its picture.
    pub thumbnail_asset_id: Option<AssetId>,
    /// How long it takes.
    pub estimated_minutes: Option<i64>,
    /// Whether members may enroll themselves.
    pub self_enrollment: bool,
    /// Whether completing it leads to a certificate.
    pub certificate_enabled: bool,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When something last changed that publishing would bring to learners.
    pub changed_at: Timestamp,
    /// When it was last published.
    pub published_at: Option<Timestamp>,
    /// When it went to the bin.
    pub deleted_at: Option<Timestamp>,
    /// The outline revision that learners see; 0 before the first.
    pub outline_number: i64,
    /// Counts changes of the authors' outline.
    pub outline_version: i64,
    /// Counts changes of the course's own fields.
    pub version: i64,
    /// Since when the plan has no room for it.
    pub frozen_at: Option<Timestamp>,
}

impl Course {
    /// Where it stands.
    pub const fn status(&self) -> CourseStatus {
        match (self.deleted_at, self.published_at) {
            (Some(_), _) => CourseStatus::Deleted,
            (None, Some(_)) => CourseStatus::Published,
            (None, None) => CourseStatus::Draft,
        }
    }

    /// Whether publishing it again would bring something new to learners.
    pub fn has_unpublished_changes(&self) -> bool {
        self.published_at.is_some_and(|published_at| self.changed_at > published_at)
    }
}

/// What of a course is changed. What is absent stays; an inner `None` empties.
#[derive(Clone, Debug, Default)]
pub struct CoursePatch {
    /// The title.
    pub title: Option<String>,
    /// The word in its address.
    pub slug: Option<String>,
    /// One or two sentences.
    pub teaser: Option<Option<String>>,
    /// What it is about.
    pub description: Option<CleanedContent>,
    /// The language.
    pub language: Option<String>,
    /// For whom.
    pub level: Option<Level>,
    /// The shelf.
    pub category: Option<Option<String>>,
    /// Words to find it by.
    pub tags: Option<Vec<String>>,
    /// What one will have learned.
    pub objectives: Option<Vec<String>>,
    /// What one must know before.
    pub requirements: Option<Vec<String>>,
    /// Who may find it.
    pub visibility: Option<Visibility>,
    /// Its picture.
    pub thumbnail_asset_id: Option<Option<AssetId>>,
    /// How long it takes.
    pub estimated_minutes: Option<Option<i64>>,
    /// Whether members may enroll themselves.
    pub self_enrollment: Option<bool>,
    /// Whether completing it leads to a certificate.
    pub certificate_enabled: Option<bool>,
}

/// A section of a course, as its authors have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The section.
    pub id: SectionId,
    /// Its course.
    pub course_id: CourseId,
    /// The title.
    pub title: String,
    /// When it went to the bin.
    pub deleted_at: Option<Timestamp>,
    /// Counts edits.
    pub version: i64,
}

/// Something in a course's bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinnedItem<Id> {
    /// What.
    pub id: Id,
    /// The title.
    pub title: String,
    /// Since when.
    pub deleted_at: Timestamp,
}

/// Somebody who is staff of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub user_id: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// As what.
    pub role: CourseRole,
}
