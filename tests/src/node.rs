//! The real binary in processes of its own, which tests stop, kill and start again on the same data.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use domain::ids::OrgId;
use keyring::MasterSecret;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    app::{BASE, SECRET},
    client::Client,
    db::{TestDb, is_postgres},
};

/// How long a process may take until it answers.
const READY: Duration = Duration::from_secs(30);

/// A data folder and a database, on which processes are started.
pub struct Installation {
    /// The database.
    pub db: TestDb,
    /// The data folder.
    pub folder: TempDir,
    settings: Vec<(String, String)>,
    http: reqwest::Client,
}

impl Installation {
    /// One without data.
    pub async fn fresh() -> Self {
        Self::with(&[]).await
    }

    /// One with these settings besides the harness's own.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = TestDb::fresh(folder.path()).await;
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let http =
            reqwest::Client::builder().pool_idle_timeout(crate::app::IDLE).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { db, folder, settings, http }
    }

    /// Starts `lyceum serve` and waits until it is ready.
    pub async fn serve(&self) -> Node {
        self.serve_with(&[]).await
    }

    /// The same with more arguments.
    pub async fn serve_with(&self, arguments: &[&str]) -> Node {
        // somebody else may take the port between asking for it and listening
        for _ in 0..3 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if let Ok(node) = self.try_serve(port, arguments).await {
                return node;
            }
        }
        panic!("lyceum serve does not start:\n{}", self.log());
    }

    /// Starts `lyceum serve` again where it was.
    pub async fn serve_again(&self, port: u16) -> Node {
        self.try_serve(port, &[]).await.unwrap_or_else(|status| panic!("lyceum serve ended with {status}:\n{}", self.log()))
    }

    /// Starts `lyceum worker`.
    pub fn work(&self) -> Node {
        self.spawn(0, &["worker"])
    }

    async fn try_serve(&self, port: u16, arguments: &[&str]) -> Result<Node, ExitStatus> {
        let begun = Instant::now();
        let mut node = self.spawn(port, &[&["serve"], arguments].concat());
        let address = format!("http://127.0.0.1:{port}/health/ready");
        loop {
            let answer = self.http.get(&address).header("host", BASE).header("connection", "close").send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                node.ready_after = begun.elapsed();
                return Ok(node);
            }
            if let Some(status) = node.child.try_wait().unwrap() {
                return Err(status);
            }
            assert!(begun.elapsed() < READY, "lyceum serve is not ready after {READY:?}:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn spawn(&self, port: u16, arguments: &[&str]) -> Node {
        let log = File::options().create(true).append(true).open(self.log_file()).unwrap();
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .env("LYCEUM_PORT", port.to_string())
            .env("LYCEUM_DATA_DIR", self.folder.path())
            .env("LYCEUM_DATABASE_URL", &self.db.url)
            .env("LYCEUM_DATABASE_CONNECTIONS", if is_postgres() { "12" } else { "8" })
            .env("LYCEUM_PUBLIC_URL", format!("http://{BASE}"))
            .env("LYCEUM_MAIL_PLATFORM_LIMIT", "unlimited")
            .env("LYCEUM_SECRET_KEY", SECRET)
            .env("LYCEUM_METRICS_BIND", "off")
            .env("LYCEUM_TRUSTED_PROXIES", "127.0.0.1")
            .env("LYCEUM_ALLOW_UNSAFE_DURABILITY", "1")
            .env("LYCEUM_LOG", "warn")
            .envs(self.settings.iter().map(|(name, value)| (format!("LYCEUM_{}", name.to_uppercase()), value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        Node { child: command.spawn().unwrap(), port, ready_after: Duration::ZERO, http: self.http.clone() }
    }

    /// What the processes wrote.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("processes.log")
    }

    /// The token in a mail, for a link's row.
    pub fn link_token(&self, purpose: &str, org: Uuid, id: Uuid) -> String {
        MasterSecret::parse(SECRET).unwrap().link_token(purpose, OrgId(org), id)
    }

    /// A number that the database says of an organization's rows; `:org` stands for its id.
    pub async fn number(&self, org: Uuid, sql: &str) -> i64 {
        let sql = sql.replace(":org", &if is_postgres() { format!("'{org}'") } else { format!("x'{}'", org.simple()) });
        let rows = self.rows().await;
        let tx = rows.begin().await.unwrap();
        set_organization(&tx, org).await;
        let statement = Statement::from_string(tx.get_database_backend(), format!("SELECT CAST(({sql}) AS BIGINT) AS value"));
        let number = tx.query_one_raw(statement).await.unwrap().unwrap().try_get("", "value").unwrap();
        tx.rollback().await.unwrap();
        rows.close().await.unwrap();
        number
    }

    /// Changes rows behind the processes' backs.
    pub async fn tamper(&self, org: Uuid, sql: &str) {
        let rows = self.rows().await;
        let tx = rows.begin().await.unwrap();
        set_organization(&tx, org).await;
        tx.execute_unprepared(sql).await.unwrap();
        tx.commit().await.unwrap();
        rows.close().await.unwrap();
    }

    /// What SQLite finds wrong with its file; nothing on PostgreSQL.
    pub async fn damage(&self) -> Vec<String> {
        if is_postgres() {
            return Vec::new();
        }
        let sql = "SELECT integrity_check AS value FROM pragma_integrity_check WHERE integrity_check <> 'ok' \
                   UNION ALL SELECT \"table\" || ' points nowhere' FROM pragma_foreign_key_check";
        let db = self.rows().await;
        let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        db.close().await.unwrap();
        rows.iter().map(|row| row.try_get("", "value").unwrap()).collect()
    }

    /// Opened for each look: while somebody has SQLite's file open, a process that starts again has nothing to recover.
    async fn rows(&self) -> DatabaseConnection {
        Database::connect(&self.db.url).await.unwrap()
    }
}

async fn set_organization(tx: &impl ConnectionTrait, org: Uuid) {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{org}', true)")).await.unwrap();
    }
}

/// A running process, killed when dropped.
pub struct Node {
    /// The port that it listens on; 0 for a worker.
    pub port: u16,
    /// How long it took until it was ready.
    pub ready_after: Duration,
    child: Child,
    http: reqwest::Client,
}

impl Node {
    /// A visitor of a host.
    pub fn visitor(&self, host: &str) -> Client {
        Client::new(self.http.clone(), self.port, host).from_somewhere()
    }

    /// The memory that the process has now, in KiB.
    pub fn memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Ends the process as a power switch would (SIGKILL).
    pub fn kill(mut self) {
        self.end();
    }

    /// Asks the process to stop (SIGTERM).
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Holds the process where it is (SIGSTOP).
    pub fn hold(&self) {
        self.signal("STOP");
    }

    /// Lets a held process go on (SIGCONT).
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    /// Waits for the process's end.
    pub async fn ended(mut self, at_most: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < at_most {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", "kill -\"$0\" \"$1\"", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "the process is gone already");
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.end();
    }
}

/// The binary beside the test's own, or the one that `LYCEUM_TEST_BINARY` names.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("LYCEUM_TEST_BINARY") {
        return path.into();
    }
    let test = std::env::current_exe().unwrap();
    let binary = test.ancestors().nth(2).unwrap().join("lyceum");
    assert!(binary.exists(), "{} is not there: cargo build --workspace --bins", binary.display());
    binary
}
