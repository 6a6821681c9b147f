//! Rows of `subscriptions`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub provider: String,
    pub customer_id: Option<String>,
    pub subscription_id: Option<String>,
    pub status: String,
    pub plan: Option<String>,
    pub pay_interval: Option<String>,
    pub currency: Option<String>,
    pub trialed_at: Option<DateTimeUtc>,
    pub trial_ends_at: Option<DateTimeUtc>,
    pub trial_reminded_at: Option<DateTimeUtc>,
    pub period_ends_at: Option<DateTimeUtc>,
    pub cancels_at: Option<DateTimeUtc>,
    pub next_plan: Option<String>,
    pub next_pay_interval: Option<String>,
    pub owes_since: Option<DateTimeUtc>,
    pub problem: Option<String>,
    pub checkout_attempt: Option<Uuid>,
    pub checkout_id: Option<String>,
    pub synced_at: Option<DateTimeUtc>,
}

super::tenant!();
