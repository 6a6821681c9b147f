//! Background jobs of the certificates slice.

use std::sync::Arc;

use certificates::{CertificateError, Signer};
use domain::{access::IssueCertificate, events::DomainEvent};
use repositories::JobLease;

use crate::{
    app::App,
    jobs::{JobError, chain},
};

impl From<CertificateError> for JobError {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::Repository(error) => error.into(),
            CertificateError::NoKey => Self::Temporary(error.to_string()),
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
