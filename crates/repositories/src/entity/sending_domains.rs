//! Rows of `sending_domains`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sending_domains")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub domain: String,
    pub local_part: String,
    pub display_name: Option<String>,
    pub reply_to: Option<String>,
    pub status: String,
    pub findings: String,
    pub created_at: DateTimeUtc,
    pub checked_at: Option<DateTimeUtc>,
    pub verified_at: Option<DateTimeUtc>,
    pub wrong_since: Option<DateTimeUtc>,
}

super::tenant!();
