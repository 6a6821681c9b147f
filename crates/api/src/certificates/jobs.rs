//! Background jobs of the certificates slice.

use std::sync::Arc;

use certificates::{CertificateError, Press, Signer};
use domain::{
    access::{IssueCertificate, RenderCertificate},
    events::DomainEvent,
};
use repositories::JobLease;

use crate::{
    app::App,
    jobs::{JobError, chain},
};

impl From<CertificateError> for JobError {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::Repository(error) => error.into(),
            CertificateError::NoKey | CertificateError::Interrupted | CertificateError::Storage(_) => Self::Temporary(chain(&error)),
            other => Self::Final(chain(&other)),
        }
    }
}

/// Issues the certificate of a course that was completed.
///
/// # Errors
/// When nothing can sign, or the database fails.
pub async fn issue_certificate(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::CourseCompleted { enrollment_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<IssueCertificate>();
    let tx = app.db.write(&grant).await?;
    let signer = Signer { keyring: &app.keyring, world: app.db.world() };
    let issued = certificates::issue_certificate(&tx, &grant, signer, enrollment_id).await?;
    tx.commit().await?;
    if issued.is_none() {
        tracing::info!(enrollment = %enrollment_id, "nothing to certify");
    }
    Ok(())
}

/// Draws and stores the document of a certificate that was issued.
///
/// # Errors
/// When it cannot be drawn, or the storage or the database fails.
pub async fn render_certificate(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::CertificateIssued { certificate_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let origin = app.config.server.organization_origin(&app.db.organization_slug(lease.org_id()).await?);
    let press = Press { db: &app.db, storage: &app.storage, keyring: &app.keyring, renderer: &app.renderer, origin: &origin };
    Ok(certificates::render_certificate(press, &lease.grant::<RenderCertificate>(), certificate_id).await?)
}
