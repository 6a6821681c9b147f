//! Whether the storage works.

use bytes::Bytes;

use crate::{ObjectKey, Storage, StorageError, error::WrongLength};

const WORDS: &[u8] = b"lyceum looks whether files are kept";

impl Storage {
    /// Writes, reads and deletes a file, and begins and gives up an upload: everything that the key must be allowed to do.
    ///
    /// # Errors
    /// The first that does not work.
    pub async fn check(&self) -> Result<(), StorageError> {
        let probe = ObjectKey::probe();
        self.put(&probe, Bytes::from_static(WORDS)).await?;
        let found = self.get(&probe).await?;
        if found != WORDS {
            let lengths = WrongLength { wanted: WORDS.len() as u64, found: found.len() as u64 };
            return Err(StorageError::Failed(lengths.into()));
        }
        let state = self.begin_upload(&probe).await?;
        self.abort_upload(&probe, &state).await?;
        self.delete(&probe).await
    }
}
