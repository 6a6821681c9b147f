//! Rows of `lesson_revisions`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lesson_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub lesson_id: Uuid,
    pub course_id: Uuid,
    pub number: i64,
    pub title: String,
    pub kind: String,
    pub source: String,
    pub source_kind: String,
    pub html: String,
    pub cleaner_version: i64,
    pub rule_kind: String,
    pub rule_min_seconds: i64,
    pub rule_percent: Option<i64>,
    pub published_by: Uuid,
    pub published_at: DateTimeUtc,
}

super::tenant!();
