//! Why a file could not be read or written, and with that, what to do.

use std::{error::Error, io};

use crate::s3::Refusal;

/// What the storage itself said.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such file.
    #[error("no such file")]
    NotFound,
    /// There is no room left.
    #[error("the storage is full")]
    Full(#[source] Cause),
    /// It does not answer, breaks off, or does not let us in: another try can help, some time later.
    #[error("the storage cannot be used at present")]
    Unavailable(#[source] Cause),
    /// It failed, and would again.
    #[error("the storage failed")]
    Failed(#[source] Cause),
}

/// Fewer or more bytes came than there are.
#[derive(Debug, thiserror::Error)]
#[error("{found} bytes came where there should be {wanted}")]
pub(crate) struct WrongLength {
    pub(crate) wanted: u64,
    pub(crate) found: u64,
}

impl StorageError {
    /// Bytes that were read are not as many as there are: the connection broke.
    pub(crate) fn short(wanted: u64, found: u64) -> Self {
        Self::Unavailable(WrongLength { wanted, found }.into())
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            kind if is_full(kind) => Self::Full(error.into()),
            io::ErrorKind::TimedOut | io::ErrorKind::StaleNetworkFileHandle | io::ErrorKind::Interrupted => Self::Unavailable(error.into()),
            _ => Self::Failed(error.into()),
        }
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as E;
        if let E::NotFound { .. } = error {
            return Self::NotFound;
        }
        match verdict(&error) {
            Some(Verdict::Full) => Self::Full(error.into()),
            Some(Verdict::Refused) => Self::Failed(error.into()),
            None => match error {
                // what is left of S3 is weather: time-outs, broken connections, 429 and 5xx after all retries; keys that ran out
                // are replaced by the operator, and nothing is lost meanwhile
                E::Generic { store: "S3", .. } | E::PermissionDenied { .. } | E::Unauthenticated { .. } | E::AlreadyExists { .. } => {
                    Self::Unavailable(error.into())
                }
                // an upload that is gone; memory has no faults of its own
                E::Generic { store: "InMemory", .. } => Self::NotFound,
                other => Self::Failed(other.into()),
            },
        }
    }
}

enum Verdict {
    Full,
    Refused,
}

/// What the causes of an error say about it.
fn verdict(error: &(dyn Error + 'static)) -> Option<Verdict> {
    let mut cause = Some(error);
    while let Some(this) = cause {
        if this.downcast_ref::<io::Error>().is_some_and(|error| is_full(error.kind())) {
            return Some(Verdict::Full);
        }
        match this.downcast_ref::<Refusal>() {
            Some(Refusal::Full) => return Some(Verdict::Full),
            Some(Refusal::Request { .. }) => return Some(Verdict::Refused),
            Some(Refusal::Resting) | None => cause = this.source(),
        }
    }
    None
}

const fn is_full(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        let wrapped = |kind| {
            let source = io::Error::from(kind);
            StorageError::from(object_store::Error::Generic { store: "LocalFileSystem", source: source.into() })
        };
        assert!(matches!(wrapped(io::ErrorKind::StorageFull), StorageError::Full(_)));
        assert!(matches!(wrapped(io::ErrorKind::QuotaExceeded), StorageError::Full(_)));
        assert!(matches!(wrapped(io::ErrorKind::PermissionDenied), StorageError::Failed(_)));
        assert!(matches!(StorageError::from(io::Error::from(io::ErrorKind::StorageFull)), StorageError::Full(_)));
        assert!(matches!(StorageError::from(io::Error::from(io::ErrorKind::NotFound)), StorageError::NotFound));
        assert!(matches!(StorageError::from(io::Error::other("gone wild")), StorageError::Failed(_)));
    }
}
