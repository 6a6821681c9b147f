//! What becomes of a learner's enrollments when the learner leaves the organization.

use domain::{access::WithdrawLearner, ids::UserId};
use repositories::{Grant, RepositoryError, TenantTx};

use crate::settle;

/// Cancels the active enrollments of a user who is no member any more and gives the seat back; says how many. What was
/// completed stays completed.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_learner(tx: &TenantTx, _grant: &Grant<WithdrawLearner>, user: UserId) -> Result<usize, RepositoryError> {
    let ended = tx.enrollments().cancel_all(user).await?;
    settle::release(tx, &ended).await?;
    Ok(ended.len())
}
