//! A whole video: its forms fit together, and play.

use std::path::Path;

use crate::support::Room;

/// The real clip where it is at hand, else one that is made.
fn clip(room: &Room) -> std::path::PathBuf {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/video/bigbuckbunny.mp4");
    if real.exists() { real } else { room.plain("made.mp4", "1280x720", "25", 5) }
}

#[tokio::test]
async fn a_clip_becomes_forms_that_play() {
    let room = Room::new().await;
    let (probe, made) = room.make(&clip(&room)).await;
    assert_eq!((probe.video.width, probe.video.height), (1280, 720));
    assert_eq!(made.iter().map(|form| form.name.as_str()).collect::<Vec<_>>(), ["360p", "audio", "720p"]);
    for form in &made {
        let name = form.name.as_str();
        room.plays(name);
        assert!((form.duration_ms - probe.duration_ms).abs() < 300, "{name}: {} of {}", form.duration_ms, probe.duration_ms);
        let on_disk: u64 = form.files().map(|file| std::fs::metadata(room.path("out").join(name).join(file)).unwrap().len()).sum();
        assert_eq!(form.bytes, on_disk);
        assert!(form.peak_bits >= form.average_bits && form.average_bits > 0);
    }
    let words = made[2].attributes();
    assert!(
        words.contains("CODECS=\"avc1.6400") && words.contains(",mp4a.40.2\"") && words.ends_with("RESOLUTION=1280x720,FRAME-RATE=25.000"),
        "{words}"
    );
    assert_eq!(made[1].codecs, "mp4a.40.2");
    assert!(made[1].average_bits < 90_000);
}

#[tokio::test]
async fn key_frames_stand_at_the_same_times_in_all_forms() {
    for rate in ["60000/1001", "25"] {
        let room = Room::new().await;
        let (_, made) = room.make(&room.plain("a.mp4", "864x864", rate, 9)).await;
        assert_eq!(made.len(), 4);
        let small = room.key_frames("360p");
        assert_eq!(small.len(), 3, "{small:?}");
        assert_eq!(small, room.key_frames("720p"));
        assert_eq!(small, room.key_frames("1080p"));
        // and each begins a segment
        let lengths = |at: usize| made[at].segments.iter().map(|segment| segment.duration_us / 1000).collect::<Vec<_>>();
        assert_eq!(lengths(0).len(), 3);
        assert_eq!(lengths(0)[..2], lengths(2)[..2]);
        assert_eq!(lengths(2), lengths(3));
        // the copied sound is the same sound at the same time
        let packets = "-select_streams a -show_entries packet=pts_time,size";
        let sound = |form: &str| room.look(form, packets).lines().map(|line| line.trim_end_matches(',').to_owned()).collect::<Vec<_>>();
        assert_eq!(sound("360p"), sound("720p"));
        assert_eq!(sound("360p"), sound("1080p"));
    }
}

#[tokio::test]
async fn picture_and_sound_stay_together() {
    let room = Room::new().await;
    // at second 2 the picture turns white and a tone begins
    let clip = room.clip(
        "sync.mp4",
        "-f lavfi -i color=black:s=640x480:r=25:d=4 -f lavfi -i sine=f=1000:d=4:r=48000 -vf drawbox=c=white:t=fill:enable='gte(t,2)' -af volume=0:enable='lt(t,2)' -c:v libx264 -preset ultrafast -c:a aac",
    );
    room.make(&clip).await;
    for form in ["360p", "720p"] {
        let playlist = room.path("out").join(form).join("index.m3u8");
        let output = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-hide_banner", "-i"])
            .arg(playlist)
            .args(["-vf", "blackdetect=d=0.1", "-af", "silencedetect=n=-50dB:d=0.5", "-f", "null", "-"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let after =
            |word: &str| said.split(word).nth(1).and_then(|rest| rest.split_whitespace().next()).and_then(|word| word.parse::<f64>().ok());
        let (white, tone) = (after("black_end:").unwrap(), after("silence_end: ").unwrap());
        assert!((white - tone).abs() < 0.06, "{form}: picture {white}, sound {tone}");
    }
}
