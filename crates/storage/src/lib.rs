//! Files: uploaded pictures and rendered certificates, under keys that name their organization.
//!
//! An [`ObjectKey`] is made of typed ids only, never of a caller's words, so no key leads out of `org/<organization>/`.
//! What is written here is not part of a transaction: a file is stored before the row that points to it commits, and a file
//! without a row is swept.

use std::{path::Path as FsPath, sync::Arc};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::ids::{AssetId, CertificateId, OrgId};
use futures::{StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, memory::InMemory, path::Path};
use uuid::Uuid;

/// Where a file of an organization is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey(Path);

impl ObjectKey {
    /// Of an uploaded picture.
    pub fn asset(org: OrgId, id: AssetId) -> Self {
        Self(assets_of(org).join(id.to_string()))
    }

    /// Of a certificate's PDF.
    pub fn certificate(org: OrgId, id: CertificateId) -> Self {
        Self(Path::from_iter(["org".to_owned(), org.to_string(), "certificates".to_owned(), format!("{id}.pdf")]))
    }
}

fn assets_of(org: OrgId) -> Path {
    Path::from_iter(["org".to_owned(), org.to_string(), "assets".to_owned()])
}

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such file.
    #[error("no such file")]
    NotFound,
    /// The storage failed.
    #[error("the storage failed")]
    Failed(#[source] object_store::Error),
    /// The folder cannot be used.
    #[error("the folder for files cannot be used")]
    Folder(#[source] std::io::Error),
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::Failed(other),
        }
    }
}

/// A stored picture that was found by looking at the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredAsset {
    /// The picture.
    pub id: AssetId,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// The files of all organizations. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Storage(Arc<dyn ObjectStore>);

impl Storage {
    /// In a folder of this machine, which is made if it is missing. A file is on disk when a write returns.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn in_folder(folder: &FsPath) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder).map_err(StorageError::Folder)?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// In memory, for tests.
    pub fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Writes a file, in place of one that is there.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn put(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), StorageError> {
        self.0.put(&key.0, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// Reads a file whole.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none.
    pub async fn get(&self, key: &ObjectKey) -> Result<Bytes, StorageError> {
        Ok(self.0.get(&key.0).await?.bytes().await?)
    }

    /// Deletes a file; one that is gone already is fine.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn delete(&self, key: &ObjectKey) -> Result<(), StorageError> {
        match self.0.delete(&key.0).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The pictures of an organization that are in the storage, whether or not a row points to them.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn assets_of(&self, org: OrgId) -> Result<Vec<StoredAsset>, StorageError> {
        let objects = self.0.list(Some(&assets_of(org)));
        let found = objects.map_ok(|object| {
            let id = object.location.filename().and_then(|name| Uuid::try_parse(name).ok())?;
            Some(StoredAsset { id: AssetId(id), written_at: object.last_modified })
        });
        Ok(found.try_filter_map(async |found| Ok(found)).boxed().try_collect().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACME: OrgId = OrgId(Uuid::from_u128(1));
    const BOLT: OrgId = OrgId(Uuid::from_u128(2));
    const PICTURE: AssetId = AssetId(Uuid::from_u128(3));

    async fn keeps_files(storage: Storage) {
        let key = ObjectKey::asset(ACME, PICTURE);
        assert!(matches!(storage.get(&key).await, Err(StorageError::NotFound)));
        storage.put(&key, Bytes::from_static(b"first")).await.unwrap();
        storage.put(&key, Bytes::from_static(b"second")).await.unwrap();
        storage.put(&ObjectKey::certificate(ACME, CertificateId(PICTURE.0)), Bytes::from_static(b"pdf")).await.unwrap();
        assert_eq!(storage.get(&key).await.unwrap(), "second");
        assert!(matches!(storage.get(&ObjectKey::asset(BOLT, PICTURE)).await, Err(StorageError::NotFound)));
        let listed: Vec<AssetId> = storage.assets_of(ACME).await.unwrap().into_iter().map(|found| found.id).collect();
        assert_eq!(listed, [PICTURE]);
        assert_eq!(storage.assets_of(BOLT).await.unwrap(), []);
        storage.delete(&key).await.unwrap();
        storage.delete(&key).await.unwrap();
        assert!(matches!(storage.get(&key).await, Err(StorageError::NotFound)));
    }

    #[tokio::test]
    async fn files_are_kept_under_their_organization() {
        keeps_files(Storage::in_memory()).await;
        let folder = tempfile::tempdir().unwrap();
        keeps_files(Storage::in_folder(&folder.path().join("files")).unwrap()).await;
    }
}
