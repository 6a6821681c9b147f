//! Courses, and who may do what in them.

use domain::{
    access::{CourseAction, CoursePermission, CourseRole, RoleSet},
    content::SafeHtml,
    courses::{Content, Course, Level, SourceKind, Visibility},
    ids::{AssetId, CourseId, UserId},
};
use sea_orm::{ColumnTrait, FromQueryResult, sea_query::{Expr, ExprTrait}};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{course_staff, courses::{self, Column}},
    error::RepositoryError,
    principal::{CourseGrant, Denied, Grant},
    scoped::{Reading, Scoped, TenantEntity, Writing},
};

/// Courses.
pub struct CourseRepo<'t, M> {
    rows: Scoped<'t, courses::Entity, M>,
}

impl TenantRead {
    /// Courses, to read.
    pub fn courses(&self) -> CourseRepo<'_, Reading> {
        CourseRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Courses, to read and write.
    pub fn courses(&self) -> CourseRepo<'_, Writing> {
        CourseRepo { rows: Scoped::new(&self.scope) }
    }
}

/// Why a course gave no proof.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The caller may look at the course but not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such course for the caller, or the database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl<M> CourseRepo<'_, M> {
    /// Proof that the caller may do `A` in this course, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the caller may not know of the course, [`Denied`] when the caller may look at it
    /// but not do this.
    pub async fn authorize<A: CourseAction>(&self, grant: &Grant<A>, id: CourseId) -> Result<CourseGrant<A>, AccessError> {
        confirm(&self.rows, id.0, Column::Id, grant).await
    }

    /// A course, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: CourseId) -> Result<Course, RepositoryError> {
        course(self.rows.get(id).await?)
    }
}

#[derive(Debug, FromQueryResult)]
struct StandingRow {
    course_id: Uuid,
    staff_role: Option<String>,
}

/// Judges, by what the caller is in the course that a row of `rows` belongs to (`course` holds its id), in one statement.
pub(crate) async fn confirm<E: TenantEntity, M, A: CourseAction>(
    rows: &Scoped<'_, E, M>,
    id: Uuid,
    course: E::Column,
    grant: &Grant<A>,
) -> Result<CourseGrant<A>, AccessError> {
    let staff = rows
        .of::<course_staff::Entity>()
        .select()
        .filter(Expr::col((course_staff::Entity, course_staff::Column::CourseId)).equals((E::default(), course)))
        .filter(course_staff::Column::UserId.eq(grant.user_id().0));
    let found: Option<StandingRow> = rows
        .select()
        .filter(E::ID.eq(id))
        .columns([
            (Expr::col((E::default(), course)), "course_id"),
            (Expr::from(staff.into_subquery(course_staff::Column::Role)), "staff_role"),
        ])
        .one_as()
        .await?;
    let found = found.ok_or(RepositoryError::NotFound)?;
    let in_course = found.staff_role.as_deref().map(course_role).transpose()?;
    if A::IN_COURSE.is_held_by(grant.roles(), in_course) {
        return Ok(CourseGrant::confirmed(grant, CourseId(found.course_id)));
    }
    if may_know(grant.roles(), in_course) { Err(Denied::Role.into()) } else { Err(RepositoryError::NotFound.into()) }
}

/// Whether somebody may know that a course exists before it is published.
fn may_know(roles: RoleSet, in_course: Option<CourseRole>) -> bool {
    CoursePermission::View.is_held_by(roles, in_course)
}

pub(crate) fn course_role(word: &str) -> Result<CourseRole, RepositoryError> {
    CourseRole::parse(word).ok_or_else(|| RepositoryError::damaged("course role", word))
}

fn course(row: courses::Model) -> Result<Course, RepositoryError> {
    Ok(Course {
        id: CourseId(row.id),
        title: row.title,
        slug: row.slug,
        teaser: row.teaser,
        description: Content {
            source: row.description_source,
            source_kind: source_kind(&row.description_source_kind)?,
            html: SafeHtml::from_cleaner(row.description_html),
            cleaner_version: row.description_cleaner_version,
        },
        language: row.language,
        level: Level::parse(&row.level).ok_or_else(|| RepositoryError::damaged("level", &row.level))?,
        category: row.category,
        tags: serde_json::from_str(&row.tags)?,
        objectives: serde_json::from_str(&row.objectives)?,
        requirements: serde_json::from_str(&row.requirements)?,
        visibility: Visibility::parse(&row.visibility).ok_or_else(|| RepositoryError::damaged("visibility", &row.visibility))?,
        thumbnail_asset_id: row.thumbnail_asset_id.map(AssetId),
        estimated_minutes: row.estimated_minutes,
        self_enrollment: row.self_enrollment,
        certificate_enabled: row.certificate_enabled,
        created_by: UserId(row.created_by),
        created_at: row.created_at,
        updated_at: row.updated_at,
        changed_at: row.changed_at,
        published_at: row.published_at,
        deleted_at: row.deleted_at,
        outline_number: row.outline_number,
        outline_version: row.outline_version,
        version: row.version,
    })
}

pub(crate) fn source_kind(word: &str) -> Result<SourceKind, RepositoryError> {
    SourceKind::parse(word).ok_or_else(|| RepositoryError::damaged("source kind", word))
}
