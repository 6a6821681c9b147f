//! A folder, ffmpeg, and clips.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use domain::video::VideoFault;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use video_ffmpeg::{Config, Error, Fault, Ffmpeg, Probe, Rendition, Work, batches, ladder};

/// A folder of one test, with ffmpeg.
pub struct Room {
    pub ffmpeg: Ffmpeg,
    folder: TempDir,
}

impl Room {
    pub async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        let ffmpeg = Ffmpeg::open(Config { threads: 2, ..config }).await.expect("these tests need ffmpeg 5.1 or later");
        Self { ffmpeg, folder: TempDir::new().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// Has plain ffmpeg make a clip: words between the program and the name.
    pub fn clip(&self, name: &str, words: &str) -> PathBuf {
        tool("ffmpeg", &format!("-nostdin -v error -y {words}"), &self.path(name));
        self.path(name)
    }

    /// A clip with a picture of this size and a tone.
    pub fn plain(&self, name: &str, size: &str, rate: &str, seconds: u32) -> PathBuf {
        let sources = format!("-f lavfi -i testsrc2=s={size}:r={rate}:d={seconds} -f lavfi -i sine=f=440:d={seconds}:r=48000");
        self.clip(name, &format!("{sources} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"))
    }

    pub async fn fault(&self, path: &Path) -> Fault {
        match self.ffmpeg.probe(path).await {
            Err(Error::File(fault)) => fault,
            other => panic!("{}: {other:?}", path.display()),
        }
    }

    pub async fn assert_fault(&self, path: &Path, kind: VideoFault) {
        let fault = self.fault(path).await;
        assert_eq!(fault.kind, kind, "{}: {fault}", path.display());
        assert!(fault.detail.ends_with('.') && fault.detail.len() > 30, "{fault}");
    }

    /// Makes every form of a file, in runs as a worker would.
    pub async fn make(&self, input: &Path) -> (Probe, Vec<Rendition>) {
        let probe = self.ffmpeg.probe(input).await.unwrap();
        let mut made = Vec::new();
        for rungs in batches(&ladder(&probe)) {
            let work = Work { input, probe: &probe, rungs: &rungs, out: &self.path("out") };
            made.extend(self.ffmpeg.encode(work, &|_| {}, &CancellationToken::new()).await.unwrap());
        }
        (probe, made)
    }

    /// What plain ffprobe says of a form, from its playlist.
    pub fn look(&self, form: &str, words: &str) -> String {
        tool("ffprobe", &format!("-v error {words} -of csv=p=0"), &self.path("out").join(form).join("index.m3u8"))
    }

    /// The codecs of a form's tracks.
    pub fn tracks(&self, form: &str) -> Vec<String> {
        let folder = self.path("out").join(form);
        let bytes = ["init.mp4", "seg_00000.m4s"].map(|file| std::fs::read(folder.join(file)).unwrap()).concat();
        let all = tool("ffprobe", "-v error -show_entries stream=codec_name -of csv=p=0", &self.file("tracks.mp4", bytes));
        let mut all: Vec<String> = all.split_whitespace().map(str::to_owned).collect();
        all.sort();
        all
    }

    /// The times of a form's key frames, in seconds.
    pub fn key_frames(&self, form: &str) -> Vec<String> {
        let all = self.look(form, "-select_streams v -show_entries packet=pts_time,flags");
        all.lines().filter(|line| line.contains('K')).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    }

    /// Plays a form to its end with plain ffmpeg; any complaint fails.
    pub fn plays(&self, form: &str) {
        let playlist = self.path("out").join(form).join("index.m3u8");
        let output =
            Command::new("ffmpeg").args(["-nostdin", "-v", "warning", "-i"]).arg(playlist).args(["-f", "null", "-"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{form}: {said}");
    }
}

/// Runs a program of ffmpeg to its end and gives what it says.
pub fn tool(program: &str, words: &str, path: &Path) -> String {
    let output = Command::new(program).args(words.split_whitespace()).arg(path).output().unwrap();
    assert!(output.status.success(), "{program} {words}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Processes whose words name this path.
pub fn processes(of: &Path) -> Vec<String> {
    let name = of.to_string_lossy().into_owned();
    let all = std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    let words = all.map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " "));
    words.filter(|words| words.contains(&name) && words.contains("ffmpeg")).collect()
}
