//! Enrollments in lists: a learner's own, those of a course, and what a learner finds on arrival.

use domain::{
    access::{CoursePermission, GetDashboard, GetEnrollment, ListEnrollments, ListLearners, Role},
    ids::{CourseId, EnrollmentId, UserId},
    learning::EnrollmentStatus,
    page::{Page, PageRequest},
};
use repositories::{
    CourseGrant, Denied, Grant, RepositoryError, TenantRead,
    learning::{EnrollmentFilter, LearnerFilter},
};

use crate::{
    LearningError,
    view::{EnrollmentView, LearnerView, learner_views, view_of, views, views_of},
};

/// Which enrollments are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnrollmentQuery {
    /// Of this learner; one's own when absent.
    pub user_id: Option<UserId>,
    /// In this course.
    pub course_id: Option<CourseId>,
    /// With this status.
    pub status: Option<EnrollmentStatus>,
}

/// What a learner finds on arrival.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Active and completed enrollments, the newest activity first.
    pub enrollments: Vec<EnrollmentView>,
    /// How many of the learner's certificates stand.
    pub certificates_count: i64,
}

/// An enrollment, for the learner and for those who may view the course's learners.
///
/// # Errors
/// [`LearningError::NotFound`].
pub async fn get_enrollment(read: &TenantRead, grant: &Grant<GetEnrollment>, id: EnrollmentId) -> Result<EnrollmentView, LearningError> {
    let entry = read.enrollments().visible(grant, id).await?;
    Ok(view_of(read, entry).await?)
}

/// One's own enrollments; those of another user for owners, admins and managers, and for instructors in the courses that they
/// are staff of.
///
/// # Errors
/// [`LearningError::Denied`] when the caller may view nobody's but their own.
pub async fn list_enrollments(
    read: &TenantRead,
    grant: &Grant<ListEnrollments>,
    query: EnrollmentQuery,
    page: PageRequest,
) -> Result<Page<EnrollmentView>, LearningError> {
    let user_id = query.user_id.unwrap_or_else(|| grant.user_id());
    let sees_all = user_id == grant.user_id() || CoursePermission::ViewLearners.is_held_by(grant.roles(), None);
    if !sees_all && !grant.roles().has(Role::Instructor) {
        return Err(Denied::Role.into());
    }
    let staffed_by = (!sees_all).then(|| grant.user_id());
    let filter = EnrollmentFilter { user_id, course_id: query.course_id, status: query.status, staffed_by };
    let found = read.enrollments().list(filter, page).await?;
    Ok(Page { items: views(read, found.items).await?, next: found.next })
}

/// The learners of a course.
///
/// # Errors
/// When the database fails.
pub async fn list_learners(
    read: &TenantRead,
    grant: &CourseGrant<ListLearners>,
    filter: &LearnerFilter,
    page: PageRequest,
) -> Result<Page<LearnerView>, RepositoryError> {
    let found = read.enrollments().learners(grant.course_id(), filter, page).await?;
    Ok(Page { items: learner_views(read, found.items).await?, next: found.next })
}

/// What a learner finds on arrival.
///
/// # Errors
/// When the database fails.
pub async fn get_dashboard(read: &TenantRead, grant: &Grant<GetDashboard>) -> Result<Arrival, RepositoryError> {
    let dashboard = read.enrollments().dashboard(grant.user_id()).await?;
    let certificates_count = match dashboard.certificates {
        Some(count) => count,
        None => read.certificates().count_standing(grant.user_id()).await?,
    };
    Ok(Arrival { enrollments: views_of(read, dashboard.entries, &dashboard.completed).await?, certificates_count })
}
