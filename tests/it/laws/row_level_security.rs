//! Law (PostgreSQL): without an organization nothing is to be had, loudly; with one, only its own.

use lyceum_tests::{TestApp, catalog, db::is_postgres};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, TransactionTrait};

#[tokio::test]
async fn the_second_wall_stands_where_the_first_is_forgotten() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::spawn().await;
    let (a, b) = (app.organization("acme").await, app.organization("bolt").await);
    let tables = catalog::tables(&app.db.owner_url).await;
    let db = Database::connect(&app.db.url).await.unwrap();
    for table in tables.iter().filter(|table| table.columns[0].0 == "org_id") {
        let everything = format!("SELECT COUNT(*) AS rows FROM {}", table.name);
        assert!(
            db.query_one_raw(Statement::from_string(DbBackend::Postgres, &everything)).await.is_err(),
            "{}: silence without a scope",
            table.name
        );
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", a.id)).await.unwrap();
        let foreign = format!("SELECT COUNT(*) AS rows FROM {} WHERE org_id = '{}'", table.name, b.id);
        let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, &foreign)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "rows").unwrap(), 0, "{}", table.name);
        tx.rollback().await.unwrap();
        // the setting is gone with its transaction, and the pooled connection is as closed as before
        assert!(db.query_one_raw(Statement::from_string(DbBackend::Postgres, &everything)).await.is_err(), "{}", table.name);
    }
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", a.id)).await.unwrap();
    let theft = format!("UPDATE usage_counters SET org_id = '{}'", b.id);
    assert!(tx.execute_unprepared(&theft).await.is_err(), "a row left its organization");
    tx.rollback().await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_application_refuses_a_role_that_the_wall_does_not_hold() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::spawn().await;
    for (role_url, word) in [(app.db.owner_url.clone(), "owner of tables"), (std::env::var("TEST_POSTGRES_URL").unwrap(), "superuser")] {
        let config = repositories::DbConfig { url: role_url, max_connections: 2 };
        let db = repositories::Db::open(&config, app.app.db.world().clone()).await.unwrap();
        let complaints = db.complaints().await.unwrap();
        assert!(complaints.iter().any(|complaint| complaint.contains(word)), "{word}: {complaints:?}");
    }
}
