//! Pictures of a video: one to show before it plays, and a sheet of small ones for the seek bar.

use std::{ffi::OsString, fs, io, path::Path};

use domain::video::{RenditionName, video::Sprite};
use tokio_util::sync::CancellationToken;

use crate::{
    error::Error,
    ffmpeg::{Ffmpeg, guarded},
    graph::{made, still},
    probe::Probe,
    rendition::finished,
};

/// The longer side of the poster.
const POSTER: f64 = 1280.0;
/// A small picture fits into this.
const SMALL: (f64, f64) = (160.0, 284.0);
const COLUMNS: i64 = 10;
/// The most pictures on a sheet.
const MAX_PICTURES: i64 = 400;
/// Steps in milliseconds, and how many pictures of each are taken before the next: the longer a video, the wider.
const STEPS: [(i64, i64); 5] = [(1_000, 100), (2_000, 100), (4_000, 150), (8_000, 225), (12_000, 300)];

/// What pictures are drawn from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// The file as it was uploaded.
    Upload(&'a Path),
    /// The folder of a video, in which the form of 360 lines is finished: much faster for the sheet.
    Made(&'a Path),
}

impl Ffmpeg {
    /// Draws the picture to show before a video plays: the most telling one of a few seconds near its first tenth. JPEG, at most
    /// 1280 pixels on the longer side. Gives its size.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn poster(&self, input: &Path, probe: &Probe, out: &Path, cancel: &CancellationToken) -> Result<(u32, u32), Error> {
        let (width, height) = within(probe, (POSTER, POSTER));
        for from_ms in [probe.duration_ms / 10, 0] {
            let start = format!("{}.{:03}", from_ms / 1000, from_ms % 1000);
            let mut args: Vec<OsString> = ["-threads", &self.threads().to_string(), "-ss", &start].map(OsString::from).into();
            args.extend(guarded(input, probe.container)?);
            let filter = format!(
                "[0:{}]{}setsar=1,thumbnail=50,scale=out_range=pc,format=yuvj420p[p]",
                probe.video.index,
                still(probe, (width, height), self.abilities())
            );
            args.extend(["-filter_complex".into(), filter.into()]);
            self.draw(args, probe, out, cancel).await?;
            // nothing can be read from there on: a single picture stands for all of it
            if fs::metadata(out).is_ok_and(|file| file.len() > 0) {
                return Ok((width, height));
            }
        }
        Err(Error::Failed("no picture came".to_owned()))
    }

    /// Draws a sheet of small pictures, each 160 pixels wide (narrower for what stands upright), as JPEG.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn sprite(&self, source: Source<'_>, probe: &Probe, out: &Path, cancel: &CancellationToken) -> Result<Sprite, Error> {
        let sheet = sheet(probe);
        let rows = (sheet.count - 1) / sheet.columns + 1;
        let size = (u32::try_from(sheet.width).unwrap_or(2), u32::try_from(sheet.height).unwrap_or(2));
        let mut args: Vec<OsString> = ["-threads", &self.threads().to_string()].map(OsString::from).into();
        // its key frames are four seconds apart, and no others need to be drawn
        let keys = matches!(source, Source::Made(_)) && sheet.interval_ms >= 4_000;
        if keys {
            args.extend(["-skip_frame".into(), "nokey".into()]);
        }
        let (track, scale) = match source {
            Source::Upload(input) => {
                args.extend(guarded(input, probe.container)?);
                (probe.video.index.to_string(), still(probe, size, self.abilities()))
            }
            Source::Made(folder) => {
                finished(folder, RenditionName::P360).ok_or_else(|| io::Error::other("the form of 360 lines is not there"))?;
                args.extend(from_folder(folder)?);
                ("v:0".to_owned(), format!("scale={}:{},", size.0, size.1))
            }
        };
        let round = if keys { "near" } else { "up" };
        let filter = format!(
            "[0:{track}]fps=1000/{}:start_time=0:round={round},{scale}setsar=1,tile={}x{rows}:nb_frames={},scale=out_range=pc,format=yuvj420p[p]",
            sheet.interval_ms, sheet.columns, sheet.count,
        );
        args.extend(["-filter_complex".into(), filter.into()]);
        self.draw(args, probe, out, cancel).await?;
        Ok(sheet)
    }

    async fn draw(&self, mut args: Vec<OsString>, probe: &Probe, out: &Path, cancel: &CancellationToken) -> Result<(), Error> {
        args.extend(
            ["-map", "[p]", "-frames:v", "1", "-q:v", "4", "-map_metadata", "-1", "-c:v", "mjpeg", "-f", "mjpeg"].map(OsString::from),
        );
        args.push(crate::ffmpeg::file(out)?);
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.make(args, (folder, probe.duration_ms), cancel, &mut |_| Ok(())).await?;
        Ok(())
    }
}

fn from_folder(folder: &Path) -> Result<Vec<OsString>, Error> {
    let mut words = made(RenditionName::P360, false);
    let name = words.pop().unwrap_or_default();
    let relative = name.to_string_lossy().trim_start_matches("file:").to_owned();
    words.push(crate::ffmpeg::file(&folder.join(relative))?);
    Ok(words)
}

/// How the sheet of a video lies.
fn sheet(probe: &Probe) -> Sprite {
    let length = probe.duration_ms.max(1);
    let step = STEPS.into_iter().find(|(step, most)| length <= step * most).map(|(step, _)| step);
    let interval_ms = step.unwrap_or_else(|| (length / MAX_PICTURES / 4_000 + 1) * 4_000);
    let count = ((length - 1) / interval_ms + 1).clamp(1, MAX_PICTURES);
    let (width, height) = within(probe, SMALL);
    Sprite { interval_ms, width: width.into(), height: height.into(), columns: count.min(COLUMNS), count }
}

/// The video's shape within a box, never larger than itself, with even sides.
fn within(probe: &Probe, (across, down): (f64, f64)) -> (u32, u32) {
    let (width, height) = (f64::from(probe.video.width), f64::from(probe.video.height));
    let scale = (across / width).min(down / height).min(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides are positive and at most 1,280")]
    let even = |side: f64| ((side * scale / 2.0).round() as u32 * 2).max(2);
    (even(width), even(height))
}
