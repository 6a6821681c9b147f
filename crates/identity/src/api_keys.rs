//! API keys: programs that act for a user, with that user's present rights cut to the key's scopes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::{CreateApiKey, RevokeApiKey, Scope},
    identity::ApiKey,
    ids::ApiKeyId,
    time::Timestamp,
};
use repositories::{Grant, RepositoryError, TenantTx, api_keys::NewApiKey, audit::Object};
use serde_json::json;

use crate::API_KEY_PREFIX;

/// How many characters of a secret are kept to recognize it by: the rest still has over 200 bits.
const SHOWN: usize = 12;

/// A key that was just made, and its secret, which nobody can read again.
#[derive(Debug)]
pub struct MadeApiKey {
    /// The key.
    pub key: ApiKey,
    /// `lyk_` and 32 random bytes in base64url.
    pub secret: String,
}

/// Makes a key for the caller; `bytes` come from the world's chance.
///
/// # Errors
/// When the database fails.
pub async fn create_api_key(
    tx: &TenantTx,
    grant: &Grant<CreateApiKey>,
    bytes: [u8; 32],
    (name, scopes, expires_at): (String, Vec<Scope>, Option<Timestamp>),
) -> Result<MadeApiKey, RepositoryError> {
    let secret = format!("{API_KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let prefix = secret.chars().take(SHOWN).collect();
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    let details = json!({ "scopes": words, "expires_at": expires_at });
    let new = NewApiKey { name, prefix, secret_hash: keyring::hash(secret.as_bytes()), scopes, expires_at };
    let key = tx.api_keys().add(grant.user_id(), new).await?;
    tx.audit(grant, "api_key_created", Object::new("api_key", key.id, key.name.as_str()), details).await?;
    Ok(MadeApiKey { key, secret })
}

/// Revokes a key of the caller. Doing so again changes nothing.
///
/// # Errors
/// [`RepositoryError::NotFound`] when the caller has no such key.
pub async fn revoke_api_key(tx: &TenantTx, grant: &Grant<RevokeApiKey>, id: ApiKeyId) -> Result<(), RepositoryError> {
    let key = tx.api_keys().get(grant.user_id(), id).await?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    match tx.api_keys().revoke(grant.user_id(), id).await {
        Ok(()) => tx.audit(grant, "api_key_revoked", Object::new("api_key", id, key.name), json!({})).await,
        // somebody else was first
        Err(RepositoryError::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}
