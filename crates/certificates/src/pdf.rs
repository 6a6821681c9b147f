//! The document: drawn by a job or by whoever asks first, stored, and given out while the certificate stands.

use std::sync::Arc;

use bytes::Bytes;
use domain::{
    access::{Action, GetCertificatePdf, RenderCertificate, WritingAction},
    certificates::{CertificateStatus, VerificationCode},
    ids::CertificateId,
};
use keyring::Keyring;
use repositories::{Db, Grant, RepositoryError, TenantRead};
use storage::{ObjectKey, Storage, StorageError};

use crate::{
    CertificateError, PublicCertificate,
    document::{CertificateDocument, DocumentRenderer, Logo},
    verify::find_public,
};

/// What documents are made with.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// The rows.
    pub db: &'a Db,
    /// The files.
    pub storage: &'a Storage,
    /// The keys that records are checked with before they are drawn.
    pub keyring: &'a Keyring,
    /// Draws.
    pub renderer: &'a Arc<DocumentRenderer>,
    /// The organization's address, under which its certificates are verified.
    pub origin: &'a str,
}

/// The document of a certificate that stands. It is drawn and stored now, if the job has not done so.
///
/// # Errors
/// [`CertificateError::NotFound`] for an unknown code, [`CertificateError::Revoked`] when it was taken back.
pub async fn get_certificate_pdf(
    press: Press<'_>,
    grant: &Grant<GetCertificatePdf>,
    code: &VerificationCode,
) -> Result<Bytes, CertificateError> {
    let (found, logo) = read(press, grant, code).await?;
    if found.certificate.revoked_at.is_some() {
        return Err(CertificateError::Revoked);
    }
    if found.certificate.pdf_stored_at.is_some() {
        match press.storage.get(&ObjectKey::certificate(grant.org_id(), found.certificate.id)).await {
            Ok(bytes) => return Ok(bytes),
            // a file that is gone is drawn again
            Err(StorageError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    make(press, grant, found, logo).await
}

/// Draws and stores the document of a certificate that was issued; nothing to do when it is stored or the certificate was taken
/// back.
///
/// # Errors
/// When it cannot be drawn, or the storage or the database fails.
pub async fn render_certificate(press: Press<'_>, grant: &Grant<RenderCertificate>, id: CertificateId) -> Result<(), CertificateError> {
    let code = press.db.read(grant).await?.certificates().get(id).await?.code;
    let (found, logo) = read(press, grant, &code).await?;
    if found.certificate.pdf_stored_at.is_none() && found.certificate.status(press.db.world().now()) != CertificateStatus::Revoked {
        make(press, grant, found, logo).await?;
    }
    Ok(())
}

type LogoFile = Option<(ObjectKey, String)>;

async fn read<A: Action>(
    press: Press<'_>,
    grant: &Grant<A>,
    code: &VerificationCode,
) -> Result<(PublicCertificate, LogoFile), CertificateError> {
    let read: TenantRead = press.db.read(grant).await?;
    let found = find_public(&read, press.keyring, code).await?;
    let logo = match found.issuer.logo_asset_id {
        Some(id) => match read.assets().get(id).await {
            Ok(asset) => Some((ObjectKey::asset(grant.org_id(), id), asset.content_type)),
            Err(RepositoryError::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
        None => None,
    };
    Ok((found, logo))
}

/// Draws, stores the file, and only then says so in the row: a row never points to a missing file.
async fn make<A: Action + WritingAction>(
    press: Press<'_>,
    grant: &Grant<A>,
    found: PublicCertificate,
    logo: LogoFile,
) -> Result<Bytes, CertificateError> {
    let id = found.certificate.id;
    let logo = match logo {
        Some((key, content_type)) => press.storage.get(&key).await.ok().map(|bytes| Logo { bytes, content_type }),
        None => None,
    };
    let document = document(found, logo, press.origin);
    let renderer = Arc::clone(press.renderer);
    let drawn = tokio::task::spawn_blocking(move || renderer.render(&document)).await.map_err(|_| CertificateError::Interrupted)?;
    let bytes = Bytes::from(drawn?);
    press.storage.put(&ObjectKey::certificate(grant.org_id(), id), bytes.clone()).await?;
    let tx = press.db.write(grant).await?;
    tx.certificates().set_pdf_stored(id).await?;
    tx.commit().await?;
    Ok(bytes)
}

/// What the document says is what was signed, but for the look, which is the organization's of today.
fn document(found: PublicCertificate, logo: Option<Logo>, origin: &str) -> CertificateDocument {
    let PublicCertificate { certificate, issuer } = found;
    CertificateDocument {
        verify_url: format!("{origin}/verify/{}", certificate.code),
        learner_name: certificate.learner_name,
        course_title: certificate.course_title,
        organization_name: certificate.organization_name,
        instructor_names: certificate.instructor_names,
        completed_on: certificate.completed_at.date_naive(),
        issued_on: certificate.issued_at.date_naive(),
        expires_on: certificate.expires_at.map(|end| end.date_naive()),
        code: certificate.code.to_string(),
        brand_color: issuer.color,
        logo,
        language: issuer.course_language,
    }
}
