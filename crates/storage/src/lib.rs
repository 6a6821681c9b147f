//! Files: uploaded pictures, rendered certificates and videos, under keys that name their organization.
//!
//! An [`ObjectKey`] is made of typed ids only, never of a caller's words, so no key leads out of `org/<organization>/`.
//! What is written here is not part of a transaction: a file is stored before the row that points to it commits, and a file
//! without a row is swept. Files are kept in a folder, or in S3 and what speaks like it; both do the same.

mod error;
mod key;
mod probe;
mod read;
mod s3;
pub mod upload;
mod video;
mod write;

use std::{
    fmt,
    path::{Path as FsPath, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OrgId};
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, memory::InMemory, multipart::MultipartStore, path::Path};
use uuid::Uuid;

pub use self::{
    error::{Cause, StorageError},
    key::{ObjectKey, VideoFile},
    read::{Contents, Sha256},
    s3::S3Config,
    video::StoredVideo,
};

/// The size of a part of a large file, and with that, what an upload keeps in memory: 8 MiB. S3 takes 10,000 parts of a file,
/// none but the last smaller than 5 MiB, and R2 wants all of the same size.
pub const PART: usize = 8 << 20;

/// A stored picture that was found by looking at the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredAsset {
    /// The picture.
    pub id: AssetId,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// The files of all organizations. Cloning is cheap.
#[derive(Clone)]
pub struct Storage {
    objects: Arc<dyn ObjectStore>,
    place: Place,
}

/// Where large files are put together.
#[derive(Clone)]
enum Place {
    /// Below this folder, by appending.
    Folder(Arc<PathBuf>),
    /// In the store, from parts.
    Parts(Arc<dyn MultipartStore>),
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Storage({})", self.objects)
    }
}

impl Storage {
    /// In a folder of this machine, which is made if it is missing. A file is on disk when a write returns.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn in_folder(folder: &FsPath) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let objects = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects), place: Place::Folder(Arc::new(folder)) })
    }

    /// In a bucket of S3, or of a server that speaks like it. Nothing is asked yet: [`Storage::check`] does.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn in_s3(config: &S3Config) -> Result<Self, StorageError> {
        let store = Arc::new(s3::open(config)?);
        Ok(Self { objects: Arc::clone(&store) as _, place: Place::Parts(store) })
    }

    /// In memory, for tests. Large files are put together from parts, as in S3.
    pub fn in_memory() -> Self {
        let store = Arc::new(InMemory::new());
        Self { objects: Arc::clone(&store) as _, place: Place::Parts(store) }
    }

    /// Writes a file, in place of one that is there. For files that fit into memory; see [`Storage::put_file`] for others.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn put(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), StorageError> {
        self.objects.put(key.path(), bytes.into()).await?;
        Ok(())
    }

    /// Deletes a file; one that is gone already is fine.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn delete(&self, key: &ObjectKey) -> Result<(), StorageError> {
        match self.objects.delete(key.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The pictures of an organization that are in the storage, whether or not a row points to them.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn assets_of(&self, org: OrgId) -> Result<Vec<StoredAsset>, StorageError> {
        let objects = self.objects.list(Some(&key::assets_of(org)));
        let found = objects.map_ok(|object| {
            let id = object.location.filename().and_then(|name| Uuid::try_parse(name).ok())?;
            Some(StoredAsset { id: AssetId(id), written_at: object.last_modified })
        });
        Ok(found.try_filter_map(async |found| Ok(found)).try_collect().await?)
    }
}

/// Where an object lies below the folder.
fn file_of(folder: &FsPath, location: &Path) -> PathBuf {
    folder.join(location.as_ref())
}

#[cfg(test)]
mod tests;
