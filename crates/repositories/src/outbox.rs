//! Events and jobs: what must happen after a commit, written inside it.
//!
//! A slice writes a [`DomainEvent`] in its own transaction. The dispatcher turns each event into one job for each
//! handler, under a unique effect key, so that a handler that fails never repeats another. A worker claims jobs
//! fairly among organizations under a lease; a lost lease cannot commit. Jobs that keep failing are set aside as
//! dead, where people can see and replay them.

mod job;

use chrono::Duration;
use domain::{
    access::{ListJobs, ReplayJob},
    events::DomainEvent,
    ids::{JobId, OrgId},
    page::{Cursor, Page, PageRequest},
    plans::Metric,
    time::{JOB_LEASE, Timestamp},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    db::{Db, Scope, TenantRead, TenantTx},
    entity::{events, jobs},
    error::RepositoryError,
    principal::{Grant, JobLease},
};

pub(crate) use job::job;
pub use job::{Job, JobStatus};

/// How often a job is tried before it is set aside.
pub const MAX_ATTEMPTS: i64 = 12;
const MAX_ERROR: usize = 2_000;
/// What is said of a job that was set aside without an error of its own.
const GONE: &str = "the worker that had this job did not come back";

impl TenantTx {
    /// Writes an event beside the change that it tells of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn emit(&self, event: &DomainEvent) -> Result<(), RepositoryError> {
        self.emit_all(std::slice::from_ref(event)).await
    }

    /// Writes several events in one statement; none is no statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn emit_all(&self, events: &[DomainEvent]) -> Result<(), RepositoryError> {
        if events.is_empty() {
            return Ok(());
        }
        let rows = events
            .iter()
            .map(|event| {
                Ok(events::ActiveModel {
                    id: Set(self.new_id()),
                    org_id: Set(self.org_id().0),
                    kind: Set(event.kind().to_owned()),
                    payload: Set(serde_json::to_string(event)?),
                    created_at: Set(self.now()),
                    dispatched_at: Set(None),
                })
            })
            .collect::<Result<Vec<_>, RepositoryError>>()?;
        events::Entity::insert_many(rows).exec_without_returning(&self.scope.tx).await?;
        Ok(())
    }

    /// Puts a dead job of this organization back into the queue.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the organization has no such job, [`RepositoryError::Duplicate`] when it is not dead.
    pub async fn replay_job(&self, _grant: &Grant<ReplayJob>, id: JobId) -> Result<Job, RepositoryError> {
        self.requeue_job(id).await
    }

    pub(crate) async fn requeue_job(&self, id: JobId) -> Result<Job, RepositoryError> {
        find_job(&self.scope, id).await?;
        let replayed = jobs::Entity::update_many()
            .col_expr(jobs::Column::Status, Expr::value("queued"))
            .col_expr(jobs::Column::Attempts, Expr::value(0_i64))
            .col_expr(jobs::Column::RunAt, Expr::value(self.now()))
            .col_expr(jobs::Column::FinishedAt, Expr::value(Option::<Timestamp>::None))
            .filter(jobs::Column::OrgId.eq(self.org_id().0))
            .filter(jobs::Column::Id.eq(id.0))
            // two who replay at once: the second must not take a running job from its worker
            .filter(jobs::Column::Status.eq("dead"))
            .exec(&self.scope.tx)
            .await?;
        if replayed.rows_affected == 0 { Err(RepositoryError::Duplicate) } else { find_job(&self.scope, id).await }
    }
}

impl TenantRead {
    /// The organization's jobs, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, _grant: &Grant<ListJobs>, status: Option<JobStatus>, page: PageRequest) -> Result<Page<Job>, RepositoryError> {
        let mut select = jobs::Entity::find().filter(jobs::Column::OrgId.eq(self.org_id().0));
        if let Some(status) = status {
            select = select.filter(jobs::Column::Status.eq(status.as_str()));
        }
        if let Some(after) = page.after {
            let tie = Condition::all().add(jobs::Column::CreatedAt.eq(after.at)).add(jobs::Column::Id.lt(after.id));
            select = select.filter(Condition::any().add(jobs::Column::CreatedAt.lt(after.at)).add(tie));
        }
        let rows = select
            .order_by(jobs::Column::CreatedAt, Order::Desc)
            .order_by(jobs::Column::Id, Order::Desc)
            .limit(page.limit + 1)
            .all(&self.scope.tx)
            .await?;
        let mut items = rows.into_iter().map(job).collect::<Result<Vec<_>, _>>()?;
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(|last| Cursor { at: last.created_at, id: last.id.0 }) } else { None };
        Ok(Page { items, next })
    }
}

/// Which jobs a worker asks for.
#[derive(Clone, Copy, Debug)]
pub enum Kinds {
    /// All.
    All,
    /// Those with this word.
    Only(&'static str),
    /// All others.
    AllBut([&'static str; 4]),
}

/// A handler that an event leads to: the job's word, for each kind of event.
pub type EventTable = fn(&str) -> &'static [&'static str];

impl Db {
    /// Waits until events may have been written, or the time is over.
    pub async fn wait_for_events(&self, at_most: std::time::Duration) {
        let _ = tokio::time::timeout(at_most, self.0.wake.notified()).await;
    }

    /// Waits until jobs were made, or the time is over.
    pub async fn wait_for_jobs(&self, at_most: std::time::Duration) {
        let _ = tokio::time::timeout(at_most, self.0.jobs_due.notified()).await;
    }

    /// Turns events into jobs, one for each handler that the table names; says how many events.
    ///
    /// # Errors
    /// When the database fails; the events stay.
    pub async fn dispatch_events(&self, table: EventTable) -> Result<usize, RepositoryError> {
        let tx = self.begin_system().await?;
        let mut select =
            events::Entity::find().filter(events::Column::DispatchedAt.is_null()).order_by(events::Column::Id, Order::Asc).limit(200);
        if tx.get_database_backend() == DbBackend::Postgres {
            select = select.lock_with_behavior(sea_orm::sea_query::LockType::Update, sea_orm::sea_query::LockBehavior::SkipLocked);
        }
        let events = select.all(&tx).await?;
        if events.is_empty() {
            return Ok(0);
        }
        let now = self.world().now();
        let mut rows = Vec::new();
        for event in &events {
            for kind in table(&event.kind) {
                rows.push(new_job(self.world().new_id(), OrgId(event.org_id), kind, &event.payload, format!("{kind}:{}", event.id), now));
            }
        }
        if !rows.is_empty() {
            let insert = jobs::Entity::insert_many(rows).on_conflict(OnConflict::new().do_nothing().to_owned());
            insert.exec_without_returning(&tx).await?;
        }
        let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
        events::Entity::update_many()
            .col_expr(events::Column::DispatchedAt, Expr::value(now))
            .filter(events::Column::Id.is_in(ids))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        self.0.jobs_due.notify_waiters();
        Ok(events.len())
    }

    /// Queues a job for an organization under an effect key; a second call with the same key does nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&self, org_id: OrgId, kind: &str, payload: &str, effect_key: &str) -> Result<(), RepositoryError> {
        let row = new_job(self.world().new_id(), org_id, kind, payload, effect_key.to_owned(), self.world().now());
        let insert = jobs::Entity::insert_many([row]).on_conflict(OnConflict::new().do_nothing().to_owned());
        insert.exec_without_returning(&self.0.writer).await?;
        self.0.jobs_due.notify_waiters();
        Ok(())
    }

    /// Claims due jobs of every kind: see [`Db::claim_jobs_of`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_jobs(&self, limit: u64) -> Result<Vec<JobLease>, RepositoryError> {
        self.claim_jobs_of(Kinds::All, limit).await
    }

    /// Claims due jobs of these kinds, taking turns among organizations; those of a closed organization wait until it is open again. A job whose lease ran out is due again; one that was tried
    /// as often as it may be, and whose worker never came back, is set aside: it may be what ends the workers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_jobs_of(&self, kinds: Kinds, limit: u64) -> Result<Vec<JobLease>, RepositoryError> {
        let writer = &self.0.writer;
        let now = self.world().now();
        let (of_kind, kinds) = match kinds {
            Kinds::All => ("kind NOT IN ($6, $7, $8, $9)", [""; 4]),
            Kinds::Only(kind) => ("kind IN ($6, $7, $8, $9)", [kind; 4]),
            Kinds::AllBut(kinds) => ("kind NOT IN ($6, $7, $8, $9)", kinds),
        };
        // The outer condition is checked again on the row as it is when the lock is got: two workers never claim one job.
        let sql = format!(
            "UPDATE jobs SET lease_token = $1, lease_until = $2, waits_for = NULL, \
             status = CASE WHEN attempts >= max_attempts THEN 'dead' ELSE 'running' END, \
             attempts = CASE WHEN attempts >= max_attempts THEN attempts ELSE attempts + 1 END, \
             finished_at = CASE WHEN attempts >= max_attempts THEN $3 ELSE NULL END, \
             last_error = CASE WHEN attempts >= max_attempts THEN $5 ELSE last_error END \
             WHERE id IN (SELECT id FROM ( \
               SELECT id, run_at, ROW_NUMBER() OVER (PARTITION BY org_id ORDER BY run_at, id) AS turn FROM jobs \
               WHERE ((status = 'queued' AND run_at <= $3) OR (status = 'running' AND lease_until <= $3)) AND {of_kind} \
                AND org_id NOT IN (SELECT id FROM organizations WHERE status = 'suspended') \
             ) AS due ORDER BY turn, run_at, id LIMIT $4) \
             AND ((status = 'queued' AND run_at <= $3) OR (status = 'running' AND lease_until <= $3)) \
             RETURNING id, org_id, kind, payload, status, attempts, max_attempts"
        );
        let token = self.world().new_id();
        let limit = i64::try_from(limit).unwrap_or(1);
        let lease: [sea_orm::Value; 5] = [token.into(), (now + JOB_LEASE).into(), now.into(), limit.into(), GONE.into()];
        let values = lease.into_iter().chain(kinds.map(Into::into));
        let statement = Statement::from_sql_and_values(writer.get_database_backend(), sql, values);
        let rows = ClaimedRow::find_by_statement(statement).all(writer).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.status == "running")
            .map(|row| JobLease {
                org_id: OrgId(row.org_id),
                job_id: JobId(row.id),
                token,
                kind: row.kind,
                payload: row.payload,
                attempt: row.attempts,
                max_attempts: row.max_attempts,
            })
            .collect())
    }

    /// Keeps a lease for another minute; false when it has gone to another worker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_lease(&self, lease: &JobLease) -> Result<bool, RepositoryError> {
        let until = self.world().now() + JOB_LEASE;
        let update = jobs::Entity::update_many().col_expr(jobs::Column::LeaseUntil, Expr::value(until)).filter(held(lease));
        Ok(update.exec(&self.0.writer).await?.rows_affected == 1)
    }

    /// Marks a job as done, if the lease is still held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_job(&self, lease: &JobLease) -> Result<(), RepositoryError> {
        self.end(lease, "done", None, self.world().now()).await
    }

    /// Records a failure: the job is due again after a growing, scattered delay, or set aside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_job(&self, lease: &JobLease, error: &str, is_final: bool) -> Result<(), RepositoryError> {
        let now = self.world().now();
        let error: String = error.chars().take(MAX_ERROR).collect();
        if is_final || lease.attempt >= lease.max_attempts {
            return self.end(lease, "dead", Some(error), now).await;
        }
        self.end(lease, "queued", Some(error), now + self.backoff(lease.attempt)).await
    }

    /// Puts a job off: it waits for room of a metric, which is nobody's failure, so the attempt does not count. It is woken when there
    /// is some.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone_job(&self, lease: &JobLease, reason: &str, until: Timestamp, waits_for: Metric) -> Result<(), RepositoryError> {
        jobs::Entity::update_many()
            .col_expr(jobs::Column::Status, Expr::value("queued"))
            .col_expr(jobs::Column::RunAt, Expr::value(until))
            .col_expr(jobs::Column::Attempts, Expr::value(lease.attempt - 1))
            .col_expr(jobs::Column::WaitsFor, Expr::value(waits_for.as_str()))
            .col_expr(jobs::Column::LeaseToken, Expr::value(Option::<Uuid>::None))
            .col_expr(jobs::Column::LastError, Expr::value(reason.chars().take(MAX_ERROR).collect::<String>()))
            .filter(held(lease))
            .exec(&self.0.writer)
            .await?;
        Ok(())
    }

    /// Has a job done again later, which is nobody's failure: the attempt does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn repeat_job(&self, lease: &JobLease, reason: &str, at: Timestamp) -> Result<(), RepositoryError> {
        jobs::Entity::update_many()
            .col_expr(jobs::Column::Status, Expr::value("queued"))
            .col_expr(jobs::Column::RunAt, Expr::value(at))
            .col_expr(jobs::Column::Attempts, Expr::value(lease.attempt - 1))
            .col_expr(jobs::Column::LeaseToken, Expr::value(Option::<Uuid>::None))
            .col_expr(jobs::Column::LastError, Expr::value(reason.chars().take(MAX_ERROR).collect::<String>()))
            .filter(held(lease))
            .exec(&self.0.writer)
            .await?;
        Ok(())
    }

    fn backoff(&self, attempt: i64) -> Duration {
        let exponent = u32::try_from(attempt.clamp(1, 12)).unwrap_or(1);
        let seconds = 2_i64.saturating_pow(exponent).min(3_600);
        let [a, b] = self.world().bytes::<2>();
        let jitter = i64::from(u16::from_le_bytes([a, b])) * seconds * 1_000 / i64::from(u16::MAX) / 2;
        Duration::seconds(seconds) + Duration::milliseconds(jitter)
    }

    async fn end(&self, lease: &JobLease, status: &str, error: Option<String>, at: Timestamp) -> Result<(), RepositoryError> {
        let finished = (status != "queued").then_some(at);
        let mut update = jobs::Entity::update_many()
            .col_expr(jobs::Column::Status, Expr::value(status))
            .col_expr(jobs::Column::RunAt, Expr::value(at))
            .col_expr(jobs::Column::FinishedAt, Expr::value(finished))
            .col_expr(jobs::Column::LeaseToken, Expr::value(Option::<Uuid>::None))
            .filter(held(lease));
        if let Some(error) = error {
            update = update.col_expr(jobs::Column::LastError, Expr::value(error));
        }
        update.exec(&self.0.writer).await?;
        Ok(())
    }

    /// How many jobs wait or run, and when the next is due: for tests that must not leave any, and for metrics.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self) -> Result<Vec<(String, i64)>, RepositoryError> {
        let reader = &self.0.reader;
        let statement = Statement::from_string(reader.get_database_backend(), "SELECT status, COUNT(*) AS jobs FROM jobs GROUP BY status");
        let rows = reader.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", "status")?, row.try_get("", "jobs")?))).collect()
    }

    /// Drops what was done long ago: finished jobs, dispatched events, old idempotency keys stay with their organization.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_jobs(&self, before: Timestamp) -> Result<(), RepositoryError> {
        let writer = &self.0.writer;
        jobs::Entity::delete_many()
            .filter(jobs::Column::Status.eq("done"))
            .filter(jobs::Column::FinishedAt.lt(before))
            .exec(writer)
            .await?;
        events::Entity::delete_many().filter(events::Column::DispatchedAt.lt(before)).exec(writer).await?;
        Ok(())
    }

    /// Queues jobs of these kinds for many organizations, once for a slot of time, in statements of five hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_slot(&self, organizations: &[OrgId], kinds: &[&str], slot: &str) -> Result<(), RepositoryError> {
        let now = self.world().now();
        let every = organizations.iter().flat_map(|org_id| kinds.iter().map(move |kind| (*org_id, *kind)));
        let rows: Vec<_> =
            every.map(|(org_id, kind)| new_job(self.world().new_id(), org_id, kind, "{}", format!("{kind}:{slot}"), now)).collect();
        for chunk in rows.chunks(500) {
            let insert = jobs::Entity::insert_many(chunk.to_vec()).on_conflict(OnConflict::new().do_nothing().to_owned());
            insert.exec_without_returning(&self.0.writer).await?;
        }
        self.wake();
        Ok(())
    }

    /// Queues a job for an organization in a transaction that is open.
    pub(crate) async fn queue_in(
        &self,
        tx: &sea_orm::DatabaseTransaction,
        org_id: OrgId,
        kind: &str,
        payload: &str,
        effect_key: &str,
    ) -> Result<(), RepositoryError> {
        let row = new_job(self.world().new_id(), org_id, kind, payload, effect_key.to_owned(), self.world().now());
        let insert = jobs::Entity::insert_many([row]).on_conflict(OnConflict::new().do_nothing().to_owned());
        insert.exec_without_returning(tx).await?;
        Ok(())
    }

    /// Tells the workers of this process that there is something to do.
    pub(crate) fn wake(&self) {
        self.0.jobs_due.notify_waiters();
    }

    pub(crate) async fn begin_system(&self) -> Result<sea_orm::DatabaseTransaction, RepositoryError> {
        let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        Ok(self.0.writer.begin_with_options(options).await?)
    }
}

/// Checks, as the last statement of a job's transaction, that the lease is still this worker's.
pub(crate) async fn confirm_lease(scope: &Scope, job_id: JobId, token: Uuid) -> Result<(), RepositoryError> {
    let until = scope.world.now() + JOB_LEASE;
    let done = jobs::Entity::update_many()
        .col_expr(jobs::Column::LeaseUntil, Expr::value(until))
        .filter(jobs::Column::Id.eq(job_id.0))
        .filter(jobs::Column::OrgId.eq(scope.org_id.0))
        .filter(jobs::Column::LeaseToken.eq(token))
        .exec(&scope.tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(RepositoryError::LeaseLost) }
}

#[derive(Debug, FromQueryResult)]
struct ClaimedRow {
    id: Uuid,
    org_id: Uuid,
    kind: String,
    payload: String,
    status: String,
    attempts: i64,
    max_attempts: i64,
}

fn held(lease: &JobLease) -> Condition {
    Condition::all().add(jobs::Column::Id.eq(lease.job_id.0)).add(jobs::Column::LeaseToken.eq(lease.token))
}

fn new_job(id: Uuid, org_id: OrgId, kind: &str, payload: &str, effect_key: String, now: Timestamp) -> jobs::ActiveModel {
    jobs::ActiveModel {
        id: Set(id),
        org_id: Set(org_id.0),
        kind: Set(kind.to_owned()),
        payload: Set(payload.to_owned()),
        effect_key: Set(effect_key),
        status: Set("queued".to_owned()),
        attempts: Set(0),
        max_attempts: Set(MAX_ATTEMPTS),
        run_at: Set(now),
        lease_token: Set(None),
        lease_until: Set(None),
        last_error: Set(None),
        created_at: Set(now),
        finished_at: Set(None),
        waits_for: Set(None),
    }
}

async fn find_job(scope: &Scope, id: JobId) -> Result<Job, RepositoryError> {
    let row = jobs::Entity::find_by_id(id.0).filter(jobs::Column::OrgId.eq(scope.org_id.0)).one(&scope.tx).await?;
    job(row.ok_or(RepositoryError::NotFound)?)
}
