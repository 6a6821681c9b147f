//! Rows of `organization_settings`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub tagline: Option<String>,
    pub self_registration: bool,
    pub require_verified_email: bool,
    pub color: Option<String>,
    pub logo_asset_id: Option<Uuid>,
    pub default_language: String,
    pub video_host: Option<String>,
    pub owner_count: i64,
    pub version: i64,
    pub updated_at: DateTimeUtc,
}

super::tenant!();
