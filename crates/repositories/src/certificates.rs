//! Certificates. Table: `certificates`; what is signed never changes, only what became of it.

use std::collections::HashMap;

use domain::{
    access::CourseRole,
    certificates::{Certificate, VerificationCode},
    ids::{AssetId, CertificateId, CourseId, EnrollmentId, UserId},
    page::{Cursor, Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, FromQueryResult, JoinType, Order,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{
        certificates::{self, Column},
        course_staff, courses, organization_settings as settings, users,
    },
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// Certificates.
pub struct CertificateRepo<'t, M> {
    rows: Scoped<'t, certificates::Entity, M>,
}

impl TenantRead {
    /// Certificates, to read.
    pub fn certificates(&self) -> CertificateRepo<'_, Reading> {
        CertificateRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Certificates, to read and write.
    pub fn certificates(&self) -> CertificateRepo<'_, Writing> {
        CertificateRepo { rows: Scoped::new(&self.scope) }
    }
}

/// Which certificates are wanted.
#[derive(Clone, Copy, Debug)]
pub struct CertificateFilter {
    /// Of this learner.
    pub user_id: Option<UserId>,
    /// For this course.
    pub course_id: Option<CourseId>,
    /// Only this user's own and those for courses that this user is staff of.
    pub visible_to: Option<UserId>,
}

/// The organization as its certificates show it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The name.
    pub name: String,
    /// The color, as `#rrggbb`.
    pub color: Option<String>,
    /// The logo.
    pub logo_asset_id: Option<AssetId>,
    /// The language of the course that the certificate is for.
    pub course_language: String,
}

/// What a certificate says besides what its enrollment knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseNames {
    /// The course's title.
    pub title: String,
    /// Whether the course gives certificates.
    pub certificate_enabled: bool,
    /// The learner's name.
    pub learner_name: String,
}

impl<M> CertificateRepo<'_, M> {
    /// The certificate with this code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, code: &VerificationCode) -> Result<Option<Certificate>, RepositoryError> {
        self.rows.select().filter(Column::Code.eq(code.as_str())).one().await?.map(certificate).transpose()
    }

    /// The certificate with this code, and the organization as it is now, in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_public(&self, code: &VerificationCode) -> Result<Option<(Certificate, Issuer)>, RepositoryError> {
        let setting = |column: settings::Column| Expr::col((settings::Entity, column));
        let row: Option<PublicRow> = self
            .rows
            .select()
            .join::<settings::Entity>(JoinType::InnerJoin, Column::OrgId)
            .join::<courses::Entity>(JoinType::InnerJoin, Column::CourseId)
            .filter(Column::Code.eq(code.as_str()))
            .and_columns([
                (setting(settings::Column::Name), "issuer_name"),
                (setting(settings::Column::Color), "issuer_color"),
                (setting(settings::Column::LogoAssetId), "issuer_logo"),
                (Expr::col((courses::Entity, courses::Column::Language)), "course_language"),
            ])
            .one_as()
            .await?;
        let Some(row) = row else { return Ok(None) };
        let issuer = Issuer {
            name: row.issuer_name,
            color: row.issuer_color,
            logo_asset_id: row.issuer_logo.map(AssetId),
            course_language: row.course_language,
        };
        Ok(Some((certificate(row.certificate)?, issuer)))
    }

    /// The certificate with this id.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: CertificateId) -> Result<Certificate, RepositoryError> {
        certificate(self.rows.get(id).await?)
    }

    /// The certificate that was issued last for an enrollment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest(&self, enrollment: EnrollmentId) -> Result<Option<Certificate>, RepositoryError> {
        let of = self.rows.select().filter(Column::EnrollmentId.eq(enrollment.0));
        of.order(Column::IssueNumber, Order::Desc).limit(1).one().await?.map(certificate).transpose()
    }

    /// Certificates, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, filter: CertificateFilter, page: PageRequest) -> Result<Page<Certificate>, RepositoryError> {
        let select = self
            .rows
            .select()
            .filter_some(filter.user_id, |user| Condition::all().add(Column::UserId.eq(user.0)))
            .filter_some(filter.course_id, |course| Condition::all().add(Column::CourseId.eq(course.0)))
            .filter_some(filter.visible_to, |user| {
                let staffed = self.rows.of::<course_staff::Entity>().select().filter(course_staff::Column::UserId.eq(user.0));
                let taught = Column::CourseId.in_subquery(staffed.into_subquery(course_staff::Column::CourseId));
                Condition::any().add(Column::UserId.eq(user.0)).add(taught)
            });
        let rows = select.page(Column::IssuedAt, page, |row| Cursor { at: row.issued_at, id: row.id }).await?;
        let items = rows.items.into_iter().map(certificate).collect::<Result<_, _>>()?;
        Ok(Page { items, next: rows.next })
    }

    /// How many of a learner's certificates stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_standing(&self, user: UserId) -> Result<i64, RepositoryError> {
        let standing = self.rows.select().filter(Column::UserId.eq(user.0)).filter(Column::RevokedAt.is_null());
        Ok(i64::try_from(standing.count().await?).unwrap_or(i64::MAX))
    }

    /// The names that a certificate of this learner for this course would carry now.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such course or user.
    pub async fn names(&self, course: CourseId, user: UserId) -> Result<CourseNames, RepositoryError> {
        let learner = self.rows.of::<users::Entity>().select().filter(users::Column::Id.eq(user.0));
        let row: Option<NamesRow> = self
            .rows
            .of::<courses::Entity>()
            .select()
            .filter(courses::Column::Id.eq(course.0))
            .columns([
                (Expr::col(courses::Column::Title), "title"),
                (Expr::col(courses::Column::CertificateEnabled), "certificate_enabled"),
                (Expr::from(learner.into_subquery(users::Column::Name)), "learner_name"),
            ])
            .one_as()
            .await?;
        let row = row.ok_or(RepositoryError::NotFound)?;
        let learner_name = row.learner_name.ok_or(RepositoryError::NotFound)?;
        Ok(CourseNames { title: row.title, certificate_enabled: row.certificate_enabled, learner_name })
    }

    /// The names of those who teach a course, in the order in which they joined it; graders are not among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn instructor_names(&self, course: CourseId) -> Result<Vec<String>, RepositoryError> {
        let rows: Vec<NameRow> = self
            .rows
            .of::<course_staff::Entity>()
            .select()
            .join::<users::Entity>(JoinType::InnerJoin, course_staff::Column::UserId)
            .filter(course_staff::Column::CourseId.eq(course.0))
            .filter(course_staff::Column::Role.ne(CourseRole::Grader.as_str()))
            .columns([(Expr::col((users::Entity, users::Column::Name)), "name")])
            .order(course_staff::Column::CreatedAt, Order::Asc)
            .order(course_staff::Column::Id, Order::Asc)
            .all_as()
            .await?;
        Ok(rows.into_iter().map(|row| row.name).collect())
    }

    /// The courses that a user is staff of, and as what.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn courses_of_staff(&self, user: UserId) -> Result<HashMap<CourseId, CourseRole>, RepositoryError> {
        let rows = self.rows.of::<course_staff::Entity>().select().filter(course_staff::Column::UserId.eq(user.0)).all().await?;
        Ok(rows.into_iter().filter_map(|row| Some((CourseId(row.course_id), CourseRole::parse(&row.role)?))).collect())
    }
}

impl CertificateRepo<'_, Writing> {
    /// Adds a certificate, unless its enrollment has one with the same number; says whether it did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, new: &Certificate) -> Result<bool, RepositoryError> {
        self.rows
            .insert_or_ignore(certificates::ActiveModel {
                id: Set(new.id.0),
                enrollment_id: Set(new.enrollment_id.0),
                issue_number: Set(new.issue_number),
                user_id: Set(new.user_id.0),
                course_id: Set(new.course_id.0),
                code: Set(new.code.as_str().to_owned()),
                learner_name: Set(new.learner_name.clone()),
                course_title: Set(new.course_title.clone()),
                organization_name: Set(new.organization_name.clone()),
                instructor_names: Set(serde_json::to_string(&new.instructor_names)?),
                completed_at: Set(new.completed_at),
                issued_at: Set(new.issued_at),
                expires_at: Set(new.expires_at),
                revoked_at: Set(None),
                revocation_reason: Set(None),
                replaced_by: Set(None),
                record: Set(new.record.clone()),
                signature: Set(new.signature.clone()),
                key_id: Set(new.key_id.clone()),
                pdf_stored_at: Set(None),
                ..Default::default()
            })
            .await
    }

    /// Takes a certificate back; false when it was taken back before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke(&self, id: CertificateId, reason: &str) -> Result<bool, RepositoryError> {
        let revoked = self
            .rows
            .update()
            .set(Column::RevokedAt, self.rows.scope().now)
            .set(Column::RevocationReason, reason)
            .filter(Column::Id.eq(id.0))
            .filter(Column::RevokedAt.is_null())
            .rows()
            .await?;
        Ok(revoked == 1)
    }

    /// Takes a certificate back in favor of another; false when another has replaced it already. One that was taken back
    /// before keeps its day and its reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replace(&self, id: CertificateId, by: &VerificationCode, reason: &str) -> Result<bool, RepositoryError> {
        let first = |column: Column, value: Expr| Expr::from(Func::coalesce([Expr::col(column), value]));
        let replaced = self
            .rows
            .update()
            .set(Column::ReplacedBy, by.as_str())
            .set_expr(Column::RevokedAt, first(Column::RevokedAt, Expr::value(self.rows.scope().now)))
            .set_expr(Column::RevocationReason, first(Column::RevocationReason, Expr::value(reason)))
            .filter(Column::Id.eq(id.0))
            .filter(Column::ReplacedBy.is_null())
            .rows()
            .await?;
        Ok(replaced == 1)
    }

    /// Records that the document is stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_pdf_stored(&self, id: CertificateId) -> Result<(), RepositoryError> {
        self.rows.update().set(Column::PdfStoredAt, self.rows.scope().now).filter(Column::Id.eq(id.0)).one().await
    }
}

#[derive(Debug, FromQueryResult)]
struct PublicRow {
    #[sea_orm(nested)]
    certificate: certificates::Model,
    issuer_name: String,
    issuer_color: Option<String>,
    issuer_logo: Option<Uuid>,
    course_language: String,
}

#[derive(Debug, FromQueryResult)]
struct NamesRow {
    title: String,
    certificate_enabled: bool,
    learner_name: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct NameRow {
    name: String,
}

fn certificate(row: certificates::Model) -> Result<Certificate, RepositoryError> {
    let code = |word: &str| VerificationCode::parse(word).ok_or_else(|| RepositoryError::damaged("certificate code", word));
    Ok(Certificate {
        id: CertificateId(row.id),
        enrollment_id: EnrollmentId(row.enrollment_id),
        issue_number: row.issue_number,
        user_id: UserId(row.user_id),
        course_id: CourseId(row.course_id),
        code: code(&row.code)?,
        learner_name: row.learner_name,
        course_title: row.course_title,
        organization_name: row.organization_name,
        instructor_names: serde_json::from_str(&row.instructor_names)?,
        completed_at: row.completed_at,
        issued_at: row.issued_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        revocation_reason: row.revocation_reason,
        replaced_by: row.replaced_by.as_deref().map(code).transpose()?,
        record: row.record,
        signature: row.signature,
        key_id: row.key_id,
        pdf_stored_at: row.pdf_stored_at,
    })
}
