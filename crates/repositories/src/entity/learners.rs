//! Rows of `learners`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "learners")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub active_enrollments: i64,
    pub credited_until: Option<DateTimeUtc>,
    pub watched_until: Option<DateTimeUtc>,
}

super::tenant!();
