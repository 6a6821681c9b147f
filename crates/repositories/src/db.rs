//! Opening the database, and the two kinds of transactions.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{
    access::{Action, WritingAction},
    courses::OutlineRevision,
    ids::{CourseId, JobId, OrgId},
    ports::World,
    time::Timestamp,
};
use moka::sync::Cache;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    error::RepositoryError,
    principal::{Actor, Grant, MemberCache},
    system::HostCache,
};

/// Where the database is and how it may be used.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// `sqlite:///path/to/file.db` or `postgres://..`.
    pub url: String,
    /// Connections at the most; on SQLite, readers beside the one writer.
    pub max_connections: u32,
}

/// The database of all organizations. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Db(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) writer: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
    pub(crate) world: World,
    pub(crate) members: MemberCache,
    pub(crate) hosts: HostCache,
    pub(crate) outlines: Cache<(OrgId, CourseId, i64), Arc<OutlineRevision>>,
    statements: Arc<AtomicU64>,
    /// Something was committed, and may have written events.
    pub(crate) wake: Notify,
    /// Jobs were made, or made due.
    pub(crate) jobs_due: Notify,
}

/// A connection that was used within this time is used again without asking whether it is alive: that is a trip to the server.
const TRUSTED: Duration = Duration::from_secs(1);
/// The oldest write-ahead log that is kept on disk, in bytes.
const WAL_LIMIT: &str = "67108864";

impl Db {
    /// Connects; the schema is not touched.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open(config: &DbConfig, world: World) -> Result<Self, RepositoryError> {
        let statements = Arc::new(AtomicU64::new(0));
        let (writer, reader) = if config.url.starts_with("sqlite:") {
            let writer = counted(sqlite_options(&config.url, 1, false), &statements).await?;
            let reader = counted(sqlite_options(&config.url, config.max_connections.max(2), true), &statements).await?;
            (writer, reader)
        } else {
            let mut options = ConnectOptions::new(&config.url);
            options
                .max_connections(config.max_connections)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire_if_idle_for(TRUSTED)
                .sqlx_logging(false);
            let pool = counted(options, &statements).await?;
            (pool.clone(), pool)
        };
        Ok(Self(Arc::new(Inner {
            writer,
            reader,
            world,
            members: MemberCache::new(),
            hosts: HostCache::new(),
            outlines: Cache::new(2_000),
            statements,
            wake: Notify::new(),
            jobs_due: Notify::new(),
        })))
    }

    /// The clock and the chance of this application.
    pub fn world(&self) -> &World {
        &self.0.world
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    /// Statements sent since the start; BEGIN and COMMIT are not among them.
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Whether rows live in PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.0.writer.get_database_backend() == DbBackend::Postgres
    }

    /// Opens a transaction that reads the rows of the grant's organization.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn read<A: Action>(&self, grant: &Grant<A>) -> Result<TenantRead, RepositoryError> {
        Ok(TenantRead { scope: self.scope(grant.org_id(), Intent::Read).await? })
    }

    /// Opens a transaction that reads and writes the rows of the grant's organization. Dropping it rolls back.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn write<A: WritingAction>(&self, grant: &Grant<A>) -> Result<TenantTx, RepositoryError> {
        let fence = match grant.actor() {
            Actor::Job { job_id, lease_token } => Some((*job_id, *lease_token)),
            _ => None,
        };
        self.begin_write(grant.org_id(), fence).await
    }

    pub(crate) async fn begin_write(&self, org_id: OrgId, fence: Option<(JobId, Uuid)>) -> Result<TenantTx, RepositoryError> {
        let scope = self.scope(org_id, Intent::Write).await?;
        Ok(TenantTx { read: TenantRead { scope }, db: self.clone(), fence })
    }

    pub(crate) async fn scope(&self, org_id: OrgId, intent: Intent) -> Result<Scope, RepositoryError> {
        let (connection, options) = match intent {
            Intent::Read => (&self.0.reader, TransactionOptions::default()),
            // Take SQLite's write lock now: upgrading a reading transaction later fails at once, whatever the time-out.
            Intent::Write => (
                &self.0.writer,
                TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() },
            ),
        };
        let tx = connection.begin_with_options(options).await?;
        if self.is_postgres() {
            let set = match intent {
                // SET TRANSACTION READ ONLY would be one more trip to the server
                Intent::Read => "SELECT set_config('app.org_id', $1, true), set_config('transaction_read_only', 'on', true)",
                Intent::Write => "SELECT set_config('app.org_id', $1, true)",
            };
            tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, set, [org_id.to_string().into()])).await?;
        }
        Ok(Scope {
            tx,
            org_id,
            now: self.0.world.now(),
            world: self.0.world.clone(),
            outlines: self.0.outlines.clone(),
            members_changed: AtomicBool::new(false),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    Read,
    Write,
}

/// A transaction and the organization that it is bound to.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) org_id: OrgId,
    pub(crate) now: Timestamp,
    pub(crate) world: World,
    pub(crate) outlines: Cache<(OrgId, CourseId, i64), Arc<OutlineRevision>>,
    /// Set by a write that changes who may do what, so that the commit forgets what was remembered.
    pub(crate) members_changed: AtomicBool,
}

impl Scope {
    pub(crate) fn members_changed(&self) {
        self.members_changed.store(true, Ordering::Relaxed);
    }
}

/// A transaction that reads one organization's rows.
#[derive(Debug)]
pub struct TenantRead {
    pub(crate) scope: Scope,
}

impl TenantRead {
    /// The organization.
    pub fn org_id(&self) -> OrgId {
        self.scope.org_id
    }

    /// The moment at which the transaction began: one moment for all it does.
    pub fn now(&self) -> Timestamp {
        self.scope.now
    }

    /// A fresh id.
    pub fn new_id(&self) -> Uuid {
        self.scope.world.new_id()
    }
}

/// A transaction that reads and writes one organization's rows. What is not committed is rolled back.
#[derive(Debug)]
#[must_use = "a transaction that is dropped rolls back"]
pub struct TenantTx {
    read: TenantRead,
    db: Db,
    fence: Option<(JobId, Uuid)>,
}

impl Deref for TenantTx {
    type Target = TenantRead;

    fn deref(&self) -> &TenantRead {
        &self.read
    }
}

impl TenantTx {
    /// Makes everything durable, or nothing.
    ///
    /// # Errors
    /// [`RepositoryError::LeaseLost`] when a job's lease has gone to another worker meanwhile.
    pub async fn commit(self) -> Result<(), RepositoryError> {
        if let Some((job_id, token)) = self.fence {
            crate::outbox::confirm_lease(&self.read.scope, job_id, token).await?;
        }
        let Scope { tx, org_id, members_changed, .. } = self.read.scope;
        tx.commit().await?;
        if members_changed.into_inner() {
            self.db.0.members.forget(org_id);
            self.db.0.hosts.forget();
        }
        self.db.0.wake.notify_waiters();
        Ok(())
    }
}

async fn counted(options: ConnectOptions, statements: &Arc<AtomicU64>) -> Result<DatabaseConnection, RepositoryError> {
    let mut connection = Database::connect(options).await?;
    let counter = Arc::clone(statements);
    connection.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    Ok(connection)
}

fn sqlite_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let separator = if url.contains('?') { '&' } else { '?' };
    let mut options = ConnectOptions::new(format!("{url}{separator}mode=rwc"));
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire_if_idle_for(TRUSTED)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("journal_size_limit", WAL_LIMIT);
            if read_only { sqlite.pragma("query_only", "ON") } else { sqlite }
        });
    options
}
