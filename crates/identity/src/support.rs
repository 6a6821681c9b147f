//! Support sessions: the code that an operator carries from the console to the one organization, and what it opens there.

use domain::{
    access::EnterSupportSession,
    ids::{OrgId, SupportSessionId},
    operators::SupportVisit,
};
use keyring::MasterSecret;
use repositories::{Db, Grant, RepositoryError};

use crate::error::IdentityError;

const PURPOSE: &str = "support";

/// The code that opens a support session on the organization's host.
pub fn support_code(secret: &MasterSecret, org_id: OrgId, id: SupportSessionId) -> String {
    secret.link_token(PURPOSE, org_id, id.0)
}

/// Exchanges the code, once.
///
/// # Errors
/// [`IdentityError::LinkInvalid`] when the code was used, is a minute old, is none of ours or of another organization.
pub async fn enter_support_session(
    db: &Db,
    grant: &Grant<EnterSupportSession>,
    secret: &MasterSecret,
    code: &str,
) -> Result<SupportVisit, IdentityError> {
    let id = secret.read_link_token(PURPOSE, grant.org_id(), code).ok_or(IdentityError::LinkInvalid)?;
    let tx = db.write(grant).await?;
    let visit = tx.enter_support(grant, SupportSessionId(id)).await.map_err(|error| match error {
        RepositoryError::NotFound => IdentityError::LinkInvalid,
        other => other.into(),
    })?;
    tx.commit().await?;
    Ok(visit)
}
