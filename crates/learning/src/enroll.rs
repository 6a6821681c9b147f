//! Enrolling: oneself where the course allows it, or learners by staff.

use domain::{
    access::{CreateEnrollment, EnrollLearners},
    events::DomainEvent,
    ids::{CourseId, UserId},
    learning::Tally,
};
use repositories::{
    CourseGrant, Grant, TenantTx,
    audit::Object,
    learning::{EnrollableCourse, NewEnrollments},
};
use serde_json::json;

use crate::{
    LearningError, settle,
    view::{EnrollmentView, view_of, views},
};

/// An enrollment, and whether it is new.
#[derive(Debug)]
pub struct Enrolled {
    /// The enrollment.
    pub enrollment: EnrollmentView,
    /// Whether it was made now.
    pub is_new: bool,
}

/// Enrolls the caller in a published course that is open for it. Whoever is enrolled already, in whatever status, gets the
/// enrollment that there is.
///
/// # Errors
/// [`LearningError::NotFound`], [`LearningError::CourseNotPublished`], [`LearningError::SelfEnrollmentClosed`] and
/// [`LearningError::Billing`] when the plan allows no more learners.
pub async fn enroll(tx: &TenantTx, grant: &Grant<CreateEnrollment>, course_id: CourseId) -> Result<Enrolled, LearningError> {
    let user = grant.user_id();
    let course = tx.enrollments().enrollable(course_id).await?;
    let refusal = match course.outline_number {
        None => Some(LearningError::CourseNotPublished),
        Some(_) if !course.is_open => Some(LearningError::SelfEnrollmentClosed),
        Some(_) => None,
    };
    let is_new = refusal.is_none() && !add(tx, course_id, &course, &[user], None).await?.is_empty();
    match (tx.enrollments().of_users(course_id, &[user]).await?.pop(), refusal) {
        (Some(entry), _) => Ok(Enrolled { enrollment: view_of(tx, entry).await?, is_new }),
        (None, refusal) => Err(refusal.unwrap_or(LearningError::NotFound)),
    }
}

/// Enrolls users in a published course, whoever may see it; all of them or, when the plan has no room, none. Who is enrolled
/// already keeps the enrollment that there is. The answer is in the order of `users`.
///
/// # Errors
/// [`LearningError::NotFound`] when one of the users is not an active member, [`LearningError::CourseNotPublished`], and
/// [`LearningError::Billing`] when the plan allows no more learners.
pub async fn enroll_learners(tx: &TenantTx, grant: &CourseGrant<EnrollLearners>, users: &[UserId]) -> Result<Vec<Enrolled>, LearningError> {
    let course_id = grant.course_id();
    let course = tx.enrollments().enrollable(course_id).await?;
    let mut wanted = users.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if tx.enrollments().active_users(&wanted).await?.len() != wanted.len() {
        return Err(LearningError::NotFound);
    }
    let added = add(tx, course_id, &course, &wanted, Some(grant.user_id())).await?;
    let events: Vec<DomainEvent> = added.iter().map(|(id, _)| DomainEvent::LearnerEnrolled { enrollment_id: *id }).collect();
    tx.emit_all(&events).await?;
    if !added.is_empty() {
        let details = json!({ "user_ids": added.iter().map(|(_, user)| user).collect::<Vec<_>>() });
        tx.audit(grant.grant(), "learners_enrolled", Object::new("course", course_id, course.title), details).await?;
    }
    let entries = tx.enrollments().of_users(course_id, &wanted).await?;
    let mut found = views(tx, entries).await?;
    found.sort_by_key(|view| users.iter().position(|user| *user == view.entry.enrollment.user_id));
    let is_new = |view: &EnrollmentView| added.iter().any(|(id, _)| *id == view.entry.enrollment.id);
    Ok(found.into_iter().map(|view| Enrolled { is_new: is_new(&view), enrollment: view }).collect())
}

type Added = Vec<(domain::ids::EnrollmentId, UserId)>;

async fn add(
    tx: &TenantTx,
    course_id: CourseId,
    course: &EnrollableCourse,
    users: &[UserId],
    by: Option<UserId>,
) -> Result<Added, LearningError> {
    let outline_number = course.outline_number.ok_or(LearningError::CourseNotPublished)?;
    let taught = tx.outlines().get(course_id, outline_number).await?;
    let tally = Tally::of(&taught.document, |_| false);
    let added = tx.enrollments().add(NewEnrollments { course_id, users, enrolled_by: by, tally, outline_number }).await?;
    let newcomers: Vec<UserId> = added.iter().map(|(_, user)| *user).collect();
    settle::take(tx, &newcomers).await?;
    Ok(added)
}
