//! Rows of `audit_events`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub occurred_at: DateTimeUtc,
    pub action: String,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub object_kind: String,
    pub object_id: Option<Uuid>,
    pub object_label: Option<String>,
    pub details: String,
}

super::tenant!();
