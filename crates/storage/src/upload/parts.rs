//! Uploads in S3: parts that are put as they fill, and a tail.

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use object_store::{
    GetOptions, ObjectStoreExt, PutPayload,
    multipart::{MultipartStore, PartId},
};

use super::{Appended, Complaint, Parts, Portion, Stand, Sum, Tail, UploadError, UploadState, take_up_to};
use crate::{ObjectKey, PART, Storage, StorageError, write::reuse};

fn tail_key(key: &ObjectKey, slot: u8) -> ObjectKey {
    key.beside(&format!("tail-{slot}"))
}

/// An upload at work: what is stored, and what is in memory.
struct Work<'a> {
    storage: &'a Storage,
    store: &'a dyn MultipartStore,
    key: &'a ObjectKey,
    reached: Parts,
    buffer: BytesMut,
    /// How many bytes of the buffer the tail holds.
    kept: usize,
    /// The slot for the next tail: never that of the state which the caller may still come back to.
    slot: u8,
}

pub(super) async fn append<S, E>(
    storage: &Storage,
    store: &dyn MultipartStore,
    key: &ObjectKey,
    parts: Parts,
    portion: Portion<S>,
) -> Result<Appended<E>, UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut buffer = BytesMut::with_capacity(PART);
    if let Some(tail) = &parts.tail {
        buffer.extend_from_slice(&read_tail(storage, key, tail).await?);
    }
    let slot = parts.tail.as_ref().map_or(0, |tail| 1 - tail.slot.min(1));
    let kept = buffer.len();
    let mut work = Work { storage, store, key, reached: parts.clone(), buffer, kept, slot };
    let mut sum = Sum::new(portion.checksum);
    let complaint = work.receive(portion.bytes, portion.max, &mut sum).await;
    let failed = matches!(complaint, Some(Complaint::Storage(_)));
    let (counts, mut complaint) = sum.verdict(complaint);
    if !counts {
        // the parts that were put are overwritten when the portion comes again
        return Ok(Appended { state: UploadState(Stand::Parts(parts)), complaint });
    }
    if !failed && let Err(error) = work.keep_tail().await {
        complaint = Some(Complaint::Storage(error));
    }
    Ok(Appended { state: UploadState(Stand::Parts(work.reached)), complaint })
}

impl Work<'_> {
    async fn receive<S, E>(&mut self, mut bytes: S, max: u64, sum: &mut Sum) -> Option<Complaint<E>>
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
            if let Err(error) = self.take(taken).await {
                return Some(Complaint::Storage(error));
            }
            if more {
                return Some(Complaint::TooLong);
            }
        }
        None
    }

    async fn take(&mut self, mut bytes: Bytes) -> Result<(), StorageError> {
        while !bytes.is_empty() {
            let room = PART - self.buffer.len();
            self.buffer.extend_from_slice(&bytes.split_to(room.min(bytes.len())));
            if self.buffer.len() == PART {
                self.put_part().await?;
            }
        }
        Ok(())
    }

    async fn put_part(&mut self) -> Result<(), StorageError> {
        let part = std::mem::take(&mut self.buffer).freeze();
        let payload = PutPayload::from_bytes(part.clone());
        let put = self.store.put_part(self.key.path(), &self.reached.id, self.reached.full.len(), payload).await?;
        self.reached.full.push(put.content_id);
        self.reached.tail = None;
        self.kept = 0;
        self.buffer = reuse(part);
        Ok(())
    }

    async fn keep_tail(&mut self) -> Result<(), StorageError> {
        if self.buffer.len() == self.kept {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.buffer).freeze();
        let length = bytes.len() as u64;
        let put = self.storage.objects.put(tail_key(self.key, self.slot).path(), bytes.into()).await?;
        self.reached.tail = Some(Tail { slot: self.slot, length, e_tag: put.e_tag });
        Ok(())
    }
}

/// The tail that a state tells of, and no other that was written later.
async fn read_tail(storage: &Storage, key: &ObjectKey, tail: &Tail) -> Result<Bytes, StorageError> {
    let options = GetOptions { if_match: tail.e_tag.clone(), ..GetOptions::default() };
    let bytes = storage.objects.get_opts(tail_key(key, tail.slot).path(), options).await?.bytes().await?;
    let found = bytes.len() as u64;
    if found == tail.length { Ok(bytes) } else { Err(StorageError::short(tail.length, found)) }
}

pub(super) async fn finish(storage: &Storage, store: &dyn MultipartStore, key: &ObjectKey, parts: &Parts) -> Result<(), UploadError> {
    if let Err(error) = complete(storage, store, key, parts).await {
        // done before, by somebody who did not live to hear of it
        match storage.size(key).await {
            Ok(found) if found == parts.offset() => {}
            _ => return Err(error.into()),
        }
    }
    delete_tails(storage, key).await?;
    Ok(())
}

async fn complete(storage: &Storage, store: &dyn MultipartStore, key: &ObjectKey, parts: &Parts) -> Result<(), StorageError> {
    let mut ids: Vec<PartId> = parts.full.iter().map(|id| PartId { content_id: id.clone() }).collect();
    if let Some(tail) = &parts.tail {
        let last = read_tail(storage, key, tail).await?;
        ids.push(store.put_part(key.path(), &parts.id, ids.len(), last.into()).await?);
    }
    store.complete_multipart(key.path(), &parts.id, ids).await?;
    Ok(())
}

pub(super) async fn abort(storage: &Storage, store: &dyn MultipartStore, key: &ObjectKey, parts: &Parts) -> Result<(), StorageError> {
    match store.abort_multipart(key.path(), &parts.id).await.map_err(StorageError::from) {
        Ok(()) | Err(StorageError::NotFound) => {}
        Err(error) => return Err(error),
    }
    delete_tails(storage, key).await
}

async fn delete_tails(storage: &Storage, key: &ObjectKey) -> Result<(), StorageError> {
    storage.delete(&tail_key(key, 0)).await?;
    storage.delete(&tail_key(key, 1)).await
}
