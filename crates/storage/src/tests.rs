//! Every place keeps, reads, lists and deletes the same.

use domain::{
    ids::{CertificateId, VideoId},
    video::RenditionName,
};
use futures::TryStreamExt;

use super::*;

const ACME: OrgId = OrgId(Uuid::from_u128(1));
const BOLT: OrgId = OrgId(Uuid::from_u128(2));
const PICTURE: AssetId = AssetId(Uuid::from_u128(3));
const TALK: VideoId = VideoId(Uuid::from_u128(4));
const DEMO: VideoId = VideoId(Uuid::from_u128(5));

/// Each place, and the folder that the one on disk is in.
fn places() -> (tempfile::TempDir, [Storage; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let on_disk = Storage::in_folder(&folder.path().join("files")).unwrap();
    (folder, [Storage::in_memory(), on_disk])
}

fn bytes(length: usize) -> Bytes {
    let mut bytes = (0..=250_u8).collect::<Vec<u8>>().repeat(length / 251 + 1);
    bytes.truncate(length);
    bytes.into()
}

async fn read(storage: &Storage, key: &ObjectKey) -> Vec<u8> {
    let contents = storage.stream(key).await.unwrap();
    let read: Vec<Bytes> = contents.bytes.try_collect().await.unwrap();
    assert_eq!(contents.size, read.iter().map(|chunk| chunk.len() as u64).sum::<u64>());
    read.concat()
}

#[test]
fn every_key_is_below_its_organization() {
    let file = |file| ObjectKey::video_file(ACME, TALK, 2, file).path().to_string();
    let org = "org/00000000-0000-0000-0000-000000000001";
    let video = format!("{org}/videos/00000000-0000-0000-0000-000000000004");
    assert_eq!(ObjectKey::video_original(ACME, TALK).path().as_ref(), format!("{video}/original"));
    assert_eq!(ObjectKey::video_original(ACME, TALK).beside("upload").path().as_ref(), format!("{video}/original.upload"));
    assert_eq!(file(VideoFile::Init(RenditionName::P720)), format!("{video}/2/720p/init.mp4"));
    assert_eq!(file(VideoFile::Segment(RenditionName::Audio, 17)), format!("{video}/2/audio/17.m4s"));
    assert_eq!(file(VideoFile::Playlist(RenditionName::P360)), format!("{video}/2/360p/index.m3u8"));
    assert_eq!(file(VideoFile::Poster), format!("{video}/2/poster"));
    assert_eq!(file(VideoFile::Sprite), format!("{video}/2/sprite"));
    assert_eq!(ObjectKey::asset(ACME, PICTURE).path().as_ref(), format!("{org}/assets/{PICTURE}"));
}

#[tokio::test]
async fn files_are_kept_under_their_organization() {
    let (_folder, places) = places();
    for storage in places {
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
}

#[tokio::test]
async fn a_file_is_read_whole_in_part_and_as_a_stream() {
    let (folder, places) = places();
    for storage in places {
        let key = ObjectKey::video_original(ACME, TALK);
        let whole = bytes(1_000_000);
        storage.put(&key, whole.clone()).await.unwrap();
        assert_eq!(storage.size(&key).await.unwrap(), 1_000_000);
        assert_eq!(storage.get_range(&key, 10..300_010).await.unwrap(), whole.slice(10..300_010));
        assert_eq!(storage.get_range(&key, 7..7).await.unwrap(), "");
        assert_eq!(read(&storage, &key).await, whole);
        assert!(storage.get_range(&key, 999_990..1_000_010).await.is_err(), "never silently fewer bytes");

        let copy = folder.path().join("copy");
        let sum = storage.download_to(&key, &copy).await.unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), whole);
        assert_eq!(sum.0, aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &whole).as_ref());
        assert_eq!(sum.to_string().len(), 64);

        let missing = ObjectKey::video_original(BOLT, TALK);
        assert!(matches!(storage.stream(&missing).await, Err(StorageError::NotFound)));
        assert!(matches!(storage.size(&missing).await, Err(StorageError::NotFound)));
        assert!(matches!(storage.download_to(&missing, &copy).await, Err(StorageError::NotFound)));
        storage.check().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_read_is_an_error() {
    let (folder, [_, storage]) = places();
    let key = ObjectKey::video_original(ACME, TALK);
    storage.put(&key, bytes(3_000_000)).await.unwrap();
    let contents = storage.stream(&key).await.unwrap();
    let file = std::fs::File::options().write(true).open(folder.path().join("files").join(key.path().as_ref())).unwrap();
    file.set_len(2_000_000).unwrap();
    assert!(matches!(contents.bytes.try_collect::<Vec<_>>().await, Err(StorageError::Unavailable(_))));
}

#[tokio::test]
async fn a_file_of_this_machine_is_stored_whatever_its_size() {
    let (folder, places) = places();
    for storage in places {
        for length in [0, 5, PART, PART + 1, 3 * PART + 17] {
            let (whole, from) = (bytes(length), folder.path().join("from"));
            std::fs::write(&from, &whole).unwrap();
            let key = ObjectKey::video_file(ACME, TALK, 1, VideoFile::Segment(RenditionName::P360, 0));
            storage.put_file(&key, &from).await.unwrap();
            assert!(storage.get(&key).await.unwrap() == whole, "{length} bytes");
        }
        let key = ObjectKey::video_original(ACME, TALK);
        assert!(matches!(storage.put_file(&key, &folder.path().join("nowhere")).await, Err(StorageError::NotFound)));
    }
}

async fn videos(storage: &Storage, org: OrgId) -> Vec<(VideoId, u64)> {
    let mut found: Vec<_> = storage.videos_of(org).map_ok(|video| (video.id, video.bytes)).try_collect().await.unwrap();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn videos_are_found_and_deleted_with_all_that_is_theirs() {
    let (_folder, places) = places();
    for storage in places {
        let before = DateTime::<Utc>::from(std::time::SystemTime::now()) - chrono::Duration::seconds(1);
        let file = |id, attempt, file| ObjectKey::video_file(ACME, id, attempt, file);
        for key in [
            ObjectKey::video_original(ACME, TALK),
            file(TALK, 1, VideoFile::Poster),
            file(TALK, 1, VideoFile::Init(RenditionName::P360)),
            file(TALK, 10, VideoFile::Segment(RenditionName::P360, 3)),
            file(DEMO, 1, VideoFile::Sprite),
        ] {
            storage.put(&key, bytes(10)).await.unwrap();
        }
        storage.put(&ObjectKey::asset(ACME, PICTURE), bytes(10)).await.unwrap();
        assert_eq!(videos(&storage, ACME).await, [(TALK, 40), (DEMO, 10)]);
        assert_eq!(videos(&storage, BOLT).await, []);
        let found: Vec<_> = storage.videos_of(ACME).try_collect().await.unwrap();
        let talk = found.iter().find(|video| video.id == TALK).unwrap();
        assert_eq!((talk.has_original, talk.attempts.iter().copied().collect::<Vec<_>>()), (true, vec![1, 10]));
        let demo = found.iter().find(|video| video.id == DEMO).unwrap();
        assert_eq!((demo.has_original, demo.attempts.len()), (false, 1));
        let youngest = demo.written_at;
        assert!(youngest >= before && youngest <= before + chrono::Duration::minutes(1));

        storage.delete_attempt(ACME, TALK, 1).await.unwrap();
        storage.delete_attempt(ACME, TALK, 1).await.unwrap();
        assert_eq!(videos(&storage, ACME).await, [(TALK, 20), (DEMO, 10)], "attempt 10 is another one");
        storage.delete_video(BOLT, TALK).await.unwrap();
        assert_eq!(videos(&storage, ACME).await, [(TALK, 20), (DEMO, 10)]);
        storage.delete_video(ACME, TALK).await.unwrap();
        storage.delete_video(ACME, TALK).await.unwrap();
        assert_eq!(videos(&storage, ACME).await, [(DEMO, 10)]);
        assert_eq!(storage.assets_of(ACME).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_a_crash_left_of_a_file_is_found_and_deleted_too() {
    let (folder, [_, storage]) = places();
    storage.put(&ObjectKey::video_original(ACME, TALK), bytes(10)).await.unwrap();
    let left = folder.path().join("files").join(format!("{}/original#1", key::video(ACME, TALK)));
    std::fs::write(&left, bytes(7)).unwrap();
    assert_eq!(videos(&storage, ACME).await, [(TALK, 17)]);
    storage.delete_video(ACME, TALK).await.unwrap();
    assert!(!left.exists());
}
