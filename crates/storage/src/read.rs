//! Reading: whole, in parts, and as a stream of which little is in memory. Fewer bytes than there are is an error, never silence.

use std::{fmt, io::SeekFrom, ops::Range, path::Path as FsPath};

use aws_lc_rs::digest;
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStoreExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use crate::{ObjectKey, Storage, StorageError};

/// How much of a file on disk is read at once.
const CHUNK: usize = 256 << 10;

/// A SHA-256; shows as lowercase hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sha256(pub [u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// A file that is being read.
pub struct Contents {
    /// Its bytes in all.
    pub size: u64,
    /// The bytes. An error is the last item; the stream ends without one only after the last byte.
    pub bytes: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Storage {
    /// Reads a file whole.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none.
    pub async fn get(&self, key: &ObjectKey) -> Result<Bytes, StorageError> {
        let found = self.objects.get(key.path()).await?;
        let wanted = found.meta.size;
        exactly(found.bytes().await?, wanted)
    }

    /// Reads a part of a file, which must lie within it.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none.
    pub async fn get_range(&self, key: &ObjectKey, range: Range<u64>) -> Result<Bytes, StorageError> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let wanted = range.end - range.start;
        exactly(self.objects.get_range(key.path(), range).await?, wanted)
    }

    /// How many bytes a file has.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none.
    pub async fn size(&self, key: &ObjectKey) -> Result<u64, StorageError> {
        Ok(self.objects.head(key.path()).await?.size)
    }

    /// Reads a file bit by bit. A connection that breaks is taken up again where it broke.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none.
    pub async fn stream(&self, key: &ObjectKey) -> Result<Contents, StorageError> {
        self.stream_with(key, GetOptions::default()).await
    }

    /// Reads a part of a file bit by bit; it must lie within it and not be empty. Its `size` is that of the part.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none.
    pub async fn stream_range(&self, key: &ObjectKey, range: Range<u64>) -> Result<Contents, StorageError> {
        self.stream_with(key, GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() }).await
    }

    async fn stream_with(&self, key: &ObjectKey, options: GetOptions) -> Result<Contents, StorageError> {
        let found = self.objects.get_opts(key.path(), options).await?;
        let Range { start, end } = found.range;
        let size = end - start;
        let bytes = match found.payload {
            GetResultPayload::File(file, _) => {
                let mut file = tokio::fs::File::from_std(file);
                file.seek(SeekFrom::Start(start)).await?;
                from_disk(file.take(size)).boxed()
            }
            GetResultPayload::Stream(stream) => stream.map_err(StorageError::from).boxed(),
        };
        Ok(Contents { size, bytes: counted(bytes, size).boxed() })
    }

    /// Copies a file to a place on this machine's disk, over one that is there, and says what its SHA-256 is. What came of a file
    /// that could not be read to its end is deleted.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when there is none; [`StorageError::Full`] when the disk has no room for it.
    pub async fn download_to(&self, key: &ObjectKey, path: &FsPath) -> Result<Sha256, StorageError> {
        let contents = self.stream(key).await?;
        let copied = copy_to(contents, path).await;
        if copied.is_err() {
            let _ = tokio::fs::remove_file(path).await;
        }
        copied
    }
}

async fn copy_to(mut contents: Contents, path: &FsPath) -> Result<Sha256, StorageError> {
    let mut file = tokio::fs::File::create(path).await?;
    let mut hash = digest::Context::new(&digest::SHA256);
    while let Some(bytes) = contents.bytes.try_next().await? {
        hash.update(&bytes);
        file.write_all(&bytes).await?;
    }
    file.flush().await?;
    let mut sum = [0; 32];
    sum.copy_from_slice(hash.finish().as_ref());
    Ok(Sha256(sum))
}

fn exactly(bytes: Bytes, wanted: u64) -> Result<Bytes, StorageError> {
    let found = bytes.len() as u64;
    if found == wanted { Ok(bytes) } else { Err(StorageError::short(wanted, found)) }
}

/// The bytes of a file on disk, from where it stands.
pub(crate) fn from_disk<R>(file: R) -> impl Stream<Item = Result<Bytes, StorageError>> + Send + use<R>
where
    R: AsyncRead + Send + Unpin + 'static,
{
    futures::stream::try_unfold(file, async |mut file| {
        let mut chunk = bytes::BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), file)))
    })
}

/// The same bytes, with an error in place of an end that comes too early or too late.
fn counted<S>(bytes: S, wanted: u64) -> impl Stream<Item = Result<Bytes, StorageError>> + Send + use<S>
where
    S: Stream<Item = Result<Bytes, StorageError>> + Send + Unpin,
{
    futures::stream::try_unfold((bytes, wanted, 0_u64), async |(mut bytes, wanted, found)| match bytes.try_next().await? {
        Some(chunk) => {
            let found = found + chunk.len() as u64;
            if found > wanted { Err(StorageError::short(wanted, found)) } else { Ok(Some((chunk, (bytes, wanted, found)))) }
        }
        None if found == wanted => Ok(None),
        None => Err(StorageError::short(wanted, found)),
    })
}

/// Opens a file of this machine and says how long it is.
pub(crate) async fn open(path: &FsPath) -> Result<(tokio::fs::File, u64), StorageError> {
    let mut file = tokio::fs::File::open(path).await?;
    let size = file.metadata().await?.len();
    file.rewind().await?;
    Ok((file, size))
}
