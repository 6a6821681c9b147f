//! The run: data, rounds, single figures.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use certificates::document::{CertificateDocument, DocumentRenderer, FontFolders};
use futures::future::try_join_all;
use http::Method;
use lyceum::{
    app::{App, system_world},
    config::{Config, Settings},
};
use sea_orm::{ConnectionTrait, Database};

use crate::{
    Result,
    cases::{Case, Learners},
    client::{Ask, Connection},
    data::{Enrollment, PASSWORD, Size},
    encoding,
    load::{Round, Target, closed, learners_1000},
    postgres::Server,
    process::{self, BASE, Cpu, Installation, Product},
    report::{Report, median},
    seed::Seed,
    seed_video::store_segment,
};

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub size: Size,
    pub rounds: usize,
    pub time: Duration,
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Everything, and the report.
pub async fn run() -> Result<()> {
    let organizations = if setting("BENCH_SCALE", String::new()) == "full" { 50 } else { 5 };
    let plan =
        Plan { size: Size { organizations }, rounds: setting("BENCH_ROUNDS", 5), time: Duration::from_secs(setting("BENCH_SECONDS", 8)) };
    let binary = std::env::current_exe()?.with_file_name("lyceum");
    let binary = std::env::var("BENCH_LYCEUM").map_or(binary, PathBuf::from);
    let folder = std::env::temp_dir().join(format!("lyceum-bench.{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = match setting("BENCH_CASES", String::new()).as_str() {
        "encoding" => encoding::measure(&folder, plan.rounds.min(3)).await.map(|seen| eprintln!("{seen:?}")),
        _ => measure(plan, &binary, &folder).await,
    };
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn measure(plan: Plan, binary: &Path, folder: &Path) -> Result<()> {
    let server = Server::find()?;
    let mut report = Report::new(plan, &server).await?;
    let capture = setting("BENCH_CASES", String::new()) == "capture";

    let postgres = Installation {
        binary: binary.to_owned(),
        data_dir: folder.join("postgres"),
        database_url: server.app_url(),
        migration_url: Some(server.owner_url()),
    };
    server.make_database().await?;
    let learners = seed(&postgres, plan.size, &server.url(None, "lyceum_bench"), "VACUUM ANALYZE").await?;
    report.statements = statements(&server, &postgres, &learners, capture).await?;
    if capture {
        return Ok(());
    }
    rounds(plan, &postgres, &learners, Some(&server), &mut report).await?;

    let file = folder.join("sqlite");
    std::fs::create_dir_all(&file)?;
    let url = format!("sqlite://{}", file.join("lyceum.db").display());
    let sqlite = Installation { binary: binary.to_owned(), data_dir: file, database_url: url.clone(), migration_url: None };
    let learners = seed(&sqlite, plan.size, &url, "SELECT 1").await?;
    rounds(plan, &sqlite, &learners, None, &mut report).await?;

    report.cold_empty = empty_start(binary, folder).await?;
    report.certificate = certificate()?;
    report.signature = learners.signature_cost()?;
    report.encoding = encoding::measure(folder, plan.rounds.min(3)).await?;
    report.write()
}

/// Migrates and fills; gives the learners with their tokens.
async fn seed(installation: &Installation, size: Size, url: &str, afterwards: &str) -> Result<Learners> {
    let began = Instant::now();
    std::fs::create_dir_all(&installation.data_dir)?;
    installation.migrate()?;
    let mut settings = Settings::default();
    for (name, value) in installation.settings(1) {
        settings.set(name, &value);
    }
    let App { keyring, hasher, storage, .. } = App::build(Config::read(&settings)?, system_world()).await?;
    store_segment(&storage).await?;
    let password_hash = hasher.hash(PASSWORD).await?;
    let db = Database::connect(url).await?;
    let rows = Seed { size, now: system_world().now(), password_hash: &password_hash, keyring: &keyring }.write(&db).await?;
    db.execute_unprepared(afterwards).await?;
    db.close().await?;
    eprintln!("{rows} rows ({} of progress) in {:.0} s", size.progress(), began.elapsed().as_secs_f64());
    Learners::new(size, keyring)
}

async fn started(installation: &Installation, learners: &Learners, without_worker: bool) -> Result<(Product, Duration)> {
    learners.sign_in()?;
    installation.start(without_worker, |_| learners.outline(Enrollment(0))).await
}

const STATEMENTS_OF: [Case; 12] = [
    Case::Outline,
    Case::Complete,
    Case::Heartbeat,
    Case::Watch,
    Case::Dashboard,
    Case::Catalog,
    Case::Courses,
    Case::Login,
    Case::Verify,
    Case::Entitlements,
    Case::Announce,
    Case::Webhook,
];

/// Statements of each case, first with nothing remembered and then again.
async fn statements(server: &Server, on: &Installation, learners: &Learners, print: bool) -> Result<Vec<(Case, usize, usize)>> {
    server.log_statements(true).await?;
    let mut counts = Vec::new();
    let mut rng = fastrand::Rng::with_seed(1);
    for case in STATEMENTS_OF {
        let (product, _) = on.start(true, |_| health()).await?;
        let mut connection = Connection::open(product.port).await?;
        learners.sign_in()?;
        let mut found = Vec::new();
        // the same learner three times: cold, then with everything remembered, then once more so that statements are prepared
        for _ in 0..3 {
            let from = server.log_length()?;
            let ask = learners.ask(case, &mut rng.clone());
            let answer = connection.send(ask).await?;
            if answer.status != case.expected() {
                return Err(format!("{}: {}", case.title(), String::from_utf8_lossy(&answer.body)).into());
            }
            found.push(server.logged(from).await?);
        }
        rng.u64(..);
        let (Some(cold), Some(warm)) = (found.first(), found.get(1)) else { continue };
        if print {
            println!("-- {}: cold\n{}\n-- warm\n{}\n", case.title(), cold.join("\n"), warm.join("\n"));
        }
        counts.push((case, cold.len(), warm.len()));
    }
    server.log_statements(false).await?;
    Ok(counts)
}

fn health() -> Ask {
    Ask {
        method: Method::GET,
        host: BASE.to_owned(),
        path: "/health/ready".to_owned(),
        token: None,
        body: None,
        from: None,
        signature: None,
    }
}

const CASES: [(Case, usize, Option<&str>); 7] = [
    (Case::Outline, 4, Some("outline.sql")),
    (Case::OutlineWarm, 4, None),
    (Case::Complete, 4, Some("complete.sql")),
    (Case::Heartbeat, 16, Some("heartbeat.sql")),
    (Case::Watch, 16, Some("watch.sql")),
    (Case::Announce, 16, Some("announce.sql")),
    (Case::Dashboard, 4, Some("dashboard.sql")),
];

/// All that is measured on one database.
async fn rounds(plan: Plan, on: &Installation, learners: &Learners, server: Option<&Server>, report: &mut Report) -> Result<()> {
    let name = if server.is_some() { "PostgreSQL" } else { "SQLite" };
    let (product, _) = started(on, learners, false).await?;
    let target = Target { port: product.port, pid: product.pid(), postmaster: server.map(|server| server.postmaster) };
    tokio::time::sleep(Duration::from_secs(1)).await;
    report.memory.push((name, "idle", process::pss(target.pid)));
    for round in 0..plan.rounds {
        for (case, connections, script) in CASES {
            let seen = closed(target, learners, case, connections, plan.time).await?;
            said(name, case, round, &seen);
            report.add(name, case.title(), connections, seen);
            if let (Some(server), Some(script)) = (server, script) {
                let seen = server.pgbench(script, plan.size, connections, plan.time)?;
                report.add("pgbench", case.title(), connections, seen);
            }
        }
        for case in [Case::Outline, Case::Complete] {
            let seen = closed(target, learners, case, 64, plan.time).await?;
            said(name, case, round, &seen);
            report.add(name, case.title(), 64, seen);
        }
    }
    for (case, connections) in [
        (Case::Catalog, 4),
        (Case::Courses, 4),
        (Case::Entitlements, 4),
        (Case::Segment, 4),
        (Case::Webhook, 16),
        (Case::Verify, 4),
        (Case::Login, 2),
    ] {
        for round in 0..plan.rounds.min(3) {
            let seen = closed(target, learners, case, connections, plan.time / 2).await?;
            said(name, case, round, &seen);
            if case == Case::Login && server.is_some() {
                // beside each round, for what a hash costs depends on what else runs
                report.sign_ins.push((seen.cpu_ms(), hash(connections).await?));
            }
            report.add(name, case.title(), connections, seen);
        }
        if case == Case::Verify {
            report.memory.push((name, "before the sign-ins", process::pss(target.pid)));
        }
    }
    report.memory.push((name, "after all cases", process::pss(target.pid)));
    drop(product);

    let (product, _) = started(on, learners, false).await?;
    let target = Target { port: product.port, pid: product.pid(), ..target };
    for _ in 0..2 {
        let seen = learners_1000(target, learners, Duration::from_secs(30)).await?;
        report.add(name, "B6 1000 learners", 64, seen);
    }
    report.memory.push((name, "1000 learners", process::pss(target.pid)));
    drop(product);

    let mut starts = Vec::new();
    for _ in 0..10 {
        starts.push(started(on, learners, false).await?.1.as_secs_f64() * 1_000.0);
    }
    report.cold.push((name, median(starts)));
    Ok(())
}

fn said(name: &str, case: Case, round: usize, seen: &Round) {
    eprintln!(
        "{name} {} #{round}: {:.0}/s, {:.3} + {:.3} ms, p99 {:.1} ms, {} errors",
        case.title(),
        seen.per_second,
        seen.app_ms,
        seen.db_ms,
        seen.p99_ms,
        seen.errors
    );
}

/// The start on an empty folder, migrations included.
async fn empty_start(binary: &Path, folder: &Path) -> Result<f64> {
    let mut starts = Vec::new();
    for n in 0..10 {
        let data_dir = folder.join(format!("empty-{n}"));
        std::fs::create_dir_all(&data_dir)?;
        let url = format!("sqlite://{}", data_dir.join("lyceum.db").display());
        let on = Installation { binary: binary.to_owned(), data_dir, database_url: url, migration_url: None };
        starts.push(on.start(false, |_| health()).await?.1.as_secs_f64() * 1_000.0);
    }
    Ok(median(starts))
}

/// What a certificate costs.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificateCost {
    pub first_ms: f64,
    pub cpu_ms: f64,
    pub bytes: f64,
}

/// Draws a certificate for a thousand names; a third of them are not in Latin letters.
fn certificate() -> Result<CertificateCost> {
    const NAMES: [&str; 6] = ["Amélie Dubois", "Łukasz Żółć", "Jonas Weber", "Νίκος Παπαδόπουλος", "Ольга Петрова", "نور حداد"];
    let renderer = DocumentRenderer::new(FontFolders::default());
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 14).ok_or("no such day")?;
    let document = |n: u32| CertificateDocument {
        learner_name: format!("{} {n}", NAMES.iter().cycle().nth(n as usize).copied().unwrap_or_default()),
        course_title: "Foundations of Bookkeeping".to_owned(),
        organization_name: "Northwind Academy".to_owned(),
        instructor_names: vec!["Jonas Weber".to_owned()],
        completed_on: day,
        issued_on: day,
        expires_on: None,
        code: format!("7ZC4M-K0N2V-9QH8T-XW3RB-5{n:04}-F"),
        verify_url: format!("https://northwind.example.com/verify/7ZC4M-K0N2V-9QH8T-XW3RB-5{n:04}-F"),
        brand_color: Some("#3b4cca".to_owned()),
        logo: None,
        language: "en".to_owned(),
    };
    let own = || Cpu::of(std::process::id()).own;
    let before = own();
    renderer.render(&document(0))?;
    let first_ms = own() - before;
    let (before, mut bytes) = (own(), 0);
    for n in 1..=1_000 {
        bytes += renderer.render(&document(n))?.len();
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    Ok(CertificateCost { first_ms, cpu_ms: (own() - before) / 1_000.0, bytes: bytes as f64 / 1_000.0 })
}

/// Processor time of verifying one password, so many at a time.
async fn hash(at_once: usize) -> Result<f64> {
    const EACH: u32 = 20;
    let hasher = identity::PasswordHasher::new()?;
    let hash = hasher.hash(PASSWORD).await?;
    let before = Cpu::of(std::process::id()).own;
    try_join_all((0..at_once).map(async |_| {
        for _ in 0..EACH {
            hasher.verify(PASSWORD, Some(&hash)).await?;
        }
        Result::Ok(())
    }))
    .await?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    Ok((Cpu::of(std::process::id()).own - before) / (at_once as f64 * f64::from(EACH)))
}
