//! A learner completes a lesson: the server judges, and knows whether it was the last one.

use domain::{
    access::CompleteLesson,
    events::DomainEvent,
    ids::{EnrollmentId, LessonId},
    learning::{
        log::{Fact, LearningEvent, Stamp, Taken},
        progress::LessonRecord,
    },
};
use repositories::{Grant, TenantTx};
use uuid::Uuid;

use crate::{
    LearningError, Progress,
    settle::{conclude, settle},
};

/// Completes a lesson if its rule is met; a lesson that is complete already stays as it is. Completing the last lesson that
/// counts completes the course.
///
/// # Errors
/// [`LearningError::RuleUnmet`] says what is missing; [`LearningError::NotFound`] and [`LearningError::Inactive`].
pub async fn complete_lesson(
    tx: &TenantTx,
    grant: &Grant<CompleteLesson>,
    id: EnrollmentId,
    lesson_id: LessonId,
) -> Result<Progress, LearningError> {
    let now = tx.now();
    let locked = tx.enrollments().lock(id, Some(grant.user_id())).await?;
    let mut enrollment = locked.enrollment;
    if !enrollment.status(now).may_learn() {
        return Err(LearningError::Inactive);
    }
    let taught = tx.outlines().get(enrollment.course_id, locked.outline_number).await?;
    let mut records = tx.progress().all(id).await?;
    let Some((_, lesson)) = taught.document.find(lesson_id) else {
        // no longer taught: what was completed stays so, anything else is not there
        let is_complete = records.get(&lesson_id).is_some_and(|record| record.completion.is_some());
        return if is_complete { Progress::read(tx, &enrollment, &taught, &records).await } else { Err(LearningError::NotFound) };
    };
    let record = records.entry(lesson_id).or_insert_with(|| LessonRecord::begun(lesson_id, now));
    let is_new = record.complete(lesson.completion_rule, lesson.revision_id, now)?;
    let mut events = Vec::new();
    if is_new {
        tx.progress().save(id, [&*record]).await?;
        tx.learning_events().append(id, Uuid::nil(), &[said_by_server(tx, lesson_id)]).await?;
        events.push(DomainEvent::LessonCompleted { enrollment_id: id, lesson_id });
        enrollment.last_activity_at = Some(now);
    }
    // what was missing may have left the course since it was tallied
    if is_new || enrollment.tallied_outline != taught.number {
        let completes = settle(&mut enrollment, &taught, &records, now);
        conclude(tx, &enrollment, completes, events).await?;
    }
    Progress::read(tx, &enrollment, &taught, &records).await
}

fn said_by_server(tx: &TenantTx, lesson_id: LessonId) -> Taken {
    let stamp = Stamp { occurred_at: tx.now(), sequence: 0 };
    let event = LearningEvent { client_event_id: tx.new_id(), lesson_id, stamp, fact: Fact::Completed };
    Taken { event, credited_seconds: 0, credited_ms: 0 }
}
