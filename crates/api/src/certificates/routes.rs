//! Operations on certificates.

use actix_web::{
    HttpResponse, get,
    http::header,
    post,
    web::{Data, Path, Query},
};
use certificates::{CertificateQuery, ListedCertificate, Press, Signer};
use domain::{
    access::{GetCertificate, GetCertificatePdf, ListCertificates, ReissueCertificate, RevokeCertificate},
    certificates::VerificationCode,
    identity::clean_name,
    ids::{CourseId, UserId},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::dto::{Certificate, Correction, Revocation, VerifiedCertificate};
use crate::{
    app::App,
    http::{
        Allowed, Answer, Client, Code, Json, Once, Problem, Public, Reply,
        limit::Limit,
        page::{PageBody, page_request},
    },
};

const VERIFICATIONS: Limit = Limit::new("verify", 120, 60);
const DOCUMENTS: Limit = Limit::new("certificate_pdf", 60, 60);

/// Which certificate.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CertificatePath {
    /// The code; case, dashes and spaces do not matter.
    pub code: String,
}

impl CertificatePath {
    fn code(&self) -> Result<VerificationCode, Problem> {
        VerificationCode::parse(&self.code).ok_or_else(|| Problem::new(Code::CertificateNotFound))
    }
}

/// Which certificates.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CertificatesQuery {
    /// Of this learner, for staff.
    pub user_id: Option<Uuid>,
    /// For this course; staff see everybody's.
    pub course_id: Option<Uuid>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List certificates.
///
/// One's own, the newest first. Owners, admins and managers may name a user or a course; instructors too, and see certificates
/// for the courses that they are staff of.
#[utoipa::path(tag = "certificates", params(CertificatesQuery), responses((status = 200, body = PageBody<Certificate>)))]
#[get("/certificates")]
pub async fn list_certificates(app: Data<App>, caller: Allowed<ListCertificates>, query: Query<CertificatesQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let query = CertificateQuery { user_id: query.user_id.map(UserId), course_id: query.course_id.map(CourseId) };
    let read = app.db.read(&caller.grant).await?;
    let found = certificates::list_certificates(&read, &caller.grant, query, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, |listed| Certificate::of(&app, &caller.tenant, listed, read.now()))))
}

/// Verify a certificate.
///
/// Anybody may: whether it is valid, expired or revoked, and what was signed. At most 120 a minute from one address. An unknown
/// code is `certificate_not_found`.
#[utoipa::path(tag = "certificates", params(CertificatePath), responses((status = 200, body = VerifiedCertificate)))]
#[get("/certificates/{code}")]
pub async fn get_certificate(app: Data<App>, caller: Public<GetCertificate>, client: Client, path: Path<CertificatePath>) -> Answer {
    VERIFICATIONS.count(&app.db, &client.ip).await?;
    let read = app.db.read(&caller.grant).await?;
    let found = certificates::get_certificate(&read, &caller.grant, &app.keyring, &path.code()?).await?;
    Ok(HttpResponse::Ok().json(VerifiedCertificate::of(&app, &caller.tenant, found, read.now())))
}

/// Load a certificate's document.
///
/// Anybody may. A PDF of one sheet, drawn now if that was not done yet. Refused: `certificate_revoked` when the certificate was
/// taken back. At most 60 a minute from one address.
#[utoipa::path(tag = "certificates", params(CertificatePath), responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
#[get("/certificates/{code}/pdf")]
pub async fn get_certificate_pdf(app: Data<App>, caller: Public<GetCertificatePdf>, client: Client, path: Path<CertificatePath>) -> Answer {
    DOCUMENTS.count(&app.db, &client.ip).await?;
    let code = path.code()?;
    let origin = app.config.server.organization_origin(caller.tenant.slug());
    let press = Press { db: &app.db, storage: &app.storage, keyring: &app.keyring, renderer: &app.renderer, origin: &origin };
    let pdf = certificates::get_certificate_pdf(press, &caller.grant, &code).await?;
    let disposition = format!("inline; filename=\"certificate-{code}.pdf\"");
    Ok(HttpResponse::Ok().content_type("application/pdf").insert_header((header::CONTENT_DISPOSITION, disposition)).body(pdf))
}

/// Take a certificate back.
///
/// Its public page says so from now on, with the reason. Owners and admins may, and the course's creators. Refused:
/// `certificate_revoked` when it was taken back before.
#[utoipa::path(tag = "certificates", params(CertificatePath, Once), responses((status = 200, body = Certificate)))]
#[post("/certificates/{code}/revoke")]
pub async fn revoke_certificate(
    app: Data<App>,
    caller: Allowed<RevokeCertificate>,
    path: Path<CertificatePath>,
    once: Once,
    body: Json<Revocation>,
) -> Answer {
    let code = path.code()?;
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let certificate = certificates::revoke_certificate(tx, &caller.grant, &code, body.reason.trim()).await?;
        Reply::ok(&Certificate::of(&app, &caller.tenant, ListedCertificate { certificate, may_certify: true }, tx.now()))
    })
    .await
}

/// Issue a certificate anew.
///
/// With a corrected name if one is given. The new one has a new code; the old one is taken back and points to it. Owners and
/// admins may, and the course's creators. Refused: `certificate_revoked` when another one has replaced it already.
#[utoipa::path(tag = "certificates", params(CertificatePath, Once), responses((status = 201, body = Certificate)))]
#[post("/certificates/{code}/reissue")]
pub async fn reissue_certificate(
    app: Data<App>,
    caller: Allowed<ReissueCertificate>,
    path: Path<CertificatePath>,
    once: Once,
    body: Json<Correction>,
) -> Answer {
    let code = path.code()?;
    let learner_name = body.learner_name.as_deref().and_then(clean_name);
    let signer = Signer { keyring: &app.keyring, world: app.db.world() };
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let certificate = certificates::reissue_certificate(tx, &caller.grant, signer, &code, learner_name).await?;
        Reply::created(&Certificate::of(&app, &caller.tenant, ListedCertificate { certificate, may_certify: true }, tx.now()))
    })
    .await
}
