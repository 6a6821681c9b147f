//! What a change of progress does to its enrollment, under the enrollment's lock.

use std::collections::BTreeMap;

use billing::BillingError;
use domain::{
    courses::OutlineRevision,
    events::DomainEvent,
    ids::{LessonId, UserId},
    learning::{EnrollmentStatus, Tally, enrollment::Enrollment, progress::LessonRecord},
    time::Timestamp,
};
use repositories::{RepositoryError, TenantTx, usage::ActiveLearners};

/// Tallies the enrollment anew against the outline that is taught now; says whether that completes the course.
/// `records` must hold every record of the enrollment.
pub(crate) fn settle(
    enrollment: &mut Enrollment,
    taught: &OutlineRevision,
    records: &BTreeMap<LessonId, LessonRecord>,
    now: Timestamp,
) -> bool {
    let is_completed = |lesson| records.get(&lesson).is_some_and(|record| record.completion.is_some());
    enrollment.tally = Tally::of(&taught.document, is_completed);
    enrollment.tallied_outline = taught.number;
    let completes = enrollment.standing.status == EnrollmentStatus::Active && enrollment.tally.is_done();
    if completes {
        enrollment.standing.status = EnrollmentStatus::Completed;
        enrollment.standing.completed_at = Some(now);
        enrollment.completed_outline = Some(taught.number);
    }
    completes
}

/// Writes the enrollment, tells what happened, and gives the seat back when the learner's last active enrollment is complete.
pub(crate) async fn conclude(
    tx: &TenantTx,
    enrollment: &Enrollment,
    completes: bool,
    mut events: Vec<DomainEvent>,
) -> Result<(), RepositoryError> {
    tx.enrollments().save(enrollment).await?;
    if completes {
        events.push(DomainEvent::CourseCompleted { enrollment_id: enrollment.id });
        release(tx, &[enrollment.user_id]).await?;
    }
    tx.emit_all(&events).await
}

/// Takes seats for users who get an active enrollment each; one who has another needs none.
pub(crate) async fn take(tx: &TenantTx, users: &[UserId]) -> Result<(), BillingError> {
    let newcomers = tx.learners().add_active(users).await?;
    if newcomers > 0 {
        // the rows that the seats pay for are written in this transaction already: a refusal takes them back
        let _seats = billing::take::<ActiveLearners>(tx, newcomers).await?;
    }
    Ok(())
}

/// Gives seats back for enrollments that are active no longer, a user named once for each.
pub(crate) async fn release(tx: &TenantTx, users: &[UserId]) -> Result<(), RepositoryError> {
    let gone = tx.learners().remove_active(users).await?;
    if gone > 0 {
        tx.release_seat::<ActiveLearners>(gone).await?;
    }
    Ok(())
}
