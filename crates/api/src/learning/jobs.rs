//! Background jobs of the learning slice.

use std::sync::Arc;

use domain::{
    access::{ExpireEnrollments, WithdrawLearner},
    events::DomainEvent,
};
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

/// Cancels the enrollments of a member who was removed.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_learner(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::MemberRemoved { user_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<WithdrawLearner>();
    let tx = app.db.write(&grant).await?;
    let ended = learning::withdraw_learner(&tx, &grant, user_id).await?;
    tx.commit().await?;
    tracing::debug!(ended, user = %user_id, "enrollments of a removed member cancelled");
    Ok(())
}
