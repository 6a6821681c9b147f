//! Staff withdraw a learner, take one back, or set when an enrollment ends.

use domain::{
    access::UpdateEnrollment,
    ids::EnrollmentId,
    learning::{EndIsOver, EnrollmentPatch, SeatChange},
};
use repositories::{Grant, TenantTx, audit::Object};
use serde_json::json;

use crate::{
    LearningError, settle,
    view::{EnrollmentView, view_of},
};

/// Changes an enrollment. What was completed stays completed; an enrollment that becomes active takes a seat again.
///
/// # Errors
/// [`LearningError::NotFound`], [`LearningError::EndIsOver`], and [`LearningError::Billing`] when the plan allows no more
/// learners.
pub async fn update_enrollment(
    tx: &TenantTx,
    grant: &Grant<UpdateEnrollment>,
    id: EnrollmentId,
    patch: EnrollmentPatch,
) -> Result<EnrollmentView, LearningError> {
    let mut enrollment = tx.enrollments().lock(id, None).await?.enrollment;
    let grant = tx.courses().authorize(grant, enrollment.course_id).await?;
    let before = enrollment.standing;
    let (standing, seat) = before.change(patch, tx.now()).map_err(|EndIsOver| LearningError::EndIsOver)?;
    enrollment.standing = standing;
    tx.enrollments().save(&enrollment).await?;
    match seat {
        SeatChange::Keep => {}
        SeatChange::Take => settle::take(tx, &[enrollment.user_id]).await?,
        SeatChange::Release => settle::release(tx, &[enrollment.user_id]).await?,
    }
    let entry = tx.enrollments().entry(id).await?;
    if standing != before {
        let label = format!("{}: {}", entry.course.title, entry.user_name);
        let details = json!({ "status": standing.status.as_str(), "expires_at": standing.expires_at });
        tx.audit(grant.grant(), "enrollment_updated", Object::new("enrollment", id, label), details).await?;
    }
    Ok(view_of(tx, entry).await?)
}
