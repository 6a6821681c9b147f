//! The private key that playback tokens are signed with, as the hosts give it out: PEM, or PEM in base64.

use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

/// Why a signing key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is neither PEM nor PEM in base64.
    #[error("it is neither PEM nor PEM in base64")]
    NotPem,
    /// It is no RSA key, or one of fewer than 2048 bits.
    #[error("it is no RSA private key of 2048 bits or more")]
    NotRsa,
}

/// A key, by its id at the host.
pub struct SigningKey {
    /// The host's id of it.
    pub id: String,
    key: EncodingKey,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Reads a key, and signs once with it: what cannot be used is known when the program starts, not when somebody watches.
    pub fn read(id: &str, text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        let pem = if text.starts_with("-----BEGIN") {
            text.as_bytes().to_vec()
        } else {
            let packed: String = text.split_whitespace().collect();
            STANDARD.decode(packed).ok().filter(|pem| pem.trim_ascii_start().starts_with(b"-----BEGIN")).ok_or(BadKey::NotPem)?
        };
        let key = EncodingKey::from_rsa_pem(&pem).map_err(|_| BadKey::NotRsa)?;
        let key = Self { id: id.to_owned(), key };
        key.sign(&Header::new(Algorithm::RS256), &()).ok_or(BadKey::NotRsa)?;
        Ok(key)
    }

    /// A token (RFC 7519, RS256). `None` never happens with a key that was read.
    pub fn sign(&self, header: &Header, claims: &impl Serialize) -> Option<String> {
        jsonwebtoken::encode(header, claims, &self.key).ok()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        encoding::AsDer,
        rsa::{KeyPair, KeySize},
    };

    use super::*;

    fn pem(label: &str, der: &[u8]) -> String {
        let text = STANDARD.encode(der);
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    #[test]
    fn a_key_is_read_in_every_form_in_which_hosts_give_it() {
        let pkcs8 = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref().to_vec();
        // PKCS#8 is a head of 26 bytes before PKCS#1 for keys of this size
        let forms = [pem("PRIVATE KEY", &pkcs8), pem("RSA PRIVATE KEY", &pkcs8[26..])];
        let tokens: Vec<String> = forms
            .iter()
            .flat_map(|form| [form.clone(), STANDARD.encode(form), format!(" {}\n", STANDARD.encode(form))])
            .map(|form| SigningKey::read("key", &form).unwrap().sign(&Header::new(Algorithm::RS256), &"claims").unwrap())
            .collect();
        assert_eq!(tokens.len(), 6);
        assert!(tokens.iter().all(|token| *token == tokens[0]), "the signature of RS256 is always the same");
    }

    #[test]
    fn what_is_no_key_is_refused_and_never_shown() {
        assert_eq!(SigningKey::read("key", "hidden").unwrap_err(), BadKey::NotPem);
        assert_eq!(SigningKey::read("key", "").unwrap_err(), BadKey::NotPem);
        assert_eq!(SigningKey::read("key", &pem("PRIVATE KEY", b"hidden")).unwrap_err(), BadKey::NotRsa);
        assert_eq!(SigningKey::read("key", &pem("CERTIFICATE", b"hidden")).unwrap_err(), BadKey::NotRsa);
    }
}
