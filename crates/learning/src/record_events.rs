//! Facts from a learner's devices, a portion at a time.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::{
    access::RecordEvents,
    courses::{CompletionRule, OutlineRevision},
    ids::{EnrollmentId, LessonId},
    learning::{
        enrollment::Enrollment,
        log::{LearningEvent, Projection, Rejection, Taken},
        progress::{LessonProgress, LessonRecord},
    },
};
use repositories::{Grant, TenantTx, learning::Marks};
use uuid::Uuid;

use crate::{
    LearningError,
    settle::{conclude, settle},
};

/// A portion of facts.
#[derive(Clone, Debug)]
pub struct EventBatch {
    /// The device that sends them.
    pub device_id: Uuid,
    /// 1 to [`domain::learning::log::MAX_EVENTS`] facts.
    pub events: Vec<LearningEvent>,
}

/// What became of a portion.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedEvents {
    /// Facts that were new.
    pub accepted: usize,
    /// Facts that were known already, or came twice in the portion.
    pub duplicates: usize,
    /// Facts that cannot be, and why.
    pub rejected: Vec<(Uuid, Rejection)>,
    /// Progress in the lessons that the portion touches.
    pub progress: Vec<LessonProgress>,
    /// Study time that was credited.
    pub credited_seconds: i64,
}

/// Records facts: each once, in whatever order and portions they come. Facts that cannot be are refused one by one; the others
/// count. The number of statements does not depend on the number of facts.
///
/// # Errors
/// [`LearningError::NotFound`] when the enrollment is not the caller's, [`LearningError::Inactive`] when it expired or was cancelled.
pub async fn record_events(
    tx: &TenantTx,
    grant: &Grant<RecordEvents>,
    id: EnrollmentId,
    batch: EventBatch,
) -> Result<RecordedEvents, LearningError> {
    let locked = tx.enrollments().lock(id, Some(grant.user_id())).await?;
    let mut enrollment = locked.enrollment;
    if !enrollment.status(tx.now()).may_learn() {
        return Err(LearningError::Inactive);
    }
    let taught = tx.outlines().get(enrollment.course_id, locked.outline_number).await?;
    let touched: BTreeSet<LessonId> = batch.events.iter().map(|event| event.lesson_id).collect();
    // something was published since: only then every record is needed, to tally anew
    let is_behind = enrollment.tallied_outline != taught.number;
    let mut records =
        if is_behind { tx.progress().all(id).await? } else { tx.progress().some(id, &touched.iter().copied().collect::<Vec<_>>()).await? };
    let sorted = sort(tx, id, batch.events, &taught, &records).await?;
    let taken = apply(tx, &mut enrollment, &mut records, sorted.fresh).await?;
    if !taken.is_empty() {
        tx.learning_events().append(id, batch.device_id, &taken).await?;
        let changed: BTreeSet<LessonId> = taken.iter().map(|taken| taken.event.lesson_id).collect();
        tx.progress().save(id, changed.iter().filter_map(|lesson| records.get(lesson))).await?;
        let completes = is_behind && settle(&mut enrollment, &taught, &records, tx.now());
        conclude(tx, &enrollment, completes, Vec::new()).await?;
    }
    let rule = |lesson: LessonId| -> Option<CompletionRule> { Some(taught.document.find(lesson)?.1.completion_rule) };
    let is_known = |lesson: &&LessonId| rule(**lesson).is_some() || records.contains_key(lesson);
    let report = |lesson: &LessonId| LessonProgress::of(*lesson, rule(*lesson), records.get(lesson));
    Ok(RecordedEvents {
        accepted: taken.len(),
        duplicates: sorted.duplicates,
        rejected: sorted.rejected,
        progress: touched.iter().filter(is_known).map(report).collect(),
        credited_seconds: taken.iter().map(|taken| taken.credited_seconds).sum(),
    })
}

struct Sorted {
    fresh: Vec<LearningEvent>,
    duplicates: usize,
    rejected: Vec<(Uuid, Rejection)>,
}

async fn sort(
    tx: &TenantTx,
    id: EnrollmentId,
    events: Vec<LearningEvent>,
    taught: &OutlineRevision,
    records: &BTreeMap<LessonId, LessonRecord>,
) -> Result<Sorted, LearningError> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.client_event_id).collect();
    let mut seen: HashSet<Uuid> = tx.learning_events().known(id, &ids).await?;
    let mut sorted = Sorted { fresh: Vec::with_capacity(events.len()), duplicates: 0, rejected: Vec::new() };
    for event in events {
        if !seen.insert(event.client_event_id) {
            sorted.duplicates += 1;
            continue;
        }
        let lesson = taught.document.find(event.lesson_id).map(|(_, lesson)| lesson);
        let record = records.get(&event.lesson_id);
        let shows = |video| {
            let begun = record.and_then(|record| record.watched.as_ref()).map(|seen| seen.video_id);
            lesson.and_then(|lesson| lesson.video_id) == Some(video) || begun == Some(video)
        };
        let judged = match event.fact.watched() {
            _ if lesson.is_none() && record.is_none() => Err(Rejection::LessonNotFound),
            Some((video, _)) if !shows(video) => Err(Rejection::VideoNotFound),
            _ => event.check(tx.now()),
        };
        match judged {
            Ok(()) => sorted.fresh.push(event),
            Err(why) => sorted.rejected.push((event.client_event_id, why)),
        }
    }
    Ok(sorted)
}

/// Projects the facts. The learner is locked only when time is claimed.
async fn apply(
    tx: &TenantTx,
    enrollment: &mut Enrollment,
    records: &mut BTreeMap<LessonId, LessonRecord>,
    fresh: Vec<LearningEvent>,
) -> Result<Vec<Taken>, LearningError> {
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let claims_time = fresh.iter().any(|event| event.fact.claimed_seconds() > 0 || event.fact.watched().is_some());
    let marks = if claims_time { tx.learners().lock_marks(enrollment.user_id).await? } else { Marks::default() };
    // nobody studied before being enrolled
    let mut projection = Projection {
        resume: enrollment.resume,
        lessons: std::mem::take(records),
        credited_until: marks.credited_until.unwrap_or(enrollment.enrolled_at),
        watched_until: marks.watched_until.unwrap_or(enrollment.enrolled_at),
        durations: tx.videos().durations(fresh.iter().filter_map(|event| Some(event.fact.watched()?.0))).await?,
    };
    let taken = projection.take(fresh, tx.now());
    let moved = Marks { credited_until: Some(projection.credited_until), watched_until: Some(projection.watched_until) };
    if claims_time && moved != marks {
        tx.learners().set_marks(enrollment.user_id, moved).await?;
    }
    *records = projection.lessons;
    let is_elsewhere = enrollment.resume.map(|resume| resume.lesson_id) != projection.resume.map(|resume| resume.lesson_id);
    enrollment.resume = projection.resume;
    let record = enrollment.resume.and_then(|resume| records.get(&resume.lesson_id));
    if is_elsewhere || record.is_some() {
        enrollment.resume_position = record.and_then(|record| record.place).map(|place| place.position);
    }
    enrollment.time_spent_seconds += taken.iter().map(|taken| taken.credited_seconds).sum::<i64>();
    enrollment.last_activity_at = Some(tx.now());
    Ok(taken)
}
