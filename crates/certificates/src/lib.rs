//! Certificates: issued once from what the server knows, signed, verifiable by anyone, revocable.
//!
//! [`record`] is what is signed: canonical JSON of names as they were on the day. The public page is the truth; the PDF is a
//! picture of it, drawn by a job or, if that has not run yet, by whoever asks first. Table: `certificates`.

mod border;
mod color;
pub mod document;
mod fonts;
mod issue;
mod list;
mod pdf;
mod qr;
pub mod record;
mod revoke;
mod sheet;
mod template;
mod text;
mod verify;
mod words;

use repositories::{Denied, RepositoryError, courses::AccessError};

pub use issue::{Signer, issue_certificate, reissue_certificate};
pub use list::{CertificateQuery, ListedCertificate, list_certificates};
pub use pdf::{Press, get_certificate_pdf, render_certificate};
pub use revoke::revoke_certificate;
pub use verify::{PublicCertificate, get_certificate};

/// Why a certificate was refused.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// No certificate has this code, or there is nothing to certify.
    #[error("not found")]
    NotFound,
    /// It was taken back already.
    #[error("revoked already")]
    Revoked,
    /// The stored record is not what was signed.
    #[error("the stored record does not match its signature")]
    Forged,
    /// No key can sign.
    #[error("there is no key to sign with")]
    NoKey,
    /// The record cannot be written canonically.
    #[error(transparent)]
    Record(#[from] record::NotCanonical),
    /// The document cannot be drawn.
    #[error(transparent)]
    Render(#[from] document::RenderError),
    /// Drawing was interrupted.
    #[error("drawing was interrupted")]
    Interrupted,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] storage::StorageError),
    /// The caller may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database failed.
    #[error(transparent)]
    Repository(RepositoryError),
}

impl From<AccessError> for CertificateError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Denied(denied) => denied.into(),
            AccessError::Repository(error) => error.into(),
        }
    }
}

impl From<RepositoryError> for CertificateError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotFound => Self::NotFound,
            other => Self::Repository(other),
        }
    }
}
