//! How ffmpeg is found and what it may use.

use std::{path::PathBuf, time::Duration};

/// How ffmpeg is found and what it may use.
#[derive(Clone, Debug)]
pub struct Config {
    /// The program; a bare name is looked for in `PATH`.
    pub ffmpeg: PathBuf,
    /// The program that looks at files.
    pub ffprobe: PathBuf,
    /// Threads of each decoder and encoder.
    pub threads: usize,
    /// How far the child steps back behind others, 0 to 19.
    pub nice: u8,
    /// Whether to take the network from the child, where the system can. `false` where a container has none anyway.
    pub no_network: bool,
    /// What one child may use.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            ffmpeg: "ffmpeg".into(),
            ffprobe: "ffprobe".into(),
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            nice: 10,
            no_network: true,
            limits: Limits::default(),
        }
    }
}

/// What one child may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of address space.
    pub memory_bytes: u64,
    /// Bytes of one written file. Segments are far smaller: their bit rate is bounded.
    pub file_bytes: u64,
    /// Seconds of CPU for a video without length.
    pub cpu_floor: Duration,
    /// Seconds of CPU more for each second of the video.
    pub cpu_per_second: u32,
    /// The same by the wall clock.
    pub wall_floor: Duration,
    /// Seconds by the wall clock more for each second of the video.
    pub wall_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 4 << 30,
            file_bytes: 256 << 20,
            cpu_floor: Duration::from_secs(300),
            cpu_per_second: 60,
            wall_floor: Duration::from_secs(600),
            wall_per_second: 60,
        }
    }
}
