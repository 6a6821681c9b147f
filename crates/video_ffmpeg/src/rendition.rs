//! A form that was made: its files, and whether they are whole.
//!
//! ffmpeg says that all went well even when the disk was full: it cuts a segment short and goes on. So each file is looked at.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use domain::video::RenditionName;
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    ladder::{Picture, Rung},
};

/// The playlist of a form.
pub(crate) const PLAYLIST: &str = "index.m3u8";
/// What stands before its segments.
pub(crate) const INIT: &str = "init.mp4";
/// Written last: with it, everything is there.
const MARKER: &str = "done.json";

/// A few seconds of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its file's name.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// Its length in microseconds.
    pub duration_us: i64,
}

/// A form that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Its name, and its folder's.
    pub name: RenditionName,
    /// The playlist's file name.
    pub playlist: String,
    /// The file that stands before the segments.
    pub init: String,
    /// Its segments, in order.
    pub segments: Vec<Segment>,
    /// Bytes of all files of it.
    pub bytes: u64,
    /// Bits per second of its heaviest segment, as a master playlist's BANDWIDTH wants it.
    pub peak_bits: u64,
    /// Bits per second over all of it: AVERAGE-BANDWIDTH.
    pub average_bits: u64,
    /// Its codecs in the words of RFC 6381, read from what was made.
    pub codecs: String,
    /// Its picture; none is sound alone.
    pub picture: Option<Picture>,
    /// Bits of sound per second that were asked for; 0 is none.
    pub audio_bits: u32,
    /// Milliseconds, as measured.
    pub duration_ms: i64,
}

impl Rendition {
    /// The names of all its files: what stands before, the segments, and the playlist last.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let segments = self.segments.iter().map(|segment| segment.file.as_str());
        std::iter::once(self.init.as_str()).chain(segments).chain(std::iter::once(self.playlist.as_str()))
    }

    /// The attributes of its line in a master playlist (RFC 8216, 4.3.4.2).
    pub fn attributes(&self) -> String {
        let mut text = format!("BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{}\"", self.peak_bits, self.average_bits, self.codecs);
        if let Some(Picture { width, height, rate, .. }) = self.picture {
            text.push_str(&format!(",RESOLUTION={width}x{height},FRAME-RATE={:.3}", rate.per_second()));
        }
        text
    }

    /// Reads a form that ffmpeg has written, and looks whether each file is whole.
    pub(crate) fn read(rung: &Rung, folder: &Path) -> Result<Self, Error> {
        let init = fs::read(folder.join(INIT))?;
        let playlist = fs::read_to_string(folder.join(PLAYLIST))?;
        // written last; on a full disk it is there and empty
        if !playlist.trim_end().ends_with("#EXT-X-ENDLIST") || !is_whole(&folder.join(INIT))? {
            return Err(Error::NoSpace);
        }
        let mut segments = Vec::new();
        let mut duration_us = 0;
        for line in playlist.lines() {
            if let Some(seconds) = line.strip_prefix("#EXTINF:").and_then(|rest| rest.trim_end_matches(',').parse::<f64>().ok()) {
                #[expect(clippy::cast_possible_truncation, reason = "a segment has seconds, all of them together ten hours")]
                let us = (seconds * 1e6).round() as i64;
                duration_us = us;
            } else if !line.starts_with('#') && !line.is_empty() {
                let path = folder.join(line);
                if !is_whole(&path)? {
                    return Err(Error::NoSpace);
                }
                segments.push(Segment { file: line.to_owned(), bytes: fs::metadata(path)?.len(), duration_us });
            }
        }
        let total_us: i64 = segments.iter().map(|segment| segment.duration_us).sum();
        let media: u64 = segments.iter().map(|segment| segment.bytes).sum();
        Ok(Self {
            name: rung.name,
            playlist: PLAYLIST.to_owned(),
            init: INIT.to_owned(),
            bytes: media + init.len() as u64 + playlist.len() as u64,
            peak_bits: segments.iter().map(|segment| bits(segment.bytes, segment.duration_us)).max().unwrap_or(0),
            average_bits: bits(media, total_us),
            codecs: codecs(&init),
            picture: rung.picture,
            audio_bits: rung.audio_bits,
            duration_ms: total_us / 1000,
            segments,
        })
    }

    /// Marks it as done.
    pub(crate) fn mark(&self, folder: &Path) -> Result<(), Error> {
        let draft = folder.join("done.part");
        let json = serde_json::to_vec(self).map_err(io::Error::from)?;
        let mut file = File::create(&draft)?;
        let written = file.write_all(&json).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&draft, folder.join(MARKER)));
        written.map_err(|error| if error.kind() == io::ErrorKind::StorageFull { Error::NoSpace } else { error.into() })
    }
}

/// The form in this folder of a video, if it was finished and is whole.
pub fn finished(out: &Path, name: RenditionName) -> Option<Rendition> {
    let folder = out.join(name.as_str());
    let done: Rendition = serde_json::from_slice(&fs::read(folder.join(MARKER)).ok()?).ok()?;
    let is_there = |segment: &Segment| fs::metadata(folder.join(&segment.file)).is_ok_and(|found| found.len() == segment.bytes);
    let has_rest = folder.join(INIT).is_file() && folder.join(PLAYLIST).is_file();
    (done.name == name && has_rest && done.segments.iter().all(is_there)).then_some(done)
}

/// Whether the boxes of an MP4 file end where the file does.
pub(crate) fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut at = 0;
    while at < length {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at))?;
        let wanted = usize::try_from(length - at).unwrap_or(16).min(16);
        file.read_exact(head.get_mut(..wanted).unwrap_or_default())?;
        let [a, b, c, d, _, _, _, _, large @ ..] = head;
        let size = match u32::from_be_bytes([a, b, c, d]) {
            1 => u64::from_be_bytes(large),
            size => u64::from(size),
        };
        if size < 8 {
            return Ok(false);
        }
        at = at.saturating_add(size);
    }
    Ok(length > 0 && at == length)
}

/// Looks at segments while they are written, so that a full disk is noticed within seconds and not after hours.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    out: &'a Path,
    next: Vec<(RenditionName, u32)>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(out: &'a Path, rungs: &[Rung]) -> Self {
        Self { out, next: rungs.iter().map(|rung| (rung.name, 0)).collect() }
    }

    /// Looks at each segment after which there is another one.
    pub(crate) fn look(&mut self) -> Result<(), Error> {
        for (name, next) in &mut self.next {
            let segment = |n: u32| self.out.join(name.as_str()).join(format!("seg_{n:05}.m4s"));
            while segment(*next + 1).exists() {
                if !is_whole(&segment(*next))? {
                    return Err(Error::NoSpace);
                }
                *next += 1;
            }
        }
        Ok(())
    }
}

fn bits(bytes: u64, us: i64) -> u64 {
    let us = u64::try_from(us).unwrap_or(0).max(1);
    u64::try_from(u128::from(bytes) * 8_000_000 / u128::from(us)).unwrap_or(u64::MAX)
}

/// The codecs by what stands before the segments: the decoder's configuration names profile and level.
fn codecs(init: &[u8]) -> String {
    let find = |name: &[u8]| init.windows(name.len()).position(|window| window == name);
    let video = find(b"avcC").and_then(|at| init.get(at + 5..at + 8));
    let video = video.map(|bytes| format!("avc1.{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()));
    // what the encoder makes is always AAC-LC
    let sound = find(b"mp4a").map(|_| "mp4a.40.2".to_owned());
    video.into_iter().chain(sound).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8; 4], bytes: u32) -> Vec<u8> {
        let mut all = (bytes + 8).to_be_bytes().to_vec();
        all.extend_from_slice(name);
        all.resize(all.len() + bytes as usize, 7);
        all
    }

    #[test]
    fn a_file_that_was_cut_is_not_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seg_00000.m4s");
        let whole = [boxed(b"styp", 4), boxed(b"moof", 100), boxed(b"mdat", 1_000)].concat();
        for (bytes, is) in
            [(&whole[..], true), (&whole[..whole.len() - 1], false), (&whole[..12], true), (&whole[..20], false), (&[], false)]
        {
            fs::write(&path, bytes).unwrap();
            assert_eq!(is_whole(&path).unwrap(), is, "{} bytes", bytes.len());
        }
        // what a full disk leaves when the space for it was set aside
        fs::write(&path, [&whole[..], &[0; 64]].concat()).unwrap();
        assert!(!is_whole(&path).unwrap());
        fs::write(&path, [&whole[..], &[0; 3]].concat()).unwrap();
        assert!(!is_whole(&path).unwrap());
    }

    #[test]
    fn codecs_are_read_from_what_was_made() {
        let init = [&b"....avcC\x01\x64\x00\x1f\xff...."[..], b"mp4a"].concat();
        assert_eq!(codecs(&init), "avc1.64001f,mp4a.40.2");
        assert_eq!(codecs(b"mp4a"), "mp4a.40.2");
    }

    #[test]
    fn a_playlist_that_was_cut_is_a_full_disk() {
        let folder = tempfile::tempdir().unwrap();
        let rung = Rung { name: RenditionName::Audio, picture: None, audio_bits: 64_000 };
        fs::write(folder.path().join(INIT), boxed(b"moov", 10)).unwrap();
        fs::write(folder.path().join("seg_00000.m4s"), boxed(b"mdat", 992)).unwrap();
        let playlist = "#EXTM3U\n#EXTINF:4.000000,\nseg_00000.m4s\n#EXT-X-ENDLIST\n";
        for (text, is) in [(playlist, true), (&playlist[..30], false), ("", false)] {
            fs::write(folder.path().join(PLAYLIST), text).unwrap();
            assert_eq!(Rendition::read(&rung, folder.path()).is_ok(), is, "{text}");
        }
        fs::write(folder.path().join(PLAYLIST), playlist).unwrap();
        let read = Rendition::read(&rung, folder.path()).unwrap();
        assert_eq!((read.duration_ms, read.peak_bits, read.average_bits, read.segments.len()), (4_000, 2_000, 2_000, 1));
    }
}
