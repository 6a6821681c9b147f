//! What enrolling needs to know of a course and of users.

use domain::ids::{CourseId, UserId};
use sea_orm::{ColumnTrait, FromQueryResult, sea_query::Expr};
use uuid::Uuid;

use super::EnrollmentRepo;
use crate::{
    entity::{courses, users},
    error::RepositoryError,
};

/// A course, as somebody who wants to enroll sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrollableCourse {
    /// The title.
    pub title: String,
    /// The outline revision that learners see; `None` while the course is not published.
    pub outline_number: Option<i64>,
    /// Whether people may enroll themselves.
    pub is_open: bool,
}

impl<M> EnrollmentRepo<'_, M> {
    /// A course that is not in the bin.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn enrollable(&self, course: CourseId) -> Result<EnrollableCourse, RepositoryError> {
        let row = self.rows.of::<courses::Entity>().get(course).await?;
        if row.deleted_at.is_some() {
            return Err(RepositoryError::NotFound);
        }
        let is_published = row.published_at.is_some() && row.outline_number > 0;
        Ok(EnrollableCourse {
            title: row.title,
            outline_number: is_published.then_some(row.outline_number),
            is_open: row.self_enrollment && row.frozen_at.is_none() && matches!(row.visibility.as_str(), "public" | "unlisted"),
        })
    }

    /// Those of the users who are here and may come in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active_users(&self, ids: &[UserId]) -> Result<Vec<UserId>, RepositoryError> {
        let select = self.rows.of::<users::Entity>().select().filter(users::Column::Id.is_in(ids.iter().map(|id| id.0)));
        let rows: Vec<UserRow> =
            select.filter(users::Column::Status.eq("active")).columns([(Expr::col(users::Column::Id), "id")]).all_as().await?;
        Ok(rows.into_iter().map(|row| UserId(row.id)).collect())
    }
}

#[derive(Debug, FromQueryResult)]
struct UserRow {
    id: Uuid,
}
