//! A large file that comes in portions, over hours, through cut connections and killed processes.
//!
//! What is acknowledged is durable. Where the file stands is an [`UploadState`], which the caller keeps in a row: a portion begins
//! where the state that is *committed* says, so a process that dies between storing bytes and committing loses nothing but has the
//! bytes sent again. One upload takes one portion at a time; the caller sees to that. A portion whose future is dropped counts nothing.
//!
//! - In a folder the file is appended to and synced. What lies behind the acknowledged end is cut off by the next portion.
//! - In S3 parts of [`PART`] bytes are put as they fill. What is left of a portion is kept as a small object beside the key, its tail, so
//!   that it counts, too. There are two tails in turn: the one that the committed state names is never overwritten.
//!
//! At most one part of a file is in memory. A key takes one upload in its life.

mod folder;
mod parts;

use aws_lc_rs::digest;
use bytes::Bytes;
use futures::Stream;
use serde::{Deserialize, Serialize};

use crate::{ObjectKey, PART, Place, Storage, StorageError};

/// Where an upload stands. Serializes into what the caller keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadState(Stand);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "snake_case")]
enum Stand {
    /// A file in a folder that is so long.
    Folder { length: u64 },
    /// Parts in a store, all of [`PART`] bytes, and a tail.
    Parts(Parts),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Parts {
    id: String,
    full: Vec<String>,
    tail: Option<Tail>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tail {
    slot: u8,
    length: u64,
    e_tag: Option<String>,
}

impl UploadState {
    /// Bytes that are acknowledged: where the next portion begins.
    pub const fn offset(&self) -> u64 {
        match &self.0 {
            Stand::Folder { length } => *length,
            Stand::Parts(parts) => parts.offset(),
        }
    }
}

impl Parts {
    const fn offset(&self) -> u64 {
        let tail = match &self.tail {
            Some(tail) => tail.length,
            None => 0,
        };
        self.full.len() as u64 * PART as u64 + tail
    }
}

/// What a portion's bytes must add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1, which tus wants: it finds damage, not deceit.
    Sha1([u8; 20]),
    /// SHA-256.
    Sha256([u8; 32]),
}

impl Checksum {
    /// The names that [`Checksum::parse`] knows, as tus lists them.
    pub const ALGORITHMS: &str = "sha1,sha256";

    /// By tus's name of the algorithm.
    pub fn parse(algorithm: &str, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            "sha1" => bytes.try_into().ok().map(Self::Sha1),
            "sha256" => bytes.try_into().ok().map(Self::Sha256),
            _ => None,
        }
    }

    fn start(&self) -> digest::Context {
        digest::Context::new(match self {
            Self::Sha1(_) => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256(_) => &digest::SHA256,
        })
    }

    fn fits(&self, sum: &digest::Digest) -> bool {
        match self {
            Self::Sha1(wanted) => sum.as_ref() == wanted,
            Self::Sha256(wanted) => sum.as_ref() == wanted,
        }
    }
}

/// A portion of a file.
#[derive(Clone, Copy, Debug)]
pub struct Portion<S> {
    /// Where it begins, as its sender says.
    pub at: u64,
    /// How many bytes it may have: what is still missing of the file.
    pub max: u64,
    /// What its bytes must add up to, if its sender says so.
    pub checksum: Option<Checksum>,
    /// Its bytes.
    pub bytes: S,
}

/// What became of a portion.
#[derive(Debug)]
#[must_use]
pub struct Appended<E> {
    /// Where the upload stands now. To be kept, also when there is a complaint: what came until then counts.
    pub state: UploadState,
    /// Why not all of the portion counts.
    pub complaint: Option<Complaint<E>>,
}

/// Why not all of a portion counts.
#[derive(Debug, thiserror::Error)]
pub enum Complaint<E> {
    /// The bytes broke off.
    #[error("the bytes broke off")]
    Broken(E),
    /// There were more than there may be; the first of them count.
    #[error("there are more bytes than the file has")]
    TooLong,
    /// They do not add up to the checksum; none of them counts.
    #[error("the bytes do not fit their checksum")]
    Checksum,
    /// The storage failed.
    #[error(transparent)]
    Storage(StorageError),
}

/// Why an upload could not go on.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The portion does not begin where the upload ends, which is here. Nothing of it was read.
    #[error("the upload stands at {}", .0.offset())]
    Offset(UploadState),
    /// The storage failed. [`StorageError::NotFound`]: there is no such upload, or no more.
    #[error(transparent)]
    Storage(StorageError),
}

impl<E: Into<StorageError>> From<E> for UploadError {
    fn from(error: E) -> Self {
        Self::Storage(error.into())
    }
}

impl Storage {
    /// Begins the upload of a file.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn begin_upload(&self, key: &ObjectKey) -> Result<UploadState, StorageError> {
        Ok(UploadState(match &self.place {
            Place::Folder(_) => {
                self.put(&folder::growing(key), Bytes::new()).await?;
                Stand::Folder { length: 0 }
            }
            Place::Parts(store) => Stand::Parts(Parts { id: store.create_multipart(key.path()).await?, ..Parts::default() }),
        }))
    }

    /// Takes a portion. An error of the storage in the middle of it is a complaint beside the state that was reached.
    ///
    /// # Errors
    /// [`UploadError::Offset`] when it does not begin where the upload ends, or when the storage has lost bytes: the state with the
    /// error is the true one, and to be kept.
    pub async fn append_upload<S, E>(&self, key: &ObjectKey, state: UploadState, portion: Portion<S>) -> Result<Appended<E>, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        if portion.at != state.offset() {
            return Err(UploadError::Offset(state));
        }
        match (&self.place, state.0) {
            (Place::Folder(folder), Stand::Folder { length }) => folder::append(folder, key, length, portion).await,
            (Place::Parts(store), Stand::Parts(parts)) => parts::append(self, &**store, key, parts, portion).await,
            _ => Err(UploadError::Storage(StorageError::NotFound)),
        }
    }

    /// Makes the file of what came, under its key. Doing so twice is fine.
    ///
    /// # Errors
    /// When the storage fails, and then there is no file; asking again goes on.
    pub async fn finish_upload(&self, key: &ObjectKey, state: &UploadState) -> Result<(), UploadError> {
        match (&self.place, &state.0) {
            (Place::Folder(folder), Stand::Folder { length }) => folder::finish(folder, key, *length).await?,
            (Place::Parts(store), Stand::Parts(parts)) => parts::finish(self, &**store, key, parts).await?,
            _ => return Err(UploadError::Storage(StorageError::NotFound)),
        }
        let (wanted, found) = (state.offset(), self.size(key).await?);
        if wanted == found {
            return Ok(());
        }
        Err(UploadError::Storage(StorageError::Failed(crate::error::WrongLength { wanted, found }.into())))
    }

    /// Gives an upload up and deletes what came of it. Doing so twice is fine, and a file that was finished stays.
    ///
    /// # Errors
    /// When the storage fails; asking again goes on with what is left.
    pub async fn abort_upload(&self, key: &ObjectKey, state: &UploadState) -> Result<(), StorageError> {
        match (&self.place, &state.0) {
            (Place::Folder(_), _) => self.delete(&folder::growing(key)).await,
            (Place::Parts(store), Stand::Parts(parts)) => parts::abort(self, &**store, key, parts).await,
            _ => Ok(()),
        }
    }
}

/// The running sum of a portion, where one is asked for.
struct Sum(Option<(Checksum, digest::Context)>);

impl Sum {
    fn new(checksum: Option<Checksum>) -> Self {
        Self(checksum.map(|checksum| (checksum, checksum.start())))
    }

    fn add(&mut self, bytes: &[u8]) {
        if let Some((_, sum)) = &mut self.0 {
            sum.update(bytes);
        }
    }

    /// What to say of the whole portion: a part of one whose sum is asked for counts nothing, as nobody can check it.
    fn verdict<E>(self, complaint: Option<Complaint<E>>) -> (bool, Option<Complaint<E>>) {
        match (self.0, complaint) {
            (None, complaint) => (true, complaint),
            (Some((wanted, sum)), None) => {
                let fits = wanted.fits(&sum.finish());
                (fits, (!fits).then_some(Complaint::Checksum))
            }
            (Some(_), complaint) => (false, complaint),
        }
    }
}

/// What may be taken of some bytes, and whether there were more.
fn take_up_to(bytes: &mut Bytes, left: &mut u64) -> (Bytes, bool) {
    let taken = bytes.split_to(bytes.len().min(usize::try_from(*left).unwrap_or(usize::MAX)));
    *left -= taken.len() as u64;
    (taken, !bytes.is_empty())
}

#[cfg(test)]
mod tests;
