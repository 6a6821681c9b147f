//! Storing a file that lies on this machine's disk.

use std::path::Path as FsPath;

use bytes::{Bytes, BytesMut};
use object_store::{MultipartUpload, PutPayload};
use tokio::io::AsyncReadExt;

use crate::{ObjectKey, PART, Storage, StorageError, error::WrongLength, read};

impl Storage {
    /// Stores a file of this machine, in place of one that is there; large ones part by part. It is there whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be read or the storage fails.
    pub async fn put_file(&self, key: &ObjectKey, path: &FsPath) -> Result<(), StorageError> {
        let (mut file, size) = read::open(path).await?;
        let first = next_part(&mut file, BytesMut::with_capacity(PART.min(usize::try_from(size).unwrap_or(PART)))).await?;
        if size <= PART as u64 {
            self.put(key, expected(first, size)?).await?;
        } else {
            let mut upload = object_store::ObjectStoreExt::put_multipart(&*self.objects, key.path()).await?;
            if let Err(error) = send(&mut *upload, file, first, size).await {
                // what cannot be given up now is deleted by the bucket's rule for uploads that nobody finished
                let _ = upload.abort().await;
                return Err(error);
            }
        }
        let found = self.size(key).await?;
        if found == size { Ok(()) } else { Err(StorageError::Failed(WrongLength { wanted: size, found }.into())) }
    }
}

async fn send(upload: &mut dyn MultipartUpload, mut file: tokio::fs::File, first: Bytes, size: u64) -> Result<(), StorageError> {
    let (mut part, mut sent) = (first, 0);
    while !part.is_empty() {
        sent += part.len() as u64;
        upload.put_part(PutPayload::from_bytes(part.clone())).await?;
        part = next_part(&mut file, reuse(part)).await?;
    }
    if sent != size {
        return Err(StorageError::short(size, sent));
    }
    upload.complete().await?;
    Ok(())
}

/// An empty buffer, the same one where nobody else looks at it any more.
pub(crate) fn reuse(sent: Bytes) -> BytesMut {
    let mut buffer = sent.try_into_mut().unwrap_or_else(|_| BytesMut::with_capacity(PART));
    buffer.clear();
    buffer
}

async fn next_part(file: &mut tokio::fs::File, mut buffer: BytesMut) -> Result<Bytes, StorageError> {
    while buffer.len() < PART {
        let left = (PART - buffer.len()) as u64;
        if file.take(left).read_buf(&mut buffer).await? == 0 {
            break;
        }
    }
    Ok(buffer.freeze())
}

fn expected(bytes: Bytes, size: u64) -> Result<Bytes, StorageError> {
    let found = bytes.len() as u64;
    if found == size { Ok(bytes) } else { Err(StorageError::short(size, found)) }
}
