//! The PostgreSQL server of `scripts/with-postgres.sh`, and pgbench against it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use url::Url;

use crate::{
    Result,
    data::Size,
    load::Round,
    process::{self, Cpu},
};

/// The database that is measured.
const NAME: &str = "lyceum_bench";

/// A private server.
pub struct Server {
    admin: Url,
    programs: PathBuf,
    log: PathBuf,
    pub postmaster: u32,
}

impl Server {
    /// The server that `TEST_POSTGRES_URL` leads to.
    pub fn find() -> Result<Self> {
        let variable = |name| std::env::var(name).map_err(|_| format!("{name} is not set: run scripts/with-postgres.sh --durable"));
        let folder = PathBuf::from(variable("TEST_POSTGRES_FOLDER")?);
        let pid = fs::read_to_string(folder.join("data/postmaster.pid"))?;
        Ok(Self {
            admin: variable("TEST_POSTGRES_URL")?.parse()?,
            programs: variable("TEST_POSTGRES_PROGRAMS")?.into(),
            log: folder.join("server.log"),
            postmaster: pid.lines().next().ok_or("no process id")?.parse()?,
        })
    }

    pub fn url(&self, role: Option<&str>, database: &str) -> String {
        let mut url = self.admin.clone();
        url.set_path(database);
        if let Some(role) = role {
            let _ = url.set_username(role);
            let _ = url.set_password(Some(role));
        }
        url.to_string()
    }

    /// The address of the measured database as the application.
    pub fn app_url(&self) -> String {
        self.url(Some("lyceum_app"), NAME)
    }

    /// The address of the measured database as the owner of the schema.
    pub fn owner_url(&self) -> String {
        self.url(Some("lyceum_owner"), NAME)
    }

    pub async fn admin(&self, database: Option<&str>) -> Result<DatabaseConnection> {
        Ok(Database::connect(self.url(None, database.unwrap_or(NAME))).await?)
    }

    /// Makes the database anew, as deploy/README.md says.
    pub async fn make_database(&self) -> Result<()> {
        let db = self.admin(Some("postgres")).await?;
        db.execute_unprepared(&format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")).await?;
        db.execute_unprepared(&format!("CREATE DATABASE {NAME} OWNER lyceum_owner TEMPLATE template0 ENCODING 'UTF8'")).await?;
        db.close().await?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/postgres/database.sql");
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-qX", "-d", &self.url(None, NAME), "-f"]).arg(script).stdout(Stdio::null());
        if psql.status()?.success() { Ok(()) } else { Err("psql failed".into()) }
    }

    /// Makes the server write down every statement of the application from its next connection on, or stop doing so.
    pub async fn log_statements(&self, all: bool) -> Result<()> {
        let db = self.admin(None).await?;
        let words = if all { "SET log_statement = 'all'" } else { "RESET log_statement" };
        db.execute_unprepared(&format!("ALTER ROLE lyceum_app {words}")).await?;
        Ok(db.close().await?)
    }

    /// The statements written down since the log was `from` long.
    pub async fn logged(&self, from: u64) -> Result<Vec<String>> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let text = fs::read(&self.log)?;
        let text = String::from_utf8_lossy(text.get(usize::try_from(from)?..).unwrap_or_default()).into_owned();
        let statement = |line: &str| {
            let (_, rest) = line.split_once("LOG:  ")?;
            let is_one = rest.starts_with("statement: ") || rest.starts_with("execute ");
            is_one.then(|| rest.split_once(": ").map_or(rest, |(_, sql)| sql).to_owned())
        };
        Ok(text.lines().filter_map(statement).collect())
    }

    pub fn log_length(&self) -> Result<u64> {
        Ok(fs::metadata(&self.log)?.len())
    }

    pub async fn setting(&self, name: &str) -> Result<String> {
        let db = self.admin(Some("postgres")).await?;
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), format!("SHOW {name}"));
        let row = db.query_one_raw(statement).await?.ok_or("no such setting")?;
        Ok(row.try_get_by_index(0)?)
    }

    /// Runs a script of bench/pgbench as the application.
    pub fn pgbench(&self, script: &str, size: Size, connections: usize, time: Duration) -> Result<Round> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pgbench").join(script);
        let (own, db) = (Cpu::of(std::process::id()).ended_children, Cpu::of_tree(self.postmaster));
        let output = Command::new(self.programs.join("pgbench"))
            .args(["-n", "-M", "prepared", "-j", "1", "-c", &connections.to_string(), "-T", &time.as_secs().to_string()])
            .args(["-D", &format!("enrollments={}", size.enrollments()), "-f"])
            .arg(&file)
            .arg(self.app_url())
            .output()?;
        std::thread::sleep(Duration::from_millis(300));
        let text = String::from_utf8_lossy(&output.stdout);
        let figure = |head: &str| -> Option<f64> {
            let rest = text.lines().find_map(|line| line.strip_prefix(head))?;
            rest.split_whitespace().next()?.split('/').next()?.parse().ok()
        };
        let (Some(requests), Some(per_second), true) =
            (figure("number of transactions actually processed: "), figure("tps = "), output.status.success())
        else {
            return Err(format!("pgbench {script}: {text}{}", String::from_utf8_lossy(&output.stderr)).into());
        };
        Ok(Round {
            per_second,
            app_ms: (Cpu::of(std::process::id()).ended_children - own) / requests,
            db_ms: (Cpu::of_tree(self.postmaster) - db) / requests,
            p50_ms: figure("latency average = ").unwrap_or_default(),
            load: process::load(),
            ..Round::default()
        })
    }
}
