//! Plans: what they allow, what counts, and that the counters are right.

mod api_requests;
mod freeze;
mod get_entitlements;
mod mails;
mod page;
mod payments_fail;
mod properties;
mod recount_usage;
mod subscription;
mod webhooks;

/// A change of the subscription, for the laws: as if it had been asked for and done.
pub(crate) async fn change_of(org: &lyceum_tests::Org<'_>) -> uuid::Uuid {
    let id = uuid::Uuid::now_v7();
    let (id_text, org_text) = if lyceum_tests::db::is_postgres() {
        (format!("'{id}'"), format!("'{}'", org.id))
    } else {
        (format!("X'{}'", id.simple()), format!("X'{}'", org.id.simple()))
    };
    let sql = format!(
        "INSERT INTO subscription_changes (org_id, id, kind, prorated_at, status, created_at) \
         VALUES ({org_text}, {id_text}, 'cancel', '2026-03-02T09:00:00+00:00', 'done', '2026-03-02T09:00:00+00:00')"
    );
    crate::learning::fixtures::tamper(org, &sql).await;
    id
}
