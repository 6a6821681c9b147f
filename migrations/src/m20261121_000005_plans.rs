//! What plans count besides rows: the month that a counter is of (what counts while it stands has an empty span), and the mails
//! that were paid for.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

use crate::table::{
    Kind::{Moment, Text},
    TenantTable, drop_tables, needed,
};

const MAILS: TenantTable = TenantTable {
    name: "mails",
    // the id is that of the job which sends it
    columns: &[needed("kind", Text), needed("counted_at", Moment)],
    parents: &[],
    unique: &[],
    indexes: &[&["counted_at"]],
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.get_connection().execute_unprepared("ALTER TABLE usage_counters ADD COLUMN span text NOT NULL DEFAULT ''").await?;
        MAILS.create(m).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["mails"]).await?;
        m.get_connection().execute_unprepared("ALTER TABLE usage_counters DROP COLUMN span").await?;
        Ok(())
    }
}
