//! Background jobs of the identity slice.

use std::sync::Arc;

use domain::access::{ForgetExpired, ReleaseInvitations};
use repositories::JobLease;

use crate::{app::App, jobs::JobError};

/// Gives back the instructors' seats of invitations that nobody accepted in time.
///
/// # Errors
/// When the database fails.
pub async fn release_invitations(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<ReleaseInvitations>();
    let tx = app.db.write(&grant).await?;
    let released = identity::invitations::release_invitations(&tx, &grant).await?;
    tx.commit().await?;
    tracing::debug!(released, "invitations swept");
    Ok(())
}

/// Deletes kept answers, one-time links and codes, and sessions that ran out.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<ForgetExpired>();
    let tx = app.db.write(&grant).await?;
    let rows = tx.forget_expired().await?;
    tx.commit().await?;
    tracing::debug!(rows, "what ran out was forgotten");
    Ok(())
}
