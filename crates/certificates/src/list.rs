//! Certificates in lists.

use std::collections::HashMap;

use domain::{
    access::{CoursePermission, ListCertificates, Role, RoleSet},
    certificates::Certificate,
    ids::{CourseId, UserId},
    page::{Page, PageRequest},
};
use repositories::{Denied, Grant, TenantRead, certificates::CertificateFilter};

use crate::CertificateError;

/// Which certificates are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificateQuery {
    /// Of this learner.
    pub user_id: Option<UserId>,
    /// For this course.
    pub course_id: Option<CourseId>,
}

/// A certificate in a list.
#[derive(Clone, Debug)]
pub struct ListedCertificate {
    /// The certificate.
    pub certificate: Certificate,
    /// Whether the caller may revoke and re-issue the certificates of its course.
    pub may_certify: bool,
}

/// One's own certificates; with a course, all of that course for those who may view its learners; with a user, that user's.
/// Instructors see those for the courses that they are staff of.
///
/// # Errors
/// [`CertificateError::Denied`] when the caller may view nobody's but their own.
pub async fn list_certificates(
    read: &TenantRead,
    grant: &Grant<ListCertificates>,
    query: CertificateQuery,
    page: PageRequest,
) -> Result<Page<ListedCertificate>, CertificateError> {
    let (own, roles) = (grant.user_id(), grant.roles());
    let sees_all = CoursePermission::ViewLearners.is_held_by(roles, None);
    let is_staff = sees_all || roles.has(Role::Instructor);
    if !is_staff && query.user_id.is_some_and(|user| user != own) {
        return Err(Denied::Role.into());
    }
    let wants_own = query.user_id.is_none() && (query.course_id.is_none() || !is_staff);
    let user_id = if wants_own { Some(own) } else { query.user_id };
    let filter = CertificateFilter { user_id, course_id: query.course_id, visible_to: (!sees_all).then_some(own) };
    let found = read.certificates().list(filter, page).await?;
    let certifiable = Certifiable::of(read, own, roles).await?;
    Ok(found.map(|certificate| ListedCertificate { may_certify: certifiable.has(certificate.course_id), certificate }))
}

/// Where a user may revoke and re-issue.
struct Certifiable {
    roles: RoleSet,
    staffed: HashMap<CourseId, domain::access::CourseRole>,
}

impl Certifiable {
    async fn of(read: &TenantRead, user: UserId, roles: RoleSet) -> Result<Self, CertificateError> {
        let asks_courses = roles.has(Role::Instructor) && !CoursePermission::Certify.is_held_by(roles, None);
        let staffed = if asks_courses { read.certificates().courses_of_staff(user).await? } else { HashMap::new() };
        Ok(Self { roles, staffed })
    }

    fn has(&self, course: CourseId) -> bool {
        CoursePermission::Certify.is_held_by(self.roles, self.staffed.get(&course).copied())
    }
}
