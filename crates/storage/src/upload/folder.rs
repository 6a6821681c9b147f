//! Uploads in a folder: a file beside the key that grows.

use std::path::Path as FsPath;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::{
    fs::File,
    io::{AsyncSeekExt, AsyncWriteExt, SeekFrom},
};

use super::{Appended, Complaint, Portion, Stand, Sum, UploadError, UploadState, take_up_to};
use crate::{ObjectKey, StorageError, file_of};

/// Where the file lies while it grows.
pub(super) fn growing(key: &ObjectKey) -> ObjectKey {
    key.beside("upload")
}

const fn stand(length: u64) -> UploadState {
    UploadState(Stand::Folder { length })
}

pub(super) async fn append<S, E>(folder: &FsPath, key: &ObjectKey, length: u64, portion: Portion<S>) -> Result<Appended<E>, UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut file = open(folder, key, length).await?;
    let mut sum = Sum::new(portion.checksum);
    let complaint = receive(&mut file, portion.bytes, portion.max, &mut sum).await;
    let (counts, complaint) = sum.verdict(complaint);
    if !counts {
        // a failure here is no loss: the next portion cuts it off
        let _ = file.set_len(length).await;
        return Ok(Appended { state: stand(length), complaint });
    }
    // on a full disk the last write may have stored the half of it: what is there is the beginning of what came
    let _ = file.flush().await;
    let reached = file.metadata().await?.len();
    file.sync_data().await?;
    Ok(Appended { state: stand(reached), complaint })
}

async fn receive<S, E>(file: &mut File, mut bytes: S, max: u64, sum: &mut Sum) -> Option<Complaint<E>>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut left = max;
    while let Some(next) = bytes.next().await {
        let mut chunk = match next {
            Ok(chunk) => chunk,
            Err(error) => return Some(Complaint::Broken(error)),
        };
        let (taken, more) = take_up_to(&mut chunk, &mut left);
        sum.add(&taken);
        if let Err(error) = file.write_all(&taken).await {
            return Some(Complaint::Storage(error.into()));
        }
        if more {
            return Some(Complaint::TooLong);
        }
    }
    file.flush().await.err().map(|error| Complaint::Storage(error.into()))
}

/// The file, cut to what is acknowledged and standing at its end.
async fn open(folder: &FsPath, key: &ObjectKey, length: u64) -> Result<File, UploadError> {
    let mut file = File::options().write(true).open(file_of(folder, growing(key).path())).await?;
    let found = file.metadata().await?.len();
    if found < length {
        return Err(UploadError::Offset(stand(found)));
    }
    if found > length {
        file.set_len(length).await?;
    }
    file.seek(SeekFrom::Start(length)).await?;
    Ok(file)
}

pub(super) async fn finish(folder: &FsPath, key: &ObjectKey, length: u64) -> Result<(), UploadError> {
    let file = match open(folder, key, length).await {
        Ok(file) => file,
        // finished before; the caller compares the length
        Err(UploadError::Storage(StorageError::NotFound)) => return Ok(()),
        Err(error) => return Err(error),
    };
    file.sync_all().await?;
    let whole = file_of(folder, key.path());
    tokio::fs::rename(file_of(folder, growing(key).path()), &whole).await?;
    if let Some(parent) = whole.parent() {
        File::open(parent).await?.sync_all().await?;
    }
    Ok(())
}
