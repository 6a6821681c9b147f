//! What a file is: length, size as shown, tracks.

use std::{ffi::OsString, path::Path, time::Duration};

use domain::video::{VideoFault, video::MAX_DURATION_MS};
use serde::{Deserialize, Serialize};

use crate::{
    child::damaged,
    container::Container,
    error::Error,
    ffmpeg::{CODECS, Ffmpeg, guarded},
    scan::{Ends, measured},
};

/// The most that ffprobe may say of one file.
const MAX_ANSWER: usize = 1 << 20;
const WALL: Duration = Duration::from_secs(120);
const ENTRIES: &str = "stream=index,codec_name,codec_type,width,height,sample_aspect_ratio,r_frame_rate,avg_frame_rate,field_order,\
    color_transfer,channels,duration:stream_disposition=default,attached_pic:stream_side_data=rotation:format=duration,start_time";

/// Pictures per second, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Above the line.
    pub num: u32,
    /// Below the line; never 0.
    pub den: u32,
}

impl Rate {
    /// The usual rates.
    pub(crate) const USUAL: [Self; 8] = [
        Self::of(24_000, 1_001),
        Self::of(24, 1),
        Self::of(25, 1),
        Self::of(30_000, 1_001),
        Self::of(30, 1),
        Self::of(50, 1),
        Self::of(60_000, 1_001),
        Self::of(60, 1),
    ];

    /// So many in so many seconds.
    pub(crate) const fn of(num: u32, den: u32) -> Self {
        Self { num, den }
    }

    /// As a number.
    pub fn per_second(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    fn parse(text: &str) -> Option<Self> {
        let (num, den) = text.split_once('/')?;
        let rate = Self { num: num.parse().ok()?, den: den.parse().ok()? };
        (rate.num > 0 && rate.den > 0).then_some(rate)
    }
}

/// The moving picture of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VideoTrack {
    /// Its number in the file.
    pub index: u32,
    /// Its codec, in ffmpeg's words.
    pub codec: String,
    /// Pixels across, as it is shown: turned, and with square pixels.
    pub width: u32,
    /// Pixels down, as it is shown.
    pub height: u32,
    /// Pictures per second: a round figure where the file varies.
    pub rate: Rate,
    /// Whether pictures come at uneven times.
    pub is_variable: bool,
    /// Whether it has a high dynamic range (PQ or HLG).
    pub is_hdr: bool,
    /// Whether each picture is two half pictures.
    pub is_interlaced: bool,
    /// Where its last picture ends, in milliseconds.
    pub end_ms: i64,
}

/// A sound track of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioTrack {
    /// Its number in the file.
    pub index: u32,
    /// Its codec, in ffmpeg's words.
    pub codec: String,
    /// Channels.
    pub channels: u32,
    /// Whether the file prefers it.
    pub is_default: bool,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    pub(crate) container: Container,
    /// Milliseconds, at least 1.
    pub duration_ms: i64,
    /// Bytes of the file.
    pub bytes: u64,
    /// The picture that is used.
    pub video: VideoTrack,
    /// Sound that can be used, in the file's order.
    pub audio: Vec<AudioTrack>,
}

impl Probe {
    /// The sound that is used: what the file prefers, else its first.
    pub fn sound(&self) -> Option<&AudioTrack> {
        self.audio.iter().find(|track| track.is_default).or_else(|| self.audio.first())
    }
}

impl Ffmpeg {
    /// Says what a file is, by its content.
    ///
    /// # Errors
    /// [`Error::File`] with what is wrong, for its author.
    pub async fn probe(&self, path: &Path) -> Result<Probe, Error> {
        let container = Container::of(path)?;
        let answer = self.describe(path, container).await?;
        let video = answer.streams.iter().filter(|stream| stream.is("video") && stream.disposition.attached_pic == 0);
        let video = video.clone().find(|stream| stream.disposition.default == 1).or_else(|| video.clone().next());
        let Some(stream) = video else { return Err(without_picture(&answer)) };
        let mut video = track(stream)?;
        let ends = self.ends(path, container, &answer, stream).await?;
        if ends.duration_ms > MAX_DURATION_MS {
            return Err(Error::file(VideoFault::TooLong, "The video is longer than ten hours. Cut it into parts."));
        }
        if ends.duration_ms < 1 {
            return Err(Error::file(VideoFault::NotAVideo, "This is a single picture without length, not a video."));
        }
        video.end_ms = ends.video_ms.clamp(0, ends.duration_ms);
        Ok(Probe {
            container,
            duration_ms: ends.duration_ms,
            bytes: std::fs::metadata(path)?.len(),
            video,
            audio: answer.streams.iter().filter_map(sound).collect(),
        })
    }

    async fn describe(&self, path: &Path, container: Container) -> Result<Answer, Error> {
        let mut args: Vec<OsString> = ["-v", "error", "-show_entries", ENTRIES, "-of", "json"].map(OsString::from).into();
        args.extend(guarded(path, container)?);
        let mut json = String::new();
        let mut on_line = |line: &str| {
            json.push_str(line);
            if json.len() > MAX_ANSWER { Err(unsupported("It has too many tracks.")) } else { Ok(()) }
        };
        match self.ask(args, WALL, &mut on_line).await {
            Ok(_) => serde_json::from_str(&json).map_err(|error| Error::Failed(format!("ffprobe's answer: {error}"))),
            Err(Error::Failed(said)) if said.contains("not on whitelist") => {
                Err(unsupported("It holds a track in a form that is not read here."))
            }
            // it began as a video does, and could not be read on
            Err(Error::Failed(said)) if !said.starts_with("signal") => {
                tracing::debug!(said, "ffprobe refuses a file");
                Err(damaged())
            }
            Err(error) => Err(error),
        }
    }

    async fn ends(&self, path: &Path, container: Container, answer: &Answer, video: &Stream) -> Result<Ends, Error> {
        let declared = ms(answer.format.duration.as_deref());
        if declared.is_some_and(|declared| declared > MAX_DURATION_MS) {
            return Ok(Ends { duration_ms: MAX_DURATION_MS + 1, video_ms: 0 });
        }
        let counted: Vec<u32> = answer
            .streams
            .iter()
            .filter(|stream| stream.index == video.index || sound(stream).is_some())
            .map(|stream| stream.index)
            .collect();
        let start = ms(answer.format.start_time.as_deref()).unwrap_or(0);
        measured(self, (path, container), (start, declared), (video.index, &counted)).await
    }
}

#[derive(Debug, Default, Deserialize)]
struct Answer {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Default, Deserialize)]
struct Format {
    duration: Option<String>,
    start_time: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Stream {
    index: u32,
    #[serde(default)]
    codec_name: String,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    #[serde(default)]
    sample_aspect_ratio: String,
    #[serde(default)]
    r_frame_rate: String,
    #[serde(default)]
    avg_frame_rate: String,
    #[serde(default)]
    field_order: String,
    #[serde(default)]
    color_transfer: String,
    #[serde(default)]
    channels: u32,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Debug, Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    default: u8,
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Debug, Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

impl Stream {
    fn is(&self, kind: &str) -> bool {
        self.codec_type == kind
    }

    fn is_known(&self) -> bool {
        CODECS.split(',').any(|known| known.trim() == self.codec_name)
    }

    /// Across and down, as it is shown.
    fn shown(&self) -> (u32, u32) {
        let aspect =
            self.sample_aspect_ratio.split_once(':').and_then(|(num, den)| Some((num.parse::<u64>().ok()?, den.parse::<u64>().ok()?)));
        let width = match aspect {
            Some((num @ 1.., den @ 1..)) => (u64::from(self.width) * num + den / 2) / den,
            _ => u64::from(self.width),
        };
        let width = u32::try_from(width).unwrap_or(self.width).max(1);
        let turned = self.side_data_list.iter().filter_map(|side| side.rotation).any(|degrees| (degrees.abs() % 180.0 - 90.0).abs() < 1.0);
        if turned { (self.height, width) } else { (width, self.height) }
    }
}

fn track(stream: &Stream) -> Result<VideoTrack, Error> {
    if !stream.is_known() {
        return Err(unsupported(&format!("Its picture is in the form {:?}.", stream.codec_name)));
    }
    let (width, height) = stream.shown();
    if stream.width == 0 || stream.height == 0 {
        return Err(damaged());
    }
    if width.max(height) > 16_384 {
        return Err(unsupported("Its picture is larger than 16,384 pixels."));
    }
    let (rate, is_variable) = rate(Rate::parse(&stream.r_frame_rate), Rate::parse(&stream.avg_frame_rate));
    Ok(VideoTrack {
        index: stream.index,
        codec: stream.codec_name.clone(),
        width,
        height,
        rate,
        is_variable,
        is_hdr: matches!(stream.color_transfer.as_str(), "smpte2084" | "arib-std-b67"),
        is_interlaced: matches!(stream.field_order.as_str(), "tt" | "bb" | "tb" | "bt"),
        end_ms: 0,
    })
}

/// The rate to keep, and whether the file varies. The first is the finest that all times fit into, the second the average.
fn rate(finest: Option<Rate>, average: Option<Rate>) -> (Rate, bool) {
    let near = |one: f64, other: f64| (one - other).abs() <= other * 0.01;
    let Some(average) = average.or(finest) else { return (Rate::of(30, 1), true) };
    let mean = average.per_second();
    // half pictures count twice in the first
    let is_even = finest.is_none_or(|finest| near(finest.per_second(), mean) || near(finest.per_second(), mean * 2.0));
    let closest =
        Rate::USUAL.into_iter().min_by(|one, other| (one.per_second() - mean).abs().total_cmp(&(other.per_second() - mean).abs()));
    if let Some(usual) = closest.filter(|usual| is_even && near(usual.per_second(), mean)) {
        return (usual, false);
    }
    if is_even && (1.0..=480.0).contains(&mean) && average.den <= 100_000 {
        return (average, false);
    }
    let round = if mean <= 1.0 {
        Rate::of(1, 1)
    } else if mean <= 30.5 {
        Rate::of(30, 1)
    } else {
        Rate::of(60, 1)
    };
    (round, !is_even)
}

fn sound(stream: &Stream) -> Option<AudioTrack> {
    let is_usable = stream.is("audio") && stream.channels > 0 && stream.is_known();
    is_usable.then(|| AudioTrack {
        index: stream.index,
        codec: stream.codec_name.clone(),
        channels: stream.channels,
        is_default: stream.disposition.default == 1,
    })
}

fn without_picture(answer: &Answer) -> Error {
    // a header that was cut leaves tracks of no kind
    if !answer.streams.iter().any(|stream| ["audio", "video", "subtitle"].iter().any(|kind| stream.is(kind))) {
        return damaged();
    }
    let has_sound = answer.streams.iter().any(|stream| stream.is("audio"));
    let what = if has_sound { "This file holds sound only." } else { "This file holds no moving picture." };
    Error::file(VideoFault::NotAVideo, format!("{what} Upload a video file, such as MP4, MOV, WebM or MKV."))
}

fn unsupported(why: &str) -> Error {
    Error::file(VideoFault::Unsupported, format!("This video cannot be read. {why} Export it as MP4 with H.264 and AAC."))
}

/// Milliseconds of ffprobe's seconds.
pub(crate) fn ms(seconds: Option<&str>) -> Option<i64> {
    let seconds = seconds?.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && seconds.abs() < 1e10)?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    Some((seconds * 1000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(finest: &str, average: &str) -> (Rate, bool) {
        rate(Rate::parse(finest), Rate::parse(average))
    }

    #[test]
    fn a_rate_is_what_the_file_has_or_a_round_one() {
        assert_eq!(of("30/1", "30/1"), (Rate::of(30, 1), false));
        assert_eq!(of("30000/1001", "30000/1001"), (Rate::of(30_000, 1_001), false));
        assert_eq!(of("50/1", "25/1"), (Rate::of(25, 1), false));
        assert_eq!(of("120/1", "17893/597"), (Rate::of(30, 1), true));
        assert_eq!(of("1000/1", "0/0"), (Rate::of(60, 1), false));
        assert_eq!(of("90000/1", "43/10"), (Rate::of(30, 1), true));
        assert_eq!(of("1/10", "1/10"), (Rate::of(1, 1), false));
        assert_eq!(of("12/1", "12/1"), (Rate::of(12, 1), false));
        assert_eq!(of("0/0", "0/0"), (Rate::of(30, 1), true));
    }
}
