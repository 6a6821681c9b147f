//! Issuing: from what the server knows, never from what an event says; exactly once for a completed enrollment.

use domain::{
    access::{IssueCertificate, ReissueCertificate},
    certificates::{Certificate, VerificationCode},
    events::DomainEvent,
    ids::{CertificateId, EnrollmentId},
    learning::{Tally, enrollment::Enrollment},
    ports::World,
};
use keyring::{Keyring, Purpose};
use repositories::{Grant, TenantTx, audit::Object};
use serde_json::json;

use crate::{CertificateError, record::record_of};

/// What signs certificates and names them.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The keys.
    pub keyring: &'a Keyring,
    /// Where unpredictable codes come from.
    pub world: &'a World,
}

impl Signer<'_> {
    fn new_code(&self) -> VerificationCode {
        VerificationCode::from_random(self.world.bytes())
    }

    fn sign(&self, tx: &TenantTx, mut certificate: Certificate) -> Result<Certificate, CertificateError> {
        certificate.record = record_of(tx.org_id(), &certificate)?;
        let signature = self.keyring.sign(Purpose::Certificate, certificate.record.as_bytes()).ok_or(CertificateError::NoKey)?;
        certificate.signature = signature.value;
        certificate.key_id = signature.key_id.to_string();
        Ok(certificate)
    }
}

/// Issues the certificate of a completed enrollment; `None` when the course gives none, the enrollment is not complete, or it
/// has one already.
///
/// # Errors
/// [`CertificateError::NotFound`] when there is no such enrollment, [`CertificateError::NoKey`] when nothing can sign.
pub async fn issue_certificate(
    tx: &TenantTx,
    _grant: &Grant<IssueCertificate>,
    signer: Signer<'_>,
    enrollment_id: EnrollmentId,
) -> Result<Option<Certificate>, CertificateError> {
    let locked = tx.enrollments().lock(enrollment_id, None).await?;
    let enrollment = locked.enrollment;
    let Some(completed_at) = enrollment.standing.completed_at else { return Ok(None) };
    if tx.certificates().latest(enrollment_id).await?.is_some() || !is_earned(tx, &enrollment, locked.outline_number).await? {
        return Ok(None);
    }
    let names = tx.certificates().names(enrollment.course_id, enrollment.user_id).await?;
    if !names.certificate_enabled {
        return Ok(None);
    }
    let certificate = signer.sign(
        tx,
        Certificate {
            id: CertificateId(tx.new_id()),
            enrollment_id,
            issue_number: 1,
            user_id: enrollment.user_id,
            course_id: enrollment.course_id,
            code: signer.new_code(),
            learner_name: names.learner_name,
            course_title: names.title,
            organization_name: tx.settings().await?.name,
            instructor_names: tx.certificates().instructor_names(enrollment.course_id).await?,
            completed_at,
            issued_at: tx.now(),
            expires_at: None,
            revoked_at: None,
            revocation_reason: None,
            replaced_by: None,
            record: String::new(),
            signature: String::new(),
            key_id: String::new(),
            pdf_stored_at: None,
        },
    )?;
    if !tx.certificates().add(&certificate).await? {
        return Ok(None);
    }
    tx.emit(&DomainEvent::CertificateIssued { certificate_id: certificate.id }).await?;
    Ok(Some(certificate))
}

/// Whether every lesson that counts is complete, in the outline that was completed or in the one that is taught now.
async fn is_earned(tx: &TenantTx, enrollment: &Enrollment, taught: i64) -> Result<bool, CertificateError> {
    let completed = tx.progress().completed(&[enrollment.id]).await?.remove(&enrollment.id).unwrap_or_default();
    for number in enrollment.completed_outline.into_iter().chain([taught]) {
        let outline = tx.outlines().get(enrollment.course_id, number).await?;
        if Tally::of(&outline.document, |lesson| completed.contains(&lesson)).is_done() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Issues a certificate anew, with a corrected name if one is given. The old one is taken back and points to the new one.
///
/// # Errors
/// [`CertificateError::NotFound`], and [`CertificateError::Revoked`] when another one has replaced it already.
pub async fn reissue_certificate(
    tx: &TenantTx,
    grant: &Grant<ReissueCertificate>,
    signer: Signer<'_>,
    code: &VerificationCode,
    learner_name: Option<String>,
) -> Result<Certificate, CertificateError> {
    let old = tx.certificates().find(code).await?.ok_or(CertificateError::NotFound)?;
    let grant = tx.courses().authorize(grant, old.course_id).await?;
    let new = signer.sign(
        tx,
        Certificate {
            id: CertificateId(tx.new_id()),
            issue_number: old.issue_number + 1,
            code: signer.new_code(),
            learner_name: learner_name.unwrap_or_else(|| old.learner_name.clone()),
            issued_at: tx.now(),
            revoked_at: None,
            revocation_reason: None,
            replaced_by: None,
            pdf_stored_at: None,
            ..old.clone()
        },
    )?;
    // the condition on this row lets one of many through; the number's unique rule would stop the others too
    if !tx.certificates().replace(old.id, &new.code, "Issued again").await? || !tx.certificates().add(&new).await? {
        return Err(CertificateError::Revoked);
    }
    tx.emit(&DomainEvent::CertificateIssued { certificate_id: new.id }).await?;
    let details = json!({ "code": old.code.as_str(), "new_code": new.code.as_str(), "learner_name": new.learner_name });
    tx.audit(grant.grant(), "certificate_reissued", Object::new("certificate", old.id, label(&old)), details).await?;
    Ok(new)
}

/// How the audit log names a certificate.
pub(crate) fn label(certificate: &Certificate) -> String {
    format!("{}: {}", certificate.course_title, certificate.learner_name)
}
