//! Background jobs of the learning slice.

use std::sync::Arc;

use domain::access::ExpireEnrollments;
use repositories::JobLease;

use crate::{app::App, jobs::JobError};

/// Gives back the seats of enrollments whose end is over.
///
/// # Errors
/// When the database fails.
pub async fn expire_enrollments(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<ExpireEnrollments>();
    let tx = app.db.write(&grant).await?;
    let expired = learning::expire_enrollments(&tx, &grant).await?;
    tx.commit().await?;
    tracing::debug!(expired, "enrollments swept");
    Ok(())
}
