//! Rows of `enrollments`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enrollments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_id: Uuid,
    pub user_id: Uuid,
    pub status: String,
    pub completed_lessons: i64,
    pub required_lessons: i64,
    pub outline_number: i64,
    pub completed_outline_number: Option<i64>,
    pub time_spent_seconds: i64,
    pub resume_lesson_id: Option<Uuid>,
    pub resume_position: Option<f64>,
    pub resume_at: Option<DateTimeUtc>,
    pub resume_sequence: Option<i64>,
    pub enrolled_by: Option<Uuid>,
    pub enrolled_at: DateTimeUtc,
    pub completed_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub last_activity_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
}

super::tenant!();
