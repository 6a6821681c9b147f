//! The master secret and what is derived from it.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey},
    digest,
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ids::OrgId;
use uuid::Uuid;

/// Why a secret could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The master secret is not 32 bytes in base64url.
    #[error("the secret key must be 32 bytes in base64url")]
    Shape,
    /// Something sealed does not open: another master secret, or damage.
    #[error("a sealed value does not open under this secret key")]
    Sealed,
}

/// The secret that all others come from: 32 bytes that never leave the process.
#[derive(Clone)]
pub struct MasterSecret {
    root: Prk,
}

impl std::fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterSecret(..)")
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl MasterSecret {
    /// Takes 32 secret bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self { root: Salt::new(HKDF_SHA256, b"lyceum").extract(bytes) }
    }

    /// Reads the form that configuration holds.
    ///
    /// # Errors
    /// [`SecretError::Shape`] when it is not 32 bytes in base64url.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).map_err(|_| SecretError::Shape)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| SecretError::Shape)?;
        Ok(Self::from_bytes(&bytes))
    }

    pub(crate) fn derive(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        let info = [label.as_bytes()];
        // 32 bytes are always to be had from HKDF-SHA256; were they not, every check below would fail closed
        if self.root.expand(&info, Length(32)).and_then(|okm| okm.fill(&mut key)).is_err() {
            key = [0; 32];
        }
        key
    }

    /// An HMAC-SHA256 under the key of a purpose.
    pub fn mac(&self, label: &str, message: &[u8]) -> [u8; 32] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.derive(label)), message);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(tag.as_ref());
        bytes
    }

    /// Checks an HMAC in constant time.
    pub fn mac_matches(&self, label: &str, message: &[u8], mac: &[u8]) -> bool {
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &self.derive(label)), message, mac).is_ok()
    }

    /// The token of a one-time link: a row's id and its HMAC. Nothing of it is stored, and a mail that is sent again carries the same one.
    pub fn link_token(&self, purpose: &str, org_id: OrgId, id: Uuid) -> String {
        let mut bytes = id.as_bytes().to_vec();
        bytes.extend_from_slice(&self.mac(&format!("link:{purpose}"), &link_message(org_id, id)));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The row that a link token names, if it was made for this purpose and organization.
    pub fn read_link_token(&self, purpose: &str, org_id: OrgId, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == 48)?;
        let (id, mac) = bytes.split_at_checked(16)?;
        let id = Uuid::from_slice(id).ok()?;
        self.mac_matches(&format!("link:{purpose}"), &link_message(org_id, id), mac).then_some(id)
    }

    /// Seals a value so that it only opens for the same context.
    ///
    /// # Errors
    /// When the cipher fails.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<String, SecretError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.derive("seal")).map_err(|_| SecretError::Sealed)?;
        let mut bytes = plain.to_vec();
        let nonce = key.seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut bytes).map_err(|_| SecretError::Sealed)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut bytes);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what [`MasterSecret::seal`] sealed.
    ///
    /// # Errors
    /// [`SecretError::Sealed`] for another master secret, another context, or damage.
    pub fn open(&self, context: &str, sealed: &str) -> Result<Vec<u8>, SecretError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.derive("seal")).map_err(|_| SecretError::Sealed)?;
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SecretError::Sealed)?;
        let (nonce, body) = bytes.split_at_checked(12).ok_or(SecretError::Sealed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretError::Sealed)?;
        let mut body = body.to_vec();
        let plain = key.open_in_place(nonce, Aad::from(context.as_bytes()), &mut body).map_err(|_| SecretError::Sealed)?;
        Ok(plain.to_vec())
    }
}

/// A SHA-256 in hexadecimal: for API keys and bodies, which are compared and never read back.
pub fn hash(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Fills a buffer from the operating system's generator. A machine that cannot give chance must not go on.
///
/// # Panics
/// When the operating system has no chance to give.
pub fn fill_random(bytes: &mut [u8]) {
    assert!(aws_lc_rs::rand::fill(bytes).is_ok(), "the operating system gives no random bytes");
}

fn link_message(org_id: OrgId, id: Uuid) -> Vec<u8> {
    [org_id.0.as_bytes().as_slice(), id.as_bytes().as_slice()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> MasterSecret {
        MasterSecret::from_bytes(&[byte; 32])
    }

    #[test]
    fn a_link_token_belongs_to_one_purpose_one_organization_one_row() {
        let (org, id) = (OrgId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let token = secret(1).link_token("reset", org, id);
        assert_eq!(secret(1).read_link_token("reset", org, &token), Some(id));
        assert_eq!(secret(1).read_link_token("invitation", org, &token), None);
        assert_eq!(secret(1).read_link_token("reset", OrgId(Uuid::from_u128(3)), &token), None);
        assert_eq!(secret(2).read_link_token("reset", org, &token), None);
        for position in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(secret(1).read_link_token("reset", org, &changed), None, "byte {position}");
        }
        assert_eq!(secret(1).read_link_token("reset", org, ""), None);
    }

    #[test]
    fn a_sealed_value_opens_in_its_context_only() {
        let sealed = secret(1).seal("key:1", b"private").unwrap();
        assert_eq!(secret(1).open("key:1", &sealed).unwrap(), b"private");
        assert_eq!(secret(1).open("key:2", &sealed), Err(SecretError::Sealed));
        assert_eq!(secret(2).open("key:1", &sealed), Err(SecretError::Sealed));
        assert_ne!(sealed, secret(1).seal("key:1", b"private").unwrap());
    }
}
