//! Portions, cuts and restarts, in memory and in a folder.

use std::io;

use domain::ids::{OrgId, VideoId};
use futures::{TryStreamExt, stream};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const ACME: OrgId = OrgId(Uuid::from_u128(1));
const TALK: VideoId = VideoId(Uuid::from_u128(4));

type Chunks = Vec<Result<Bytes, io::Error>>;

fn key() -> ObjectKey {
    ObjectKey::video_original(ACME, TALK)
}

fn places() -> (tempfile::TempDir, [Storage; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let on_disk = Storage::in_folder(folder.path()).unwrap();
    (folder, [Storage::in_memory(), on_disk])
}

fn bytes(length: usize) -> Bytes {
    let mut bytes = (0..=250_u8).collect::<Vec<u8>>().repeat(length / 251 + 1);
    bytes.truncate(length);
    bytes.into()
}

fn portion(at: u64, chunks: Chunks) -> Portion<stream::Iter<std::vec::IntoIter<Result<Bytes, io::Error>>>> {
    Portion { at, max: 1 << 40, checksum: None, bytes: stream::iter(chunks) }
}

fn cut() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

/// What a row would give back.
fn kept(state: &UploadState) -> UploadState {
    serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes).as_ref().try_into().unwrap()
}

#[tokio::test]
async fn portions_become_the_file() {
    let (_folder, places) = places();
    for storage in places {
        let whole = bytes(2 * PART + 1_000);
        let mut state = storage.begin_upload(&key()).await.unwrap();
        for (from, to) in
            [(0, 100), (100, 100), (100, PART), (PART, PART + 50), (PART + 50, 2 * PART + 20), (2 * PART + 20, 2 * PART + 1_000)]
        {
            let appended =
                storage.append_upload(&key(), kept(&state), portion(from as u64, vec![Ok(whole.slice(from..to))])).await.unwrap();
            assert!(appended.complaint.is_none());
            assert_eq!(appended.state.offset(), to as u64);
            state = appended.state;
        }
        assert!(matches!(storage.size(&key()).await, Err(StorageError::NotFound)), "nothing is there before it is whole");
        storage.finish_upload(&key(), &state).await.unwrap();
        storage.finish_upload(&key(), &state).await.unwrap();
        assert!(storage.get(&key()).await.unwrap() == whole);
        storage.abort_upload(&key(), &state).await.unwrap();
        assert_eq!(storage.size(&key()).await.unwrap(), whole.len() as u64, "what was finished stays");
        assert_eq!(storage.videos_of(ACME).try_next().await.unwrap().unwrap().bytes, whole.len() as u64, "no tail is left");
    }
}

#[tokio::test]
async fn what_came_before_a_cut_counts() {
    let (_folder, places) = places();
    for storage in places {
        let state = storage.begin_upload(&key()).await.unwrap();
        let appended = storage.append_upload(&key(), state, portion(0, vec![Ok(bytes(700)), Err(cut())])).await.unwrap();
        assert_eq!(appended.state.offset(), 700);
        assert!(matches!(appended.complaint, Some(Complaint::Broken(_))));
        storage.finish_upload(&key(), &appended.state).await.unwrap();
        assert_eq!(storage.get(&key()).await.unwrap(), bytes(700));
    }
}

#[tokio::test]
async fn a_portion_begins_where_the_upload_ends() {
    let (_folder, places) = places();
    for storage in places {
        let state = storage.begin_upload(&key()).await.unwrap();
        let state = storage.append_upload(&key(), state, portion(0, vec![Ok(bytes(10))])).await.unwrap().state;
        for at in [0, 9, 11] {
            match storage.append_upload(&key(), state.clone(), portion(at, vec![Ok(bytes(10))])).await {
                Err(UploadError::Offset(true_state)) => assert_eq!(true_state, state),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn no_more_bytes_are_taken_than_the_file_has() {
    let (_folder, places) = places();
    for storage in places {
        let state = storage.begin_upload(&key()).await.unwrap();
        let chunks = vec![Ok(bytes(6)), Ok(bytes(6)), Ok(bytes(6))];
        let appended = storage.append_upload(&key(), state, Portion { max: 10, ..portion(0, chunks) }).await.unwrap();
        assert_eq!(appended.state.offset(), 10);
        assert!(matches!(appended.complaint, Some(Complaint::TooLong)));
    }
}

#[tokio::test]
async fn a_portion_that_does_not_fit_its_checksum_counts_nothing() {
    let (_folder, places) = places();
    for storage in places {
        let whole = bytes(PART + 500);
        let right = Checksum::Sha256(sha256(&whole));
        let of = |checksum, chunks| Portion { checksum: Some(checksum), ..portion(3, chunks) };
        let state = storage.begin_upload(&key()).await.unwrap();
        let state = storage.append_upload(&key(), state, portion(0, vec![Ok(bytes(3))])).await.unwrap().state;

        let wrong = Checksum::Sha256([7; 32]);
        let appended = storage.append_upload(&key(), state.clone(), of(wrong, vec![Ok(whole.clone())])).await.unwrap();
        assert!(matches!(appended.complaint, Some(Complaint::Checksum)));
        assert_eq!(appended.state, state);
        // a part of it cannot be checked
        let appended = storage.append_upload(&key(), state.clone(), of(right, vec![Ok(whole.slice(..PART)), Err(cut())])).await.unwrap();
        assert!(matches!(appended.complaint, Some(Complaint::Broken(_))));
        assert_eq!(appended.state, state);

        let appended = storage.append_upload(&key(), state, of(right, vec![Ok(whole.clone())])).await.unwrap();
        assert!(appended.complaint.is_none());
        storage.finish_upload(&key(), &appended.state).await.unwrap();
        assert!(storage.get(&key()).await.unwrap() == [&bytes(3)[..], &whole[..]].concat());
    }
    let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, b"abc");
    assert!(Checksum::parse("sha1", sha1.as_ref()).is_some_and(|checksum| checksum.fits(&sha1)));
    assert_eq!(Checksum::parse("sha256", sha1.as_ref()), None);
    assert_eq!(Checksum::parse("md5", &[0; 16]), None);
}

#[tokio::test]
async fn what_was_stored_but_never_committed_is_sent_again() {
    let (_folder, places) = places();
    for storage in places {
        let state = storage.begin_upload(&key()).await.unwrap();
        let committed = storage.append_upload(&key(), state, portion(0, vec![Ok(bytes(1_000))])).await.unwrap().state;
        // killed after the storage had it, before the row was written; and again
        for lost in [PART, 40, 0] {
            let chunks = vec![Ok(Bytes::from(vec![0xff; lost]))];
            let _ = storage.append_upload(&key(), kept(&committed), portion(1_000, chunks)).await.unwrap();
        }
        let whole = bytes(PART + 77);
        let appended = storage.append_upload(&key(), kept(&committed), portion(1_000, vec![Ok(whole.slice(1_000..))])).await.unwrap();
        storage.finish_upload(&key(), &appended.state).await.unwrap();
        assert!(storage.get(&key()).await.unwrap() == whole);
    }
}

#[tokio::test]
async fn a_folder_that_lost_bytes_says_where_the_upload_stands() {
    let (folder, [_, storage]) = places();
    let state = storage.begin_upload(&key()).await.unwrap();
    let state = storage.append_upload(&key(), state, portion(0, vec![Ok(bytes(100))])).await.unwrap().state;
    let file = std::fs::File::options().write(true).open(file_of(&folder)).unwrap();
    file.set_len(60).unwrap();
    let Err(UploadError::Offset(truth)) = storage.append_upload(&key(), state.clone(), portion(100, vec![Ok(bytes(1))])).await else {
        panic!("bytes that are not there were acknowledged")
    };
    assert_eq!(truth.offset(), 60);
    assert!(matches!(storage.finish_upload(&key(), &state).await, Err(UploadError::Offset(_))));
    let appended = storage.append_upload(&key(), truth, portion(60, vec![Ok(bytes(100).slice(60..))])).await.unwrap();
    storage.finish_upload(&key(), &appended.state).await.unwrap();
    assert_eq!(storage.get(&key()).await.unwrap(), bytes(100));
}

fn file_of(folder: &tempfile::TempDir) -> std::path::PathBuf {
    folder.path().join(folder::growing(&key()).path().as_ref())
}

#[tokio::test]
async fn an_upload_that_was_given_up_leaves_nothing() {
    let (folder, places) = places();
    for storage in places {
        let state = storage.begin_upload(&key()).await.unwrap();
        let state = storage.append_upload(&key(), state, portion(0, vec![Ok(bytes(100))])).await.unwrap().state;
        storage.abort_upload(&key(), &state).await.unwrap();
        storage.abort_upload(&key(), &state).await.unwrap();
        let left: Vec<_> = storage.videos_of(ACME).try_collect().await.unwrap();
        assert!(left.iter().all(|video| video.bytes == 0), "{left:?}");
        let more = storage.append_upload(&key(), state.clone(), portion(100, vec![Ok(bytes(1))])).await;
        assert!(matches!(more, Err(UploadError::Storage(StorageError::NotFound))), "{more:?}");
        assert!(matches!(storage.finish_upload(&key(), &state).await, Err(UploadError::Storage(StorageError::NotFound))));
    }
    assert!(!file_of(&folder).exists());
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_begun_or_not_at_all() {
    let (_folder, [memory, on_disk]) = places();
    let state = memory.begin_upload(&key()).await.unwrap();
    let went = on_disk.append_upload(&key(), state.clone(), portion(0, vec![Ok(bytes(1))])).await;
    assert!(matches!(went, Err(UploadError::Storage(StorageError::NotFound))));
    assert!(on_disk.finish_upload(&key(), &state).await.is_err());
}

/// One thing that happens to an upload.
#[derive(Clone, Debug)]
enum Step {
    /// So many bytes come, in chunks of so many; then it ends, or breaks.
    Portion { bytes: usize, chunk: usize, breaks: bool },
    /// The same, but the process dies before the state is kept.
    Lost { bytes: usize, chunk: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let size = || prop_oneof![0_usize..5_000, PART - 3..PART + 3, 0..2 * PART];
    let step = prop_oneof![
        3 => (size(), 1_000_usize..3_000_000, any::<bool>()).prop_map(|(bytes, chunk, breaks)| Step::Portion { bytes, chunk, breaks }),
        1 => (size(), 1_000_usize..3_000_000).prop_map(|(bytes, chunk)| Step::Lost { bytes, chunk }),
    ];
    prop::collection::vec(step, 0..8)
}

async fn run(storage: &Storage, whole: &Bytes, steps: &[Step]) {
    let mut state = storage.begin_upload(&key()).await.unwrap();
    for step in steps {
        let at = usize::try_from(state.offset()).unwrap();
        let (length, chunk, breaks, is_kept) = match *step {
            Step::Portion { bytes, chunk, breaks } => (bytes, chunk, breaks, true),
            Step::Lost { bytes, chunk } => (bytes, chunk, false, false),
        };
        let end = (at + length).min(whole.len());
        let mut chunks: Chunks = (at..end).step_by(chunk).map(|from| Ok(whole.slice(from..end.min(from + chunk)))).collect();
        if breaks {
            chunks.push(Err(cut()));
        }
        let appended = storage.append_upload(&key(), kept(&state), portion(at as u64, chunks)).await.unwrap();
        assert_eq!(appended.state.offset(), end as u64);
        if is_kept {
            state = appended.state;
        }
    }
    let at = usize::try_from(state.offset()).unwrap();
    let appended = storage.append_upload(&key(), kept(&state), portion(at as u64, vec![Ok(whole.slice(at..))])).await.unwrap();
    storage.finish_upload(&key(), &appended.state).await.unwrap();
    let found = storage.get(&key()).await.unwrap();
    assert_eq!(found.len(), whole.len());
    assert_eq!(sha256(&found), sha256(whole));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_the_file_is_the_same(steps in steps(), length in 0..3 * PART) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let whole = bytes(length);
            let (_folder, places) = places();
            for storage in places {
                run(&storage, &whole, &steps).await;
            }
        });
    }
}
