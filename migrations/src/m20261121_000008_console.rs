//! The platform's operators: their accounts, sessions and acts; why an organization is closed; what is known of its health; and, in
//! each organization, who of them looked into it.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

use crate::table::{
    Kind::{Integer, Moment, Text, Uuid},
    OnDelete, TenantTable, append_only, drop_tables, needed, optional, system_table,
};

const SUPPORT_SESSIONS: TenantTable = TenantTable {
    name: "support_sessions",
    columns: &[
        needed("operator_id", Uuid),
        needed("operator_name", Text),
        needed("reason", Text),
        needed("started_at", Moment),
        needed("expires_at", Moment),
        optional("entered_at", Moment),
        optional("ended_at", Moment),
        optional("revoked_by_id", Uuid),
    ],
    parents: &[("revoked_by_id", "users", OnDelete::Restrict)],
    unique: &[],
    indexes: &[&["started_at"]],
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let moment = Moment.sql(m.get_connection().get_database_backend());
        for column in ["suspension_reason text".to_owned(), format!("suspended_at {moment}")] {
            m.get_connection().execute_unprepared(&format!("ALTER TABLE organizations ADD COLUMN {column}")).await?;
        }
        system_table(
            m,
            "operators",
            &[
                needed("id", Uuid),
                needed("email", Text),
                needed("email_key", Text),
                needed("name", Text),
                needed("created_at", Moment),
                optional("password_hash", Text),
                optional("sealed_totp", Text),
                // the last step whose code was taken: a code works once
                needed("totp_step", Integer),
                optional("setup_hash", Text),
                optional("setup_expires_at", Moment),
                optional("disabled_at", Moment),
            ],
            &["PRIMARY KEY (id)", "UNIQUE (email_key)", "UNIQUE (setup_hash)"],
            &[],
        )
        .await?;
        system_table(
            m,
            "operator_sessions",
            &[
                needed("id", Uuid),
                needed("operator_id", Uuid),
                needed("token_hash", Text),
                needed("created_at", Moment),
                needed("last_seen_at", Moment),
                needed("expires_at", Moment),
                optional("ended_at", Moment),
                optional("ip", Text),
                optional("user_agent", Text),
            ],
            &["PRIMARY KEY (id)", "UNIQUE (token_hash)", "FOREIGN KEY (operator_id) REFERENCES operators (id)"],
            &[&["operator_id"], &["expires_at"]],
        )
        .await?;
        system_table(
            m,
            "operator_acts",
            &[
                needed("id", Uuid),
                needed("occurred_at", Moment),
                // nobody, where it was done at the command line
                optional("operator_id", Uuid),
                needed("operator_name", Text),
                needed("action", Text),
                optional("org_id", Uuid),
                optional("organization_slug", Text),
                needed("details", Text),
            ],
            &["PRIMARY KEY (id)"],
            &[&["occurred_at"], &["org_id", "occurred_at"]],
        )
        .await?;
        append_only(m, "operator_acts").await?;
        system_table(
            m,
            "organization_health",
            &[
                // the organization's
                needed("id", Uuid),
                needed("name", Text),
                needed("name_key", Text),
                optional("measured_at", Moment),
                needed("members", Integer),
                needed("published_courses", Integer),
                needed("active_learners", Integer),
                needed("instructors", Integer),
                needed("storage_bytes", Integer),
                needed("video_minutes", Integer),
                needed("emails", Integer),
                optional("last_activity_at", Moment),
            ],
            &["PRIMARY KEY (id)", "FOREIGN KEY (id) REFERENCES organizations (id)"],
            &[],
        )
        .await?;
        SUPPORT_SESSIONS.create(m).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["support_sessions", "organization_health", "operator_acts", "operator_sessions", "operators"]).await?;
        for column in ["suspended_at", "suspension_reason"] {
            m.get_connection().execute_unprepared(&format!("ALTER TABLE organizations DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
