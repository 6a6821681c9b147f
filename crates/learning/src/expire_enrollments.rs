//! The periodic sweep of enrollments whose end is over. They count as expired from that moment on; the sweep gives the
//! seats back.

use domain::access::ExpireEnrollments;
use repositories::{Grant, RepositoryError, TenantTx};

use crate::settle;

/// Stores that enrollments have expired and gives their seats back; says how many.
///
/// # Errors
/// When the database fails.
pub async fn expire_enrollments(tx: &TenantTx, _grant: &Grant<ExpireEnrollments>) -> Result<usize, RepositoryError> {
    let learners = tx.enrollments().expire().await?;
    settle::release(tx, &learners).await?;
    Ok(learners.len())
}
