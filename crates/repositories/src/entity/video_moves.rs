//! Rows of `video_moves`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "video_moves")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub to_host: String,
    pub status: String,
    pub fault: Option<String>,
    pub fault_detail: Option<String>,
    pub remote_id: Option<String>,
    pub remote_playback_id: Option<String>,
    pub made: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

super::tenant!();
