//! Stopped, killed, too slow, no room: no child stays, nothing half done stays, and the next try begins cleanly.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU8, Ordering},
    time::{Duration, Instant},
};

use domain::video::{RenditionName, VideoFault};
use tokio_util::sync::CancellationToken;
use video_ffmpeg::{Config, Error, Ffmpeg, Limit, Limits, Rung, Work, finished, ladder};

use crate::support::{Room, processes};

/// A clip whose forms take many seconds, though it is made quickly.
fn slow(room: &Room) -> PathBuf {
    let short =
        room.clip("short.mkv", "-f lavfi -i testsrc2=s=1280x720:r=30:d=1 -vf noise=alls=20:allf=t -c:v libx264 -preset ultrafast -crf 30");
    room.clip("slow.mkv", &format!("-stream_loop 120 -i {} -c copy", short.display()))
}

async fn gone(path: &Path) -> bool {
    for _ in 0..50 {
        if processes(path).is_empty() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn stopping_ends_the_child_within_a_second() {
    let room = Room::new().await;
    let clip = slow(&room);
    let probe = room.ffmpeg.probe(&clip).await.unwrap();
    let stop = CancellationToken::new();
    let (out, percent) = (room.path("out"), AtomicU8::new(0));
    let rungs = ladder(&probe);
    let work = Work { input: &clip, probe: &probe, rungs: &rungs, out: &out };
    let note = |done| percent.store(done, Ordering::SeqCst);
    let stopper = async {
        while percent.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(processes(&clip).len(), 1);
        stop.cancel();
        Instant::now()
    };
    let (made, stopped) = tokio::join!(room.ffmpeg.encode(work, &note, &stop), stopper);
    assert!(matches!(made, Err(Error::Canceled)), "{made:?}");
    assert!(stopped.elapsed() < Duration::from_secs(1));
    assert_eq!(processes(&clip), Vec::<String>::new());
    assert!(!out.join("360p").exists() && !out.join("720p").exists());
}

#[tokio::test]
async fn who_stops_waiting_leaves_no_child() {
    let room = Room::new().await;
    let clip = slow(&room);
    let probe = room.ffmpeg.probe(&clip).await.unwrap();
    let rungs = ladder(&probe);
    let work = Work { input: &clip, probe: &probe, rungs: &rungs, out: &room.path("out") };
    let waited = tokio::time::timeout(Duration::from_millis(700), room.ffmpeg.encode(work, &|_| {}, &CancellationToken::new())).await;
    assert!(waited.is_err());
    assert!(gone(&clip).await);
}

/// Not a test of its own: the worker that the next one kills.
#[tokio::test]
async fn worker_to_be_killed() {
    let Some(folder) = std::env::var_os("LYCEUM_TEST_KILLED_WORKER").map(PathBuf::from) else { return };
    let ffmpeg = Ffmpeg::open(Config::default()).await.unwrap();
    let clip = folder.join("slow.mkv");
    let probe = ffmpeg.probe(&clip).await.unwrap();
    let work = Work { input: &clip, probe: &probe, rungs: &ladder(&probe), out: &folder.join("out") };
    ffmpeg.encode(work, &|_| {}, &CancellationToken::new()).await.unwrap();
}

#[tokio::test]
async fn a_killed_worker_leaves_no_child_and_the_next_begins_anew() {
    let room = Room::new().await;
    let clip = slow(&room);
    let folder = clip.parent().unwrap();
    let mut worker = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "weather::worker_to_be_killed"])
        .env("LYCEUM_TEST_KILLED_WORKER", folder)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !folder.join("out/720p/init.mp4").exists() {
        assert!(worker.try_wait().unwrap().is_none());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(processes(&clip).len(), 1);
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert!(gone(&clip).await, "{:?}", processes(&clip));
    // what it left is not taken for a form
    assert_eq!(finished(&folder.join("out"), RenditionName::P720), None);
    let stray = room.file("out/360p/seg_00099.m4s", "from the worker before");
    let short = room.plain("next.mp4", "320x180", "10", 1);
    room.make(&short).await;
    assert!(!stray.exists());
}

async fn encoded(room: &Room, clip: &Path) -> Result<(), Error> {
    let probe = room.ffmpeg.probe(clip).await.unwrap();
    let rungs: Vec<Rung> = ladder(&probe).into_iter().take(1).collect();
    let work = Work { input: clip, probe: &probe, rungs: &rungs, out: &room.path("out") };
    room.ffmpeg.encode(work, &|_| {}, &CancellationToken::new()).await.map(drop)
}

#[tokio::test]
async fn what_takes_too_long_is_ended() {
    let wall = Limits { wall_floor: Duration::from_millis(1_500), wall_per_second: 0, ..Limits::default() };
    let room = Room::with(Config { limits: wall, ..Config::default() }).await;
    let clip = slow(&room);
    let error = encoded(&room, &clip).await.unwrap_err();
    assert!(matches!(error, Error::Limit(Limit::Time)), "{error:?}");
    assert!(processes(&clip).is_empty());
    let cpu = Limits { cpu_floor: Duration::from_secs(1), cpu_per_second: 0, ..Limits::default() };
    let room = Room::with(Config { limits: cpu, ..Config::default() }).await;
    let error = encoded(&room, &slow(&room)).await.unwrap_err();
    assert!(matches!(error, Error::Limit(Limit::Cpu)), "{error:?}");
    assert_eq!(error.fault().unwrap().kind, VideoFault::Internal);
}

#[tokio::test]
async fn too_much_memory_is_refused() {
    let limits = Limits { memory_bytes: 400 << 20, ..Limits::default() };
    let room = Room::with(Config { limits, ..Config::default() }).await;
    let clip = room.clip("large.mp4", "-f lavfi -i color=s=7680x4320:r=10:d=1 -c:v libx264 -preset ultrafast");
    let error = encoded(&room, &clip).await.unwrap_err();
    assert!(matches!(error, Error::Limit(Limit::Memory) | Error::Failed(_)), "{error:?}");
    assert!(!matches!(error, Error::File(_)), "the file is not at fault");
}

#[tokio::test]
async fn a_full_disk_is_nobodys_fault() {
    // the kernel ends the child at the file's limit
    let limits = Limits { file_bytes: 100_000, ..Limits::default() };
    let room = Room::with(Config { limits, ..Config::default() }).await;
    let clip = slow(&room);
    let error = encoded(&room, &clip).await.unwrap_err();
    assert!(matches!(error, Error::NoSpace) && error.is_temporary(), "{error:?}");
    assert!(!room.path("out").join("360p").exists());
}

/// A disk of 1 MiB, where this user may mount one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).unwrap();
        let done = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "none"]).arg(&at).output();
        done.is_ok_and(|output| output.status.success()).then_some(Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(std::process::Command::new("umount").arg(&self.0).output());
    }
}

#[tokio::test]
async fn a_disk_that_fills_up_is_noticed_at_once() {
    let room = Room::new().await;
    let clip = slow(&room);
    // ffmpeg itself says that all went well on a full disk. Where this user may not mount one, `rendition` tests cut files.
    let Some(disk) = SmallDisk::mount(room.path("out")) else { return };
    let probe = room.ffmpeg.probe(&clip).await.unwrap();
    let percent = AtomicU8::new(0);
    let work = Work { input: &clip, probe: &probe, rungs: &ladder(&probe)[..1], out: &room.path("out") };
    let note = |done| percent.store(done, Ordering::SeqCst);
    let error = room.ffmpeg.encode(work, &note, &CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, Error::NoSpace), "{error:?}");
    assert!(percent.load(Ordering::SeqCst) < 60, "it went on to {percent:?} percent");
    assert_eq!(std::fs::read_dir(&disk.0).unwrap().count(), 0);
}

#[tokio::test]
async fn a_form_that_is_done_is_not_made_again() {
    let room = Room::new().await;
    let clip = room.plain("a.mp4", "320x180", "10", 1);
    room.make(&clip).await;
    let file = room.path("out/360p/seg_00000.m4s");
    let before = std::fs::metadata(&file).unwrap().modified().unwrap();
    room.make(&clip).await;
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), before);
    // but one that lost a file is
    std::fs::write(&file, "short").unwrap();
    assert_eq!(finished(&room.path("out"), RenditionName::P360), None);
    room.make(&clip).await;
    room.plays("360p");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let config = Config { ffmpeg: "/nowhere/ffmpeg".into(), ..Config::default() };
    let error = Ffmpeg::open(config).await.unwrap_err();
    assert!(error.to_string().contains("/nowhere/ffmpeg is missing"), "{error}");
    let room = Room::new().await;
    let found = room.ffmpeg.abilities();
    assert!(found.version.starts_with("ffmpeg version"), "{found:?}");
}
