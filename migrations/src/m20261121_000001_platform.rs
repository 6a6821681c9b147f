//! Tables of the platform: organizations, events, jobs, keys, limits.

use sea_orm_migration::prelude::*;

use crate::table::{
    Kind::{Integer, Moment, Text, Uuid},
    drop_tables, needed, optional, system_table,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        system_table(
            m,
            "organizations",
            &[needed("id", Uuid), needed("slug", Text), needed("status", Text), needed("plan", Text), needed("created_at", Moment)],
            &["PRIMARY KEY (id)", "UNIQUE (slug)"],
            &[],
        )
        .await?;
        // Every slug that was ever given. Rows outlive their organization, so that a dead name is never given again.
        system_table(
            m,
            "organization_slugs",
            &[needed("slug", Text), needed("org_id", Uuid), needed("created_at", Moment)],
            &["PRIMARY KEY (slug)"],
            &[&["org_id"]],
        )
        .await?;
        system_table(
            m,
            "events",
            &[
                needed("id", Uuid),
                needed("org_id", Uuid),
                needed("kind", Text),
                needed("payload", Text),
                needed("created_at", Moment),
                optional("dispatched_at", Moment),
            ],
            &["PRIMARY KEY (id)", "FOREIGN KEY (org_id) REFERENCES organizations (id)"],
            &[&["dispatched_at", "id"]],
        )
        .await?;
        system_table(
            m,
            "jobs",
            &[
                needed("id", Uuid),
                needed("org_id", Uuid),
                needed("kind", Text),
                needed("payload", Text),
                needed("effect_key", Text),
                needed("status", Text),
                needed("attempts", Integer),
                needed("max_attempts", Integer),
                needed("run_at", Moment),
                optional("lease_token", Uuid),
                optional("lease_until", Moment),
                optional("last_error", Text),
                needed("created_at", Moment),
                optional("finished_at", Moment),
            ],
            &["PRIMARY KEY (id)", "UNIQUE (org_id, effect_key)", "FOREIGN KEY (org_id) REFERENCES organizations (id)"],
            &[&["status", "run_at"], &["org_id", "created_at"]],
        )
        .await?;
        system_table(
            m,
            "cron_runs",
            &[needed("name", Text), needed("slot", Text), needed("started_at", Moment)],
            &["PRIMARY KEY (name, slot)"],
            &[],
        )
        .await?;
        system_table(
            m,
            "signing_keys",
            &[
                needed("id", Uuid),
                needed("purpose", Text),
                needed("public_key", Text),
                needed("sealed_private_key", Text),
                needed("created_at", Moment),
                optional("retired_at", Moment),
            ],
            &["PRIMARY KEY (id)"],
            &[&["purpose", "created_at"]],
        )
        .await?;
        system_table(
            m,
            "rate_limits",
            &[needed("id", Text), needed("window_started_at", Moment), needed("hits", Integer)],
            &["PRIMARY KEY (id)"],
            &[&["window_started_at"]],
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["rate_limits", "signing_keys", "cron_runs", "jobs", "events", "organization_slugs", "organizations"]).await
    }
}
