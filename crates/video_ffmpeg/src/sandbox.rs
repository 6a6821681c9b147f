//! What stands between a child and the rest of the computer.
//!
//! Each guard is a small program of util-linux that changes itself into the next one (exec), so that in the end there is one process
//! with ffmpeg in it: killing it kills all there is. A guard that does not work here is left out, with a warning.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

use crate::config::Config;

/// Which guards work on this computer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Isolation {
    /// Memory, CPU and file sizes are bounded (prlimit).
    pub limits: bool,
    /// The child has no network (unshare).
    pub no_network: bool,
    /// The child is killed when its parent ends, however that ends (setpriv).
    pub dies_with_parent: bool,
    /// The child steps back behind others (nice).
    pub nice: bool,
}

/// The guards, as the words before the program.
#[derive(Clone, Debug)]
pub(crate) struct Sandbox {
    isolation: Isolation,
    network: &'static [&'static str],
    nice: u8,
    memory_bytes: u64,
    file_bytes: u64,
}

const NO_NETWORK: [&[&str]; 2] = [&["unshare", "--map-current-user", "--net", "--"], &["unshare", "--map-root-user", "--net", "--"]];
/// Without new privileges, because a change of them would clear the signal.
const DIES: [&str; 5] = ["setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"];

impl Sandbox {
    /// Tries each guard with a harmless program.
    pub(crate) async fn detect(config: &Config) -> Self {
        let Config { nice, limits, .. } = *config;
        let mut found = Self {
            isolation: Isolation::default(),
            network: &[],
            nice: nice.min(19),
            memory_bytes: limits.memory_bytes,
            file_bytes: limits.file_bytes,
        };
        found.isolation.limits = works(found.limits(Duration::from_secs(10)), &config.ffmpeg).await;
        for words in NO_NETWORK.iter().filter(|_| config.no_network) {
            if !found.isolation.no_network && works(owned(words), &config.ffmpeg).await {
                (found.network, found.isolation.no_network) = (words, true);
            }
        }
        found.isolation.dies_with_parent = works(owned(&DIES), &config.ffmpeg).await;
        found.isolation.nice = works(found.nice(), &config.ffmpeg).await;
        found.report(config.no_network);
        found
    }

    pub(crate) const fn isolation(&self) -> Isolation {
        self.isolation
    }

    fn report(&self, wants_no_network: bool) {
        let Isolation { limits, no_network, dies_with_parent, nice } = self.isolation;
        tracing::info!(limits, no_network, dies_with_parent, nice, "guards around ffmpeg");
        if !limits {
            tracing::warn!("prlimit does not work here: memory, CPU and file sizes of ffmpeg are not bounded");
        }
        if !no_network && wants_no_network {
            tracing::warn!("unshare does not work here: only ffmpeg's own list of protocols keeps it from the network");
        }
        if !dies_with_parent {
            tracing::warn!("setpriv does not work here: an ffmpeg outlives a worker that is killed");
        }
    }

    fn limits(&self, cpu: Duration) -> Vec<OsString> {
        let seconds = cpu.as_secs().max(1);
        [
            "prlimit".into(),
            format!("--as={}", self.memory_bytes),
            format!("--fsize={}", self.file_bytes),
            // both limits at once: ffmpeg would take the softer signal for a polite request to stop
            format!("--cpu={seconds}:{seconds}"),
            "--core=0".into(),
            "--".into(),
        ]
        .map(OsString::from)
        .into()
    }

    fn nice(&self) -> Vec<OsString> {
        owned(&["nice", "-n", &self.nice.to_string()])
    }

    /// A command for the program under all guards, with nothing of this process's environment but where programs are.
    pub(crate) fn command(&self, program: &Path, cpu: Duration) -> Command {
        let mut words = Vec::new();
        if self.isolation.limits {
            words.extend(self.limits(cpu));
        }
        words.extend(owned(self.network));
        if self.isolation.nice {
            words.extend(self.nice());
        }
        // last: what comes between might change privileges, and that forgets the signal
        if self.isolation.dies_with_parent {
            words.extend(owned(&DIES));
        }
        words.push(program.into());
        plain(words)
    }
}

fn owned(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

/// A command that is killed with its handle, in a group of its own, so that Ctrl-C in a terminal reaches only us.
fn plain(words: Vec<OsString>) -> Command {
    let mut words = words.into_iter();
    let mut command = Command::new(words.next().unwrap_or_default());
    command
        .args(words)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into()))
        // what went wrong is read from its words
        .env("LC_ALL", "C")
        .env("LANG", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    command
}

async fn works(guard: Vec<OsString>, program: &Path) -> bool {
    let program: PathBuf = program.into();
    let mut command = plain(guard.into_iter().chain([program.into(), "-version".into()]).collect());
    let done = tokio::time::timeout(Duration::from_secs(20), command.output()).await;
    matches!(done, Ok(Ok(output)) if output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;

    async fn says(sandbox: &Sandbox, program: &str, words: &[&str]) -> String {
        let output = sandbox.command(Path::new(program), Duration::from_secs(7)).args(words).output().await.unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    #[tokio::test]
    async fn a_child_has_no_network_no_environment_and_limits() {
        let limits = Limits { memory_bytes: 1 << 30, file_bytes: 12_345, ..Limits::default() };
        let sandbox = Sandbox::detect(&Config { limits, ..Config::default() }).await;
        let environment = says(&sandbox, "env", &[]).await;
        let names: Vec<&str> = environment.lines().filter_map(|line| line.split('=').next()).collect();
        assert!(names.iter().all(|name| ["PATH", "LC_ALL", "LANG"].contains(name)), "{names:?}");
        // on a computer where a guard does not work it is said, and not left to chance
        if sandbox.isolation().no_network {
            let networks = says(&sandbox, "cat", &["/proc/net/dev"]).await;
            assert!(networks.lines().skip(2).all(|line| line.trim_start().starts_with("lo:")), "{networks}");
        }
        if sandbox.isolation().limits {
            let said = says(&sandbox, "cat", &["/proc/self/limits"]).await;
            let of =
                |name: &str| said.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().rev().nth(1).unwrap().to_owned();
            assert_eq!(
                (of("Max cpu time"), of("Max file size"), of("Max address space")),
                ("7".into(), "12345".into(), (1 << 30).to_string())
            );
        }
    }
}
