//! Law: up, down, up again gives the same schema.

use lyceum_tests::{catalog, db::TestDb};

#[tokio::test]
async fn every_step_goes_up_and_down_and_up() {
    let folder = tempfile::tempdir().unwrap();
    let db = TestDb::empty(folder.path()).await;
    migrations::up(&db.owner_url).await.unwrap();
    let first = catalog::tables(&db.owner_url).await;
    migrations::down(&db.owner_url).await.unwrap();
    let left: Vec<_> = catalog::tables(&db.owner_url).await.into_iter().filter(|table| table.name != "seaql_migrations").collect();
    assert!(left.is_empty(), "{left:?}");
    migrations::up(&db.owner_url).await.unwrap();
    assert_eq!(catalog::tables(&db.owner_url).await, first);
}
