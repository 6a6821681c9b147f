//! Rows of `videos`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "videos")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_id: Uuid,
    pub title: String,
    pub file_name: String,
    pub host: String,
    pub remote_id: Option<String>,
    pub remote_playback_id: Option<String>,
    pub remote_upload: Option<String>,
    pub status: String,
    pub fault: Option<String>,
    pub fault_detail: Option<String>,
    pub bytes: i64,
    pub sha256: Option<String>,
    pub duration_ms: Option<i64>,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub has_audio: Option<bool>,
    pub percent: i64,
    pub billed_bytes: i64,
    pub billed_minutes: i64,
    pub attempt: i64,
    pub has_original: bool,
    pub has_poster: bool,
    pub sprite: Option<String>,
    pub chapters: String,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub ready_at: Option<DateTimeUtc>,
    pub version: i64,
}

super::tenant!();
