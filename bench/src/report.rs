//! The tables and the goals, printed and kept in bench/results/latest.md.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Result,
    cases::Case,
    encoding::{Encoding, SECONDS},
    load::Round,
    postgres::Server,
    process,
    run::{CertificateCost, Plan},
};

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

struct Line {
    side: &'static str,
    title: &'static str,
    connections: usize,
    rounds: Vec<Round>,
}

/// A limit and what was seen.
struct Goal {
    name: &'static str,
    what: &'static str,
    /// At the most, or at the least.
    is_ceiling: bool,
    must: f64,
    reach: f64,
    seen: f64,
    /// How far the rounds lie apart, where that may be more than the limit.
    spread: f64,
}

/// Processor time of a request of a peer and of pgbench doing the prototype's statements, measured together; see README.md.
struct Peer {
    moodle: f64,
    learnhouse: f64,
    pgbench: f64,
}

const OUTLINE: Peer = Peer { moodle: 304.0, learnhouse: 33.6, pgbench: 0.65 };
const COMPLETE: Peer = Peer { moodle: 24.0, learnhouse: 52.5, pgbench: 0.60 };
const DASHBOARD: Peer = Peer { moodle: 47.2, learnhouse: 29.6, pgbench: 0.07 };
/// Processor time of react-pdf drawing a certificate with the same fonts.
const REACT_PDF: f64 = 24.5;

/// What was seen.
pub struct Report {
    lines: Vec<Line>,
    head: Vec<String>,
    pub statements: Vec<(Case, usize, usize)>,
    pub memory: Vec<(&'static str, &'static str, f64)>,
    pub cold: Vec<(&'static str, f64)>,
    pub cold_empty: f64,
    pub certificate: CertificateCost,
    /// Processor time of signing an address of a video and of looking whether it is ours, in microseconds.
    pub signature: (f64, f64),
    pub encoding: Encoding,
    /// Processor time of a sign-in and of its hash alone, round by round.
    pub sign_ins: Vec<(f64, f64)>,
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).trim().to_owned()
}

impl Report {
    pub async fn new(plan: Plan, server: &Server) -> Result<Self> {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown").to_owned();
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let head = vec![
            format!("{} at commit {}", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]), said("git", &["rev-parse", "--short", "HEAD"])),
            format!("{cores} cores ({model}), shared with other work; load average at the start {:.1}", process::load()),
            format!("{}; profile `measure`: as a release, without link-time optimisation", said("rustc", &["--version"])),
            format!(
                "PostgreSQL {}: synchronous_commit={}, fsync={}, full_page_writes={}, shared_buffers={}, on a disk",
                server.setting("server_version").await?,
                server.setting("synchronous_commit").await?,
                server.setting("fsync").await?,
                server.setting("full_page_writes").await?,
                server.setting("shared_buffers").await?
            ),
            "SQLite as the product sets it: WAL, synchronous=FULL, one writer".to_owned(),
            format!(
                "data: {} organizations, {} learners, {} courses of 130 lessons in 10 sections, {} enrollments, {} rows of progress",
                plan.size.organizations,
                plan.size.learners(),
                plan.size.courses(),
                plan.size.enrollments(),
                plan.size.progress()
            ),
            format!("{} rounds of {} s a side, in turns; medians", plan.rounds, plan.time.as_secs()),
        ];
        Ok(Self {
            lines: Vec::new(),
            head,
            statements: Vec::new(),
            memory: Vec::new(),
            cold: Vec::new(),
            cold_empty: 0.0,
            certificate: CertificateCost::default(),
            signature: (f64::NAN, f64::NAN),
            encoding: Encoding::default(),
            sign_ins: Vec::new(),
        })
    }

    pub fn add(&mut self, side: &'static str, title: &'static str, connections: usize, round: Round) {
        let known = self.lines.iter_mut().find(|line| (line.side, line.title, line.connections) == (side, title, connections));
        match known {
            Some(line) => line.rounds.push(round),
            None => self.lines.push(Line { side, title, connections, rounds: vec![round] }),
        }
    }

    fn seen(&self, side: &str, title: &str, connections: usize, of: impl Fn(&Round) -> f64) -> f64 {
        let line = self.lines.iter().find(|line| line.side == side && line.title == title && line.connections == connections);
        line.map_or(f64::NAN, |line| median(line.rounds.iter().map(of).collect()))
    }

    fn cpu(&self, side: &str, case: Case, connections: usize) -> f64 {
        self.seen(side, case.title(), connections, Round::cpu_ms)
    }

    fn memory_of(&self, name: &str, when: &str) -> f64 {
        self.memory.iter().find(|(side, at, _)| *side == name && *at == when).map_or(f64::NAN, |(.., mb)| *mb)
    }

    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    fn warm(&self, case: Case) -> f64 {
        self.statements.iter().find(|(known, ..)| *known == case).map_or(f64::NAN, |(.., warm)| *warm as f64)
    }

    fn goals(&self) -> Vec<Goal> {
        let product = |case, connections| self.cpu("PostgreSQL", case, connections);
        let over = |case, connections| product(case, connections) / self.cpu("pgbench", case, connections);
        let rate = |side, case: Case, connections| self.seen(side, case.title(), connections, |round| round.per_second);
        let p99 = |case: Case, connections| self.seen("PostgreSQL", case.title(), connections, |round| round.p99_ms);
        let crowd = |of: fn(&Round) -> f64| self.seen("PostgreSQL", "B6 1000 learners", 64, of);
        let cold = |name: &str| self.cold.iter().find(|(side, _)| *side == name).map_or(f64::NAN, |(_, ms)| *ms);
        let (outline, complete, dashboard) = (over(Case::Outline, 4), over(Case::Complete, 4), over(Case::Dashboard, 4));
        let sqlite = |case| self.cpu("SQLite", case, 4) / product(case, 4);
        let crowded = |case| rate("PostgreSQL", case, 64) / rate("PostgreSQL", case, 4);
        let warm_outline = product(Case::OutlineWarm, 4) / self.cpu("pgbench", Case::Outline, 4);
        let rest: Vec<f64> = self.sign_ins.iter().map(|(all, hash)| all - hash).collect();
        let spread = rest.iter().copied().fold(f64::MIN, f64::max) - rest.iter().copied().fold(f64::MAX, f64::min);
        let most = |name, what, must, reach, seen| Goal { name, what, is_ceiling: true, must, reach, seen, spread: 0.0 };
        let least = |name, what, must, reach, seen| Goal { name, what, is_ceiling: false, must, reach, seen, spread: 0.0 };
        vec![
            least("G1", "outline: Moodle's CPU / ours (derived)", 120.0, 300.0, OUTLINE.moodle / OUTLINE.pgbench / outline),
            least("G2", "outline: LearnHouse's CPU / ours (derived)", 15.0, 35.0, OUTLINE.learnhouse / OUTLINE.pgbench / outline),
            most("G3", "outline of any learner: CPU / pgbench", 3.0, 1.5, outline),
            most("G3", "outline, memberships remembered: CPU / pgbench", 3.0, 1.5, warm_outline),
            least("G4", "complete: Moodle's CPU / ours (derived)", 12.0, 25.0, COMPLETE.moodle / COMPLETE.pgbench / complete),
            least("G4", "complete: LearnHouse's CPU / ours (derived)", 25.0, 55.0, COMPLETE.learnhouse / COMPLETE.pgbench / complete),
            most("G5", "complete: CPU / pgbench", 3.0, 1.6, complete),
            least(
                "G5",
                "complete: throughput / pgbench",
                0.6,
                0.9,
                rate("PostgreSQL", Case::Complete, 4) / rate("pgbench", Case::Complete, 4),
            ),
            most("B3", "heartbeat: CPU / pgbench", 3.0, 1.6, over(Case::Heartbeat, 16)),
            most("B3", "heartbeat with a video: CPU / pgbench", 3.0, 1.6, over(Case::Watch, 16)),
            most("", "taking from the plan: CPU / pgbench", 3.0, 1.6, over(Case::Announce, 16)),
            most("", "encoding: wall / plain ffmpeg", 1.1, 1.0, self.encoding.ours.wall / self.encoding.plain.wall),
            most("", "encoding: CPU / plain ffmpeg", 1.1, 1.0, self.encoding.ours.cpu / self.encoding.plain.cpu),
            least("B4", "my courses: Moodle's CPU / ours (derived)", 50.0, 100.0, DASHBOARD.moodle / DASHBOARD.pgbench / dashboard),
            least("B4", "my courses: LearnHouse's CPU / ours (derived)", 30.0, 60.0, DASHBOARD.learnhouse / DASHBOARD.pgbench / dashboard),
            most("G6", "outline: SQLite's CPU / PostgreSQL's", 1.0, 0.5, sqlite(Case::Outline)),
            most("G6", "complete: SQLite's CPU / PostgreSQL's", 0.6, 0.25, sqlite(Case::Complete)),
            most("G7", "outline: statements", 6.0, 4.0, self.warm(Case::Outline)),
            most("G7", "complete: statements", 9.0, 7.0, self.warm(Case::Complete)),
            most("G7", "my courses: statements", 4.0, 2.0, self.warm(Case::Dashboard)),
            most("G10", "1000 learners: % of the processors", 25.0, 12.0, crowd(|round| round.busy_percent)),
            most("G10", "1000 learners: p99, ms (idle machine)", 50.0, 25.0, crowd(|round| round.p99_ms)),
            #[expect(clippy::cast_precision_loss, reason = "a small count")]
            most("G10", "1000 learners: errors", 0.0, 0.0, crowd(|round| round.errors as f64)),
            most("G11", "PSS idle, MB", 40.0, 20.0, self.memory_of("PostgreSQL", "idle")),
            most("G11", "PSS with 1000 learners, MB", 96.0, 48.0, self.memory_of("PostgreSQL", "1000 learners")),
            most("G11", "PSS on SQLite, after all cases, MB", 200.0, 128.0, self.memory_of("SQLite", "after all cases")),
            most("G12", "start on PostgreSQL to first outline, ms", 300.0, 100.0, cold("PostgreSQL")),
            most("G12", "start on SQLite to first outline, ms", 300.0, 100.0, cold("SQLite")),
            most("G12", "start on nothing, migrations included, ms", 2_000.0, 1_000.0, self.cold_empty),
            least("G13", "certificate: react-pdf's CPU / ours (derived)", 4.0, 8.0, REACT_PDF / self.certificate.cpu_ms),
            least("G15", "outline: throughput at 64 connections / at 4", 0.9, 1.0, crowded(Case::Outline)),
            least("G15", "complete: throughput at 64 connections / at 4", 0.9, 1.0, crowded(Case::Complete)),
            most("G15", "outline: p99 at 64 connections, ms", 150.0, 75.0, p99(Case::Outline, 64)),
            most("G15", "complete: p99 at 64 connections, ms", 150.0, 75.0, p99(Case::Complete, 64)),
            most(
                "G16",
                "outline of 130 lessons, KB",
                24.0,
                16.0,
                self.seen("PostgreSQL", Case::Outline.title(), 4, |round| round.bytes) / 1_000.0,
            ),
            // performance goals count the transaction's own three in G7 only
            most("B11", "verify a certificate: statements inside the transaction", 2.0, 2.0, self.warm(Case::Verify) - 3.0),
            Goal { spread, ..most("B14", "sign-in without the hash: CPU ms", 2.0, 1.0, median(rest)) },
        ]
    }

    /// Prints the report and keeps it.
    pub fn write(&self) -> Result<()> {
        let mut text = String::from("# The last run of `make bench`\n\n");
        for line in &self.head {
            writeln!(text, "- {line}")?;
        }
        writeln!(text, "- load average at the end {:.1}\n", process::load())?;
        for side in ["PostgreSQL", "SQLite"] {
            self.table(&mut text, side)?;
        }
        self.figures(&mut text)?;
        writeln!(
            text,
            "## Goals\n\nDerived: the peers were not run. Their CPU over pgbench's is in bench/README.md; ours over pgbench's is from this run.\n"
        )?;
        writeln!(text, "| | | must | reach | seen | |\n|---|---|---|---|---|---|")?;
        for goal in self.goals() {
            let sign = if goal.is_ceiling { "<=" } else { ">=" };
            let holds = |limit: f64| if goal.is_ceiling { goal.seen <= limit } else { goal.seen >= limit };
            let verdict = match (holds(goal.must), holds(goal.reach)) {
                // a difference of two large figures: it says nothing when the rounds lie further apart than the limit
                _ if goal.spread > goal.must || goal.seen < 0.0 || goal.seen.is_nan() => "not resolved",
                (_, true) => "met, and the reach",
                (true, _) => "met",
                _ => "**unmet**",
            };
            let (must, reach) = (goal.must, goal.reach);
            writeln!(text, "| {} | {} | {sign} {must} | {sign} {reach} | {:.2} | {verdict} |", goal.name, goal.what, goal.seen)?;
        }
        println!("{text}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/latest.md");
        std::fs::write(&file, text)?;
        println!("kept in bench/results/latest.md");
        Ok(())
    }

    fn table(&self, text: &mut String, side: &'static str) -> Result<()> {
        writeln!(text, "## {side}\n")?;
        writeln!(text, "| case | connections | requests/s | CPU ms/request | app + db | p50 ms | p99 ms | bytes | errors | load |")?;
        writeln!(text, "|---|---|---|---|---|---|---|---|---|---|")?;
        for line in self.lines.iter().filter(|line| line.side == side || (side == "PostgreSQL" && line.side == "pgbench")) {
            let of = |of: fn(&Round) -> f64| median(line.rounds.iter().map(of).collect());
            let title =
                if line.side == "pgbench" { format!("— pgbench, same statements as {}", line.title) } else { line.title.to_owned() };
            let is_pgbench = line.side == "pgbench";
            let p99 = if is_pgbench { "-".to_owned() } else { format!("{:.1}", of(|round| round.p99_ms)) };
            let errors: u64 = line.rounds.iter().map(|round| round.errors).sum();
            let bytes = if is_pgbench { "-".to_owned() } else { format!("{:.0}", of(|round| round.bytes)) };
            writeln!(
                text,
                "| {title} | {} | {:.0} | **{:.3}** | {:.3} + {:.3} | {:.1}{} | {p99} | {bytes} | {errors} | {:.1} |",
                line.connections,
                of(|round| round.per_second),
                of(Round::cpu_ms),
                of(|round| round.app_ms),
                of(|round| round.db_ms),
                of(|round| round.p50_ms),
                if is_pgbench { " avg" } else { "" },
                of(|round| round.load),
            )?;
        }
        writeln!(text)?;
        Ok(())
    }

    fn figures(&self, text: &mut String) -> Result<()> {
        writeln!(
            text,
            "## Statements of a request\n\nBEGIN, set_config and COMMIT or ROLLBACK included; cold = membership, host and outline not remembered.\n"
        )?;
        writeln!(text, "| case | warm | cold |\n|---|---|---|")?;
        for (case, cold, warm) in &self.statements {
            writeln!(text, "| {} | {warm} | {cold} |", case.title())?;
        }
        writeln!(text, "\n## Memory, starts, certificates, sign-in, web app\n")?;
        for (side, when, mb) in &self.memory {
            writeln!(text, "- PSS on {side}, {when}: {mb:.0} MB")?;
        }
        for (side, ms) in &self.cold {
            writeln!(text, "- start on {side}, migrated, to the first outline: {ms:.0} ms (median of 10)")?;
        }
        writeln!(text, "- start on nothing (SQLite), migrations included: {:.0} ms (median of 10)", self.cold_empty)?;
        writeln!(
            text,
            "- certificate as PDF: {:.2} ms of CPU, {:.0} a second and core, {:.1} KB; the first {:.0} ms (1,000 names, half of them not in ASCII)",
            self.certificate.cpu_ms,
            1_000.0 / self.certificate.cpu_ms,
            self.certificate.bytes / 1_000.0,
            self.certificate.first_ms
        )?;
        writeln!(text, "- an address of a video: signed in {:.1} us of CPU, checked in {:.1} us", self.signature.0, self.signature.1)?;
        let Encoding { ours, plain, first, rounds } = self.encoding;
        writeln!(
            text,
            "- {SECONDS} s of 1080p made playable in {:.1} s ({:.1} s of CPU), the first form after {:.1} s ({:.1} s); one plain run of ffmpeg {:.1} s ({:.1} s); medians of {rounds}",
            ours.wall, ours.cpu, first.wall, first.cpu, plain.wall, plain.cpu
        )?;
        for (all, hash) in &self.sign_ins {
            writeln!(text, "- a sign-in on PostgreSQL took {all:.1} ms of CPU, its hash alone, measured right after, {hash:.1} ms")?;
        }
        match landing() {
            Ok((files, bytes)) => {
                writeln!(
                    text,
                    "- scripts of the landing page: {:.1} KB in {files} files (gzip)",
                    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1_000.0
                )?;
            }
            Err(error) => writeln!(text, "- scripts of the landing page: not measured ({error})")?,
        }
        writeln!(text)?;
        Ok(())
    }
}

/// The scripts that the landing page loads before anything is clicked, compressed.
fn landing() -> Result<(usize, usize)> {
    let dist: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(dist.join(".vite/manifest.json"))?)?;
    let mut wanted = vec!["index.html".to_owned(), "src/app/landing.tsx".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    let mut bytes = 0;
    while let Some(name) = wanted.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let entry = manifest.get(&name).ok_or("no such entry")?;
        let file = entry.get("file").and_then(serde_json::Value::as_str).ok_or("an entry without a file")?;
        bytes += process::gzipped(&dist.join(file))?;
        wanted.extend(
            entry
                .get("imports")
                .and_then(serde_json::Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|name| Some(name.as_str()?.to_owned())),
        );
    }
    Ok((seen.len(), bytes))
}
