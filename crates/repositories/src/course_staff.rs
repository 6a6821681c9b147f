//! Who is staff of a course.

use std::collections::HashMap;

use domain::{
    access::CourseRole,
    courses::StaffMember,
    ids::{CourseId, UserId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, JoinType, Order,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    courses::course_role,
    db::{TenantRead, TenantTx},
    entity::{
        course_staff::{self, Column},
        users,
    },
    error::RepositoryError,
    scoped::{Reading, Scoped, ScopedSelect, Writing},
};

/// Staff of courses.
pub struct StaffRepo<'t, M> {
    rows: Scoped<'t, course_staff::Entity, M>,
}

impl TenantRead {
    /// Staff of courses, to read.
    pub fn staff(&self) -> StaffRepo<'_, Reading> {
        StaffRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Staff of courses, to read and write.
    pub fn staff(&self) -> StaffRepo<'_, Writing> {
        StaffRepo { rows: Scoped::new(&self.scope) }
    }
}

#[derive(Debug, FromQueryResult)]
struct StaffRow {
    course_id: Uuid,
    user_id: Uuid,
    name: String,
    email: String,
    role: String,
}

impl<M> StaffRepo<'_, M> {
    /// A course's staff, those who came first first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, course: CourseId) -> Result<Vec<StaffMember>, RepositoryError> {
        let rows: Vec<StaffRow> = self.named().filter(Column::CourseId.eq(course.0)).all_as().await?;
        rows.into_iter().map(|row| Ok(member(row)?.1)).collect()
    }

    /// The names of those who teach each of several courses, creators first; a course without any is absent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn teachers(&self, courses: &[CourseId]) -> Result<HashMap<CourseId, Vec<String>>, RepositoryError> {
        let mut names: HashMap<CourseId, Vec<StaffMember>> = HashMap::new();
        if courses.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<StaffRow> = self
            .named()
            .filter(Column::CourseId.is_in(courses.iter().map(|course| course.0)))
            .filter(Column::Role.is_in([CourseRole::Creator, CourseRole::Editor].map(CourseRole::as_str)))
            .all_as()
            .await?;
        for row in rows {
            let (course, member) = member(row)?;
            names.entry(course).or_default().push(member);
        }
        Ok(names
            .into_iter()
            .map(|(course, mut staff)| {
                staff.sort_by_key(|member| member.role != CourseRole::Creator);
                (course, staff.into_iter().map(|member| member.name).collect())
            })
            .collect())
    }

    fn named(&self) -> ScopedSelect<'_, course_staff::Entity> {
        let own = |column| Expr::col((course_staff::Entity, column));
        self.rows
            .select()
            .join::<users::Entity>(JoinType::InnerJoin, Column::UserId)
            .filter(users::Column::Status.ne("removed"))
            .columns([
                (own(Column::CourseId), "course_id"),
                (own(Column::UserId), "user_id"),
                (own(Column::Role), "role"),
                (Expr::col((users::Entity, users::Column::Name)), "name"),
                (Expr::col((users::Entity, users::Column::Email)), "email"),
            ])
            .order(own(Column::CreatedAt), Order::Asc)
            .order(own(Column::Id), Order::Asc)
    }
}

impl StaffRepo<'_, Writing> {
    /// Replaces a course's staff. Those who stay keep their place.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when one of them is no user of the organization.
    pub async fn replace(&self, course: CourseId, staff: &[(UserId, CourseRole)]) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        let stay = staff.iter().map(|(user, _)| user.0);
        self.rows.delete(Column::CourseId.eq(course.0).and(Column::UserId.is_not_in(stay))).await?;
        let rows = staff.iter().map(|(user, role)| course_staff::ActiveModel {
            id: Set(scope.world.new_id()),
            course_id: Set(course.0),
            user_id: Set(user.0),
            role: Set(role.as_str().to_owned()),
            created_at: Set(scope.now),
            ..Default::default()
        });
        let key = [Column::CourseId, Column::UserId];
        self.rows
            .upsert_many(rows, &key, |conflict| {
                conflict.update_column(Column::Role);
            })
            .await?;
        Ok(())
    }
}

fn member(row: StaffRow) -> Result<(CourseId, StaffMember), RepositoryError> {
    let role = course_role(&row.role)?;
    Ok((CourseId(row.course_id), StaffMember { user_id: UserId(row.user_id), name: row.name, email: row.email, role }))
}
