//! The platform's secrets: one master secret, what is derived from it, and the Ed25519 keys that sign.
//!
//! - Link tokens and file addresses carry an HMAC under a key derived for that one purpose.
//! - Access tokens and certificates are signed by Ed25519 keys whose private halves rest in the database, sealed with
//!   AES-256-GCM. A retired key signs no more and verifies for ever.
//! - Mails from an organization's own domain are signed by RSA keys of that organization, sealed in the same way ([`dkim`]).

mod access_token;
pub mod dkim;
mod master;
mod media;
mod signing;
mod totp;

pub use access_token::{AccessClaims, AccessTokenError, SupportClaims};
pub use master::{MasterSecret, SecretError, fill_random, hash};
pub use media::MediaPass;
pub use signing::{Keyring, Purpose, Signature};
pub use totp::TotpSecret;
