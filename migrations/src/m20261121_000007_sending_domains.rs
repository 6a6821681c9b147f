//! The domain that an organization sends mails from, its DKIM keys, and what a job waits for.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

use crate::table::{
    Kind::{Moment, Text, Uuid},
    OnDelete, TenantTable, drop_tables, needed, optional,
};

const SENDING_DOMAINS: TenantTable = TenantTable {
    name: "sending_domains",
    columns: &[
        needed("domain", Text),
        needed("local_part", Text),
        optional("display_name", Text),
        optional("reply_to", Text),
        needed("status", Text),
        needed("findings", Text),
        needed("created_at", Moment),
        optional("checked_at", Moment),
        optional("verified_at", Moment),
        optional("wrong_since", Moment),
    ],
    parents: &[],
    unique: &[&["domain"]],
    indexes: &[],
};

const DKIM_KEYS: TenantTable = TenantTable {
    name: "dkim_keys",
    columns: &[
        needed("sending_domain_id", Uuid),
        needed("selector", Text),
        needed("public_key", Text),
        needed("sealed_private_key", Text),
        needed("state", Text),
        needed("created_at", Moment),
        optional("retired_at", Moment),
    ],
    parents: &[("sending_domain_id", "sending_domains", OnDelete::Cascade)],
    unique: &[&["selector"]],
    indexes: &[&["sending_domain_id"]],
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        SENDING_DOMAINS.create(m).await?;
        DKIM_KEYS.create(m).await?;
        m.get_connection().execute_unprepared("ALTER TABLE jobs ADD COLUMN waits_for text").await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.get_connection().execute_unprepared("ALTER TABLE jobs DROP COLUMN waits_for").await?;
        drop_tables(m, &["dkim_keys", "sending_domains"]).await
    }
}
