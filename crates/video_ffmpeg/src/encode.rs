//! Making forms of a video.

use std::{ffi::OsString, fs, io, path::Path};

use domain::video::{RenditionName, VideoFault};
use tokio_util::sync::CancellationToken;

use crate::{
    error::Error,
    ffmpeg::{Ffmpeg, guarded},
    graph::{self, Sound},
    ladder::Rung,
    probe::Probe,
    rendition::{Rendition, Watch, finished},
    scan::forgiven_ms,
};

/// Is told how many percent of a run are done, 0 to 100.
pub type Progress<'a> = &'a (dyn Fn(u8) + Send + Sync);

/// What is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The file.
    pub input: &'a Path,
    /// What it is.
    pub probe: &'a Probe,
    /// One of [`crate::batches`].
    pub rungs: &'a [Rung],
    /// The folder of this video; each form gets a folder in it. A form that is finished there is not made again, and its sound is
    /// used for others.
    pub out: &'a Path,
}

impl Ffmpeg {
    /// Makes forms of a video in one run. What an earlier try left half done is thrown away; nothing half done stays.
    ///
    /// # Errors
    /// [`Error::File`] when the file turns out to be broken, [`Error::Canceled`], [`Error::NoSpace`] and others.
    pub async fn encode(&self, work: Work<'_>, on_progress: Progress<'_>, cancel: &CancellationToken) -> Result<Vec<Rendition>, Error> {
        let missing: Vec<Rung> = work.rungs.iter().copied().filter(|rung| finished(work.out, rung.name).is_none()).collect();
        if !missing.is_empty() {
            let made = self.run(work, &missing, on_progress, cancel).await;
            if made.is_err() {
                missing.iter().try_for_each(|rung| clear(work.out, rung.name))?;
            }
            made?;
        }
        on_progress(100);
        let done = |rung: &Rung| finished(work.out, rung.name).ok_or_else(|| io::Error::other("a finished form is gone").into());
        work.rungs.iter().map(done).collect()
    }

    async fn run(&self, work: Work<'_>, rungs: &[Rung], on_progress: Progress<'_>, cancel: &CancellationToken) -> Result<(), Error> {
        for rung in rungs {
            clear(work.out, rung.name)?;
            fs::create_dir_all(work.out.join(rung.name.as_str()))?;
        }
        let args = self.words(work, rungs)?;
        let duration_ms = work.probe.duration_ms;
        let mut watch = Watch::new(work.out, rungs);
        let mut percent = 0;
        let mut on_line = |line: &str| match line.split_once('=') {
            Some(("out_time_us", us)) => {
                let done = us.parse::<i64>().unwrap_or(0) / 10 / duration_ms.max(1);
                let done = u8::try_from(done.clamp(0, 99)).unwrap_or(99);
                if done > percent {
                    percent = done;
                    on_progress(done);
                }
                Ok(())
            }
            Some(("progress", _)) => watch.look(),
            _ => Ok(()),
        };
        let said = self.make(args, (work.out, duration_ms), cancel, &mut on_line).await?;
        if !said.is_empty() {
            tracing::debug!(said, "ffmpeg finished with remarks");
        }
        for rung in rungs {
            let folder = work.out.join(rung.name.as_str());
            let made = Rendition::read(rung, &folder)?;
            is_complete(&made, duration_ms)?;
            made.mark(&folder)?;
        }
        Ok(())
    }

    fn words(&self, work: Work<'_>, rungs: &[Rung]) -> Result<Vec<OsString>, Error> {
        let Work { input, probe, out, .. } = work;
        let threads = self.threads();
        let done = reusable(out, rungs);
        let sound = match (probe.sound(), done) {
            (None, _) => Sound::None,
            (Some(_), Some(_)) => Sound::Copied,
            (Some(_), None) => Sound::Made,
        };
        // a picture that changes its size on the way is for `scale`; a new graph would begin at 0 again
        let mut words: Vec<OsString> = ["-threads", &threads.to_string(), "-reinit_filter:v", "0"].map(OsString::from).into();
        words.extend(guarded(input, probe.container)?);
        words.extend(done.into_iter().flat_map(|name| graph::made(name, true)));
        words.extend(graph::filters(probe, rungs, sound, self.abilities()));
        words.extend(rungs.iter().enumerate().flat_map(|(n, rung)| graph::output(rung, n, sound, threads)));
        Ok(words)
    }
}

/// A finished form whose sound is what all of these want.
fn reusable(out: &Path, rungs: &[Rung]) -> Option<RenditionName> {
    let wanted = rungs.first()?.audio_bits;
    let is_same = rungs.iter().all(|rung| rung.picture.is_some() && rung.audio_bits == wanted);
    let others = RenditionName::ALL.into_iter().filter(|name| is_same && wanted > 0 && rungs.iter().all(|rung| rung.name != *name));
    others.filter_map(|name| finished(out, name)).find(|done| done.picture.is_some() && done.audio_bits == wanted).map(|done| done.name)
}

fn clear(out: &Path, name: RenditionName) -> io::Result<()> {
    match fs::remove_dir_all(out.join(name.as_str())) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A form that is shorter than its source was told to be: what is missing could not be read.
fn is_complete(made: &Rendition, duration_ms: i64) -> Result<(), Error> {
    let missing = duration_ms - made.duration_ms;
    if made.segments.is_empty() || missing > forgiven_ms(duration_ms) {
        let detail =
            format!("The file can be read for {} s only; it says that it is {} s long.", made.duration_ms / 1000, duration_ms / 1000);
        return Err(Error::file(VideoFault::Damaged, format!("{detail} Export it again and upload it again.")));
    }
    Ok(())
}
