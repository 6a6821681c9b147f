//! Rows of `video_uploads`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "video_uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub received: i64,
    pub state: String,
    pub lock_id: Option<Uuid>,
    pub locked_until: Option<DateTimeUtc>,
    pub expires_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

super::tenant!();
