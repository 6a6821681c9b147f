//! Law: every table belongs to an organization and is keyed, referenced and walled so, or is on the platform's list with a reason.

use lyceum_tests::{TestApp, catalog, db::is_postgres};
use repositories::system::SYSTEM_TABLES;

/// Columns named like a reference that are none.
const NO_REFERENCE: &[(&str, &str, &str)] = &[
    ("audit_events", "actor_id", "a user, a job or nobody: the log outlives what it names"),
    ("audit_events", "object_id", "a thing of any kind, which may be gone"),
    ("asset_references", "holder_id", "a thing of one of several kinds"),
    ("video_references", "holder_id", "a thing of one of several kinds"),
    ("videos", "remote_id", "a name that the video host gave"),
    ("videos", "remote_playback_id", "a name that the video host gave"),
    ("video_moves", "remote_id", "a name that the video host gave"),
    ("video_moves", "remote_playback_id", "a name that the video host gave"),
    ("video_uploads", "lock_id", "made anew for each request that appends"),
    ("learning_events", "client_event_id", "made by the learner's device"),
    ("learning_events", "device_id", "made by the learner's device"),
    ("support_sessions", "operator_id", "an account of the platform, which is no tenant's"),
    ("certificates", "key_id", "a key of the platform, which is no tenant's"),
    ("subscriptions", "customer_id", "a name that the payment provider gave"),
    ("subscriptions", "subscription_id", "a name that the payment provider gave"),
    ("subscriptions", "checkout_id", "a name that the payment provider gave"),
];

#[tokio::test]
async fn every_table_is_an_organizations_or_named_with_a_reason() {
    let app = TestApp::spawn().await;
    let tables = catalog::tables(&app.db.owner_url).await;
    assert!(tables.len() > 25, "the catalog shows {} tables", tables.len());
    for table in &tables {
        let on_list = SYSTEM_TABLES.iter().any(|(name, reason)| *name == table.name && !reason.is_empty());
        let has_org = table.columns.first().is_some_and(|(name, _)| name == "org_id");
        assert!(on_list != has_org, "{}: neither an organization's table nor on the list, or both", table.name);
        if on_list {
            continue;
        }
        assert_eq!(table.primary_key, ["org_id", "id"], "{}", table.name);
        assert!(!is_postgres() || table.is_walled, "{}: no forced policy", table.name);
        for unique in &table.unique {
            assert_eq!(unique[0], "org_id", "{}: a unique rule across organizations: {unique:?}", table.name);
        }
        for key in table.foreign_keys.iter().filter(|key| key.table != "organizations") {
            assert_eq!((key.from[0].as_str(), key.to[0].as_str()), ("org_id", "org_id"), "{}: {key:?}", table.name);
        }
        for (column, _) in table.columns.iter().filter(|(column, _)| column.ends_with("_id") && column != "org_id") {
            let refers = table.foreign_keys.iter().any(|key| key.from.contains(column));
            let excused = NO_REFERENCE.iter().any(|(name, known, _)| *name == table.name && known == column);
            assert!(refers != excused, "{}.{column}: a reference without a key, or an excuse without need", table.name);
        }
    }
    for (name, _) in SYSTEM_TABLES {
        assert!(tables.iter().any(|table| table.name == *name), "{name} is on the list and does not exist");
    }
}
