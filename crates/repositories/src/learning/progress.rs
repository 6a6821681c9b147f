//! What learners did in each lesson.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    ids::{EnrollmentId, LessonId, LessonRevisionId, VideoId},
    learning::{
        log::Stamp,
        progress::{Completion, LessonRecord, LessonState, Place, WatchedVideo},
    },
    video::Watched,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, FromQueryResult, sea_query::Expr};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::lesson_progress::{self, Column},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// The records of lessons.
pub struct ProgressRepo<'t, M> {
    rows: Scoped<'t, lesson_progress::Entity, M>,
}

impl TenantRead {
    /// What learners did in each lesson, to read.
    pub fn progress(&self) -> ProgressRepo<'_, Reading> {
        ProgressRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// What learners did in each lesson, to read and write.
    pub fn progress(&self) -> ProgressRepo<'_, Writing> {
        ProgressRepo { rows: Scoped::new(&self.scope) }
    }
}

/// What a write changes of a record that exists. The id stays: [`Scoped::upsert_many`] meets the row by enrollment and lesson.
const CHANGING: [Column; 13] = [
    Column::State,
    Column::RevisionId,
    Column::CompletedAt,
    Column::Position,
    Column::PositionAt,
    Column::PositionSequence,
    Column::ReachedEnd,
    Column::TimeSpentSeconds,
    Column::WatchedVideo,
    Column::Watched,
    Column::WatchedDurationMs,
    Column::OpenedAt,
    Column::UpdatedAt,
];

impl<M> ProgressRepo<'_, M> {
    /// Every record of an enrollment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all(&self, enrollment: EnrollmentId) -> Result<BTreeMap<LessonId, LessonRecord>, RepositoryError> {
        records(&self.rows.select().filter(Column::EnrollmentId.eq(enrollment.0)).all().await?)
    }

    /// The records of an enrollment for some lessons.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn some(&self, enrollment: EnrollmentId, lessons: &[LessonId]) -> Result<BTreeMap<LessonId, LessonRecord>, RepositoryError> {
        let ids = lessons.iter().map(|lesson| lesson.0);
        let select = self.rows.select().filter(Column::EnrollmentId.eq(enrollment.0)).filter(Column::LessonId.is_in(ids));
        records(&select.all().await?)
    }

    /// The record of one lesson.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, enrollment: EnrollmentId, lesson: LessonId) -> Result<Option<LessonRecord>, RepositoryError> {
        let select = self.rows.select().filter(Column::EnrollmentId.eq(enrollment.0)).filter(Column::LessonId.eq(lesson.0));
        select.one().await?.as_ref().map(record).transpose()
    }

    /// The lessons that each of the enrollments has completed, in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn completed(&self, enrollments: &[EnrollmentId]) -> Result<HashMap<EnrollmentId, HashSet<LessonId>>, RepositoryError> {
        let mut found: HashMap<EnrollmentId, HashSet<LessonId>> = HashMap::new();
        if enrollments.is_empty() {
            return Ok(found);
        }
        let rows: Vec<CompletedLesson> = self
            .rows
            .select()
            .filter(Column::EnrollmentId.is_in(enrollments.iter().map(|id| id.0)))
            .filter(Column::CompletedAt.is_not_null())
            .columns([(Expr::col(Column::EnrollmentId), "enrollment_id"), (Expr::col(Column::LessonId), "lesson_id")])
            .all_as()
            .await?;
        for row in rows {
            found.entry(EnrollmentId(row.enrollment_id)).or_default().insert(LessonId(row.lesson_id));
        }
        Ok(found)
    }
}

impl ProgressRepo<'_, Writing> {
    /// Writes records as they are now, in one statement. The enrollment is locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&self, enrollment: EnrollmentId, records: impl IntoIterator<Item = &LessonRecord>) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        let rows: Vec<lesson_progress::ActiveModel> = records
            .into_iter()
            .map(|record| lesson_progress::ActiveModel {
                id: Set(scope.world.new_id()),
                enrollment_id: Set(enrollment.0),
                lesson_id: Set(record.lesson_id.0),
                state: Set(LessonState::of(Some(record)).as_str().to_owned()),
                revision_id: Set(record.completion.map(|completion| completion.revision_id.0)),
                completed_at: Set(record.completion.map(|completion| completion.at)),
                position: Set(record.place.map(|place| place.position)),
                position_at: Set(record.place.map(|place| place.stamp.occurred_at)),
                position_sequence: Set(record.place.map(|place| place.stamp.sequence)),
                reached_end: Set(record.reached_end),
                time_spent_seconds: Set(record.time_spent_seconds),
                watched_video: Set(record.watched.as_ref().map(|seen| seen.video_id.0)),
                watched: Set(record.watched.as_ref().map(|seen| seen.watched.to_string())),
                watched_duration_ms: Set(record.watched.as_ref().map(|seen| seen.duration_ms)),
                opened_at: Set(record.opened_at),
                updated_at: Set(scope.now),
                ..Default::default()
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.rows
            .upsert_many(rows, &[Column::EnrollmentId, Column::LessonId], |conflict| {
                conflict.update_columns(CHANGING);
            })
            .await?;
        Ok(())
    }
}

#[derive(Debug, FromQueryResult)]
struct CompletedLesson {
    enrollment_id: Uuid,
    lesson_id: Uuid,
}

fn records(rows: &[lesson_progress::Model]) -> Result<BTreeMap<LessonId, LessonRecord>, RepositoryError> {
    rows.iter().map(|row| record(row).map(|record| (record.lesson_id, record))).collect()
}

fn record(row: &lesson_progress::Model) -> Result<LessonRecord, RepositoryError> {
    let completion = match (row.revision_id, row.completed_at) {
        (Some(revision_id), Some(at)) => Some(Completion { revision_id: LessonRevisionId(revision_id), at }),
        (None, None) => None,
        _ => return Err(RepositoryError::Damaged(format!("half a completion of lesson {}", row.lesson_id))),
    };
    let place = match (row.position, row.position_at, row.position_sequence) {
        (Some(position), Some(occurred_at), Some(sequence)) => Some(Place { position, stamp: Stamp { occurred_at, sequence } }),
        _ => None,
    };
    let watched = match (row.watched_video, &row.watched, row.watched_duration_ms) {
        (Some(video_id), Some(text), Some(duration_ms)) => {
            let watched = Watched::parse(text).ok_or_else(|| RepositoryError::damaged("watched intervals", text))?;
            Some(WatchedVideo { video_id: VideoId(video_id), duration_ms, watched })
        }
        _ => None,
    };
    Ok(LessonRecord {
        lesson_id: LessonId(row.lesson_id),
        completion,
        place,
        reached_end: row.reached_end,
        time_spent_seconds: row.time_spent_seconds,
        watched,
        opened_at: row.opened_at,
    })
}
