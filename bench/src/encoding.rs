//! What it takes to make a video playable, beside one plain run of ffmpeg with the same forms.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use tokio_util::sync::CancellationToken;
use video_ffmpeg::{Config, Ffmpeg, Rung, Work, batches, ladder};

use crate::{Result, process::Cpu, report::median};

/// The clip: seconds of 1080p with sound and some noise, so that it is not too easy, at the bit rate of a recorded lecture. At a camera's raw
/// hundred megabits reading the file alone takes half of the time, and nobody uploads that.
pub const SECONDS: u32 = 20;

/// Seconds of one side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
}

/// What was seen, medians of the rounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Encoding {
    pub ours: Cost,
    pub plain: Cost,
    /// Until the first form could be played, looking at the file included.
    pub first: Cost,
    pub rounds: usize,
}

struct Watch(Instant, f64);

impl Watch {
    fn start() -> Self {
        Self(Instant::now(), Cpu::of(std::process::id()).ended_children)
    }

    fn cost(&self) -> Cost {
        Cost { wall: self.0.elapsed().as_secs_f64(), cpu: (Cpu::of(std::process::id()).ended_children - self.1) / 1_000.0 }
    }
}

/// Encodes a clip by turns.
pub async fn measure(folder: &Path, rounds: usize) -> Result<Encoding> {
    let input = clip(folder)?;
    // as eager as the plain one, so that others on the computer disturb both alike
    let ffmpeg = Ffmpeg::open(Config { nice: 0, ..Config::default() }).await?;
    let rungs = ladder(&ffmpeg.probe(&input).await?);
    let (mut ours, mut plains, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let watch = Watch::start();
        let probe = ffmpeg.probe(&input).await?;
        let out = folder.join(format!("ours-{round}"));
        fs::create_dir_all(&out)?;
        for (n, batch) in batches(&ladder(&probe)).into_iter().enumerate() {
            ffmpeg.encode(Work { input: &input, probe: &probe, rungs: &batch, out: &out }, &|_| {}, &CancellationToken::new()).await?;
            if n == 0 {
                firsts.push(watch.cost());
            }
        }
        ours.push(watch.cost());
        let watch = Watch::start();
        plain(&input, &folder.join(format!("plain-{round}")), &rungs)?;
        plains.push(watch.cost());
        if let (Some(ours), Some(plain)) = (ours.last(), plains.last()) {
            eprintln!("encoding #{round}: {:.1} s ({:.1} s of CPU), ffmpeg {:.1} s ({:.1} s)", ours.wall, ours.cpu, plain.wall, plain.cpu);
        }
    }
    Ok(Encoding { ours: middle(&ours), plain: middle(&plains), first: middle(&firsts), rounds })
}

fn middle(costs: &[Cost]) -> Cost {
    Cost { wall: median(costs.iter().map(|cost| cost.wall).collect()), cpu: median(costs.iter().map(|cost| cost.cpu).collect()) }
}

fn clip(folder: &Path) -> Result<std::path::PathBuf> {
    let path = folder.join("clip.mp4");
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i"]);
    command.arg(format!("testsrc2=size=1920x1080:rate=30:duration={SECONDS},noise=alls=12:allf=t"));
    command.args(["-f", "lavfi", "-i", &format!("sine=frequency=330:duration={SECONDS}"), "-c:v", "libx264", "-preset", "veryfast"]);
    command.args(["-b:v", "8M", "-maxrate", "10M", "-bufsize", "16M", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]).arg(&path);
    if command.stdin(Stdio::null()).status()?.success() { Ok(path) } else { Err("ffmpeg could not make the clip".into()) }
}

/// One reading, one split, everything at once: what somebody would type.
fn plain(input: &Path, out: &Path, rungs: &[Rung]) -> Result<()> {
    let pictures: Vec<_> = rungs.iter().filter_map(|rung| rung.picture).collect();
    let pads = |letter: char, count: usize| (0..count).map(|n| format!("[{letter}{n}]")).collect::<String>();
    let mut graph = format!("[0:v]split={}{}", pictures.len(), pads('s', pictures.len()));
    for (n, picture) in pictures.iter().enumerate() {
        graph += &format!(
            ";[s{n}]fps={}/{},scale={}:{},format=yuv420p[v{n}]",
            picture.rate.num, picture.rate.den, picture.width, picture.height
        );
    }
    graph += &format!(";[0:a]loudnorm=I=-16:TP=-1.5:LRA=11,aresample=48000,asplit={}{}", rungs.len(), pads('a', rungs.len()));
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y", "-i"]).arg(input).args(["-filter_complex", &graph]);
    let mut next = 0;
    for (n, rung) in rungs.iter().enumerate() {
        let folder = out.join(rung.name.as_str());
        fs::create_dir_all(&folder)?;
        if let Some(picture) = rung.picture {
            let key_frames = picture.key_frames.to_string();
            command.args(["-map", &format!("[v{next}]"), "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23"]);
            command.args(["-maxrate", &picture.max_bits.to_string(), "-bufsize", &picture.buffer_bits.to_string()]);
            command.args(["-g", &key_frames, "-keyint_min", &key_frames, "-sc_threshold", "0"]);
            next += 1;
        }
        command.args(["-map", &format!("[a{n}]"), "-c:a", "aac", "-ac", "2", "-b:a", &rung.audio_bits.to_string()]);
        command.args(["-f", "hls", "-hls_time", "3.9", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_segment_filename"]);
        command.arg(folder.join("seg_%05d.m4s")).arg(folder.join("index.m3u8"));
    }
    if command.stdin(Stdio::null()).status()?.success() { Ok(()) } else { Err("plain ffmpeg failed".into()) }
}
