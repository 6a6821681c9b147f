//! Sessions: how they open, go on, and end.
//!
//! A session is a family of refresh tokens, numbered from 1. A token is `(session, number, HMAC)`: its successor is
//! derived, not stored. The session's row keeps the highest number that was presented. Presenting that one again
//! gives the same successor (a lost answer logs nobody out); presenting the next moves on; presenting an older one
//! means that somebody else has a copy, and ends the family.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::{CreateSession, EndSession, ExchangeHandoff, RefreshSession},
    identity::{EmailAddress, UserStatus},
    ids::{HandoffId, OrgId, SessionId, UserId},
};
use keyring::MasterSecret;
use repositories::{
    Db, Grant, RepositoryError, TenantRead,
    users::{Credentials, UserPatch},
};
use uuid::Uuid;

use crate::{error::IdentityError, passwords::PasswordHasher};

const HANDOFF_PURPOSE: &str = "handoff";

/// An open session and the refresh token that its device keeps.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// The session.
    pub session_id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// What the device presents next time.
    pub refresh_token: String,
}

/// Which device asks.
#[derive(Clone, Debug)]
pub struct Device {
    /// The browser's words.
    pub user_agent: Option<String>,
    /// The address.
    pub ip: Option<String>,
}

/// Signs in by e-mail and password.
///
/// # Errors
/// [`IdentityError::InvalidCredentials`] alike for an unknown address, a wrong password and a suspended member;
/// [`IdentityError::EmailUnverified`] where the organization demands a proven address.
pub async fn create_session(
    db: &Db,
    grant: &Grant<CreateSession>,
    secret: &MasterSecret,
    hasher: &PasswordHasher,
    (email, password): (&EmailAddress, &str),
    device: Device,
) -> Result<OpenSession, IdentityError> {
    let read = db.read(grant).await?;
    let found = read.users().find_credentials(email).await?;
    let demands_proof = read.settings().await?.require_verified_email;
    drop(read);
    let matches = hasher.verify(password, found.as_ref().map(|found| found.password_hash.as_str())).await?;
    let found = found.filter(|found| matches && found.user.status == UserStatus::Active);
    let Credentials { user, password_hash } = found.ok_or(IdentityError::InvalidCredentials)?;
    if demands_proof && user.email_verified_at.is_none() {
        return Err(IdentityError::EmailUnverified);
    }
    let tx = db.write(grant).await?;
    // a password that was changed, or a member who was suspended, while this one was verified opens nothing
    let present = tx.users().lock_credentials(user.id).await?;
    if present.password_hash != password_hash || present.user.status != UserStatus::Active {
        return Err(IdentityError::InvalidCredentials);
    }
    let opened = open(&tx, secret, user.id, device).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Opens a session in a transaction that has proven who the user is.
///
/// # Errors
/// When the database fails.
pub async fn open(
    tx: &repositories::TenantTx,
    secret: &MasterSecret,
    user_id: UserId,
    device: Device,
) -> Result<OpenSession, RepositoryError> {
    let session_id = tx.sessions().open(user_id, device.user_agent, device.ip).await?;
    tx.users().change(user_id, UserPatch { last_seen_at: Some(tx.now()), ..UserPatch::default() }).await?;
    Ok(OpenSession { session_id, user_id, refresh_token: refresh_token(secret, tx.org_id(), session_id, 1) })
}

/// The code that opens a new owner's session on the organization's host.
pub fn handoff_code(secret: &MasterSecret, org_id: OrgId, id: HandoffId) -> String {
    secret.link_token(HANDOFF_PURPOSE, org_id, id.0)
}

/// Exchanges the code of a sign-up for a session, once.
///
/// # Errors
/// [`IdentityError::LinkInvalid`] when the code was used, is a minute old, or is none of ours.
pub async fn exchange_handoff(
    db: &Db,
    grant: &Grant<ExchangeHandoff>,
    secret: &MasterSecret,
    code: &str,
    device: Device,
) -> Result<OpenSession, IdentityError> {
    let id = secret.read_link_token(HANDOFF_PURPOSE, grant.org_id(), code).ok_or(IdentityError::LinkInvalid)?;
    let tx = db.write(grant).await?;
    let user_id = tx.use_handoff(HandoffId(id)).await.map_err(|error| match error {
        RepositoryError::NotFound => IdentityError::LinkInvalid,
        other => other.into(),
    })?;
    let opened = open(&tx, secret, user_id, device).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Gives a session its next refresh token.
///
/// # Errors
/// [`IdentityError::SessionExpired`] when the session has ended, or ends now because an old token came back.
pub async fn refresh_session(
    db: &Db,
    grant: &Grant<RefreshSession>,
    secret: &MasterSecret,
    token: &str,
) -> Result<OpenSession, IdentityError> {
    let org_id = grant.org_id();
    let (session_id, presented) = read_refresh_token(secret, org_id, token).ok_or(IdentityError::SessionExpired)?;
    let tx = db.write(grant).await?;
    if let Some(session) = tx.sessions().advance(session_id, presented).await? {
        if !may_come_in(&tx, session.user_id).await? {
            return Err(IdentityError::SessionExpired);
        }
        tx.commit().await?;
        let refresh_token = refresh_token(secret, org_id, session_id, presented + 1);
        return Ok(OpenSession { session_id, user_id: session.user_id, refresh_token });
    }
    let known = tx.sessions().get(session_id).await.map_err(|_| IdentityError::SessionExpired)?;
    if known.revoked_at.is_none() && presented < known.generation {
        tracing::warn!(session = %session_id, "a refresh token was used again: the session ends");
        tx.sessions().revoke(known.user_id, session_id).await?;
        tx.commit().await?;
    }
    Err(IdentityError::SessionExpired)
}

async fn may_come_in(read: &TenantRead, user_id: UserId) -> Result<bool, RepositoryError> {
    let user = read.users().get(user_id).await?;
    let proven = user.email_verified_at.is_some() || !read.settings().await?.require_verified_email;
    Ok(user.status == UserStatus::Active && proven)
}

/// The session that a refresh token belongs to, whether or not it is still open; `None` for a token that is none of ours.
pub fn session_of(secret: &MasterSecret, org_id: OrgId, token: &str) -> Option<SessionId> {
    read_refresh_token(secret, org_id, token).map(|(session_id, _)| session_id)
}

/// Ends a session of which the caller holds a token; one that has ended already stays so.
///
/// # Errors
/// When the database fails.
pub async fn end_session(db: &Db, grant: &Grant<EndSession>, session_id: SessionId) -> Result<(), IdentityError> {
    let tx = db.write(grant).await?;
    let Ok(session) = tx.sessions().get(session_id).await else { return Ok(()) };
    match tx.sessions().revoke(session.user_id, session_id).await {
        Ok(()) => tx.commit().await?,
        Err(RepositoryError::NotFound) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(())
}

fn refresh_token(secret: &MasterSecret, org_id: OrgId, session_id: SessionId, number: i64) -> String {
    let mut bytes = session_id.0.as_bytes().to_vec();
    bytes.extend_from_slice(&number.to_be_bytes());
    let mac = secret.mac("refresh", &message(org_id, &bytes));
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_refresh_token(secret: &MasterSecret, org_id: OrgId, token: &str) -> Option<(SessionId, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == 56)?;
    let (body, mac) = bytes.split_at_checked(24)?;
    if !secret.mac_matches("refresh", &message(org_id, body), mac) {
        return None;
    }
    let (id, number) = body.split_at_checked(16)?;
    Some((SessionId(Uuid::from_slice(id).ok()?), i64::from_be_bytes(number.try_into().ok()?)))
}

fn message(org_id: OrgId, body: &[u8]) -> Vec<u8> {
    [org_id.0.as_bytes().as_slice(), body].concat()
}
