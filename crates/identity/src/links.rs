//! One-time links: to prove an address, to set a new password.

use domain::{events::DomainEvent, ids::{LinkId, UserId}, time::EMAIL_VERIFICATION};
use repositories::{RepositoryError, TenantTx, links::LinkKind};

/// Makes a link by which a user proves an address, and asks for it to be mailed.
///
/// # Errors
/// When the database fails.
pub async fn request_verification(tx: &TenantTx, user_id: UserId, email: &str) -> Result<LinkId, RepositoryError> {
    let link_id = tx.links().add(LinkKind::EmailVerification, user_id, email, EMAIL_VERIFICATION).await?;
    tx.emit(&DomainEvent::EmailVerificationRequested { link_id }).await?;
    Ok(link_id)
}
