//! Background jobs of the billing slice.

use std::sync::Arc;

use domain::access::RecountUsage;
use repositories::JobLease;

use crate::{app::App, jobs::JobError};

/// Sets right the counters that differ from what they count, and says so in the audit log.
///
/// # Errors
/// When the database fails.
pub async fn recount_usage(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<RecountUsage>();
    let tx = app.db.write(&grant).await?;
    let drifts = billing::recount_usage(&tx, &grant).await?;
    tx.commit().await?;
    for drift in &drifts {
        let metric = drift.metric.as_str();
        tracing::error!(org = %lease.org_id(), metric, was = drift.was, counted = drift.counted, "a usage counter had drifted");
    }
    Ok(())
}
