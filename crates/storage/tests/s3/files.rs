//! The storage in good and in bad weather.

use std::{
    io,
    time::{Duration, Instant},
};

use bytes::Bytes;
use domain::{
    ids::{OrgId, VideoId},
    video::RenditionName,
};
use futures::{StreamExt, TryStreamExt, stream};
use storage::{
    ObjectKey, PART, Storage, StorageError, VideoFile,
    upload::{Complaint, Portion, UploadError, UploadState},
};

use uuid::Uuid;

use crate::chaos::{Chaos, Fault, ask, config, server, storage_at};

/// An organization of its own for each test.
fn org(number: u128) -> OrgId {
    OrgId(Uuid::from_u128(number))
}

const TALK: VideoId = VideoId(Uuid::from_u128(4));

fn bytes(length: usize) -> Bytes {
    let mut bytes = (0..=250_u8).collect::<Vec<u8>>().repeat(length / 251 + 1);
    bytes.truncate(length);
    bytes.into()
}

async fn append(storage: &Storage, key: &ObjectKey, state: UploadState, chunk: Bytes) -> (UploadState, Option<Complaint<io::Error>>) {
    let portion = Portion { at: state.offset(), max: 1 << 40, checksum: None, bytes: stream::iter([Ok(chunk)]) };
    let appended = storage.append_upload(key, state, portion).await.unwrap();
    (appended.state, appended.complaint)
}

async fn read(storage: &Storage, key: &ObjectKey) -> Result<Vec<u8>, StorageError> {
    let chunks: Vec<Bytes> = storage.stream(key).await?.bytes.try_collect().await?;
    Ok(chunks.concat())
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn files_are_kept_read_found_and_deleted() {
    let (storage, org) = (storage_at(&server()), org(1));
    storage.check().await.unwrap();
    let key = ObjectKey::video_original(org, TALK);
    assert!(matches!(storage.get(&key).await, Err(StorageError::NotFound)));
    assert!(matches!(storage.size(&key).await, Err(StorageError::NotFound)));
    let whole = bytes(2 * PART + 9);
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    std::fs::write(&from, &whole).unwrap();
    storage.put_file(&key, &from).await.unwrap();
    assert_eq!(storage.size(&key).await.unwrap(), whole.len() as u64);
    assert!(storage.get(&key).await.unwrap() == whole);
    assert_eq!(storage.get_range(&key, 8_000_000..9_000_000).await.unwrap(), whole.slice(8_000_000..9_000_000));
    assert!(storage.get_range(&key, whole.len() as u64 - 5..whole.len() as u64 + 5).await.is_err());
    storage.download_to(&key, &to).await.unwrap();
    assert!(std::fs::read(&to).unwrap() == whole);
    let answer = ask("HEAD", &format!("/lessons/org/{org}/videos/{TALK}/original")).await.to_lowercase();
    assert!(answer.contains("content-type: application/octet-stream"), "{answer}");
    storage.delete_video(org, TALK).await.unwrap();
    assert!(matches!(storage.get(&key).await, Err(StorageError::NotFound)));
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn more_files_than_one_answer_lists_are_found_and_deleted() {
    let (storage, org) = (storage_at(&server()), org(2));
    let segment = |number| ObjectKey::video_file(org, TALK, 1, VideoFile::Segment(RenditionName::P360, number));
    let poster = ObjectKey::video_file(org, VideoId(Uuid::from_u128(9)), 1, VideoFile::Poster);
    storage.put(&poster, bytes(7)).await.unwrap();
    let puts: Vec<_> = (0..1_100).map(segment).collect();
    stream::iter(&puts).map(|key| storage.put(key, bytes(3))).buffer_unordered(8).try_collect::<Vec<()>>().await.unwrap();
    let found: Vec<_> = storage.videos_of(org).map_ok(|video| (video.id, video.bytes)).try_collect().await.unwrap();
    assert_eq!(found, [(TALK, 3_300), (VideoId(Uuid::from_u128(9)), 7)]);
    storage.delete_attempt(org, TALK, 1).await.unwrap();
    let found: Vec<_> = storage.videos_of(org).map_ok(|video| video.bytes).try_collect().await.unwrap();
    assert_eq!(found, [7]);
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn portions_become_a_file_and_leave_nothing_else() {
    let (storage, org) = (storage_at(&server()), org(3));
    let key = ObjectKey::video_original(org, TALK);
    let whole = bytes(2 * PART + 1_000);
    let mut state = storage.begin_upload(&key).await.unwrap();
    for (from, to) in [(0, 100), (100, PART + 50), (PART + 50, PART + 60), (PART + 60, whole.len())] {
        // killed before the row was written: the same portion comes again
        append(&storage, &key, state.clone(), bytes(300)).await;
        let (next, complaint) = append(&storage, &key, state, whole.slice(from..to)).await;
        assert!(complaint.is_none());
        assert_eq!(next.offset(), to as u64);
        state = serde_json::from_str(&serde_json::to_string(&next).unwrap()).unwrap();
    }
    storage.finish_upload(&key, &state).await.unwrap();
    storage.finish_upload(&key, &state).await.unwrap();
    assert!(storage.get(&key).await.unwrap() == whole);
    storage.abort_upload(&key, &state).await.unwrap();
    let found: Vec<_> = storage.videos_of(org).map_ok(|video| video.bytes).try_collect().await.unwrap();
    assert_eq!(found, [whole.len() as u64]);

    let other = ObjectKey::video_original(org, VideoId(Uuid::from_u128(8)));
    let state = storage.begin_upload(&other).await.unwrap();
    let (state, _) = append(&storage, &other, state, bytes(PART + 9)).await;
    storage.abort_upload(&other, &state).await.unwrap();
    storage.abort_upload(&other, &state).await.unwrap();
    assert!(matches!(storage.finish_upload(&other, &state).await, Err(UploadError::Storage(StorageError::NotFound))));
    let pending = ask("GET", "/lessons?uploads").await;
    assert!(!pending.contains(&org.to_string()), "{pending}");
    let empty = storage.begin_upload(&other).await.unwrap();
    storage.finish_upload(&other, &empty).await.unwrap();
    assert_eq!(storage.size(&other).await.unwrap(), 0);
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn short_bad_weather_is_not_noticed() {
    let chaos = Chaos::start().await;
    let (storage, key) = (storage_at(&chaos.url), ObjectKey::video_original(org(5), TALK));
    let whole = bytes(3_000_000);
    chaos.next([Fault::Answer(503, "SlowDown"), Fault::CutUp(1_000_000), Fault::Slow(Duration::from_millis(200)), Fault::CutDown(0)]);
    storage.put(&key, whole.clone()).await.unwrap();
    chaos.next([Fault::Answer(500, "InternalError"), Fault::CutDown(1_000_000), Fault::CutDown(900_000)]);
    assert!(read(&storage, &key).await.unwrap() == whole, "taken up where it broke");
    chaos.next([Fault::CutDown(1_000_000)]);
    assert!(storage.get_range(&key, 5..2_000_005).await.unwrap() == whole.slice(5..2_000_005));
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn every_fault_has_its_name() {
    let chaos = Chaos::start().await;
    let (storage, key) = (storage_at(&chaos.url), ObjectKey::video_original(org(6), TALK));
    storage.put(&key, bytes(3_000_000)).await.unwrap();
    let put = async |fault| {
        chaos.always(fault);
        let done = storage.put(&key, bytes(1_000)).await.unwrap_err();
        // so that the store is not left alone: that is another test
        chaos.always(Fault::None);
        let _ = storage.size(&key).await;
        done
    };
    assert!(matches!(put(Fault::Answer(507, "InsufficientStorage")).await, StorageError::Full(_)));
    assert!(matches!(put(Fault::Answer(403, "QuotaExceeded")).await, StorageError::Full(_)));
    assert!(matches!(put(Fault::Answer(400, "EntityTooLarge")).await, StorageError::Failed(_)));
    assert!(matches!(put(Fault::Answer(404, "NoSuchBucket")).await, StorageError::Failed(_)));
    assert!(matches!(put(Fault::Answer(400, "ExpiredToken")).await, StorageError::Unavailable(_)));
    assert!(matches!(put(Fault::Answer(403, "InvalidAccessKeyId")).await, StorageError::Unavailable(_)));
    assert!(matches!(put(Fault::Answer(503, "SlowDown")).await, StorageError::Unavailable(_)));
    assert!(matches!(put(Fault::CutUp(10)).await, StorageError::Unavailable(_)));
    let started = Instant::now();
    let hung = tokio::time::timeout(Duration::from_secs(15), put(Fault::Hang)).await;
    assert!(matches!(hung, Ok(StorageError::Unavailable(_))), "after {:?}", started.elapsed());

    chaos.always(Fault::CutDown(400_000));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("to");
    assert!(matches!(storage.download_to(&key, &to).await, Err(StorageError::Unavailable(_))), "never silently short");
    assert!(!to.exists());
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn a_store_that_is_down_is_asked_seldom() {
    let chaos = Chaos::start().await;
    let (storage, key) = (storage_at(&chaos.url), ObjectKey::video_original(org(7), TALK));
    chaos.always(Fault::Answer(503, "ServiceUnavailable"));
    for _ in 0..3 {
        assert!(matches!(storage.size(&key).await, Err(StorageError::Unavailable(_))));
    }
    let (before, started) = (chaos.seen(), Instant::now());
    for _ in 0..100 {
        assert!(matches!(storage.size(&key).await, Err(StorageError::Unavailable(_))));
    }
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert!(chaos.seen() <= before + 1, "{before} requests, then {}", chaos.seen());
    chaos.always(Fault::None);
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(matches!(storage.size(&key).await, Err(StorageError::NotFound)), "it is back");
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn a_store_that_fails_in_the_middle_keeps_what_it_took() {
    let chaos = Chaos::start().await;
    let (storage, key) = (storage_at(&chaos.url), ObjectKey::video_original(org(8), TALK));
    let whole = bytes(3 * PART + 5);
    let state = storage.begin_upload(&key).await.unwrap();
    chaos.next([Fault::None]);
    chaos.always(Fault::Answer(507, "InsufficientStorage"));
    let (state, complaint) = append(&storage, &key, state, whole.clone()).await;
    assert!(matches!(complaint, Some(Complaint::Storage(StorageError::Full(_)))), "{complaint:?}");
    assert_eq!(state.offset(), PART as u64);
    assert!(storage.finish_upload(&key, &state).await.is_err());
    chaos.always(Fault::None);
    let (state, complaint) = append(&storage, &key, state, whole.slice(PART..)).await;
    assert!(complaint.is_none());
    // the answer to the last request gets lost: it was done all the same
    chaos.next([Fault::None, Fault::None, Fault::CutDown(20)]);
    storage.finish_upload(&key, &state).await.unwrap();
    assert!(storage.get(&key).await.unwrap() == whole);
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn a_part_under_a_wrong_tag_never_becomes_a_file() {
    let chaos = Chaos::start().await;
    let (storage, key) = (storage_at(&chaos.url), ObjectKey::video_original(org(9), TALK));
    let state = storage.begin_upload(&key).await.unwrap();
    chaos.next([Fault::WrongTag]);
    let (state, complaint) = append(&storage, &key, state, bytes(PART)).await;
    assert!(complaint.is_none());
    assert!(matches!(storage.finish_upload(&key, &state).await, Err(UploadError::Storage(StorageError::Failed(_)))));
    assert!(matches!(storage.size(&key).await, Err(StorageError::NotFound)));
}

#[tokio::test]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn a_check_says_what_does_not_work() {
    let mut elsewhere = config(&server());
    "nobodys-bucket".clone_into(&mut elsewhere.bucket);
    assert!(matches!(Storage::in_s3(&elsewhere).unwrap().check().await, Err(StorageError::Failed(_))));
    let nowhere = config("http://127.0.0.1:9");
    assert!(matches!(Storage::in_s3(&nowhere).unwrap().check().await, Err(StorageError::Unavailable(_))));
}
