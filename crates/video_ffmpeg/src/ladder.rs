//! In which forms a video is kept.

use domain::video::RenditionName;
use serde::{Deserialize, Serialize};

use crate::probe::{Probe, Rate};

/// Seconds of a segment, nearly: a whole number of pictures.
pub(crate) const SEGMENT_SECONDS: f64 = 4.0;
/// How much taller than the form before it a source must be to be worth one more.
const WORTH: f64 = 1.2;
/// The longest side, as a multiple of the shorter: 64:27, wider than any cinema.
const WIDEST: f64 = 64.0 / 27.0;
/// Bits of sound per second beside a picture, and alone.
const SOUND: u32 = 128_000;
const SOUND_ALONE: u32 = 64_000;

/// The picture of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels across, even.
    pub width: u32,
    /// Pixels down, even.
    pub height: u32,
    /// Pictures per second.
    pub rate: Rate,
    /// Pictures from one key frame to the next, which is one segment.
    pub key_frames: u32,
    /// Bits per second that are not passed for longer than [`Picture::buffer_bits`] lasts.
    pub max_bits: u32,
    /// The decoder's buffer.
    pub buffer_bits: u32,
}

/// A form in which a video is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Its name.
    pub name: RenditionName,
    /// Its picture; none is sound alone.
    pub picture: Option<Picture>,
    /// Bits of sound per second; 0 is none.
    pub audio_bits: u32,
}

impl Rung {
    /// Bits per second at most, over a few seconds.
    pub fn max_bits(&self) -> u64 {
        u64::from(self.picture.map_or(0, |picture| picture.max_bits)) + u64::from(self.audio_bits)
    }
}

/// The forms of a video, what is wanted first first: 360 lines, sound alone, 720, 1080. The shorter side counts as lines. Nothing
/// is larger than the source: one of 540 lines has 540 in its "720p", and one of 181 has 180 in its "360p".
pub fn ladder(probe: &Probe) -> Vec<Rung> {
    let has_sound = probe.sound().is_some();
    let short = f64::from(probe.video.width.min(probe.video.height));
    let audio_bits = if has_sound { SOUND } else { 0 };
    let mut rungs = Vec::new();
    let mut below = 0.0;
    for (name, lines, bits) in
        [(RenditionName::P360, 360.0, 800_000), (RenditionName::P720, 720.0, 2_800_000), (RenditionName::P1080, 1080.0, 5_000_000)]
    {
        if short >= below * WORTH {
            rungs.push(Rung { name, picture: Some(picture(probe, lines, bits)), audio_bits });
        }
        below = lines;
    }
    if has_sound {
        rungs.insert(1, Rung { name: RenditionName::Audio, picture: None, audio_bits: SOUND_ALONE });
    }
    rungs
}

/// The forms by runs of ffmpeg: what is wanted first alone, so that it is there soon; the rest in one, so that the file is read and
/// mapped once.
pub fn batches(rungs: &[Rung]) -> Vec<Vec<Rung>> {
    let (first, rest): (Vec<Rung>, Vec<Rung>) =
        rungs.iter().partition(|rung| matches!(rung.name, RenditionName::P360 | RenditionName::Audio));
    [first, rest].into_iter().filter(|batch| !batch.is_empty()).collect()
}

/// Bytes that forms take on the disk: an estimate to the safe side, from the most that their bit rates allow and from what the source
/// spends, which a smaller picture hardly passes. The source itself is not in it.
pub fn space_needed(probe: &Probe, rungs: &[Rung]) -> u64 {
    let seconds = u64::try_from(probe.duration_ms).unwrap_or(0) / 1000 + 1;
    let source_bits = probe.bytes * 8 / seconds;
    let each = |rung: &Rung| rung.max_bits().min((source_bits * 3 / 2).max(300_000)) * seconds / 8;
    rungs.iter().map(each).sum::<u64>() * 21 / 20 + (16 << 20)
}

fn picture(probe: &Probe, lines: f64, bits: u32) -> Picture {
    let (width, height) = fitted(probe.video.width, probe.video.height, lines);
    let (rate, key_frames) = rates(probe.video.rate, lines < 700.0);
    // more pictures per second cost more, but less than in proportion
    let max_bits = if rate.per_second() > 31.0 { bits / 2 * 3 } else { bits };
    Picture { width, height, rate, key_frames, max_bits, buffer_bits: max_bits * 2 }
}

/// A size within so many lines, with even sides and the same shape.
fn fitted(width: u32, height: u32, lines: f64) -> (u32, u32) {
    let (long, short) = (f64::from(width.max(height)), f64::from(width.min(height)));
    let scale = (lines / short).min(lines * WIDEST / long).min(1.0);
    let even = |side: u32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides are positive and at most 16,384")]
        let near = (f64::from(side) * scale / 2.0).round() as u32 * 2;
        if near > side { near - 2 } else { near }.max(2)
    };
    (even(width), even(height))
}

/// The rate of a form and the pictures of a segment. The lower rate is a whole part of the higher one, and the segment is counted in
/// the lower one: then key frames stand at the same times in all forms.
fn rates(source: Rate, is_small: bool) -> (Rate, u32) {
    let parts = |rate: Rate, most: f64| -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are positive and at most 480")]
        let parts = ((rate.per_second() - 0.5) / most).ceil() as u32;
        parts.max(1)
    };
    let top = Rate::of(source.num, source.den * parts(source, 60.0));
    let halves = parts(top, 30.0);
    let low = Rate::of(top.num, top.den * halves);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as above")]
    let pictures = ((low.per_second() * SEGMENT_SECONDS).round() as u32).max(1);
    if is_small { (low, pictures) } else { (top, pictures * halves) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        container::Container,
        probe::{AudioTrack, VideoTrack},
    };

    fn probe(width: u32, height: u32, rate: Rate) -> Probe {
        let video = VideoTrack {
            index: 0,
            codec: "h264".into(),
            width,
            height,
            rate,
            is_variable: false,
            is_hdr: false,
            is_interlaced: false,
            end_ms: 60_000,
        };
        let audio = vec![AudioTrack { index: 1, codec: "aac".into(), channels: 2, is_default: true }];
        Probe { container: Container::Mov, duration_ms: 60_000, bytes: 60_000_000, video, audio }
    }

    fn sizes(width: u32, height: u32) -> Vec<(&'static str, u32, u32)> {
        let rungs = ladder(&probe(width, height, Rate::of(30, 1)));
        rungs.iter().filter_map(|rung| rung.picture.map(|picture| (rung.name.as_str(), picture.width, picture.height))).collect()
    }

    #[test]
    fn nothing_is_larger_than_its_source_and_the_short_side_counts() {
        assert_eq!(sizes(1920, 1080), [("360p", 640, 360), ("720p", 1280, 720), ("1080p", 1920, 1080)]);
        assert_eq!(sizes(3840, 2160), sizes(1920, 1080));
        assert_eq!(sizes(1080, 1920), [("360p", 360, 640), ("720p", 720, 1280), ("1080p", 1080, 1920)]);
        assert_eq!(sizes(960, 540), [("360p", 640, 360), ("720p", 960, 540)]);
        assert_eq!(sizes(1366, 768), [("360p", 640, 360), ("720p", 1280, 720)]);
        assert_eq!(sizes(640, 400), [("360p", 576, 360)]);
        assert_eq!(sizes(321, 181), [("360p", 320, 180)]);
        assert_eq!(sizes(2, 2), [("360p", 2, 2)]);
        assert_eq!(sizes(8000, 100), [("360p", 854, 10)]);
    }

    #[test]
    fn the_smallest_comes_first_then_sound() {
        let names = |probe: &Probe| ladder(probe).iter().map(|rung| rung.name.as_str()).collect::<Vec<_>>();
        let mut probe = probe(1920, 1080, Rate::of(30, 1));
        assert_eq!(names(&probe), ["360p", "audio", "720p", "1080p"]);
        let batches = batches(&ladder(&probe));
        assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        probe.audio.clear();
        assert_eq!(names(&probe), ["360p", "720p", "1080p"]);
    }

    #[test]
    fn segments_are_equally_long_in_every_form() {
        for (num, den) in
            [(24, 1), (25, 1), (30_000, 1_001), (50, 1), (60_000, 1_001), (60, 1), (120, 1), (144, 1), (12, 1), (1, 1), (37, 2)]
        {
            let pictures: Vec<Picture> = ladder(&probe(1920, 1080, Rate::of(num, den))).iter().filter_map(|rung| rung.picture).collect();
            let seconds: Vec<f64> = pictures.iter().map(|picture| f64::from(picture.key_frames) / picture.rate.per_second()).collect();
            assert!(seconds.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1e-9), "{num}/{den}: {seconds:?}");
            assert!((seconds[0] - 4.0).abs() < 0.3, "{num}/{den}: {seconds:?}");
            assert!(pictures[0].rate.per_second() <= 30.5 && pictures[1].rate.per_second() <= 60.5);
        }
    }

    #[test]
    fn the_space_follows_the_bit_rates_and_the_source() {
        let mut probe = probe(1920, 1080, Rate::of(30, 1));
        let rungs = ladder(&probe);
        let most = space_needed(&probe, &rungs);
        assert!(most > 60 * 8_600_000 / 8 && most < 100 << 20, "{most}");
        probe.bytes = 3_000_000;
        assert!(space_needed(&probe, &rungs) < most);
    }
}
