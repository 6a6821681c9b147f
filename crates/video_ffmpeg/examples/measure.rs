//! Measures how much longer the runs of this crate take than one plain run of ffmpeg with the same forms.
//!
//! `cargo run --release -p video_ffmpeg --example measure -- clip.mp4`

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use tokio_util::sync::CancellationToken;
use video_ffmpeg::{Config, Ffmpeg, Rung, Source, Work, batches, ladder};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Seconds of CPU of all children that ended (proc(5): cutime and cstime, in hundredths).
fn cpu() -> Outcome<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let sum = fields.iter().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>();
    Ok(sum / 100.0)
}

/// One reading, one split, everything at once: what somebody would type.
fn plain(input: &Path, out: &Path, rungs: &[Rung]) -> Outcome<()> {
    let pictures: Vec<_> = rungs.iter().filter_map(|rung| rung.picture).collect();
    let pads = |letter: char, count: usize| (0..count).map(|n| format!("[{letter}{n}]")).collect::<String>();
    let mut graph = format!("[0:v]split={}{}", pictures.len(), pads('s', pictures.len()));
    for (n, picture) in pictures.iter().enumerate() {
        graph += &format!(
            ";[s{n}]fps={}/{},scale={}:{},format=yuv420p[v{n}]",
            picture.rate.num, picture.rate.den, picture.width, picture.height
        );
    }
    let has_sound = rungs.iter().any(|rung| rung.audio_bits > 0);
    if has_sound {
        graph += &format!(";[0:a]loudnorm=I=-16:TP=-1.5:LRA=11,aresample=48000,asplit={}{}", rungs.len(), pads('a', rungs.len()));
    }
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
        if has_sound {
            command.args(["-map", &format!("[a{n}]"), "-c:a", "aac", "-ac", "2", "-b:a", &rung.audio_bits.to_string()]);
        }
        command.args(["-f", "hls", "-hls_time", "3.9", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_segment_filename"]);
        command.arg(folder.join("seg_%05d.m4s")).arg(folder.join("index.m3u8"));
    }
    let status = command.stdin(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err("plain ffmpeg failed".into()) }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let input = PathBuf::from(std::env::args().nth(1).ok_or("a clip is wanted")?);
    let folder = std::env::temp_dir().join(format!("lyceum-measure-{}", std::process::id()));
    // as eager as the plain one, so that others on the computer disturb both alike
    let ffmpeg = Ffmpeg::open(Config { nice: 0, ..Config::default() }).await?;
    let stop = CancellationToken::new();

    let (start, before) = (Instant::now(), cpu()?);
    let probe = ffmpeg.probe(&input).await?;
    println!(
        "probe: {:.2} s, {:.2} s CPU; {} ms, {}x{}",
        start.elapsed().as_secs_f64(),
        cpu()? - before,
        probe.duration_ms,
        probe.video.width,
        probe.video.height
    );
    let rungs = ladder(&probe);
    let out = folder.join("ours");
    fs::create_dir_all(&out)?;
    let mut bytes = 0;
    for batch in batches(&rungs) {
        let made = ffmpeg.encode(Work { input: &input, probe: &probe, rungs: &batch, out: &out }, &|_| {}, &stop).await?;
        bytes += made.iter().map(|form| form.bytes).sum::<u64>();
        let names: Vec<_> = made.iter().map(|form| form.name.as_str()).collect();
        println!("{names:?}: done after {:.1} s, {:.1} s CPU", start.elapsed().as_secs_f64(), cpu()? - before);
    }
    let ours = (start.elapsed().as_secs_f64(), cpu()? - before);
    println!("{bytes} bytes; {} were estimated", video_ffmpeg::space_needed(&probe, &rungs));

    let (start, before) = (Instant::now(), cpu()?);
    ffmpeg.poster(&input, &probe, &folder.join("poster.jpg"), &stop).await?;
    let sprite = ffmpeg.sprite(Source::Made(&out), &probe, &folder.join("sprite.jpg"), &stop).await?;
    println!("poster and {} small pictures: {:.1} s, {:.1} s CPU", sprite.count, start.elapsed().as_secs_f64(), cpu()? - before);

    let (start, before) = (Instant::now(), cpu()?);
    plain(&input, &folder.join("plain"), &rungs)?;
    let plain = (start.elapsed().as_secs_f64(), cpu()? - before);
    println!("plain ffmpeg: {:.1} s, {:.1} s CPU", plain.0, plain.1);
    println!("ratio: wall {:.3}, CPU {:.3}", ours.0 / plain.0, ours.1 / plain.1);
    fs::remove_dir_all(folder)?;
    Ok(())
}
