//! What is no video, or none that can be read, is told apart; and no file makes ffmpeg open another one or an address.

use std::{
    net::TcpListener,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::video::VideoFault;
use tokio_util::sync::CancellationToken;
use video_ffmpeg::{Config, Work, ladder};

use crate::support::Room;

#[tokio::test]
async fn what_is_no_video_is_told_what_it_is() {
    let room = Room::new().await;
    let picture = room.clip("a.png", "-f lavfi -i testsrc2=s=64x64:d=1 -frames:v 1");
    let photo = room.clip("b.jpg", "-f lavfi -i testsrc2=s=64x64:d=1 -frames:v 1");
    let sound = room.clip("c.m4a", "-f lavfi -i sine=d=1 -c:a aac");
    let covered = room.clip(
        "d.m4a",
        "-f lavfi -i sine=d=1 -f lavfi -i testsrc2=s=64x64:d=1:r=1 -map 0:a -map 1:v -c:a aac -c:v mjpeg -disposition:v attached_pic",
    );
    let song = room.clip("e.mp3", "-f lavfi -i sine=d=1");
    for (path, words) in [
        (room.file("f.mp4", "Dear all, the film is on its way.\n"), "a text"),
        (room.file("g.mp4", b"%PDF-1.7\n%\xe2\xe3"), "a PDF"),
        (room.file("h.mp4", [0; 4096]), "not a video"),
        (picture, "a picture"),
        (photo, "a picture"),
        (sound, "sound only"),
        (covered, "sound only"),
        (song, "sound only"),
    ] {
        room.assert_fault(&path, VideoFault::NotAVideo).await;
        let fault = room.fault(&path).await;
        assert!(fault.detail.contains(words), "{}: {fault}", path.display());
    }
}

#[tokio::test]
async fn an_empty_file_and_a_cut_one_are_told_so() {
    let room = Room::new().await;
    room.assert_fault(&room.file("empty.mp4", ""), VideoFault::Empty).await;
    let streamed = "-f lavfi -i testsrc2=s=320x180:r=25:d=8 -f lavfi -i sine=d=8 -c:v libx264 -preset ultrafast -b:v 1M -c:a aac";
    for (name, more) in [
        ("end.mp4", ""),
        ("start.mp4", "-movflags faststart"),
        ("a.mkv", ""),
        ("a.avi", "-c:a mp3"),
        ("frag.mov", "-movflags frag_keyframe"),
    ] {
        let whole = room.clip(name, &format!("{streamed} {more}"));
        let bytes = std::fs::read(&whole).unwrap();
        if name != "frag.mov" {
            room.assert_fault(&room.file(&format!("half-{name}"), &bytes[..bytes.len() / 2]), VideoFault::Damaged).await;
        }
        room.assert_fault(&room.file(&format!("head-{name}"), &bytes[..200.min(bytes.len())]), VideoFault::Damaged).await;
        assert_eq!(room.ffmpeg.probe(&whole).await.unwrap().duration_ms / 100, 80, "{name}");
    }
}

#[tokio::test]
async fn a_file_that_breaks_inside_is_noticed_when_it_is_made() {
    let room = Room::new().await;
    let whole = room.plain("a.mp4", "320x180", "25", 8);
    let mut probe = room.ffmpeg.probe(&whole).await.unwrap();
    // as if it had said so, and its end had been there
    probe.duration_ms = 30_000;
    probe.video.end_ms = 30_000;
    probe.audio.clear();
    let work = Work { input: &whole, probe: &probe, rungs: &ladder(&probe), out: &room.path("out") };
    let error = room.ffmpeg.encode(work, &|_| {}, &CancellationToken::new()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind, VideoFault::Damaged, "{error}");
    assert!(!room.path("out").join("360p").exists());
}

#[tokio::test]
async fn ten_hours_are_enough() {
    let room = Room::new().await;
    let long = room.clip("long.mp4", "-f lavfi -i color=s=32x32:r=1/10:d=36040 -c:v libx264 -preset ultrafast");
    room.assert_fault(&long, VideoFault::TooLong).await;
    let fits = room.clip("fits.mp4", "-f lavfi -i color=s=32x32:r=1/10:d=35990 -c:v libx264 -preset ultrafast");
    assert_eq!(room.ffmpeg.probe(&fits).await.unwrap().duration_ms, 35_990_000);
}

#[tokio::test]
async fn an_unknown_picture_is_not_supported() {
    let room = Room::new().await;
    let odd = room.clip("a.mkv", "-f lavfi -i testsrc2=s=64x64:d=1 -c:v snow -strict -2");
    room.assert_fault(&odd, VideoFault::Unsupported).await;
    room.assert_fault(&room.file("a.mxf", b"\x06\x0e\x2b\x34\x02\x05\x01\x01"), VideoFault::Unsupported).await;
}

/// Counts who connects.
fn trap() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    std::thread::spawn(move || listener.incoming().for_each(|_| _ = seen.fetch_add(1, Ordering::SeqCst)));
    (address, count)
}

fn hostile(room: &Room, address: &str) -> Vec<std::path::PathBuf> {
    let secret = room.plain("secret.mp4", "64x64", "10", 1);
    let secret = secret.display();
    let texts = [
        ("a.m3u8", format!("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://{address}/a.ts\n#EXT-X-ENDLIST\n")),
        ("b.mp4", format!("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://{address}/b.ts\n#EXT-X-ENDLIST\n")),
        ("c.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n".to_owned()),
        ("d.avi", format!("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nconcat:http://{address}/x|file:///etc/passwd\n#EXT-X-ENDLIST\n")),
        ("e.mp4", format!("ffconcat version 1.0\nfile '{secret}'\n")),
        ("f.concat", format!("file {secret}\n")),
        (
            "g.mpd",
            format!("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><BaseURL>http://{address}/</BaseURL></MPD>"),
        ),
        (
            "h.sdp",
            format!("v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {} RTP/AVP 96\n", address.split(':').nth(1).unwrap()),
        ),
        ("i.asx", format!("<ASX version=\"3.0\"><Entry><Ref href=\"http://{address}/\"/></Entry></ASX>")),
        ("j.pls", format!("[playlist]\nFile1=http://{address}/\n")),
        ("k.mkv", "[Reference]\nRef1=http://127.0.0.1/\n".to_owned()),
    ];
    texts.into_iter().map(|(name, text)| room.file(name, text)).collect()
}

#[tokio::test]
async fn a_list_of_other_files_opens_none_of_them() {
    let (address, connects) = trap();
    // without the guard of the network, so that it is the reading itself that is tested
    let room = Room::with(Config { no_network: false, ..Config::default() }).await;
    let lists = hostile(&room, &address);
    let good = room.plain("good.mp4", "64x64", "10", 1);
    let probe = room.ffmpeg.probe(&good).await.unwrap();
    for list in &lists {
        drop(room.ffmpeg.probe(list).await);
        // and not even when somebody already said that it is a video
        let work = Work { input: list, probe: &probe, rungs: &ladder(&probe), out: &room.path("out") };
        let stop = CancellationToken::new();
        let made = room.ffmpeg.encode(work, &|_| {}, &stop).await;
        let drawn = room.ffmpeg.poster(list, &probe, &room.path("p.jpg"), &stop).await;
        assert_eq!(connects.load(Ordering::SeqCst), 0, "{}", list.display());
        assert!(made.is_err() && drawn.is_err(), "{}", list.display());
    }
    assert_eq!(connects.load(Ordering::SeqCst), 0);
    for list in &lists {
        room.assert_fault(list, VideoFault::NotAVideo).await;
    }
    // the trap works: without guards the first list is followed
    plain_probe(&lists[0]);
    assert!(connects.load(Ordering::SeqCst) > 0);
}

fn plain_probe(path: &Path) {
    let mut child = Command::new("ffprobe").args(["-v", "quiet", "-protocol_whitelist", "file,http,tcp"]).arg(path).spawn().unwrap();
    for _ in 0..50 {
        if child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    child.kill().unwrap();
}

#[tokio::test]
async fn names_say_nothing() {
    let room = Room::new().await;
    let good = room.plain("good.mp4", "64x64", "10", 1);
    let bytes = std::fs::read(good).unwrap();
    for name in ["film.m3u8", "film.txt", "concat:a|b.mp4", "http:film", "50%d.jpg", "-i"] {
        assert_eq!(room.ffmpeg.probe(&room.file(name, &bytes)).await.unwrap().video.width, 64, "{name}");
    }
}

#[tokio::test]
async fn a_movie_that_names_an_outside_file_for_its_samples_gets_none() {
    let room = Room::new().await;
    let mut bytes = std::fs::read(room.plain("a.mov", "64x64", "10", 1)).unwrap();
    // the flag "samples are in this file" of each data reference is taken away, and the reference names an address
    let places: Vec<usize> = (0..bytes.len() - 12).filter(|at| bytes[*at..].starts_with(b"url ")).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(b"alis");
        bytes[at + 7] = 0;
    }
    let path = room.file("outside.mov", bytes);
    // it is read from the file itself, or not at all: never from elsewhere
    if let Ok(probe) = room.ffmpeg.probe(&path).await {
        assert_eq!(probe.video.width, 64);
    }
}
