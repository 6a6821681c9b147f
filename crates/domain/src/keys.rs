//! Signing keys as they are kept: the public half to read, the private half sealed.

use crate::{ids::KeyId, time::Timestamp};

/// A signing key at rest.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// The key's id, the `kid` of what it signs.
    pub id: KeyId,
    /// What it signs.
    pub purpose: String,
    /// The public half: 32 bytes, base64url.
    pub public_key: String,
    /// The private half, sealed under the master secret.
    pub sealed_private_key: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stopped signing; it verifies for ever.
    pub retired_at: Option<Timestamp>,
}
