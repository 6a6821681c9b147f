//! Whoever may list jobs has not shown that they may replay one.
use domain::{access::ListJobs, ids::JobId};
use repositories::{Grant, TenantTx};

pub async fn replay(tx: &TenantTx, grant: &Grant<ListJobs>, id: JobId) {
    let _ = tx.replay_job(grant, id).await;
}
