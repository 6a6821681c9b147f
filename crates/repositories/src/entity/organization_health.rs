//! Rows of `organization_health`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_health")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_key: String,
    pub measured_at: Option<DateTimeUtc>,
    pub members: i64,
    pub published_courses: i64,
    pub active_learners: i64,
    pub instructors: i64,
    pub storage_bytes: i64,
    pub video_minutes: i64,
    pub emails: i64,
    pub last_activity_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
