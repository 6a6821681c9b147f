//! What a file is, by its first bytes.
//!
//! Names are not believed, and ffmpeg's own guess is not asked: the answer here is the one parser that the child may use. Playlists
//! (HLS, DASH, concat, SDP ..), pictures and whatever else names other files are none of these.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use domain::video::VideoFault;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A form that holds pictures and sound, and names no other file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Container {
    Mov,
    Matroska,
    Avi,
    MpegTs,
    MpegPs,
    Flv,
    Asf,
    Ogg,
}

impl Container {
    /// The demuxer's name.
    pub(crate) const fn demuxer(self) -> &'static str {
        match self {
            Self::Mov => "mov",
            Self::Matroska => "matroska",
            Self::Avi => "avi",
            Self::MpegTs => "mpegts",
            Self::MpegPs => "mpeg",
            Self::Flv => "flv",
            Self::Asf => "asf",
            Self::Ogg => "ogg",
        }
    }

    /// What the file begins with.
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        if length == 0 {
            return Err(Error::file(VideoFault::Empty, "The file is empty. Check it on your computer and upload it again."));
        }
        let mut head = Vec::with_capacity(1024);
        file.seek(SeekFrom::Start(0))?;
        file.take(1024).read_to_end(&mut head)?;
        let Some(found) = by_magic(&head) else { return Err(refusal(&head)) };
        if found == Self::Avi && avi_is_cut(&head, length) {
            return Err(Error::file(VideoFault::Damaged, "The file ends too early. Copy or export it again, then upload it again."));
        }
        Ok(found)
    }
}

fn at(head: &[u8], from: usize, bytes: &[u8]) -> bool {
    head.get(from..).is_some_and(|rest| rest.starts_with(bytes))
}

fn by_magic(head: &[u8]) -> Option<Container> {
    const BOXES: [&[u8]; 8] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"];
    const ASF: [u8; 8] = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];
    let every = |first: usize, step: usize| (0..4).all(|n| head.get(first + n * step) == Some(&0x47));
    if BOXES.iter().any(|name| at(head, 4, name)) {
        return Some(Container::Mov);
    }
    if at(head, 0, &[0x1a, 0x45, 0xdf, 0xa3]) {
        return Some(Container::Matroska);
    }
    if at(head, 0, b"RIFF") && at(head, 8, b"AVI ") {
        return Some(Container::Avi);
    }
    if at(head, 0, &[0, 0, 1, 0xba]) {
        return Some(Container::MpegPs);
    }
    if at(head, 0, b"FLV\x01") {
        return Some(Container::Flv);
    }
    if at(head, 0, &ASF) {
        return Some(Container::Asf);
    }
    if at(head, 0, b"OggS") {
        return Some(Container::Ogg);
    }
    // 188 bytes each; cameras write 4 more before each
    (every(0, 188) || every(4, 192)).then_some(Container::MpegTs)
}

/// An AVI says how long its first part is; ffmpeg takes what is there for all there was.
fn avi_is_cut(head: &[u8], length: u64) -> bool {
    let said = head.get(4..8).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map_or(0, u32::from_le_bytes);
    said < u32::MAX - 8 && u64::from(said) + 8 > length
}

/// Words for what is no video.
fn refusal(head: &[u8]) -> Error {
    const UNREAD: [&[u8]; 5] = [&[6, 0x0e, 0x2b, 0x34], b".RMF", &[0, 0, 1, 0xb3], &[0, 0, 0, 1], &[0, 0, 1]];
    const PICTURES: [&[u8]; 6] = [&[0xff, 0xd8, 0xff], b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*"];
    const SOUNDS: [&[u8]; 5] = [b"ID3", b"fLaC", &[0xff, 0xfb], &[0xff, 0xf3], &[0xff, 0xf1]];
    const LISTS: [&str; 10] = ["#EXT", "<?xml", "<MPD", "ffconcat", "v=0", "[playlist]", "[Reference]", "<ASX", "<asx", "RTSPtext"];
    let is = |magics: &[&[u8]]| magics.iter().any(|magic| at(head, 0, magic));
    let no = |what: &str| Error::file(VideoFault::NotAVideo, format!("{what} Upload a video file, such as MP4, MOV, WebM or MKV."));
    if is(&UNREAD) {
        return Error::file(VideoFault::Unsupported, "This kind of video file cannot be read. Export it as MP4 with H.264 and AAC.");
    }
    if is(&PICTURES) || (at(head, 0, b"RIFF") && at(head, 8, b"WEBP")) {
        return no("This is a picture.");
    }
    if is(&SOUNDS) || (at(head, 0, b"RIFF") && at(head, 8, b"WAVE")) {
        return no("This holds sound only.");
    }
    if at(head, 0, b"%PDF") {
        return no("This is a PDF document.");
    }
    if at(head, 0, b"PK\x03\x04") {
        return no("This is an archive or an office document.");
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if LISTS.iter().any(|word| text.starts_with(word)) {
        return no("This is a list that points to other files, not a video.");
    }
    // a character may be cut at the end of what was read
    let is_text = !head.contains(&0) && str::from_utf8(head).map_or_else(|error| error.valid_up_to() + 4 > head.len(), |_| true);
    no(if is_text { "This is a text." } else { "This is not a video in a form that is known here." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        assert_eq!(by_magic(b"\0\0\0\x20ftypisom"), Some(Container::Mov));
        assert_eq!(by_magic(&[0x1a, 0x45, 0xdf, 0xa3, 1]), Some(Container::Matroska));
        let mut packets = vec![0_u8; 800];
        (0..4).for_each(|n| packets[n * 188] = 0x47);
        assert_eq!(by_magic(&packets), Some(Container::MpegTs));
        for none in [&b"#EXTM3U\n"[..], b"ffconcat version 1.0", b"", b"RIFF....WAVE", b"v=0\r\n", b"GIF89a", b"FWS\x09"] {
            assert_eq!(by_magic(none), None);
        }
    }

    #[test]
    fn what_it_is_instead_is_said() {
        for (head, words) in [
            (&b"%PDF-1.7"[..], "a PDF"),
            (b"\xef\xbb\xbf#EXTM3U", "a list"),
            (b"\xff\xd8\xff\xe0", "a picture"),
            (b"ID3\x04", "sound only"),
            (b"Dear all", "a text"),
            (b"\xf0\0\xff", "not a video"),
        ] {
            let Error::File(fault) = refusal(head) else { panic!() };
            assert_eq!(fault.kind, VideoFault::NotAVideo);
            assert!(fault.detail.contains(words), "{}", fault.detail);
        }
    }
}
