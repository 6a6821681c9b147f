//! The sound for those who listen for words.

use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;
use video_ffmpeg::{Piece, SoundSource};

use crate::support::{Room, tool};

/// How loud a piece is in the mean, in decibels, and its form.
fn look(room: &Room, piece: &Piece) -> (f64, String) {
    let path = room.file("piece.wav", piece.wav().unwrap());
    let words = "-v error -show_entries stream=codec_name,sample_rate,channels:format=format_name,duration -of csv=p=0";
    let form = tool("ffprobe", words, &path).split_whitespace().collect::<Vec<_>>().join(" ");
    let output = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-i"])
        .arg(&path)
        .args(["-af", "volumedetect", "-f", "null", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let mean = said.split("mean_volume: ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    (mean, form)
}

fn join(out: &Path, into: &Path) -> PathBuf {
    let mut bytes = std::fs::read(out.join("init.mp4")).unwrap();
    let mut segments: Vec<_> = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).collect();
    segments.retain(|path| path.extension().is_some_and(|end| end == "m4s"));
    segments.sort();
    for path in segments {
        bytes.extend(std::fs::read(path).unwrap());
    }
    std::fs::write(into, bytes).unwrap();
    into.to_owned()
}

#[tokio::test]
async fn sound_comes_in_pieces_that_are_where_they_say_they_are() {
    let room = Room::new().await;
    // four seconds of silence, then a tone
    let clip = room.clip(
        "late.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=10:d=9.5 -f lavfi -i sine=f=440:d=5.5:r=48000 -af adelay=4s:all=1 -c:v libx264 \
         -preset ultrafast -pix_fmt yuv420p -c:a aac -ac 2",
    );
    let (probe, _) = room.make(&clip).await;
    let stop = CancellationToken::new();
    let made = join(&room.path("out").join("audio"), &room.path("audio.mp4"));
    for source in [SoundSource::Upload(&clip, &probe), SoundSource::Made(&made, probe.duration_ms)] {
        let pieces = room.ffmpeg.sound(source, (&room.path("pieces"), 4_000), &stop).await.unwrap();
        assert_eq!(pieces.len(), 3, "{pieces:?}");
        for (piece, start) in pieces.iter().zip([0, 4_000, 8_000]) {
            assert!((piece.start_ms - start).abs() <= 100, "{piece:?}");
        }
        let end = pieces.last().map(|last| last.start_ms + last.duration_ms).unwrap();
        assert!((end - probe.duration_ms).abs() <= 100, "{end} of {}", probe.duration_ms);
        let (silence, form) = look(&room, &pieces[0]);
        assert!(silence < -50.0 && form.starts_with("pcm_s16le,16000,1 wav,4."), "{silence} {form}");
        assert!(look(&room, &pieces[1]).0 > -30.0);
    }
}

#[tokio::test]
async fn what_is_shorter_than_a_second_becomes_one() {
    let room = Room::new().await;
    let clip = room.plain("short.mp4", "320x180", "25", 1);
    let cut = room.path("cut.mp4");
    tool("ffmpeg", &format!("-nostdin -v error -y -i {} -t 0.4 -c:v libx264 -c:a aac", clip.display()), &cut);
    let probe = room.ffmpeg.probe(&cut).await.unwrap();
    let pieces = room.ffmpeg.sound(SoundSource::Upload(&cut, &probe), (&room.path("pieces"), 4_000), &CancellationToken::new()).await;
    let pieces = pieces.unwrap();
    assert_eq!((pieces.len(), pieces[0].start_ms), (1, 0));
    assert!((950..=1_050).contains(&pieces[0].duration_ms), "{pieces:?}");
}
