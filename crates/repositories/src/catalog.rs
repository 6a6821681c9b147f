//! Published courses as visitors and members find them.

use domain::{
    access::{CoursePermission, PublicAction},
    courses::{Course, Visibility},
    ids::{AssetId, CourseId, EnrollmentId},
    learning::EnrollmentStatus,
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, JoinType,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    courses::{course, course_role},
    db::TenantRead,
    entity::{
        course_staff,
        courses::{self, Column},
        enrollments, outline_revisions,
    },
    error::RepositoryError,
    principal::{Actor, Grant, Member},
    scoped::{Reading, Scoped, ScopedSelect},
};

/// Published courses.
pub struct CatalogRepo<'t> {
    rows: Scoped<'t, courses::Entity, Reading>,
}

impl TenantRead {
    /// Published courses.
    pub fn catalog(&self) -> CatalogRepo<'_> {
        CatalogRepo { rows: Scoped::new(&self.scope) }
    }
}

/// A course on the shelf.
#[derive(Clone, Debug)]
pub struct CatalogEntry {
    /// The course.
    pub id: CourseId,
    /// The word in its address.
    pub slug: String,
    /// The title.
    pub title: String,
    /// One or two sentences.
    pub teaser: Option<String>,
    /// The picture.
    pub thumbnail_asset_id: Option<AssetId>,
    /// For whom: the level's word.
    pub level: String,
    /// The language.
    pub language: String,
    /// The shelf.
    pub category: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Published lessons.
    pub lesson_count: i64,
    /// How long it takes.
    pub estimated_minutes: Option<i64>,
}

/// A course's page, and what the caller has to do with it.
#[derive(Clone, Debug)]
pub struct CatalogCourse {
    /// The course, which is published.
    pub course: Course,
    /// The caller's enrollment.
    pub enrollment: Option<(EnrollmentId, EnrollmentStatus)>,
}

#[derive(Debug, FromQueryResult)]
struct EntryRow {
    id: Uuid,
    slug: String,
    title: String,
    teaser: Option<String>,
    thumbnail_asset_id: Option<Uuid>,
    level: String,
    language: String,
    category: Option<String>,
    tags: String,
    lesson_count: i64,
    estimated_minutes: Option<i64>,
    published_at: Timestamp,
}

#[derive(Debug, FromQueryResult)]
struct PageRow {
    #[sea_orm(nested)]
    course: courses::Model,
    enrollment_id: Option<Uuid>,
    enrollment_status: Option<String>,
    enrollment_end: Option<Timestamp>,
    own_role: Option<String>,
}

impl CatalogRepo<'_> {
    /// Public courses, those published last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, text: Option<&str>, page: PageRequest) -> Result<Page<CatalogEntry>, RepositoryError> {
        let own = |column| Expr::col((courses::Entity, column));
        let rows: Page<EntryRow> = self
            .published()
            .join_on::<outline_revisions::Entity>(JoinType::InnerJoin, Column::Id, outline_revisions::Column::CourseId)
            .filter(own(Column::OutlineNumber).equals((outline_revisions::Entity, outline_revisions::Column::Number)))
            .filter(Column::Visibility.eq(Visibility::Public.as_str()))
            .filter(Column::FrozenAt.is_null())
            .filter_some(text, |text| {
                Condition::any().add(crate::text::contains(Column::Title, text)).add(crate::text::contains(Column::Teaser, text))
            })
            .columns([
                (own(Column::Id), "id"),
                (own(Column::Slug), "slug"),
                (own(Column::Title), "title"),
                (own(Column::Teaser), "teaser"),
                (own(Column::ThumbnailAssetId), "thumbnail_asset_id"),
                (own(Column::Level), "level"),
                (own(Column::Language), "language"),
                (own(Column::Category), "category"),
                (own(Column::Tags), "tags"),
                (own(Column::EstimatedMinutes), "estimated_minutes"),
                (own(Column::PublishedAt), "published_at"),
                (Expr::col((outline_revisions::Entity, outline_revisions::Column::LessonCount)), "lesson_count"),
            ])
            .page_as(Column::PublishedAt, page, |row: &EntryRow| Cursor { at: row.published_at, id: row.id })
            .await?;
        let items = rows.items.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Page { items, next: rows.next })
    }

    /// The published course with this slug, if the caller may look at its page: anybody at a public or unlisted one, those
    /// who are enrolled at a private one, and staff at any.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none to be looked at.
    pub async fn get<A: PublicAction>(
        &self,
        grant: &Grant<A>,
        member: Option<&Member>,
        slug: &str,
    ) -> Result<CatalogCourse, RepositoryError> {
        let has_no_user = matches!(grant.actor(), Actor::Visitor | Actor::Operator { .. });
        debug_assert!(member.is_some() || has_no_user, "a member's grant comes with the member");
        let user = member.map_or(Uuid::nil(), |member| member.user_id().0);
        let this = (courses::Entity, Column::Id);
        let enrollment = || {
            let own = self.rows.of::<enrollments::Entity>().select().filter(enrollments::Column::UserId.eq(user));
            own.filter(Expr::col((enrollments::Entity, enrollments::Column::CourseId)).equals(this))
        };
        let staff = self
            .rows
            .of::<course_staff::Entity>()
            .select()
            .filter(course_staff::Column::UserId.eq(user))
            .filter(Expr::col((course_staff::Entity, course_staff::Column::CourseId)).equals(this));
        let row: Option<PageRow> = self
            .published()
            .filter(Column::Slug.eq(slug))
            .and_columns([
                (Expr::from(enrollment().into_subquery(enrollments::Column::Id)), "enrollment_id"),
                (Expr::from(enrollment().into_subquery(enrollments::Column::Status)), "enrollment_status"),
                (Expr::from(enrollment().into_subquery(enrollments::Column::ExpiresAt)), "enrollment_end"),
                (Expr::from(staff.into_subquery(course_staff::Column::Role)), "own_role"),
            ])
            .one_as()
            .await?;
        let row = row.ok_or(RepositoryError::NotFound)?;
        let own_role = row.own_role.as_deref().map(course_role).transpose()?;
        let is_staff = member.is_some_and(|member| CoursePermission::View.is_held_by(member.roles(), own_role));
        let status = row.enrollment_status.as_deref().map(|word| {
            let stored = EnrollmentStatus::parse(word).ok_or_else(|| RepositoryError::damaged("enrollment status", word))?;
            Ok::<_, RepositoryError>(stored.at(row.enrollment_end, self.rows.scope().now))
        });
        let enrollment = row.enrollment_id.map(EnrollmentId).zip(status.transpose()?);
        let course = course(row.course)?;
        let is_enrolled = enrollment.is_some_and(|(_, status)| status.may_learn());
        let may_look = match course.visibility {
            Visibility::Public | Visibility::Unlisted if course.frozen_at.is_none() => true,
            Visibility::Public | Visibility::Unlisted => is_enrolled || is_staff,
            Visibility::Private => is_enrolled || is_staff,
            Visibility::Draft => is_staff,
        };
        if may_look { Ok(CatalogCourse { course, enrollment }) } else { Err(RepositoryError::NotFound) }
    }

    fn published(&self) -> ScopedSelect<'_, courses::Entity> {
        self.rows.select().filter(Column::DeletedAt.is_null()).filter(Column::PublishedAt.is_not_null())
    }
}

fn entry(row: EntryRow) -> Result<CatalogEntry, RepositoryError> {
    Ok(CatalogEntry {
        id: CourseId(row.id),
        slug: row.slug,
        title: row.title,
        teaser: row.teaser,
        thumbnail_asset_id: row.thumbnail_asset_id.map(AssetId),
        level: row.level,
        language: row.language,
        category: row.category,
        tags: serde_json::from_str(&row.tags)?,
        lesson_count: row.lesson_count,
        estimated_minutes: row.estimated_minutes,
    })
}
