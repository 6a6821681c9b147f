//! Rows of `learning_events`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "learning_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub enrollment_id: Uuid,
    pub lesson_id: Uuid,
    pub client_event_id: Uuid,
    pub device_id: Uuid,
    pub sequence: i64,
    pub kind: String,
    pub position: Option<f64>,
    pub claimed_seconds: i64,
    pub credited_seconds: i64,
    pub watched_video: Option<Uuid>,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub credited_ms: Option<i64>,
    pub occurred_at: DateTimeUtc,
    pub received_at: DateTimeUtc,
}

super::tenant!();
