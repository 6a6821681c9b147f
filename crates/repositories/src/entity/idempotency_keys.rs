//! Rows of `idempotency_keys`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub actor: String,
    pub operation: String,
    pub key: String,
    pub body_hash: String,
    pub status: Option<i64>,
    pub body: Option<String>,
    pub created_at: DateTimeUtc,
}

super::tenant!();
