//! The poster and the sheet for the seek bar.

use tokio_util::sync::CancellationToken;
use video_ffmpeg::Source;

use crate::support::{Room, tool};

fn size(path: &std::path::Path) -> String {
    tool("ffprobe", "-v error -show_entries stream=codec_name,width,height -of csv=p=0", path).trim().to_owned()
}

/// The brightness of one small picture of a sheet.
fn brightness(path: &std::path::Path, x: i64, y: i64) -> f64 {
    let words = format!(
        "-v error -f lavfi -i movie={},crop=8:8:{x}:{y},signalstats -show_entries frame_tags=lavfi.signalstats.YAVG -of csv=p=0",
        path.display()
    );
    let output = std::process::Command::new("ffprobe").args(words.split_whitespace()).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap()
}

#[tokio::test]
async fn a_poster_and_a_sheet_of_what_is_seen_when() {
    let room = Room::new().await;
    // a second black, a second white, in turns
    let clip = room.clip(
        "turns.mp4",
        "-f lavfi -i color=black:s=640x360:r=10:d=12.4 -vf drawbox=c=white:t=fill:enable='mod(floor(t),2)' -c:v libx264 -preset ultrafast",
    );
    let (probe, _) = room.make(&clip).await;
    let stop = CancellationToken::new();
    let poster = room.path("poster.jpg");
    assert_eq!(room.ffmpeg.poster(&clip, &probe, &poster, &stop).await.unwrap(), (640, 360));
    assert_eq!(size(&poster), "mjpeg,640,360");
    for source in [Source::Upload(&clip), Source::Made(&room.path("out"))] {
        let sheet = room.path("sheet.jpg");
        let sprite = room.ffmpeg.sprite(source, &probe, &sheet, &stop).await.unwrap();
        assert_eq!((sprite.interval_ms, sprite.count, sprite.columns, sprite.width, sprite.height), (1_000, 13, 10, 160, 90));
        assert_eq!(size(&sheet), "mjpeg,1600,180");
        for n in 0..sprite.count {
            let light = brightness(&sheet, n % 10 * 160 + 76, n / 10 * 90 + 40);
            assert_eq!(light > 128.0, n % 2 == 1, "{n}: {light}");
        }
    }
}

#[tokio::test]
async fn ten_hours_have_four_hundred_pictures_at_most() {
    let room = Room::new().await;
    let clip = room.clip("long.mp4", "-f lavfi -i testsrc2=s=90x160:r=1/4:d=35996 -c:v libx264 -preset ultrafast -g 1");
    let probe = room.ffmpeg.probe(&clip).await.unwrap();
    let sheet = room.path("sheet.jpg");
    let sprite = room.ffmpeg.sprite(Source::Upload(&clip), &probe, &sheet, &CancellationToken::new()).await.unwrap();
    assert!(sprite.count <= 400 && sprite.count * sprite.interval_ms >= 35_996_000, "{sprite:?}");
    assert_eq!((sprite.width, sprite.height), (90, 160));
    assert_eq!(size(&sheet), format!("mjpeg,900,{}", ((sprite.count - 1) / 10 + 1) * 160));
}

#[tokio::test]
async fn key_frames_alone_tell_the_right_times() {
    let room = Room::new().await;
    // 29.97: segments are a little longer than four seconds; white from second 100 to 200
    let clip = room.clip(
        "long.mp4",
        "-f lavfi -i color=black:s=64x64:r=30000/1001:d=300 -vf drawbox=c=white:t=fill:enable='between(t,102,202)' -c:v libx264 -preset ultrafast",
    );
    let (probe, _) = room.make(&clip).await;
    let sheet = room.path("sheet.jpg");
    let sprite = room.ffmpeg.sprite(Source::Made(&room.path("out")), &probe, &sheet, &CancellationToken::new()).await.unwrap();
    assert_eq!((sprite.interval_ms, sprite.count), (4_000, 76), "{sprite:?}");
    for n in 0..sprite.count {
        let light = brightness(&sheet, n % 10 * sprite.width + sprite.width / 2 - 4, n / 10 * sprite.height + sprite.height / 2 - 4);
        assert_eq!(light > 128.0, (26..=50).contains(&n), "{n}: {light}");
    }
}
