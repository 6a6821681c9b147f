//! Ed25519 keys: which signs now, which still verify.

use std::sync::{Arc, RwLock};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ids::KeyId, keys::StoredKey, ports::World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::master::{MasterSecret, SecretError};

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Access tokens of the API.
    AccessToken,
    /// Records of certificates.
    Certificate,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::AccessToken, Self::Certificate];

    /// The purpose's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::Certificate => "certificate",
        }
    }
}

/// A signature and the key that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key's id.
    pub key_id: KeyId,
    /// 64 bytes, base64url.
    pub value: String,
}

pub(crate) struct SigningKey {
    pub(crate) id: KeyId,
    pub(crate) purpose: String,
    pub(crate) public: Vec<u8>,
    pub(crate) pkcs8: Vec<u8>,
    signs: bool,
}

/// All secrets of the platform. Cloning is cheap.
#[derive(Clone)]
pub struct Keyring {
    master: MasterSecret,
    keys: Arc<RwLock<Vec<Arc<SigningKey>>>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(..)")
    }
}

impl Keyring {
    /// Opens the stored keys; the newest that is not retired signs.
    ///
    /// # Errors
    /// [`SecretError::Sealed`] when they were sealed under another master secret.
    pub fn open(master: MasterSecret, stored: Vec<StoredKey>) -> Result<Self, SecretError> {
        let keyring = Self { master, keys: Arc::default() };
        keyring.replace(stored)?;
        Ok(keyring)
    }

    /// Takes the stored keys as they are now, as after a rotation.
    ///
    /// # Errors
    /// [`SecretError::Sealed`] when they were sealed under another master secret.
    pub fn replace(&self, mut stored: Vec<StoredKey>) -> Result<(), SecretError> {
        stored.sort_by_key(|key| std::cmp::Reverse((key.created_at, key.id)));
        let mut keys = Vec::with_capacity(stored.len());
        for key in stored {
            let pkcs8 = self.master.open(&format!("signing_key:{}", key.id), &key.sealed_private_key)?;
            let public = URL_SAFE_NO_PAD.decode(&key.public_key).map_err(|_| SecretError::Sealed)?;
            keys.push(Arc::new(SigningKey { id: key.id, purpose: key.purpose, public, pkcs8, signs: key.retired_at.is_none() }));
        }
        *self.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Makes a new key for a purpose, ready to be stored.
    ///
    /// # Errors
    /// When the cipher fails.
    pub fn generate(master: &MasterSecret, purpose: Purpose, world: &World) -> Result<StoredKey, SecretError> {
        let id = KeyId(world.new_id());
        let pair = Ed25519KeyPair::from_seed_unchecked(&world.bytes::<32>()).map_err(|_| SecretError::Sealed)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| SecretError::Sealed)?;
        Ok(StoredKey {
            id,
            purpose: purpose.as_str().to_owned(),
            public_key: URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
            sealed_private_key: master.seal(&format!("signing_key:{id}"), pkcs8.as_ref())?,
            created_at: world.now(),
            retired_at: None,
        })
    }

    /// The master secret's derived functions.
    pub fn master(&self) -> &MasterSecret {
        &self.master
    }

    /// Signs bytes with the purpose's present key; `None` when there is none.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> Option<Signature> {
        let key = self.present(purpose)?;
        let pair = Ed25519KeyPair::from_pkcs8(&key.pkcs8).ok()?;
        Some(Signature { key_id: key.id, value: URL_SAFE_NO_PAD.encode(pair.sign(message).as_ref()) })
    }

    /// Whether the key, retired or not, signed these bytes for this purpose.
    pub fn verify(&self, purpose: Purpose, key_id: KeyId, message: &[u8], signature: &str) -> bool {
        let Some(key) = self.find(purpose, key_id) else { return false };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        UnparsedPublicKey::new(&ED25519, &key.public).verify(message, &signature).is_ok()
    }

    /// The public halves as a JSON Web Key Set (RFC 7517, RFC 8037), retired keys included.
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self
            .all()
            .iter()
            .map(|key| {
                json!({
                    "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                    "kid": key.id.to_string(), "x": URL_SAFE_NO_PAD.encode(&key.public), "purpose": key.purpose,
                })
            })
            .collect();
        json!({ "keys": keys })
    }

    /// An address for a stored file that works until `expires` (seconds since 1970): the query that proves it.
    pub fn sign_path(&self, path: &str, expires: i64) -> String {
        let mac = self.master.mac("file", format!("{path}\n{expires}").as_bytes());
        format!("expires={expires}&signature={}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// Whether a file's address was signed here for this path and moment. The caller compares `expires` with its clock.
    pub fn path_is_signed(&self, path: &str, expires: i64, signature: &str) -> bool {
        let Ok(mac) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        self.master.mac_matches("file", format!("{path}\n{expires}").as_bytes(), &mac)
    }

    pub(crate) fn present(&self, purpose: Purpose) -> Option<Arc<SigningKey>> {
        self.all().into_iter().find(|key| key.signs && key.purpose == purpose.as_str())
    }

    pub(crate) fn find(&self, purpose: Purpose, id: KeyId) -> Option<Arc<SigningKey>> {
        self.all().into_iter().find(|key| key.id == id && key.purpose == purpose.as_str())
    }

    fn all(&self) -> Vec<Arc<SigningKey>> {
        self.keys.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// Reads a `kid`.
pub(crate) fn key_id(word: &str) -> Option<KeyId> {
    Uuid::try_parse(word).ok().map(KeyId)
}
