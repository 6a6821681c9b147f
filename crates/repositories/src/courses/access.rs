//! Who may do what in a course.

use domain::{
    access::{CourseAction, CoursePermission, CourseRole, RoleSet},
    ids::CourseId,
};
use sea_orm::{
    ColumnTrait, FromQueryResult,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    entity::{
        course_staff,
        courses::{self, Column},
    },
    error::RepositoryError,
    principal::{CourseGrant, Denied, Grant},
    scoped::{Scoped, TenantEntity},
};

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

#[derive(Debug, FromQueryResult)]
struct StandingRow {
    course_id: Uuid,
    staff_role: Option<String>,
    is_frozen: i32,
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
    let frozen = rows.of::<courses::Entity>().select().filter(Column::FrozenAt.is_not_null()).into_subquery(Column::Id);
    let is_frozen = CaseStatement::new().case(Expr::col((E::default(), course)).in_subquery(frozen), 1).finally(0);
    let found: Option<StandingRow> = rows
        .select()
        .filter(E::ID.eq(id))
        .columns([
            (Expr::col((E::default(), course)), "course_id"),
            (Expr::from(staff.into_subquery(course_staff::Column::Role)), "staff_role"),
            (SimpleExpr::Case(Box::new(is_frozen)), "is_frozen"),
        ])
        .one_as()
        .await?;
    let found = found.ok_or(RepositoryError::NotFound)?;
    let in_course = found.staff_role.as_deref().map(course_role).transpose()?;
    if A::IN_COURSE.is_held_by(grant.roles(), in_course) {
        if A::POLICY.writes && found.is_frozen == 1 && !A::IN_COURSE.works_when_frozen() {
            return Err(Denied::CourseFrozen.into());
        }
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
