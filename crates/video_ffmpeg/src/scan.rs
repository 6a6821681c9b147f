//! Where a file really ends.
//!
//! What a file says of its length is believed only after its last packets were seen: a cut file says what it said when it was whole,
//! and a recording of a browser says nothing.

use std::{ffi::OsString, path::Path, time::Duration};

use crate::{
    child::damaged,
    container::Container,
    error::Error,
    ffmpeg::{Ffmpeg, guarded},
    probe::ms,
};

/// How much of the end is looked at, in milliseconds.
const TAIL_MS: i64 = 10_000;
/// Reading a whole file of 2 GiB from a slow disk.
const WALL: Duration = Duration::from_secs(600);

/// Where a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ends {
    /// Milliseconds of all.
    pub(crate) duration_ms: i64,
    /// Where the last picture ends.
    pub(crate) video_ms: i64,
}

/// The last packets, in milliseconds from the file's first.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    all: Option<i64>,
    video: Option<i64>,
}

/// How many milliseconds may be missing before a file counts as cut.
pub(crate) const fn forgiven_ms(duration_ms: i64) -> i64 {
    let share = duration_ms * 3 / 100;
    if share > 1_000 { share } else { 1_000 }
}

/// Measures a file: the end of it where it says how long it is, all of it where it does not.
pub(crate) async fn measured(
    ffmpeg: &Ffmpeg,
    (path, container): (&Path, Container),
    (start_ms, declared_ms): (i64, Option<i64>),
    (video, counted): (u32, &[u32]),
) -> Result<Ends, Error> {
    let tail_from = declared_ms.map(|declared| start_ms + declared - TAIL_MS).filter(|from| *from > start_ms);
    let (mut last, said) = packets(ffmpeg, (path, container), tail_from, None, (start_ms, video, counted)).await?;
    let declared = declared_ms.unwrap_or(0);
    let missing = declared - last.all.unwrap_or(0);
    if missing > forgiven_ms(declared) && is_cut(container, missing, declared, &said) {
        return Err(damaged());
    }
    let duration_ms = match last.all {
        Some(end) if trusts_packets(container) || end > declared => end,
        _ => declared,
    };
    if last.video.is_none() {
        // its last picture stands long before the end, as with a talk over one slide
        (last, _) = packets(ffmpeg, (path, container), None, Some(video), (start_ms, video, counted)).await?;
    }
    Ok(Ends { duration_ms, video_ms: last.video.unwrap_or(duration_ms) })
}

/// Whether a file that ends early is broken. Matroska does not say how long its last picture stands, so there a complaint is wanted too.
fn is_cut(container: Container, missing: i64, declared: i64, said: &str) -> bool {
    match container {
        Container::Mov => true,
        Container::Matroska => said.contains("ended prematurely") || missing > (declared / 10).max(TAIL_MS),
        _ => false,
    }
}

/// Forms whose stated length is a guess or a note of somebody.
const fn trusts_packets(container: Container) -> bool {
    matches!(container, Container::MpegTs | Container::MpegPs | Container::Flv | Container::Asf | Container::Ogg | Container::Avi)
}

async fn packets(
    ffmpeg: &Ffmpeg,
    (path, container): (&Path, Container),
    from_ms: Option<i64>,
    only: Option<u32>,
    (start_ms, video, counted): (i64, u32, &[u32]),
) -> Result<(Last, String), Error> {
    let entries = "packet=stream_index,pts_time,dts_time,duration_time";
    let mut args: Vec<OsString> = ["-v", "error", "-show_entries", entries, "-of", "csv=p=0"].map(OsString::from).into();
    if let Some(from) = from_ms {
        args.extend(["-read_intervals".into(), format!("{}.{:03}%", from / 1000, from % 1000).into()]);
    }
    if let Some(only) = only {
        args.extend(["-select_streams".into(), only.to_string().into()]);
    }
    args.extend(guarded(path, container)?);
    let mut last = Last::default();
    let mut on_line = |line: &str| {
        let mut fields = line.split(',');
        let index = fields.next().and_then(|field| field.parse::<u32>().ok());
        let mut next = || ms(fields.next());
        let (pts, dts, length) = (next(), next(), next());
        if let (Some(index), Some(time)) = (index.filter(|index| counted.contains(index)), pts.or(dts)) {
            let end = time - start_ms + length.unwrap_or(0);
            last.all = last.all.max(Some(end));
            last.video = if index == video { last.video.max(Some(end)) } else { last.video };
        }
        Ok(())
    };
    let said = match ffmpeg.ask(args, WALL, &mut on_line).await {
        Ok(said) => said,
        Err(Error::Failed(said)) if !said.starts_with("signal") => said,
        Err(error) => return Err(error),
    };
    Ok((last, said))
}
