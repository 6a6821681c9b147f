//! What anybody learns from a code.

use domain::{
    access::GetCertificate,
    certificates::{Certificate, VerificationCode},
    ids::KeyId,
};
use keyring::{Keyring, Purpose};
use repositories::{Grant, TenantRead, certificates::Issuer};

use crate::CertificateError;

/// A certificate as anybody may see it.
#[derive(Clone, Debug)]
pub struct PublicCertificate {
    /// The certificate.
    pub certificate: Certificate,
    /// The organization as it is now.
    pub issuer: Issuer,
}

/// The certificate that a code names.
///
/// # Errors
/// [`CertificateError::NotFound`] for an unknown code; [`CertificateError::Forged`] when the stored record is not what was
/// signed.
pub async fn get_certificate(
    read: &TenantRead,
    _grant: &Grant<GetCertificate>,
    keyring: &Keyring,
    code: &VerificationCode,
) -> Result<PublicCertificate, CertificateError> {
    find_public(read, keyring, code).await
}

pub(crate) async fn find_public(
    read: &TenantRead,
    keyring: &Keyring,
    code: &VerificationCode,
) -> Result<PublicCertificate, CertificateError> {
    let (certificate, issuer) = read.certificates().find_public(code).await?.ok_or(CertificateError::NotFound)?;
    let key_id = uuid::Uuid::try_parse(&certificate.key_id).map(KeyId).map_err(|_| CertificateError::Forged)?;
    // a row that somebody changed behind our back must not be vouched for
    let is_signed = keyring.verify(Purpose::Certificate, key_id, certificate.record.as_bytes(), &certificate.signature);
    if !is_signed || certificate.record != crate::record::record_of(read.org_id(), &certificate)? {
        return Err(CertificateError::Forged);
    }
    Ok(PublicCertificate { certificate, issuer })
}
