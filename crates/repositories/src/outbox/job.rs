//! A job as people see it.

use domain::{ids::JobId, time::Timestamp};

use crate::{entity::jobs, error::RepositoryError};

/// A job as an administrator sees it.
#[derive(Clone, Debug)]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// Its word.
    pub kind: String,
    /// `queued`, `running`, `done` or `dead`.
    pub status: JobStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// How often it may be tried.
    pub max_attempts: i64,
    /// When it is due.
    pub run_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was done or set aside.
    pub finished_at: Option<Timestamp>,
    /// What the last failure said.
    pub last_error: Option<String>,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStatus {
    /// Waits.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Set aside after too many failures.
    Dead,
}

impl JobStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Done, Self::Dead];

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

pub(crate) fn job(row: jobs::Model) -> Result<Job, RepositoryError> {
    Ok(Job {
        id: JobId(row.id),
        kind: row.kind,
        status: JobStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("job status", &row.status))?,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        run_at: row.run_at,
        created_at: row.created_at,
        finished_at: row.finished_at,
        last_error: row.last_error,
    })
}
