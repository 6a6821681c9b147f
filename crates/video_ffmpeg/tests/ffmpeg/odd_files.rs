//! Whatever a camera, phone or browser writes becomes playable, in the right size, with picture and sound together.

use video_ffmpeg::Rendition;

use crate::support::Room;

fn form<'a>(made: &'a [Rendition], name: &str) -> &'a Rendition {
    made.iter().find(|form| form.name.as_str() == name).unwrap()
}

fn size(form: &Rendition) -> (u32, u32) {
    form.picture.map(|picture| (picture.width, picture.height)).unwrap()
}

/// The length of a form's packets of one kind, in milliseconds.
fn length(room: &Room, form: &str, kind: &str) -> i64 {
    let all = room.look(form, &format!("-select_streams {kind} -show_entries packet=pts_time"));
    let times: Vec<f64> = all.lines().filter_map(|line| line.trim_end_matches(',').parse().ok()).collect();
    let (first, last) = times.iter().fold((f64::MAX, f64::MIN), |(first, last), time| (first.min(*time), last.max(*time)));
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a short clip")]
    let ms = ((last - first) * 1000.0) as i64;
    ms
}

#[tokio::test]
async fn pictures_at_uneven_times_become_even() {
    let room = Room::new().await;
    let clip = room.clip(
        "vfr.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=60:d=6 -f lavfi -i sine=d=6 -vf select='lt(t,2)*not(mod(n,2))+gte(t,2)*not(mod(n,7))' -vsync vfr -c:v libx264 -preset ultrafast -c:a aac",
    );
    let (probe, made) = room.make(&clip).await;
    assert!(probe.video.is_variable, "{probe:?}");
    let times = room.look("360p", "-select_streams v -show_entries packet=pts_time");
    let times: Vec<f64> = times.lines().map(|line| line.trim_end_matches(',').parse().unwrap()).collect();
    let mut sorted = times.clone();
    sorted.sort_by(f64::total_cmp);
    assert!(sorted.windows(2).all(|pair| (pair[1] - pair[0] - 1.0 / 30.0).abs() < 0.001));
    assert!((made[0].duration_ms - 6_000).abs() < 150, "{}", made[0].duration_ms);
    room.plays("360p");
}

#[tokio::test]
async fn what_was_filmed_upright_stays_upright() {
    let room = Room::new().await;
    room.plain("lying.mp4", "640x360", "25", 1);
    let lying = room.path("lying.mp4").display().to_string();
    let clip = room.clip("turned.mp4", &format!("-i {lying} -c copy -metadata:s:v rotate=90"));
    let (probe, made) = room.make(&clip).await;
    assert_eq!((probe.video.width, probe.video.height), (360, 640));
    assert_eq!(size(form(&made, "360p")), (360, 640));
    // really turned, and not marked to be turned once more
    let said = room.look("360p", "-select_streams v -show_entries stream=width,height:stream_side_data=rotation");
    assert!(said.split_whitespace().all(|line| line.trim_end_matches(',') == "360,640"), "{said}");
    room.plays("360p");
}

#[tokio::test]
async fn without_sound_there_is_none() {
    let room = Room::new().await;
    let clip = room.clip("mute.webm", "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -c:v libvpx -deadline realtime -cpu-used 8");
    let (probe, made) = room.make(&clip).await;
    assert!(probe.audio.is_empty());
    assert_eq!(made.iter().map(|form| form.name.as_str()).collect::<Vec<_>>(), ["360p"]);
    assert!(!made[0].codecs.contains("mp4a"), "{}", made[0].codecs);
    room.plays("360p");
}

#[tokio::test]
async fn of_eight_sound_tracks_the_preferred_one_is_taken() {
    let room = Room::new().await;
    let sines: String = (0..8).map(|n| format!("-f lavfi -i sine=f={}:d=2 ", 200 + n * 300)).collect();
    let maps: String = (1..=8).map(|n| format!("-map {n}:a ")).collect();
    let common =
        format!("-f lavfi -i testsrc2=s=64x64:r=10:d=2 {sines} -map 0:v {maps} -c:v libx264 -preset ultrafast -c:a aac -disposition:a 0");
    let clip = room.clip("many.mkv", &format!("{common} -disposition:a:3 default"));
    let (probe, made) = room.make(&clip).await;
    assert_eq!(probe.audio.len(), 8);
    assert_eq!(probe.sound().map(|track| track.index), Some(4));
    assert_eq!(made.len(), 2);
    assert_eq!(room.tracks("360p"), ["aac", "h264"]);
    // it is the tone of the fourth track: what is left around 1100 Hz is loud
    assert!(loudness(&room, "bandpass=f=1100:w=50") > -30.0);
    assert!(loudness(&room, "bandpass=f=200:w=50") < -40.0);
}

fn loudness(room: &Room, filter: &str) -> f64 {
    let playlist = room.path("out").join("360p/index.m3u8");
    let output = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-i"])
        .arg(playlist)
        .args(["-vn", "-af", &format!("{filter},volumedetect"), "-f", "null", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let mean = said.lines().find_map(|line| line.split("mean_volume: ").nth(1)).unwrap_or_else(|| panic!("{said}"));
    mean.trim_end_matches(" dB").parse().unwrap()
}

#[tokio::test]
async fn sound_becomes_equally_loud_and_silence_stays() {
    let room = Room::new().await;
    let quiet = room.clip(
        "quiet.mp4",
        "-f lavfi -i color=s=64x64:r=10:d=6 -f lavfi -i sine=d=6 -af volume=-30dB -c:v libx264 -preset ultrafast -c:a aac",
    );
    room.make(&quiet).await;
    let mean = loudness(&room, "anull");
    assert!((-22.0..=-12.0).contains(&mean), "{mean}");
    let silent = Room::new().await;
    let clip = silent
        .clip("silent.mp4", "-f lavfi -i color=s=64x64:r=10:d=4 -f lavfi -i anullsrc=d=4 -t 4 -c:v libx264 -preset ultrafast -c:a aac");
    silent.make(&clip).await;
    assert!(loudness(&silent, "anull") < -80.0);
    silent.plays("audio");
}

#[tokio::test]
async fn a_high_dynamic_range_is_mapped() {
    let room = Room::new().await;
    let clip = room.clip(
        "hdr.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=10:d=1 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc -tag:v hvc1",
    );
    let (probe, made) = room.make(&clip).await;
    assert!(probe.video.is_hdr, "{probe:?}");
    assert!(made[0].codecs.starts_with("avc1.64"), "{}", made[0].codecs);
    let color = room.look("360p", "-select_streams v -show_entries stream=pix_fmt,color_transfer");
    assert!(color.contains("yuv420p") && color.contains("bt709") == room.ffmpeg.abilities().tone_mapping, "{color}");
    room.plays("360p");
}

#[tokio::test]
async fn odd_sizes_become_even_and_never_larger() {
    for (given, made) in [("321x181", (320, 180)), ("35x17", (34, 16)), ("181x321", (180, 320)), ("2x2", (2, 2))] {
        let room = Room::new().await;
        let clip = room.clip("odd.mkv", &format!("-f lavfi -i testsrc2=s={given}:r=10:d=1 -c:v ffv1"));
        let (_, forms) = room.make(&clip).await;
        assert_eq!(forms.iter().map(size).collect::<Vec<_>>(), [made], "{given}");
        room.plays("360p");
    }
}

#[tokio::test]
async fn one_picture_is_a_video_if_it_lasts() {
    let room = Room::new().await;
    let clip = room.clip("one.mp4", "-f lavfi -i testsrc2=s=320x180:r=25 -frames:v 1 -c:v libx264");
    let (probe, made) = room.make(&clip).await;
    assert_eq!(probe.duration_ms, 40);
    assert_eq!(made[0].segments.len(), 1);
    room.plays("360p");
}

#[tokio::test]
async fn a_talk_over_one_slide_and_a_film_after_its_sound_play_to_the_end() {
    let room = Room::new().await;
    let slide =
        room.clip("slide.mp4", "-f lavfi -i testsrc2=s=320x180:r=10:d=1 -f lavfi -i sine=d=14 -c:v libx264 -preset ultrafast -c:a aac");
    let (_, made) = room.make(&slide).await;
    assert!((length(&room, "360p", "v") - 14_000).abs() < 300, "{}", length(&room, "360p", "v"));
    assert_eq!(made[0].segments.len(), 4, "{made:?}");
    let other = Room::new().await;
    let film =
        other.clip("film.mp4", "-f lavfi -i testsrc2=s=320x180:r=10:d=14 -f lavfi -i sine=d=1 -c:v libx264 -preset ultrafast -c:a aac");
    other.make(&film).await;
    assert!((length(&other, "360p", "a") - 14_000).abs() < 300, "{}", length(&other, "360p", "a"));
}

#[tokio::test]
async fn a_recording_of_a_browser_says_nothing_of_its_length() {
    let room = Room::new().await;
    let clip = room.clip(
        "live.webm",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=3 -f lavfi -i sine=d=3 -c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus -f webm -live 1",
    );
    let (probe, _) = room.make(&clip).await;
    assert!((probe.duration_ms - 3_000).abs() < 100, "{probe:?}");
}

#[tokio::test]
async fn a_window_that_changes_its_size_keeps_its_time() {
    let room = Room::new().await;
    let half = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bsf:v h264_mp4toannexb -f mpegts";
    let one = room.clip("1.ts", &format!("-f lavfi -i testsrc2=s=320x180:r=25:d=3 {half}"));
    let two = room.clip("2.ts", &format!("-f lavfi -i testsrc2=s=240x240:r=25:d=3 {half} -output_ts_offset 3"));
    let joined = room.file("joined.ts", [std::fs::read(one).unwrap(), std::fs::read(two).unwrap()].concat());
    let (probe, made) = room.make(&joined).await;
    assert!((probe.duration_ms - 6_000).abs() < 200, "{probe:?}");
    assert!((made[0].duration_ms - 6_000).abs() < 200, "{}", made[0].duration_ms);
    assert!(room.look("360p", "-select_streams v -show_entries frame=width").split_whitespace().all(|line| line.starts_with("320")));
    room.plays("360p");
}

#[tokio::test]
async fn where_it_was_filmed_and_by_what_is_left_out() {
    let room = Room::new().await;
    let clip = room.clip(
        "home.mp4",
        "-f lavfi -i testsrc2=s=64x64:r=10:d=1 -c:v libx264 -preset ultrafast -metadata location=+48.2082+016.3738/ -metadata title=Kitchen -metadata make=Phone -movflags use_metadata_tags",
    );
    assert!(String::from_utf8_lossy(&std::fs::read(&clip).unwrap()).contains("+48.2082"));
    let (_, made) = room.make(&clip).await;
    for file in made[0].files() {
        let bytes = std::fs::read(room.path("out").join("360p").join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!["+48.2082", "Kitchen", "Phone"].iter().any(|word| text.contains(word)), "{file}");
    }
}
