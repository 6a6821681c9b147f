//! The processes under measurement, as /proc shows them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    Result,
    client::{Ask, Connection},
};

/// Ticks of a second in /proc/PID/stat: 100 on every Linux that this runs on.
const TICKS: f64 = 100.0;
/// The host that organizations answer below.
pub const BASE: &str = "lyceum.test";
/// The master secret of the installation that is measured.
pub const SECRET: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";

/// Processor time of a process, in milliseconds: its own, and that of its children that ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu {
    pub own: f64,
    pub ended_children: f64,
}

impl Cpu {
    pub fn of(pid: u32) -> Self {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // the name in parentheses may hold spaces
        let rest = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
        let field = |n: usize| rest.split_whitespace().nth(n).and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0);
        let ms = |ticks: f64| ticks * 1_000.0 / TICKS;
        Self { own: ms(field(11) + field(12)), ended_children: ms(field(13) + field(14)) }
    }

    pub fn all(self) -> f64 {
        self.own + self.ended_children
    }

    /// A server and its living and ended children.
    pub fn of_tree(pid: u32) -> f64 {
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        let living: f64 = children.split_whitespace().filter_map(|word| word.parse().ok()).map(|child| Self::of(child).all()).sum();
        Self::of(pid).all() + living
    }
}

/// The proportional set size of a process in MB: pages that are shared count in part.
pub fn pss(pid: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("Pss:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) / 1_024.0
}

/// The load average of the last minute.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

/// Where an installation keeps its things.
#[derive(Clone, Debug)]
pub struct Installation {
    pub binary: PathBuf,
    pub data_dir: PathBuf,
    pub database_url: String,
    pub migration_url: Option<String>,
}

impl Installation {
    pub fn settings(&self, port: u16) -> Vec<(&'static str, String)> {
        vec![
            ("database_url", self.database_url.clone()),
            ("data_dir", self.data_dir.display().to_string()),
            ("public_url", format!("http://{BASE}")),
            ("metrics_bind", "off".to_owned()),
            ("trusted_proxies", "127.0.0.1".to_owned()),
            ("secret_key", SECRET.to_owned()),
            ("port", port.to_string()),
            ("stripe_key", "sk_test_measured".to_owned()),
            ("stripe_webhook_secret", crate::data::STRIPE_SECRET.to_owned()),
            // nothing is sent there by anything that is measured
            ("stripe_url", "http://127.0.0.1:9".to_owned()),
        ]
    }

    fn command(&self, port: u16) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
            command.env_remove(name);
        }
        for (name, value) in self.settings(port) {
            command.env(format!("LYCEUM_{}", name.to_uppercase()), value);
        }
        command.env("LYCEUM_LOG", "error").stdout(Stdio::null());
        command
    }

    pub fn migrate(&self) -> Result<()> {
        let mut command = self.command(1);
        if let Some(url) = &self.migration_url {
            command.env("LYCEUM_MIGRATION_DATABASE_URL", url);
        }
        if command.arg("migrate").status()?.success() { Ok(()) } else { Err("lyceum migrate failed".into()) }
    }

    /// Starts the product and waits until it answers `ask` with 200; says how long that took.
    pub async fn start(&self, without_worker: bool, ask: impl Fn(u16) -> Ask) -> Result<(Product, Duration)> {
        let port = free_port()?;
        let mut command = self.command(port);
        command.arg("serve");
        if without_worker {
            command.arg("--without-worker");
        }
        let began = Instant::now();
        let product = Product { child: command.spawn()?, port };
        while began.elapsed() < Duration::from_secs(30) {
            if let Ok(mut connection) = Connection::open(port).await
                && let Ok(answer) = connection.send(ask(port)).await
                && answer.status == 200
            {
                return Ok((product, began.elapsed()));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Err("the product did not start within 30 seconds".into())
    }
}

/// A running product; it is told to stop when this is dropped.
pub struct Product {
    child: Child,
    pub port: u16,
}

impl Product {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        let stopped = Command::new("kill").arg(self.child.id().to_string()).status();
        if stopped.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on now.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The size of a file when compressed by gzip, in bytes.
pub fn gzipped(file: &Path) -> Result<usize> {
    Ok(Command::new("gzip").arg("-9c").arg(file).output()?.stdout.len())
}
