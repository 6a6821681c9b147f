//! Rows of `outline_revisions`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outline_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_id: Uuid,
    pub number: i64,
    pub document: String,
    pub lesson_count: i64,
    pub required_count: i64,
    pub published_by: Uuid,
    pub published_at: DateTimeUtc,
}

super::tenant!();
