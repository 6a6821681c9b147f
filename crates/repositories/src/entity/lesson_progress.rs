//! Rows of `lesson_progress`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lesson_progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub enrollment_id: Uuid,
    pub lesson_id: Uuid,
    pub state: String,
    pub revision_id: Option<Uuid>,
    pub completed_at: Option<DateTimeUtc>,
    pub position: Option<f64>,
    pub position_at: Option<DateTimeUtc>,
    pub position_sequence: Option<i64>,
    pub reached_end: bool,
    pub time_spent_seconds: i64,
    pub watched_video: Option<Uuid>,
    pub watched: Option<String>,
    pub watched_duration_ms: Option<i64>,
    pub opened_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

super::tenant!();
