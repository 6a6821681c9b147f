//! Enrollments as people see them: against the outline that is taught now.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    courses::OutlineRevision,
    ids::{CourseId, EnrollmentId, LessonId},
    learning::{
        EnrollmentStatus, Tally,
        enrollment::{Enrollment, EnrollmentEntry},
        resume::goes_on_with,
    },
};
use repositories::{RepositoryError, TenantRead};

/// Where the learner goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumePlace {
    /// The lesson that was opened last, or the next open one once that is complete.
    pub lesson_id: LessonId,
    /// Its title.
    pub lesson_title: String,
    /// The place in it, from 0 to 1; `None` in a lesson that was not opened last.
    pub position: Option<f64>,
}

/// An enrollment as its learner sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct EnrollmentView {
    /// The enrollment and its names.
    pub entry: EnrollmentEntry,
    /// The status now.
    pub status: EnrollmentStatus,
    /// Lessons that count and those that are complete, in the outline that is taught now.
    pub tally: Tally,
    /// Where the learner goes on; `None` before anything was opened.
    pub resume: Option<ResumePlace>,
    /// Whether lessons were added since the course was completed that the learner has not completed.
    pub has_new_lessons: bool,
}

/// An enrollment as the course's staff see it.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnerView {
    /// The enrollment and its names.
    pub entry: EnrollmentEntry,
    /// The status now.
    pub status: EnrollmentStatus,
    /// Lessons that count and those that are complete, in the outline that is taught now.
    pub tally: Tally,
}

impl EnrollmentView {
    /// Whole percent; 100 once the course was completed.
    pub fn progress_percent(&self) -> i64 {
        self.tally.percent(self.status)
    }
}

impl LearnerView {
    /// Whole percent; 100 once the course was completed.
    pub fn progress_percent(&self) -> i64 {
        self.tally.percent(self.status)
    }
}

type Outlines = HashMap<CourseId, Arc<OutlineRevision>>;

/// Views of a learner's enrollments: no statement when nothing was published since they were tallied and the outlines are in
/// memory and nothing was completed, three at the most, however many enrollments there are.
pub(crate) async fn views(read: &TenantRead, entries: Vec<EnrollmentEntry>) -> Result<Vec<EnrollmentView>, RepositoryError> {
    let (taught, completed) = outlines_of(read, &entries).await?;
    let done = completed_lessons(read, entries.iter().filter(|entry| is_behind(entry) || may_have_moved_on(&taught, entry))).await?;
    Ok(entries.into_iter().map(|entry| view(read, &taught, &completed, &done, entry)).collect())
}

/// Views of a learner's enrollments whose completed lessons are known: no statement when the outlines are in memory.
pub(crate) async fn views_of(
    read: &TenantRead,
    entries: Vec<EnrollmentEntry>,
    done: &Done,
) -> Result<Vec<EnrollmentView>, RepositoryError> {
    let (taught, completed) = outlines_of(read, &entries).await?;
    Ok(entries.into_iter().map(|entry| view(read, &taught, &completed, done, entry)).collect())
}

/// The outlines that are taught now, where they are needed, and those that were completed.
async fn outlines_of(read: &TenantRead, entries: &[EnrollmentEntry]) -> Result<(Outlines, Outlines), RepositoryError> {
    let needed = |entry: &&EnrollmentEntry| is_behind(entry) || entry.enrollment.resume.is_some();
    let taught = outlines(read, entries.iter().filter(needed).map(taught_now)).await?;
    Ok((taught, outlines(read, entries.iter().filter_map(completed_before)).await?))
}

/// The view of one enrollment.
pub(crate) async fn view_of(read: &TenantRead, entry: EnrollmentEntry) -> Result<EnrollmentView, RepositoryError> {
    views(read, vec![entry]).await?.pop().ok_or(RepositoryError::NotFound)
}

/// Views of a course's learners, with as few statements.
pub(crate) async fn learner_views(read: &TenantRead, entries: Vec<EnrollmentEntry>) -> Result<Vec<LearnerView>, RepositoryError> {
    let taught = outlines(read, entries.iter().filter(|entry| is_behind(entry)).map(taught_now)).await?;
    let done = completed_lessons(read, entries.iter().filter(|entry| is_behind(entry))).await?;
    let view =
        |entry: EnrollmentEntry| LearnerView { status: entry.enrollment.status(read.now()), tally: tally(&taught, &done, &entry), entry };
    Ok(entries.into_iter().map(view).collect())
}

pub(crate) type Done = HashMap<EnrollmentId, HashSet<LessonId>>;

fn view(read: &TenantRead, taught: &Outlines, completed: &Outlines, done: &Done, entry: EnrollmentEntry) -> EnrollmentView {
    let enrollment = &entry.enrollment;
    let tally = tally(taught, done, &entry);
    let taught = taught.get(&enrollment.course_id);
    let before = completed.get(&enrollment.course_id).filter(|_| completed_before(&entry).is_some());
    let is_done = |lesson| done.get(&enrollment.id).is_some_and(|done| done.contains(&lesson));
    let resume = taught.and_then(|taught| {
        let (lesson_id, position) = resume(enrollment, taught, is_done)?;
        let (_, lesson) = taught.document.find(lesson_id)?;
        Some(ResumePlace { lesson_id, lesson_title: lesson.title.clone(), position })
    });
    let has_new_lessons = before.zip(taught).is_some_and(|(before, taught)| {
        taught.document.lessons().any(|(_, lesson)| before.document.find(lesson.id).is_none() && !is_done(lesson.id))
    });
    EnrollmentView { status: enrollment.status(read.now()), tally, resume, has_new_lessons, entry }
}

/// The lesson to go on with and the place in it, if anything was opened yet.
pub(crate) fn resume(
    enrollment: &Enrollment,
    taught: &OutlineRevision,
    is_completed: impl Fn(LessonId) -> bool,
) -> Option<(LessonId, Option<f64>)> {
    let opened = enrollment.resume?.lesson_id;
    let next = goes_on_with(taught.document.lessons().map(|(_, lesson)| lesson.id), opened, is_completed)?;
    Some((next, enrollment.resume_position.filter(|_| next == opened)))
}

fn tally(taught: &Outlines, done: &Done, entry: &EnrollmentEntry) -> Tally {
    let enrollment = &entry.enrollment;
    match taught.get(&enrollment.course_id) {
        Some(taught) if is_behind(entry) => {
            Tally::of(&taught.document, |lesson| done.get(&enrollment.id).is_some_and(|done| done.contains(&lesson)))
        }
        _ => enrollment.tally,
    }
}

/// Whether something was published since the enrollment was tallied or completed.
fn is_behind(entry: &EnrollmentEntry) -> bool {
    entry.enrollment.tallied_outline != entry.course.outline_number || completed_before(entry).is_some()
}

/// Whether the lesson that was opened last may be complete, so that another one is next. Optional lessons are not tallied.
fn may_have_moved_on(taught: &Outlines, entry: &EnrollmentEntry) -> bool {
    let has_optional =
        || taught.get(&entry.enrollment.course_id).is_some_and(|taught| taught.document.lessons().any(|(_, lesson)| !lesson.required));
    entry.enrollment.resume.is_some() && (entry.enrollment.tally.completed > 0 || has_optional())
}

fn taught_now(entry: &EnrollmentEntry) -> (CourseId, i64) {
    (entry.enrollment.course_id, entry.course.outline_number)
}

/// The outline that was completed, if another one is taught now.
fn completed_before(entry: &EnrollmentEntry) -> Option<(CourseId, i64)> {
    let number = entry.enrollment.completed_outline.filter(|number| *number != entry.course.outline_number)?;
    Some((entry.enrollment.course_id, number))
}

async fn outlines(read: &TenantRead, wanted: impl Iterator<Item = (CourseId, i64)>) -> Result<Outlines, RepositoryError> {
    let distinct: HashSet<(CourseId, i64)> = wanted.collect();
    read.outlines().get_many(&distinct.into_iter().collect::<Vec<_>>()).await
}

async fn completed_lessons(read: &TenantRead, entries: impl Iterator<Item = &EnrollmentEntry>) -> Result<Done, RepositoryError> {
    let ids: Vec<EnrollmentId> = entries.map(|entry| entry.enrollment.id).collect();
    read.progress().completed(&ids).await
}
