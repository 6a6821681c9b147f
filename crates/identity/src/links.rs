//! One-time links: to prove an address, to set a new password.
//!
//! A link is asked for by its address and answered alike, in words and in time, whether or not the address is known.

use domain::{
    access::{ConfirmEmailVerification, ConfirmPasswordReset, RequestEmailVerification, RequestPasswordReset},
    events::DomainEvent,
    identity::{EmailAddress, User, UserStatus},
    ids::{LinkId, UserId},
    time::{EMAIL_VERIFICATION, PASSWORD_RESET},
};
use keyring::MasterSecret;
use repositories::{
    Db, Grant, RepositoryError, TenantRead, TenantTx,
    links::{Link, LinkKind},
    users::UserPatch,
};

use crate::{
    error::IdentityError,
    passwords::{PasswordHasher, check_rules},
};

/// Makes a link by which a user proves an address, and asks for it to be mailed.
///
/// # Errors
/// When the database fails.
pub async fn request_verification(tx: &TenantTx, user_id: UserId, email: &str) -> Result<LinkId, RepositoryError> {
    let link_id = tx.links().add(LinkKind::EmailVerification, user_id, email, EMAIL_VERIFICATION).await?;
    tx.emit(&DomainEvent::EmailVerificationRequested { link_id }).await?;
    Ok(link_id)
}

/// Whose address is to be proven.
#[derive(Debug)]
pub enum Whose {
    /// The signed-in user's.
    Own(UserId),
    /// Whoever has this address.
    Address(EmailAddress),
}

/// Mails a link that proves an address, if it is a member's and not proven yet.
///
/// # Errors
/// When the database fails.
pub async fn request_email_verification(db: &Db, grant: &Grant<RequestEmailVerification>, whose: Whose) -> Result<(), IdentityError> {
    let tx = db.write(grant).await?;
    let user = match whose {
        Whose::Own(user_id) => Some(tx.users().get(user_id).await?),
        Whose::Address(email) => tx.users().find_credentials(&email).await?.map(|found| found.user),
    };
    match user.filter(|user| user.status == UserStatus::Active && user.email_verified_at.is_none()) {
        Some(user) => drop(request_verification(&tx, user.id, &user.email).await?),
        None => tx.emit(&DomainEvent::LinkRequestedInVain).await?,
    }
    Ok(tx.commit().await?)
}

/// Takes an address as proven; answers it.
///
/// # Errors
/// [`IdentityError::LinkInvalid`] when the link was used, is too old, or is none of ours.
pub async fn confirm_email_verification(
    db: &Db,
    grant: &Grant<ConfirmEmailVerification>,
    secret: &MasterSecret,
    token: &str,
) -> Result<String, IdentityError> {
    let kind = LinkKind::EmailVerification;
    let id = read_token(secret, grant.org_id(), kind, token)?;
    let tx = db.write(grant).await?;
    let known = tx.links().living(kind, id).await.map_err(invalid)?;
    // the user's row first, as everywhere: a removal under way is waited for
    tx.users().lock(known.user_id).await?;
    let link = tx.links().take(kind, id).await.map_err(invalid)?;
    let user = holder(&tx, &link).await?;
    let email_verified_at = Some(user.email_verified_at.unwrap_or(tx.now()));
    tx.users().change(user.id, UserPatch { email_verified_at, ..UserPatch::default() }).await?;
    tx.links().take_all(kind, user.id).await?;
    tx.commit().await?;
    Ok(user.email)
}

/// Mails a link that sets a new password, if the address is a member's.
///
/// # Errors
/// When the database fails.
pub async fn request_password_reset(db: &Db, grant: &Grant<RequestPasswordReset>, email: &EmailAddress) -> Result<(), IdentityError> {
    let tx = db.write(grant).await?;
    let found = tx.users().find_credentials(email).await?.map(|found| found.user);
    match found.filter(|user| user.status == UserStatus::Active) {
        Some(user) => {
            let link_id = tx.links().add(LinkKind::PasswordReset, user.id, &user.email, PASSWORD_RESET).await?;
            tx.emit(&DomainEvent::PasswordResetRequested { link_id }).await?;
        }
        None => tx.emit(&DomainEvent::LinkRequestedInVain).await?,
    }
    Ok(tx.commit().await?)
}

/// Sets a new password, which ends all sessions and uses up all links of this kind. The mail has proven the address.
/// API keys go on: whoever suspects them revokes them.
///
/// # Errors
/// [`IdentityError::LinkInvalid`], or [`IdentityError::Password`], which leaves the link as it is.
pub async fn confirm_password_reset(
    db: &Db,
    grant: &Grant<ConfirmPasswordReset>,
    (secret, hasher): (&MasterSecret, &PasswordHasher),
    (token, password): (&str, &str),
) -> Result<(), IdentityError> {
    let kind = LinkKind::PasswordReset;
    let id = read_token(secret, grant.org_id(), kind, token)?;
    let read = db.read(grant).await?;
    let link = read.links().living(kind, id).await.map_err(invalid)?;
    let user = holder(&read, &link).await?;
    drop(read);
    check_rules(password, &[&user.name, &user.email]).map_err(IdentityError::Password)?;
    let password_hash = Some(hasher.hash(password).await?);
    let tx = db.write(grant).await?;
    tx.users().lock(user.id).await?;
    let link = tx.links().take(kind, id).await.map_err(invalid)?;
    let user = holder(&tx, &link).await?;
    let email_verified_at = Some(user.email_verified_at.unwrap_or(tx.now()));
    tx.users().change(user.id, UserPatch { password_hash, email_verified_at, ..UserPatch::default() }).await?;
    tx.links().take_all(kind, user.id).await?;
    tx.sessions().revoke_all(user.id, None).await?;
    tx.emit(&DomainEvent::PasswordChanged { user_id: user.id }).await?;
    Ok(tx.commit().await?)
}

fn read_token(secret: &MasterSecret, org_id: domain::ids::OrgId, kind: LinkKind, token: &str) -> Result<LinkId, IdentityError> {
    secret.read_link_token(kind.as_str(), org_id, token).map(LinkId).ok_or(IdentityError::LinkInvalid)
}

/// The user of a link, if they may come in and still have the address that it was sent to.
async fn holder(read: &TenantRead, link: &Link) -> Result<User, IdentityError> {
    let user = read.users().get(link.user_id).await.map_err(invalid)?;
    if user.status == UserStatus::Active && user.email == link.email { Ok(user) } else { Err(IdentityError::LinkInvalid) }
}

pub(crate) fn invalid(error: RepositoryError) -> IdentityError {
    match error {
        RepositoryError::NotFound => IdentityError::LinkInvalid,
        other => other.into(),
    }
}
