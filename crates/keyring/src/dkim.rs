//! RSA keys that sign mails in the name of an organization's domain. RSA with 2048 bits, for every receiver verifies that; Ed25519
//! (RFC 8463) is not known to all of them.

use aws_lc_rs::{
    digest::{SHA256, digest as hash},
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::ids::{KeyId, OrgId};

use crate::master::{MasterSecret, SecretError};

/// A new key: the public half as DNS shows it, the private half sealed.
#[derive(Clone, Debug)]
pub struct NewDkimKey {
    /// The key.
    pub id: KeyId,
    /// A `SubjectPublicKeyInfo` in base64.
    pub public_key: String,
    /// Opens for this organization and this key only.
    pub sealed_private_key: String,
}

/// A private key, ready to sign.
pub struct DkimSigner(KeyPair);

impl std::fmt::Debug for DkimSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DkimSigner(..)")
    }
}

/// A SHA-256 in base64, as `bh=` wants it.
pub fn digest(bytes: &[u8]) -> String {
    STANDARD.encode(hash(&SHA256, bytes))
}

/// Makes a key. It takes a good part of a second: on a thread for such work.
///
/// # Errors
/// When the generator or the cipher fails.
pub fn generate(master: &MasterSecret, org_id: OrgId, id: KeyId) -> Result<NewDkimKey, SecretError> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| SecretError::Sealed)?;
    let public = pair.public_key().as_der().map_err(|_| SecretError::Sealed)?;
    let private = pair.as_der().map_err(|_| SecretError::Sealed)?;
    Ok(NewDkimKey {
        id,
        public_key: STANDARD.encode(public.as_ref()),
        sealed_private_key: master.seal(&context(org_id, id), private.as_ref())?,
    })
}

impl DkimSigner {
    /// Opens a sealed key.
    ///
    /// # Errors
    /// [`SecretError::Sealed`] when it is another organization's, another key's, or was sealed under another master secret.
    pub fn open(master: &MasterSecret, org_id: OrgId, id: KeyId, sealed: &str) -> Result<Self, SecretError> {
        let private = master.open(&context(org_id, id), sealed)?;
        KeyPair::from_pkcs8(&private).map(Self).map_err(|_| SecretError::Sealed)
    }

    /// Signs bytes: RSASSA-PKCS1-v1_5 with SHA-256, in base64 (`rsa-sha256` of RFC 6376).
    ///
    /// # Errors
    /// When the library fails.
    pub fn sign(&self, message: &[u8]) -> Result<String, SecretError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(|_| SecretError::Sealed)?;
        Ok(STANDARD.encode(signature))
    }
}

fn context(org_id: OrgId, id: KeyId) -> String {
    format!("dkim_key:{org_id}:{id}")
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_signs_for_its_organization_only() {
        let master = MasterSecret::from_bytes(&[1; 32]);
        let (org, id) = (OrgId(Uuid::from_u128(1)), KeyId(Uuid::from_u128(2)));
        let key = generate(&master, org, id).unwrap();
        let signature = DkimSigner::open(&master, org, id, &key.sealed_private_key).unwrap().sign(b"a mail").unwrap();
        let public = STANDARD.decode(&key.public_key).unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
        let signature = STANDARD.decode(signature).unwrap();
        assert!(public.verify(b"a mail", &signature).is_ok() && public.verify(b"another", &signature).is_err());
        for (org, id) in [(OrgId(Uuid::from_u128(3)), id), (org, KeyId(Uuid::from_u128(4)))] {
            assert!(DkimSigner::open(&master, org, id, &key.sealed_private_key).is_err());
        }
        assert!(!key.sealed_private_key.contains(&key.public_key) && (390..=400).contains(&key.public_key.len()));
    }
}
