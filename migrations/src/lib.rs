//! The schema, step by step, for SQLite and PostgreSQL alike.
//!
//! Steps expand, move and contract; one that has shipped is never edited. Tables of organizations are made by
//! [`table::TenantTable`] only, which adds the pair key, the pair foreign keys and the row-level policy.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261121_000001_platform;
mod m20261121_000002_identity;
mod m20261121_000003_courses;
mod m20261121_000004_learning;
mod m20261121_000005_plans;
mod m20261121_000006_subscriptions;
mod m20261121_000007_sending_domains;
mod m20261121_000008_console;
mod m20261121_000009_video;
pub mod table;

/// Runs the steps in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_platform::Migration),
            Box::new(m20261121_000002_identity::Migration),
            Box::new(m20261121_000003_courses::Migration),
            Box::new(m20261121_000004_learning::Migration),
            Box::new(m20261121_000005_plans::Migration),
            Box::new(m20261121_000006_subscriptions::Migration),
            Box::new(m20261121_000007_sending_domains::Migration),
            Box::new(m20261121_000008_console::Migration),
            Box::new(m20261121_000009_video::Migration),
        ]
    }
}

/// Brings the database at an address to the newest step.
///
/// # Errors
/// When the database does not answer or refuses a step.
pub async fn up(url: &str) -> Result<(), DbErr> {
    let db = sea_orm_migration::sea_orm::Database::connect(url).await?;
    Migrator::up(&db, None).await?;
    db.close().await
}

/// Takes every step back.
///
/// # Errors
/// When the database does not answer or refuses a step.
pub async fn down(url: &str) -> Result<(), DbErr> {
    let db = sea_orm_migration::sea_orm::Database::connect(url).await?;
    Migrator::down(&db, None).await?;
    db.close().await
}
