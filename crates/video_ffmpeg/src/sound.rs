//! The sound of a video as those want it who listen for words: 16 kHz, one channel, in pieces.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use tokio_util::sync::CancellationToken;

use crate::{
    container::Container,
    error::Error,
    ffmpeg::{Ffmpeg, guarded},
    probe::Probe,
};

/// Samples a second.
const RATE: u32 = 16_000;
const BYTES_PER_MS: u64 = RATE as u64 * 2 / 1_000;
/// Shorter sound is filled with silence: nobody listens to less.
const SHORTEST_MS: i64 = 1_000;
/// How much may be missing at the end before something went wrong.
const FORGIVEN_MS: i64 = 1_000;

/// What the sound is taken from.
#[derive(Clone, Copy, Debug)]
pub enum SoundSource<'a> {
    /// The file as it was uploaded.
    Upload(&'a Path, &'a Probe),
    /// The form without pictures, what stands before its segments and these in one file; and how long it is, in milliseconds.
    Made(&'a Path, i64),
}

/// A piece of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The samples: 16 bits each, the lower byte first.
    pub path: PathBuf,
    /// Where it begins in the video, in milliseconds.
    pub start_ms: i64,
    /// How long it is, in milliseconds.
    pub duration_ms: i64,
}

impl Piece {
    /// The piece as a WAV file. Ten minutes are 19 MB.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn wav(&self) -> io::Result<Vec<u8>> {
        let samples = fs::read(&self.path)?;
        let length = u32::try_from(samples.len()).map_err(|_| io::Error::other("a piece of sound is too long"))?;
        let mut wav = Vec::with_capacity(samples.len() + 44);
        wav.extend_from_slice(b"RIFF");
        wav.extend_from_slice(&length.saturating_add(36).to_le_bytes());
        wav.extend_from_slice(b"WAVEfmt ");
        // PCM, one channel, two bytes a sample
        for (bytes, number) in [(4, 16), (2, 1), (2, 1), (4, RATE), (4, RATE * 2), (2, 2), (2, 16)] {
            wav.extend(number.to_le_bytes().iter().take(bytes));
        }
        wav.extend_from_slice(b"data");
        wav.extend_from_slice(&length.to_le_bytes());
        wav.extend_from_slice(&samples);
        Ok(wav)
    }
}

impl Ffmpeg {
    /// Writes the sound of a video into a folder, in pieces of so many milliseconds. Together they are as long as the video.
    ///
    /// # Errors
    /// [`Error::File`] when the sound turns out to be broken, [`Error::Canceled`], [`Error::NoSpace`] and others.
    pub async fn sound(
        &self,
        source: SoundSource<'_>,
        (folder, piece_ms): (&Path, i64),
        cancel: &CancellationToken,
    ) -> Result<Vec<Piece>, Error> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let (input, container, track, duration_ms) = match source {
            SoundSource::Upload(path, probe) => {
                let track = probe.sound().ok_or_else(|| io::Error::other("there is no sound"))?;
                (path, probe.container, track.index.to_string(), probe.duration_ms)
            }
            SoundSource::Made(path, duration_ms) => (path, Container::Mov, "a:0".to_owned(), duration_ms),
        };
        let duration_ms = duration_ms.max(SHORTEST_MS);
        let mut args: Vec<OsString> = ["-threads", &self.threads().to_string(), "-vn"].map(OsString::from).into();
        args.extend(guarded(input, container)?);
        // gaps are filled, so that what is heard stays where it is seen
        let filter = format!("[0:{track}]aresample={RATE}:async=1:first_pts=0,apad=whole_dur={duration_ms}ms[s]");
        let length = format!("{}.{:03}", piece_ms / 1_000, piece_ms % 1_000);
        let whole = format!("{}.{:03}", duration_ms / 1_000, duration_ms % 1_000);
        let words = ["-filter_complex", &filter, "-map", "[s]", "-t", &whole, "-map_metadata", "-1", "-ac", "1", "-c:a", "pcm_s16le"];
        args.extend(words.map(OsString::from));
        args.extend(["-f", "segment", "-segment_time", &length, "-segment_format", "s16le", "%05d.pcm"].map(OsString::from));
        self.make(args, (folder, duration_ms), cancel, &mut |_| Ok(())).await?;
        pieces(folder, duration_ms)
    }
}

/// What was written. Pieces end where a packet does, so each is measured.
fn pieces(folder: &Path, duration_ms: i64) -> Result<Vec<Piece>, Error> {
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    let mut pieces = Vec::with_capacity(paths.len());
    let mut bytes = 0;
    let at = |bytes: u64| i64::try_from(bytes / BYTES_PER_MS).unwrap_or(i64::MAX);
    for path in paths {
        let start_ms = at(bytes);
        bytes += fs::metadata(&path)?.len();
        let length_ms = at(bytes) - start_ms;
        if length_ms > 0 {
            pieces.push(Piece { path, start_ms, duration_ms: length_ms });
        }
    }
    // on a full disk ffmpeg cuts the file and calls it done
    if at(bytes) + FORGIVEN_MS < duration_ms { Err(Error::NoSpace) } else { Ok(pieces) }
}
