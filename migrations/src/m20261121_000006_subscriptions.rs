//! Subscriptions: what the payment provider said last, changes that were asked for, its messages as they came in; and what a plan that
//! became smaller has no room for (frozen, never deleted; what was chosen to be kept comes first).

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::table::{
    Kind::{Moment, Text, Uuid},
    TenantTable, drop_tables, needed, optional, system_table,
};

const SUBSCRIPTIONS: TenantTable = TenantTable {
    name: "subscriptions",
    columns: &[
        needed("provider", Text),
        optional("customer_id", Text),
        optional("subscription_id", Text),
        needed("status", Text),
        optional("plan", Text),
        optional("pay_interval", Text),
        optional("currency", Text),
        optional("trialed_at", Moment),
        optional("trial_ends_at", Moment),
        optional("trial_reminded_at", Moment),
        optional("period_ends_at", Moment),
        optional("cancels_at", Moment),
        optional("next_plan", Text),
        optional("next_pay_interval", Text),
        optional("owes_since", Moment),
        optional("problem", Text),
        optional("checkout_attempt", Uuid),
        optional("checkout_id", Text),
        optional("synced_at", Moment),
    ],
    parents: &[],
    unique: &[&["provider"]],
    indexes: &[],
};

const CHANGES: TenantTable = TenantTable {
    name: "subscription_changes",
    columns: &[
        needed("kind", Text),
        optional("plan", Text),
        optional("pay_interval", Text),
        needed("prorated_at", Moment),
        needed("status", Text),
        // 'open' while the change waits, empty afterwards: one at a time
        optional("slot", Text),
        optional("error", Text),
        optional("requested_by", Uuid),
        needed("created_at", Moment),
        optional("finished_at", Moment),
    ],
    parents: &[],
    unique: &[&["slot"]],
    indexes: &[&["created_at"]],
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        let moment = if db.get_database_backend() == DbBackend::Postgres { "timestamptz" } else { "text" };
        db.execute_unprepared("ALTER TABLE organizations ADD COLUMN plan_source text NOT NULL DEFAULT 'default'").await?;
        db.execute_unprepared("ALTER TABLE organizations ADD COLUMN standing text NOT NULL DEFAULT 'good'").await?;
        for table in ["courses", "users"] {
            for column in ["kept_at", "frozen_at"] {
                db.execute_unprepared(&format!("ALTER TABLE {table} ADD COLUMN {column} {moment}")).await?;
            }
        }
        SUBSCRIPTIONS.create(m).await?;
        CHANGES.create(m).await?;
        let customers = [needed("id", Text), needed("org_id", Uuid), needed("created_at", Moment)];
        system_table(m, "payment_customers", &customers, &["PRIMARY KEY (id)", "FOREIGN KEY (org_id) REFERENCES organizations (id)"], &[])
            .await?;
        let inbox = [
            needed("id", Uuid),
            needed("provider", Text),
            needed("event_id", Text),
            needed("kind", Text),
            needed("body", Text),
            optional("org_id", Uuid),
            needed("status", Text),
            optional("note", Text),
            needed("received_at", Moment),
            optional("applied_at", Moment),
        ];
        let rules = ["PRIMARY KEY (id)", "UNIQUE (provider, event_id)", "FOREIGN KEY (org_id) REFERENCES organizations (id)"];
        system_table(m, "webhook_inbox", &inbox, &rules, &[&["received_at", "id"], &["status"]]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["webhook_inbox", "payment_customers", "subscription_changes", "subscriptions"]).await?;
        let db = m.get_connection();
        for table in ["users", "courses"] {
            for column in ["frozen_at", "kept_at"] {
                db.execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}")).await?;
            }
        }
        db.execute_unprepared("ALTER TABLE organizations DROP COLUMN standing").await?;
        db.execute_unprepared("ALTER TABLE organizations DROP COLUMN plan_source").await?;
        Ok(())
    }
}
