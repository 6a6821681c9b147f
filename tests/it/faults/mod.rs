//! Faults (section 2.5 of the threat list): what was acknowledged survives, and what must happen happens once.
//!
//! `cargo test` runs each fault a few times; `LYCEUM_SOAK=1` (`make soak`) runs it as long as a release wants, and another number
//! of rounds is `LYCEUM_SOAK=200`.

mod connections;
mod contention;
mod crash;
mod kill;
mod mail_server;
mod rolling_restart;
mod school;
mod upgrade;
mod worker;

/// How often a fault is tried: a few times for every commit, `soak` times for a release, or as often as `LYCEUM_SOAK` says.
fn rounds(commit: usize, soak: usize) -> usize {
    match std::env::var("LYCEUM_SOAK").ok().as_deref() {
        None | Some("" | "0") => commit,
        Some("1") => soak,
        Some(number) => number.parse().expect("LYCEUM_SOAK is 1 or a number of rounds"),
    }
}

/// A number below `end` that nobody foresees.
fn random(end: u64) -> u64 {
    let mut bytes = [0; 8];
    keyring::fill_random(&mut bytes);
    u64::from_le_bytes(bytes) % end
}
