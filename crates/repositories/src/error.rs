//! What can go wrong below: few cases, no SQL in any of them.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// Why a repository could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// No such row in this organization.
    #[error("not found")]
    NotFound,
    /// The row was changed since it was read; this is its version now.
    #[error("stale version")]
    Stale(i64),
    /// A row with the same key exists.
    #[error("duplicate")]
    Duplicate,
    /// The row points to something that does not exist in this organization, or something points to it.
    #[error("broken reference")]
    Reference,
    /// A worker whose lease ran out tried to commit.
    #[error("lease lost")]
    LeaseLost,
    /// The database did not answer in time.
    #[error("database busy")]
    Busy(#[source] DbErr),
    /// A stored value does not read as what it should be.
    #[error("stored value is damaged: {0}")]
    Damaged(String),
    /// Anything else that the database said.
    #[error("database error")]
    Database(#[source] DbErr),
}

impl From<DbErr> for RepositoryError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => return Self::Duplicate,
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::Reference,
            _ => {}
        }
        match error {
            DbErr::ConnectionAcquire(_) => Self::Busy(error),
            DbErr::Conn(RuntimeErr::SqlxError(ref cause))
            | DbErr::Exec(RuntimeErr::SqlxError(ref cause))
            | DbErr::Query(RuntimeErr::SqlxError(ref cause))
                if is_lost(cause) =>
            {
                Self::Busy(error)
            }
            DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

/// Whether the connection went, or the server is coming or going: whoever asks again soon gets an answer. What was being written may
/// have become durable all the same; the same `Idempotency-Key` tells.
fn is_lost(cause: &SqlxError) -> bool {
    match cause {
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::PoolClosed | SqlxError::PoolTimedOut | SqlxError::WorkerCrashed => true,
        // classes 08 (connection) and 57P (the operator intervened)
        SqlxError::Database(said) => said.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P")),
        _ => false,
    }
}

impl RepositoryError {
    /// For a stored word that is none of ours.
    pub(crate) fn damaged(what: &str, word: &str) -> Self {
        Self::Damaged(format!("{what} {word:?}"))
    }
}

impl From<serde_json::Error> for RepositoryError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
