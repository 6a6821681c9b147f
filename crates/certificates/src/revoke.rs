//! Taking a certificate back.

use domain::{
    access::RevokeCertificate,
    certificates::{Certificate, VerificationCode},
    events::DomainEvent,
};
use repositories::{Grant, TenantTx, audit::Object};
use serde_json::json;

use crate::{CertificateError, issue::label};

/// Takes a certificate back; its page says so from now on, with the reason.
///
/// # Errors
/// [`CertificateError::NotFound`], and [`CertificateError::Revoked`] when it was taken back before.
pub async fn revoke_certificate(
    tx: &TenantTx,
    grant: &Grant<RevokeCertificate>,
    code: &VerificationCode,
    reason: &str,
) -> Result<Certificate, CertificateError> {
    let certificate = tx.certificates().find(code).await?.ok_or(CertificateError::NotFound)?;
    let grant = tx.courses().authorize(grant, certificate.course_id).await?;
    if !tx.certificates().revoke(certificate.id, reason).await? {
        return Err(CertificateError::Revoked);
    }
    tx.emit(&DomainEvent::CertificateRevoked { certificate_id: certificate.id }).await?;
    let details = json!({ "code": certificate.code.as_str(), "reason": reason });
    tx.audit(grant.grant(), "certificate_revoked", Object::new("certificate", certificate.id, label(&certificate)), details).await?;
    Ok(Certificate { revoked_at: Some(tx.now()), revocation_reason: Some(reason.to_owned()), ..certificate })
}
