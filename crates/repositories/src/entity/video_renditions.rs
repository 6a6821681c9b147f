//! Rows of `video_renditions`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "video_renditions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub video_id: Uuid,
    pub attempt: i64,
    pub name: String,
    pub width: i64,
    pub height: i64,
    pub bandwidth: i64,
    pub average_bandwidth: i64,
    pub codecs: String,
    pub bytes: i64,
    pub playlist: String,
    pub ready_at: DateTimeUtc,
}

super::tenant!();
