//! The words for one run of ffmpeg.

use std::ffi::OsString;

use domain::video::{RenditionName, video::MAX_DURATION_MS};

use crate::{
    ffmpeg::Abilities,
    ladder::{Picture, Rung, SEGMENT_SECONDS},
    probe::Probe,
    rendition::{INIT, PLAYLIST},
};

/// As loud as streaming services play: EBU R 128's measure, in one pass, which follows the sound as it goes and leaves silence alone.
const LOUDNESS: &str = "loudnorm=I=-16:TP=-1.5:LRA=11,";
/// From PQ or HLG to what every screen shows. The file's own notes on color are often missing, so the usual ones are spelled out.
const TONE_MAP_END: &str = "zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,";
/// Samples that the AAC encoder puts before the first; a copied track must start as far before the picture.
const PRIMING_SECONDS: &str = "-0.021333333";

/// Where the sound of a run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sound {
    None,
    /// From the source.
    Made,
    /// From a form that is done, which is the second input.
    Copied,
}

/// The filters of a run, as options of ffmpeg.
pub(crate) fn filters(probe: &Probe, rungs: &[Rung], sound: Sound, abilities: &Abilities) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut pictures: Vec<Picture> = rungs.iter().filter_map(|rung| rung.picture).collect();
    pictures.sort_by_key(|picture| picture.width);
    if let Some(largest) = pictures.last() {
        words.extend(["-filter_complex".into(), video(probe, &pictures, *largest, abilities).into()]);
    }
    if let (Sound::Made, Some(track)) = (sound, probe.sound()) {
        let loudness = if abilities.loudness { LOUDNESS } else { "" };
        let split: String = (0..rungs.len()).map(|n| format!("[a{n}]")).collect();
        // gaps are filled, so that sound stays with the picture; both end together, else a player waits for the shorter one
        let graph = format!(
            "[0:{}]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,{loudness}aresample=48000,\
             aformat=sample_fmts=fltp:channel_layouts=stereo,apad=whole_dur={}ms,asplit={}{split}",
            track.index,
            probe.duration_ms,
            rungs.len(),
        );
        words.extend(["-filter_complex".into(), graph.into()]);
    }
    words
}

/// From the source to the largest picture, and from that to the smaller ones: what is costly is done once.
fn video(probe: &Probe, pictures: &[Picture], largest: Picture, abilities: &Abilities) -> String {
    let track = &probe.video;
    let interlaced = if track.is_interlaced && abilities.deinterlacing { "yadif=deint=interlaced," } else { "" };
    let rate = pictures
        .iter()
        .map(|picture| picture.rate)
        .max_by(|one, other| one.per_second().total_cmp(&other.per_second()))
        .unwrap_or(largest.rate);
    let missing = probe.duration_ms - track.end_ms;
    let padding = if missing > 500 { format!("tpad=stop_mode=clone:stop_duration={missing}ms,") } else { String::new() };
    let split: String = (0..pictures.len()).map(|n| format!("[s{n}]")).collect();
    let mut graph = format!(
        "[0:{}]{interlaced}fps={}/{}:start_time=0,{padding}{}split={}{split}",
        track.index,
        rate.num,
        rate.den,
        still(probe, (largest.width, largest.height), abilities),
        pictures.len(),
    );
    for (n, picture) in pictures.iter().enumerate() {
        let fps = if picture.rate == rate { String::new() } else { format!("fps={}/{}:start_time=0,", picture.rate.num, picture.rate.den) };
        let scale = if picture.width == largest.width { String::new() } else { format!("scale={}:{},", picture.width, picture.height) };
        graph.push_str(&format!(";[s{n}]{fps}{scale}setsar=1[v{}]", picture.width));
    }
    graph
}

/// One picture in a size that every screen shows. Scaled first: it is what follows that costs.
pub(crate) fn still(probe: &Probe, (width, height): (u32, u32), abilities: &Abilities) -> String {
    if probe.video.is_hdr && abilities.tone_mapping {
        return format!(
            "scale={width}:{height},format=yuv420p10le,zscale=tin=smpte2084:pin=bt2020:min=bt2020nc:rin=tv:t=linear:npl=100,\
             format=gbrpf32le,{TONE_MAP_END}format=yuv420p,"
        );
    }
    format!("scale={width}:{height}:out_range=tv,format=yuv420p,")
}

/// The words for one form: what goes in, how it is encoded, where it goes.
pub(crate) fn output(rung: &Rung, n: usize, sound: Sound, threads: usize) -> Vec<OsString> {
    let mut words: Vec<String> = Vec::new();
    let mut add = |more: &[&str]| words.extend(more.iter().map(|word| (*word).to_owned()));
    let seconds = rung.picture.map_or(SEGMENT_SECONDS, |picture| (f64::from(picture.key_frames) - 0.5) / picture.rate.per_second());
    if let Some(picture) = rung.picture {
        let key_frames = picture.key_frames.to_string();
        add(&["-map", &format!("[v{}]", picture.width), "-fps_mode:v", "passthrough"]);
        add(&["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23"]);
        add(&["-maxrate", &picture.max_bits.to_string(), "-bufsize", &picture.buffer_bits.to_string()]);
        add(&reordering(picture));
        // a key frame after so many pictures and nowhere else
        add(&["-g", &key_frames, "-keyint_min", &key_frames, "-sc_threshold", "0", "-threads", &threads.to_string()]);
    }
    match sound {
        Sound::None => {}
        Sound::Made => add(&["-map", &format!("[a{n}]"), "-c:a", "aac", "-b:a", &rung.audio_bits.to_string()]),
        Sound::Copied => add(&["-map", "1:a:0", "-c:a", "copy"]),
    }
    let folder = rung.name.as_str();
    add(&["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-t", &format!("{}", MAX_DURATION_MS / 1000 + 60)]);
    add(&["-f", "hls", "-hls_time", &format!("{seconds:.6}"), "-hls_list_size", "0", "-hls_playlist_type", "vod"]);
    add(&["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", INIT, "-hls_flags", "independent_segments"]);
    add(&["-hls_segment_filename", &format!("{folder}/seg_%05d.m4s"), &format!("{folder}/{PLAYLIST}")]);
    words.into_iter().map(OsString::from).collect()
}

/// How far pictures may be moved about. A browser takes the first picture for as late as this moves it, so it must be the same time in
/// all forms and about that of the sound's own delay: one picture of 30 in a second, two of 60, none where one is long.
fn reordering(picture: Picture) -> [&'static str; 2] {
    match picture.rate.per_second() {
        ..15.0 => ["-bf", "0"],
        15.0..=30.5 => ["-b-pyramid", "none"],
        _ => ["-b-pyramid", "normal"],
    }
}

/// The words that open a form that was made here, to copy its sound.
pub(crate) fn made(name: RenditionName, shift: bool) -> Vec<OsString> {
    let playlist = format!("file:{}/{PLAYLIST}", name.as_str());
    let shift: &[&str] = if shift { &["-itsoffset", PRIMING_SECONDS] } else { &[] };
    let words =
        ["-protocol_whitelist", "file", "-format_whitelist", "hls,mov", "-allowed_extensions", "m4s,mp4", "-f", "hls", "-i", &playlist];
    shift.iter().chain(&words).map(OsString::from).collect()
}
