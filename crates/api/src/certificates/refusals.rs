//! Refusals of the certificates slice in public words.

use certificates::CertificateError;

use crate::http::{Code, Problem};

impl From<CertificateError> for Problem {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::NotFound => Self::new(Code::CertificateNotFound),
            CertificateError::Revoked => Self::new(Code::CertificateRevoked),
            CertificateError::Denied(denied) => denied.into(),
            CertificateError::Forged
            | CertificateError::NoKey
            | CertificateError::Record(_)
            | CertificateError::Render(_)
            | CertificateError::Interrupted => Self::internal(error),
            CertificateError::Storage(error) => error.into(),
            CertificateError::Repository(error) => error.into(),
        }
    }
}
