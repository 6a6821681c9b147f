//! The files of videos, all at once: deleting them, and finding those that no row points to.

use std::{collections::BTreeSet, io, path::PathBuf};

use chrono::{DateTime, Utc};
use domain::ids::{OrgId, VideoId};
use futures::{
    Stream, StreamExt, TryStreamExt,
    stream::{BoxStream, Peekable},
};
use object_store::{ObjectMeta, path::Path};
use uuid::Uuid;

use crate::{Place, Storage, StorageError, file_of, key};

/// What there is of one video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVideo {
    /// The video.
    pub id: VideoId,
    /// When the youngest of its files was written.
    pub written_at: DateTime<Utc>,
    /// The bytes of all of them.
    pub bytes: u64,
    /// Whether the file itself is there.
    pub has_original: bool,
    /// Attempts to make it playable that have files.
    pub attempts: BTreeSet<i64>,
}

impl StoredVideo {
    fn new(id: VideoId, written_at: DateTime<Utc>) -> Self {
        Self { id, written_at, bytes: 0, has_original: false, attempts: BTreeSet::new() }
    }

    /// Notes what the first name below the video's folder stands for.
    fn note(&mut self, name: &str) {
        self.has_original |= name == key::ORIGINAL;
        self.attempts.extend(name.parse::<i64>().ok());
    }
}

impl Storage {
    /// Deletes everything of a video: its original, what came of an upload, and the files of all attempts. Parts of an upload that was
    /// neither finished nor given up are no files yet: [`Storage::abort_upload`] deletes those.
    ///
    /// # Errors
    /// When the storage fails; asking again goes on with what is left.
    pub async fn delete_video(&self, org: OrgId, id: VideoId) -> Result<(), StorageError> {
        self.delete_below(key::video(org, id)).await
    }

    /// Deletes the files of one attempt to make a video playable.
    ///
    /// # Errors
    /// When the storage fails; asking again goes on with what is left.
    pub async fn delete_attempt(&self, org: OrgId, id: VideoId, attempt: i64) -> Result<(), StorageError> {
        self.delete_below(key::video_attempt(org, id, attempt)).await
    }

    /// The videos of an organization that have files, whether or not a row points to them. Of a hundred thousand files, only a few are in
    /// memory at once.
    pub fn videos_of(&self, org: OrgId) -> BoxStream<'static, Result<StoredVideo, StorageError>> {
        match &self.place {
            // its own look around sees what a crash left of a file that was being written, too
            Place::Folder(folder) => in_folder(file_of(folder, &key::videos_of(org))).boxed(),
            Place::Parts(_) => grouped(org, self.objects.list(Some(&key::videos_of(org)))).boxed(),
        }
    }

    async fn delete_below(&self, prefix: Path) -> Result<(), StorageError> {
        if let Place::Folder(folder) = &self.place {
            return match tokio::fs::remove_dir_all(file_of(folder, &prefix)).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        }
        let found = self.objects.list(Some(&prefix)).map_ok(|object| object.location).boxed();
        let mut deleted = self.objects.delete_stream(found);
        while let Some(one) = deleted.next().await {
            match one {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

type Objects = Peekable<BoxStream<'static, Result<ObjectMeta, object_store::Error>>>;

/// Objects come in the order of their keys, so those of one video come one after the other.
fn grouped(
    org: OrgId,
    objects: BoxStream<'static, Result<ObjectMeta, object_store::Error>>,
) -> impl Stream<Item = Result<StoredVideo, StorageError>> {
    futures::stream::try_unfold(objects.peekable(), move |mut objects: Objects| async move {
        let mut found: Option<StoredVideo> = None;
        loop {
            let next = match std::pin::Pin::new(&mut objects).peek().await {
                Some(Ok(object)) => key::video_part(org, &object.location).map(|part| (part, object.last_modified, object.size)),
                Some(Err(_)) => None,
                None => return Ok(found.map(|video| (video, objects))),
            };
            match (&mut found, next) {
                (Some(video), Some(((id, _), ..))) if video.id != id => return Ok(found.map(|video| (video, objects))),
                (_, Some(((id, name), written_at, bytes))) => {
                    let video = found.get_or_insert_with(|| StoredVideo::new(id, written_at));
                    video.written_at = video.written_at.max(written_at);
                    video.bytes += bytes;
                    video.note(&name);
                }
                (_, None) => {}
            }
            // an error, and what is no video's, pass here
            objects.try_next().await?;
        }
    })
}

/// Looks into the folder of each video in turn.
fn in_folder(videos: PathBuf) -> impl Stream<Item = Result<StoredVideo, StorageError>> {
    let folders = async move {
        match tokio::fs::read_dir(&videos).await {
            Ok(folders) => Ok(Some(folders)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StorageError::from(error)),
        }
    };
    futures::stream::once(folders).try_filter_map(async |folders| Ok(folders)).and_then(async |folders| Ok(each(folders))).try_flatten()
}

fn each(folders: tokio::fs::ReadDir) -> impl Stream<Item = Result<StoredVideo, StorageError>> {
    futures::stream::try_unfold(folders, async |mut folders| {
        while let Some(folder) = folders.next_entry().await? {
            let id = folder.file_name().to_str().and_then(|name| Uuid::try_parse(name).ok());
            let Some(id) = id.map(VideoId) else { continue };
            let path = folder.path();
            let summed = tokio::task::spawn_blocking(move || sum(id, path)).await.map_err(|error| StorageError::Failed(error.into()))?;
            match summed {
                Ok(video) => return Ok(Some((video, folders))),
                // deleted while it was looked at
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    })
}

/// What lies below a video's folder, and when the youngest file or folder was written.
fn sum(id: VideoId, folder: PathBuf) -> io::Result<StoredVideo> {
    let mut video = StoredVideo::new(id, std::fs::metadata(&folder)?.modified()?.into());
    for entry in std::fs::read_dir(&folder)? {
        entry?.file_name().to_str().into_iter().for_each(|name| video.note(name));
    }
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let found = entry.metadata()?;
            video.written_at = video.written_at.max(found.modified()?.into());
            if found.is_dir() {
                folders.push(entry.path());
            } else {
                video.bytes += found.len();
            }
        }
    }
    Ok(video)
}
