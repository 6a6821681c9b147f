//! A large file that is cut twenty times, in constant memory: 64 MiB, or `LYCEUM_TEST_UPLOAD_MIB`.
//!
//! Memory is that of the whole process, so these run while no other test does.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::digest;
use bytes::{Bytes, BytesMut};
use domain::ids::{OrgId, VideoId};
use futures::{Stream, TryStreamExt, stream};
use storage::{
    ObjectKey, S3Config, Storage,
    upload::{Complaint, Portion, UploadState},
};
use uuid::Uuid;

use crate::chaos::{Chaos, Fault, config};

const BLOCK: u64 = 64 << 10;
const CUTS: u64 = 20;
/// How much more memory than before there may be.
const GROWTH: u64 = 64_000_000;

fn length() -> u64 {
    let mib = std::env::var("LYCEUM_TEST_UPLOAD_MIB").map_or(64, |text| text.parse().unwrap());
    // neither parts nor blocks end where it does
    (mib << 20) - 12_345
}

/// A file that nobody has to keep: every block of it tells its number.
fn block(number: u64) -> Bytes {
    let mut bytes = BytesMut::zeroed(usize::try_from(BLOCK).unwrap());
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes[60_000..60_008].copy_from_slice(&(!number).to_le_bytes());
    bytes.freeze()
}

/// The bytes from here to there; then the connection breaks, or the file ends.
fn sent(from: u64, to: u64, breaks: bool) -> impl Stream<Item = io::Result<Bytes>> + Unpin {
    let blocks = (from / BLOCK..to.div_ceil(BLOCK)).map(move |number| {
        let start = from.max(number * BLOCK) - number * BLOCK;
        let end = to.min((number + 1) * BLOCK) - number * BLOCK;
        Ok(block(number).slice(usize::try_from(start).unwrap()..usize::try_from(end).unwrap()))
    });
    stream::iter(blocks.chain(breaks.then(|| Err(io::ErrorKind::ConnectionReset.into()))))
}

fn sha256_of_all(length: u64) -> Vec<u8> {
    let mut sum = digest::Context::new(&digest::SHA256);
    for number in 0..length.div_ceil(BLOCK) {
        sum.update(&block(number)[..usize::try_from((length - number * BLOCK).min(BLOCK)).unwrap()]);
    }
    sum.finish().as_ref().to_vec()
}

/// Memory of this process that is not on disk, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
}

/// Looks at the memory all the time, and keeps the most.
struct Watch {
    before: u64,
    most: Arc<AtomicU64>,
    done: Arc<AtomicBool>,
}

impl Watch {
    fn start() -> Self {
        let (most, done) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (seen, stop) = (Arc::clone(&most), Arc::clone(&done));
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                seen.fetch_max(resident(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Self { before: resident(), most, done }
    }

    fn growth(&self) -> u64 {
        self.done.store(true, Ordering::Relaxed);
        self.most.load(Ordering::Relaxed).saturating_sub(self.before)
    }
}

/// Uploads the file, of which every connection but the last is cut, and twice the process dies before it could note the state.
async fn upload(storage: &Storage, key: &ObjectKey, length: u64, weather: impl Fn()) -> UploadState {
    let mut state = storage.begin_upload(key).await.unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut cuts = 0;
    while state.offset() < length {
        let at = state.offset();
        let to = (at + random.u64(1..=2 * length / CUTS)).min(length);
        let breaks = to < length || cuts < CUTS;
        weather();
        let row = serde_json::to_string(&state).unwrap();
        let portion = Portion { at, max: length - at, checksum: None, bytes: sent(at, to, breaks) };
        let appended = storage.append_upload(key, state, portion).await.unwrap();
        assert!(appended.state.offset() <= to);
        assert!(matches!(appended.complaint, None | Some(Complaint::Broken(_) | Complaint::Storage(_))), "{:?}", appended.complaint);
        cuts += u64::from(breaks);
        let died = matches!(cuts, 6 | 13);
        state = if died { serde_json::from_str(&row).unwrap() } else { appended.state };
        if died {
            cuts += 1;
        }
    }
    assert!(cuts >= CUTS, "{cuts} cuts only");
    state
}

async fn goes_through(storage: &Storage, weather: impl Fn()) {
    let (length, started) = (length(), Instant::now());
    let key = ObjectKey::video_original(OrgId(Uuid::from_u128(77)), VideoId(Uuid::from_u128(4)));
    storage.check().await.unwrap();
    let watch = Watch::start();
    let state = upload(storage, &key, length, &weather).await;
    weather();
    storage.finish_upload(&key, &state).await.unwrap();
    let uploaded = started.elapsed();
    let mut contents = storage.stream(&key).await.unwrap();
    assert_eq!(contents.size, length);
    let mut sum = digest::Context::new(&digest::SHA256);
    while let Some(chunk) = contents.bytes.try_next().await.unwrap() {
        sum.update(&chunk);
    }
    assert_eq!(sum.finish().as_ref(), sha256_of_all(length));
    let growth = watch.growth();
    println!("{storage:?}: {length} bytes, {uploaded:.1?} to store, {:.1?} in all, memory grew by {growth} bytes", started.elapsed());
    assert!(growth < GROWTH, "memory grew by {growth} bytes");
    storage.delete_video(OrgId(Uuid::from_u128(77)), VideoId(Uuid::from_u128(4))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_in_a_folder_survives_twenty_cuts() {
    let folder = tempfile::tempdir().unwrap();
    goes_through(&Storage::in_folder(folder.path()).unwrap(), || {}).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants a server: scripts/with-s3.sh"]
async fn an_upload_in_s3_survives_twenty_cuts_and_a_bad_store() {
    let chaos = Chaos::start().await;
    // this server, which is written in Python, takes minutes to put 2 GiB together
    let storage = Storage::in_s3(&S3Config { timeout: Duration::from_secs(600), ..config(&chaos.url) }).unwrap();
    let random = std::cell::RefCell::new(fastrand::Rng::with_seed(11));
    goes_through(&storage, || {
        let mut random = random.borrow_mut();
        let faults = (0..3).map(|_| match random.u8(0..8) {
            0 => Fault::Answer(503, "SlowDown"),
            1 => Fault::CutUp(random.usize(0..9_000_000)),
            2 => Fault::CutDown(random.usize(0..300)),
            3 => Fault::Slow(Duration::from_millis(50)),
            _ => Fault::None,
        });
        chaos.next(faults);
    })
    .await;
}
