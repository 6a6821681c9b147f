//! Rows of `certificates`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub enrollment_id: Uuid,
    pub issue_number: i64,
    pub user_id: Uuid,
    pub course_id: Uuid,
    pub code: String,
    pub learner_name: String,
    pub course_title: String,
    pub organization_name: String,
    pub instructor_names: String,
    pub completed_at: DateTimeUtc,
    pub issued_at: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
    pub revocation_reason: Option<String>,
    pub replaced_by: Option<String>,
    pub record: String,
    pub signature: String,
    pub key_id: String,
    pub pdf_stored_at: Option<DateTimeUtc>,
}

super::tenant!();
