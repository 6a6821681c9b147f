//! What goes out of the operations on audit log and jobs.

use chrono::{DateTime, Utc};
use repositories::outbox::JobStatus;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who acted.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// `user`, `api_key` (a program with a user's key), `job`, or `visitor` (somebody without an account yet).
    pub kind: String,
    /// The user, or the job.
    #[schema(required = true)]
    pub id: Option<Uuid>,
    /// The user's present name.
    #[schema(required = true)]
    pub name: Option<String>,
}

/// What an act was done to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditObject {
    /// What kind of thing, such as `course`.
    pub kind: String,
    /// Which; `null` for the organization itself.
    #[schema(required = true)]
    pub id: Option<Uuid>,
    /// The name that it had.
    #[schema(required = true)]
    pub label: Option<String>,
}

/// An administrative act.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEvent {
    /// The entry.
    pub id: Uuid,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// What was done, such as `course_published`.
    pub action: String,
    /// Who acted.
    pub actor: AuditActor,
    /// What it was done to.
    pub object: AuditObject,
    /// What changed.
    #[schema(value_type = Object)]
    pub details: Value,
}

impl From<repositories::audit::AuditEvent> for AuditEvent {
    fn from(event: repositories::audit::AuditEvent) -> Self {
        Self {
            id: event.id.0,
            occurred_at: event.occurred_at,
            action: event.action,
            actor: AuditActor { kind: event.actor_kind, id: event.actor_id, name: event.actor_name },
            object: AuditObject { kind: event.object_kind, id: event.object_id, label: event.object_label },
            details: event.details,
        }
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobStatus)]
pub enum JobStatusWord {
    /// Waits.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Set aside after too many failures.
    Dead,
}

impl From<JobStatus> for JobStatusWord {
    fn from(status: JobStatus) -> Self {
        match status {
            JobStatus::Queued => Self::Queued,
            JobStatus::Running => Self::Running,
            JobStatus::Done => Self::Done,
            JobStatus::Dead => Self::Dead,
        }
    }
}

impl From<JobStatusWord> for JobStatus {
    fn from(status: JobStatusWord) -> Self {
        match status {
            JobStatusWord::Queued => Self::Queued,
            JobStatusWord::Running => Self::Running,
            JobStatusWord::Done => Self::Done,
            JobStatusWord::Dead => Self::Dead,
        }
    }
}

/// A background job.
#[derive(Debug, Serialize, ToSchema)]
pub struct Job {
    /// The job.
    pub id: Uuid,
    /// What it does, such as `send_mail`.
    pub kind: String,
    /// Where it stands.
    pub status: JobStatusWord,
    /// How often it was tried.
    pub attempts: i64,
    /// How often it may be tried.
    pub max_attempts: i64,
    /// When it is, or was, due.
    pub run_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was done or set aside.
    #[schema(required = true)]
    pub finished_at: Option<DateTime<Utc>>,
    /// What the last failure said.
    #[schema(required = true)]
    pub last_error: Option<String>,
    /// Whether it can be put back into the queue.
    pub can_replay: bool,
}

impl From<repositories::outbox::Job> for Job {
    fn from(job: repositories::outbox::Job) -> Self {
        Self {
            id: job.id.0,
            kind: job.kind,
            status: job.status.into(),
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            run_at: job.run_at,
            created_at: job.created_at,
            finished_at: job.finished_at,
            last_error: job.last_error,
            can_replay: job.status == JobStatus::Dead,
        }
    }
}
