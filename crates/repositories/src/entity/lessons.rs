//! Rows of `lessons`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lessons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_id: Uuid,
    pub section_id: Uuid,
    pub title: String,
    pub kind: String,
    pub source: String,
    pub source_kind: String,
    pub html: String,
    pub cleaner_version: i64,
    pub is_empty: bool,
    pub missing_alt: i64,
    pub free_preview: bool,
    pub required: bool,
    pub rule_kind: String,
    pub rule_min_seconds: i64,
    pub rule_percent: Option<i64>,
    pub position: i64,
    pub status: String,
    pub revision_number: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    pub published_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub version: i64,
}

super::tenant!();
