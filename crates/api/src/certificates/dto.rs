//! What goes in and out of the operations on certificates.

use certificates::{ListedCertificate, PublicCertificate};
use chrono::{DateTime, Utc};
use domain::{
    certificates::{MAX_REASON, VerificationCode},
    time::Timestamp,
};
use repositories::Tenant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{app::App, organizations::dto::Branding, routes::PREFIX};

/// Why a certificate is taken back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The reason, shown on the public page: 1 to 500 characters.
    #[validate(custom(function = "reason"))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

fn reason(text: &str) -> Result<(), validator::ValidationError> {
    if (1..=MAX_REASON).contains(&text.trim().chars().count()) {
        return Ok(());
    }
    Err(validator::ValidationError::new("length").with_message("1 to 500 characters".into()))
}

/// What is corrected in a certificate that is issued anew.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The learner's name, 1 to 120 characters; as it was if absent.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub learner_name: Option<String>,
}

/// What the caller may do to a certificate.
#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateRights {
    /// Take it back.
    pub revoke: bool,
    /// Issue it anew.
    pub reissue: bool,
}

/// A certificate.
#[derive(Debug, Serialize, ToSchema)]
pub struct Certificate {
    /// The public name.
    pub code: String,
    /// The document.
    pub id: Uuid,
    /// `valid`, `expired` or `revoked`.
    pub status: &'static str,
    /// The learner's name as it was issued.
    pub learner_name: String,
    /// The course's title as it was issued.
    pub course_title: String,
    /// The organization's name as it was issued.
    pub organization_name: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When the course was completed.
    pub completed_at: DateTime<Utc>,
    /// When it ends.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Why.
    #[schema(required = true)]
    pub revocation_reason: Option<String>,
    /// Its public page.
    pub url: String,
    /// Its document.
    pub pdf_url: String,
    /// Whether the document is drawn already; it is drawn on demand else.
    pub pdf_ready: bool,
    /// The enrollment that was completed.
    pub enrollment_id: Uuid,
    /// The learner.
    pub user_id: Uuid,
    /// What the caller may do.
    pub can: CertificateRights,
}

impl Certificate {
    /// How a certificate looks to those who may see it listed.
    pub fn of(app: &App, tenant: &Tenant, listed: ListedCertificate, now: Timestamp) -> Self {
        let ListedCertificate { certificate, may_certify } = listed;
        let can = CertificateRights {
            revoke: may_certify && certificate.revoked_at.is_none(),
            reissue: may_certify && certificate.replaced_by.is_none(),
        };
        Self {
            status: certificate.status(now).as_str(),
            url: page_url(app, tenant, &certificate.code),
            pdf_url: pdf_url(app, tenant, &certificate.code),
            code: certificate.code.to_string(),
            id: certificate.id.0,
            learner_name: certificate.learner_name,
            course_title: certificate.course_title,
            organization_name: certificate.organization_name,
            issued_at: certificate.issued_at,
            completed_at: certificate.completed_at,
            expires_at: certificate.expires_at,
            revoked_at: certificate.revoked_at,
            revocation_reason: certificate.revocation_reason,
            pdf_ready: certificate.pdf_stored_at.is_some(),
            enrollment_id: certificate.enrollment_id.0,
            user_id: certificate.user_id.0,
            can,
        }
    }
}

/// The organization as its certificates' pages show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuingOrganization {
    /// Its present name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// How it looks.
    pub branding: Branding,
}

/// A certificate as anybody may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifiedCertificate {
    /// The public name.
    pub code: String,
    /// `valid`, `expired` or `revoked`.
    pub status: &'static str,
    /// The learner's name as it was issued.
    pub learner_name: String,
    /// The course's title as it was issued.
    pub course_title: String,
    /// The organization's name as it was issued.
    pub organization_name: String,
    /// Who taught the course when it was issued.
    pub instructor_names: Vec<String>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When the course was completed.
    pub completed_at: DateTime<Utc>,
    /// When it ends.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Why.
    #[schema(required = true)]
    pub revocation_reason: Option<String>,
    /// The code of the certificate that was issued instead.
    #[schema(required = true)]
    pub replaced_by: Option<String>,
    /// What was signed, byte for byte: canonical JSON (RFC 8785).
    pub record: String,
    /// The Ed25519 signature of the record's UTF-8 bytes, base64url.
    pub signature: String,
    /// The key that signed, in `/.well-known/jwks.json`.
    pub kid: String,
    /// `EdDSA`.
    pub algorithm: &'static str,
    /// Its document.
    pub pdf_url: String,
    /// Who issued it, as it is now.
    pub organization: IssuingOrganization,
}

impl VerifiedCertificate {
    /// How a certificate looks to anybody.
    pub fn of(app: &App, tenant: &Tenant, found: PublicCertificate, now: Timestamp) -> Self {
        let PublicCertificate { certificate, issuer } = found;
        let branding = Branding {
            color: issuer.color,
            logo_asset_id: issuer.logo_asset_id.map(|id| id.0),
            logo_url: issuer.logo_asset_id.map(|logo| app.asset_url(tenant.org_id(), logo)),
        };
        Self {
            status: certificate.status(now).as_str(),
            pdf_url: pdf_url(app, tenant, &certificate.code),
            code: certificate.code.to_string(),
            learner_name: certificate.learner_name,
            course_title: certificate.course_title,
            organization_name: certificate.organization_name,
            instructor_names: certificate.instructor_names,
            issued_at: certificate.issued_at,
            completed_at: certificate.completed_at,
            expires_at: certificate.expires_at,
            revoked_at: certificate.revoked_at,
            revocation_reason: certificate.revocation_reason,
            replaced_by: certificate.replaced_by.map(|code| code.to_string()),
            record: certificate.record,
            signature: certificate.signature,
            kid: certificate.key_id,
            algorithm: "EdDSA",
            organization: IssuingOrganization { name: issuer.name, url: app.config.server.organization_origin(tenant.slug()), branding },
        }
    }
}

/// The address of a certificate's public page.
pub fn page_url(app: &App, tenant: &Tenant, code: &VerificationCode) -> String {
    format!("{}/verify/{code}", app.config.server.organization_origin(tenant.slug()))
}

fn pdf_url(app: &App, tenant: &Tenant, code: &VerificationCode) -> String {
    format!("{}{PREFIX}/certificates/{code}/pdf", app.config.server.organization_origin(tenant.slug()))
}
