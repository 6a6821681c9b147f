//! Rows of `courses`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "courses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub title: String,
    pub slug: String,
    pub teaser: Option<String>,
    pub description_source: String,
    pub description_source_kind: String,
    pub description_html: String,
    pub description_cleaner_version: i64,
    pub language: String,
    pub level: String,
    pub category: Option<String>,
    pub tags: String,
    pub objectives: String,
    pub requirements: String,
    pub visibility: String,
    pub thumbnail_asset_id: Option<Uuid>,
    pub estimated_minutes: Option<i64>,
    pub self_enrollment: bool,
    pub certificate_enabled: bool,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    pub published_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub outline_number: i64,
    pub outline_version: i64,
    pub version: i64,
    pub kept_at: Option<DateTimeUtc>,
    pub frozen_at: Option<DateTimeUtc>,
}

super::tenant!();
