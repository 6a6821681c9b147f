//! The programs, and whether they can do what is needed.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::{
    child::{OnLine, Run, Spawner},
    config::{Config, Limits},
    container::Container,
    error::Error,
    sandbox::{Isolation, Sandbox},
};

/// Without these nothing can be made playable.
const ENCODERS: [&str; 3] = ["libx264", "aac", "mjpeg"];
/// The same for filters.
const FILTERS: [&str; 9] = ["aformat", "apad", "aresample", "fps", "scale", "split", "thumbnail", "tile", "tpad"];

/// Decoders that a stranger's file may reach: what cameras, phones, browsers and editors write. ffprobe opens one for each track, so
/// those of subtitles and covers are here too.
pub(crate) const CODECS: &str = "h264,hevc,av1,libdav1d,vp8,vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4v3,msmpeg4,h263,flv1,flv,vp6,vp6f,\
    wmv1,wmv2,wmv3,vc1,theora,mjpeg,prores,dnxhd,dvvideo,ffv1,\
    aac,aac_latm,mp3,mp3float,mp2,mp2float,opus,vorbis,ac3,eac3,dts,dca,flac,alac,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,\
    pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw,pcm_dvd,pcm_bluray,wmav1,wmav2,wmapro,amrnb,amr_nb,amrwb,amr_wb,speex,adpcm_ms,adpcm_ima_wav,adpcm_swf,nellymoser,\
    mov_text,subrip,srt,ass,ssa,webvtt,text,dvdsub,dvbsub,pgssub,cc_dec,png,bmp,gif";

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// The program's version, as it says it.
    pub version: String,
    /// Whether sound is made equally loud (`loudnorm`).
    pub loudness: bool,
    /// Whether pictures of high dynamic range are mapped (`zscale` and `tonemap`); without, they look pale.
    pub tone_mapping: bool,
    /// Whether interlaced pictures are joined (`yadif`).
    pub deinterlacing: bool,
    /// What stands between a child and the computer.
    pub isolation: Isolation,
}

/// ffmpeg, found and looked at. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ffmpeg(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    sandbox: Sandbox,
    spawner: Spawner,
    abilities: Abilities,
}

impl Ffmpeg {
    /// Looks for the programs, what they can do, and which guards work.
    ///
    /// # Errors
    /// [`Error::Missing`] names the program, encoder or filter that is not there.
    pub async fn open(mut config: Config) -> Result<Self, Error> {
        config.threads = config.threads.clamp(1, 16);
        let version = said(&config.ffmpeg, "-version").await?;
        said(&config.ffprobe, "-version").await?;
        let encoders = names(&said(&config.ffmpeg, "-encoders").await?);
        let filters = names(&said(&config.ffmpeg, "-filters").await?);
        let missing = ENCODERS.iter().map(|name| (name, &encoders)).chain(FILTERS.iter().map(|name| (name, &filters)));
        for (name, found) in missing {
            if !found.iter().any(|found| found == name) {
                return Err(Error::Missing(format!("ffmpeg's {name}")));
            }
        }
        let has = |name: &str| filters.iter().any(|filter| filter == name);
        let sandbox = Sandbox::detect(&config).await;
        let abilities = Abilities {
            version: version.lines().next().unwrap_or_default().split(" Copyright").next().unwrap_or_default().to_owned(),
            loudness: has("loudnorm"),
            tone_mapping: has("zscale") && has("tonemap"),
            deinterlacing: has("yadif"),
            isolation: sandbox.isolation(),
        };
        Ok(Self(Arc::new(Inner { config, sandbox, spawner: Spawner::start()?, abilities })))
    }

    /// What was found when it was opened.
    pub fn abilities(&self) -> &Abilities {
        &self.0.abilities
    }

    pub(crate) fn threads(&self) -> usize {
        self.0.config.threads
    }

    /// Asks ffprobe.
    pub(crate) async fn ask(&self, args: Vec<OsString>, wall: Duration, on_line: OnLine<'_>) -> Result<String, Error> {
        let command = self.0.sandbox.command(&self.0.config.ffprobe, wall);
        let cancel = CancellationToken::new();
        Run { command, args, folder: None, wall, cancel: &cancel }.go(&self.0.spawner, on_line).await
    }

    /// Has ffmpeg make something of a video of this length in a folder.
    pub(crate) async fn make(
        &self,
        args: Vec<OsString>,
        (folder, duration_ms): (&Path, i64),
        cancel: &CancellationToken,
        on_line: OnLine<'_>,
    ) -> Result<String, Error> {
        let Limits { cpu_floor, cpu_per_second, wall_floor, wall_per_second, .. } = self.0.config.limits;
        let length = Duration::from_millis(u64::try_from(duration_ms).unwrap_or(0));
        let command = self.0.sandbox.command(&self.0.config.ffmpeg, cpu_floor + length * cpu_per_second);
        let wall = wall_floor + length * wall_per_second;
        let start = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-progress", "pipe:1", "-stats_period", "0.5"];
        let args = start.into_iter().map(OsString::from).chain(args).collect();
        Run { command, args, folder: Some(folder), wall, cancel }.go(&self.0.spawner, on_line).await
    }
}

/// The words that open a stranger's file: one parser, these decoders, and no other file.
pub(crate) fn guarded(input: &Path, container: Container) -> Result<Vec<OsString>, Error> {
    let demuxer = container.demuxer();
    let words = ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-codec_whitelist", CODECS, "-f", demuxer, "-i"];
    Ok(words.into_iter().map(OsString::from).chain([file(input)?]).collect())
}

/// A path that is nothing but a path, whatever its name looks like.
pub(crate) fn file(path: &Path) -> Result<OsString, Error> {
    let mut name = OsString::from("file:");
    name.push(std::path::absolute(path)?);
    Ok(name)
}

async fn said(program: &PathBuf, what: &str) -> Result<String, Error> {
    let missing = || Error::Missing(program.display().to_string());
    let mut command = tokio::process::Command::new(program);
    command.args(["-hide_banner", what].iter().skip(usize::from(what == "-version"))).env("LC_ALL", "C").stdin(std::process::Stdio::null());
    let done = tokio::time::timeout(Duration::from_secs(30), command.kill_on_drop(true).output()).await;
    match done {
        Ok(Ok(output)) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(missing()),
    }
}

/// The second word of each line: how ffmpeg lists what it has.
fn names(list: &str) -> Vec<String> {
    list.lines().filter_map(|line| line.split_whitespace().nth(1)).map(str::to_owned).collect()
}
