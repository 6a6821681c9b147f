//! The one door to tables that belong to no organization: organizations, slugs, signing keys, rate limits, cron.
//! Every table behind it is named in [`SYSTEM_TABLES`] with the reason.

use chrono::Duration;
use domain::{
    ids::{KeyId, OrgId},
    keys::StoredKey,
    organizations::{OrganizationStatus, Slug},
    plans::{Metric, Plan},
    subscriptions::Standing,
    time::{MEMBERSHIP_CACHE, Timestamp},
};
use moka::sync::Cache;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement, sea_query::OnConflict};

use crate::{
    db::{Db, TenantTx},
    entity::{organization_slugs, organizations, signing_keys, usage_counters},
    error::RepositoryError,
    principal::Tenant,
    scoped::{Scoped, Writing},
    subscriptions::PlanState,
};

/// Tables without a row-level policy, and why.
pub const SYSTEM_TABLES: &[(&str, &str)] = &[
    ("organizations", "the host names the organization before anything is known of it"),
    ("organization_slugs", "a slug is given once, whatever becomes of its organization"),
    ("events", "the dispatcher reads the events of all organizations"),
    ("jobs", "workers claim jobs fairly among organizations; payloads hold ids only"),
    ("cron_runs", "one run of each slot, whichever worker comes first"),
    ("payment_customers", "a message of the payment provider names the customer, and this names the organization"),
    ("webhook_inbox", "messages are kept before it is known whose they are"),
    ("signing_keys", "the platform's own keys"),
    ("rate_limits", "counted before anybody is known; keys are hashes"),
    ("operators", "accounts of the platform, which belong to no organization"),
    ("operator_sessions", "sessions of those accounts, on a host of their own"),
    ("operator_acts", "what operators did, to whichever organization, or to none"),
    ("organization_health", "figures of every organization for lists of all of them; no content of any"),
    ("seaql_migrations", "the migrator's own"),
];

/// What a host name leads to.
#[derive(Clone, Debug)]
pub enum HostMatch {
    /// An organization's present slug.
    Organization(Tenant),
    /// A former slug: the organization answers under this one now.
    Moved(String),
    /// Nobody.
    Unknown,
}

impl Db {
    /// The organization that a slug leads to, remembered for five seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resolve_slug(&self, slug: &str) -> Result<HostMatch, RepositoryError> {
        let now = self.world().now();
        if let Some(found) = self.0.hosts.get(slug, now) {
            return Ok(found);
        }
        let found = self.look_up_slug(slug).await?;
        self.0.hosts.put(slug, now, found.clone());
        Ok(found)
    }

    async fn look_up_slug(&self, slug: &str) -> Result<HostMatch, RepositoryError> {
        let reader = &self.0.reader;
        if let Some(row) = organizations::Entity::find().filter(organizations::Column::Slug.eq(slug)).one(reader).await? {
            return Ok(HostMatch::Organization(tenant(row)?));
        }
        let Some(old) = organization_slugs::Entity::find_by_id(slug.to_owned()).one(reader).await? else { return Ok(HostMatch::Unknown) };
        let present = organizations::Entity::find_by_id(old.org_id).one(reader).await?;
        Ok(present.map_or(HostMatch::Unknown, |row| HostMatch::Moved(row.slug)))
    }

    /// The organization with this id, for mails and jobs that need its address.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn organization_slug(&self, org_id: OrgId) -> Result<String, RepositoryError> {
        let row = organizations::Entity::find_by_id(org_id.0).one(&self.0.reader).await?;
        row.map(|row| row.slug).ok_or(RepositoryError::NotFound)
    }

    /// The id of every organization that is open, for cron: nothing is done for those that are closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organization_ids(&self) -> Result<Vec<OrgId>, RepositoryError> {
        let open = organizations::Entity::find().filter(organizations::Column::Status.eq(OrganizationStatus::Active.as_str()));
        let rows = open.order_by_asc(organizations::Column::Id).all(&self.0.reader).await?;
        Ok(rows.into_iter().map(|row| OrgId(row.id)).collect())
    }

    /// Whether nobody has, or ever had, the slug.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn slug_is_free(&self, slug: &Slug) -> Result<bool, RepositoryError> {
        Ok(organization_slugs::Entity::find_by_id(slug.as_str().to_owned()).one(&self.0.reader).await?.is_none())
    }

    /// Makes an organization and opens the transaction in which it is furnished; both become durable together.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when the slug is, or was, somebody's.
    pub async fn found_organization(&self, slug: &Slug, plan: Plan) -> Result<TenantTx, RepositoryError> {
        let org_id = OrgId(self.world().new_id());
        let tx = self.begin_write(org_id, None).await?;
        let now = tx.now();
        organizations::Entity::insert(organizations::ActiveModel {
            id: Set(org_id.0),
            slug: Set(slug.as_str().to_owned()),
            status: Set("active".to_owned()),
            plan: Set(plan.as_str().to_owned()),
            plan_source: Set("default".to_owned()),
            standing: Set(Standing::Good.as_str().to_owned()),
            created_at: Set(now),
            suspension_reason: Set(None),
            suspended_at: Set(None),
        })
        .exec_without_returning(&tx.scope.tx)
        .await?;
        claim_slug(&tx, slug).await?;
        let counters = Scoped::<usage_counters::Entity, Writing>::new(&tx.scope);
        counters
            .insert_many(Metric::COUNTED.map(|metric| usage_counters::ActiveModel {
                id: Set(tx.new_id()),
                metric: Set(metric.as_str().to_owned()),
                used: Set(0),
                span: Set(String::new()),
                ..Default::default()
            }))
            .await?;
        tx.scope.members_changed();
        Ok(tx)
    }

    /// Counts one use against a limit that survives restarts; says how many were made in the window, this one included,
    /// and when the window ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_use(&self, key: &str, window: Duration) -> Result<(i64, Timestamp), RepositoryError> {
        let now = self.world().now();
        let sql = "INSERT INTO rate_limits (id, window_started_at, hits) VALUES ($1, $2, 1) \
                   ON CONFLICT (id) DO UPDATE SET \
                   hits = CASE WHEN rate_limits.window_started_at <= $3 THEN 1 ELSE rate_limits.hits + 1 END, \
                   window_started_at = CASE WHEN rate_limits.window_started_at <= $3 THEN $2 ELSE rate_limits.window_started_at END \
                   RETURNING hits, window_started_at";
        let writer = &self.0.writer;
        let values = [key.into(), now.into(), (now - window).into()];
        let row = writer.query_one_raw(Statement::from_sql_and_values(writer.get_database_backend(), sql, values)).await?;
        let row = row.ok_or(RepositoryError::NotFound)?;
        let started: Timestamp = row.try_get("", "window_started_at")?;
        Ok((row.try_get("", "hits")?, started + window))
    }

    /// Forgets the count of a limit, as after a sign-in that succeeded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_uses(&self, key: &str) -> Result<(), RepositoryError> {
        let writer = &self.0.writer;
        let sql = "DELETE FROM rate_limits WHERE id = $1";
        writer.execute_raw(Statement::from_sql_and_values(writer.get_database_backend(), sql, [key.into()])).await?;
        Ok(())
    }

    /// Drops counts whose window began before the moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_uses(&self, before: Timestamp) -> Result<(), RepositoryError> {
        let writer = &self.0.writer;
        let sql = "DELETE FROM rate_limits WHERE window_started_at < $1";
        writer.execute_raw(Statement::from_sql_and_values(writer.get_database_backend(), sql, [before.into()])).await?;
        Ok(())
    }

    /// Every signing key, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signing_keys(&self) -> Result<Vec<StoredKey>, RepositoryError> {
        let rows = signing_keys::Entity::find().order_by_desc(signing_keys::Column::CreatedAt).all(&self.0.reader).await?;
        Ok(rows
            .into_iter()
            .map(|row| StoredKey {
                id: KeyId(row.id),
                purpose: row.purpose,
                public_key: row.public_key,
                sealed_private_key: row.sealed_private_key,
                created_at: row.created_at,
                retired_at: row.retired_at,
            })
            .collect())
    }

    /// Stores a new signing key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_signing_key(&self, key: StoredKey) -> Result<(), RepositoryError> {
        signing_keys::Entity::insert(signing_keys::ActiveModel {
            id: Set(key.id.0),
            purpose: Set(key.purpose),
            public_key: Set(key.public_key),
            sealed_private_key: Set(key.sealed_private_key),
            created_at: Set(key.created_at),
            retired_at: Set(key.retired_at),
        })
        .exec_without_returning(&self.0.writer)
        .await?;
        Ok(())
    }

    /// Puts an organization on a plan, whatever it pays: the platform's act, not the organization's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_plan(&self, org_id: OrgId, plan: Plan) -> Result<(), RepositoryError> {
        organizations::Entity::update_many()
            .col_expr(organizations::Column::Plan, sea_orm::sea_query::Expr::value(plan.as_str()))
            .col_expr(organizations::Column::PlanSource, sea_orm::sea_query::Expr::value("operator"))
            .col_expr(organizations::Column::Standing, sea_orm::sea_query::Expr::value(Standing::Good.as_str()))
            .filter(organizations::Column::Id.eq(org_id.0))
            .exec(&self.0.writer)
            .await?;
        self.0.hosts.forget();
        // what waits for the plan goes on at once, or waits anew
        self.wake_waiting(org_id, Metric::Emails).await
    }

    /// Lets an organization choose and pay for its plan itself again: what it is on stays until its subscription says otherwise.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_plan(&self, org_id: OrgId) -> Result<(), RepositoryError> {
        organizations::Entity::update_many()
            .col_expr(organizations::Column::PlanSource, sea_orm::sea_query::Expr::value("default"))
            .filter(organizations::Column::Id.eq(org_id.0))
            .exec(&self.0.writer)
            .await?;
        self.0.hosts.forget();
        // what waits for the plan goes on at once, or waits anew
        self.wake_waiting(org_id, Metric::Emails).await
    }

    /// Opens or closes an organization: the platform's act.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_status(&self, org_id: OrgId, status: OrganizationStatus) -> Result<(), RepositoryError> {
        organizations::Entity::update_many()
            .col_expr(organizations::Column::Status, sea_orm::sea_query::Expr::value(status.as_str()))
            .filter(organizations::Column::Id.eq(org_id.0))
            .exec(&self.0.writer)
            .await?;
        self.0.hosts.forget();
        Ok(())
    }

    /// Whether an organization is open: for what reaches its things by another host than its own. Every picture and every segment of a
    /// video asks, so the answer is remembered as long as that about a host.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_open(&self, org_id: OrgId) -> Result<bool, RepositoryError> {
        let now = self.0.world.now();
        if let Some(is_open) = self.0.hosts.is_open(org_id, now) {
            return Ok(is_open);
        }
        let row = organizations::Entity::find_by_id(org_id.0).one(&self.0.reader).await?;
        let is_open = row.is_some_and(|row| row.status == OrganizationStatus::Active.as_str());
        self.0.hosts.put_open(org_id, now, is_open);
        Ok(is_open)
    }

    /// Answers whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), RepositoryError> {
        Ok(self.0.reader.ping().await?)
    }

    /// What is wrong with the database's settings and roles; empty when commits are durable and the wall stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn complaints(&self) -> Result<Vec<String>, RepositoryError> {
        if self.is_postgres() { self.postgres_complaints().await } else { self.sqlite_complaints().await }
    }

    async fn sqlite_complaints(&self) -> Result<Vec<String>, RepositoryError> {
        let mut complaints = Vec::new();
        for (pragma, wanted) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
            let sql = format!("SELECT CAST({pragma} AS TEXT) AS value FROM pragma_{pragma}");
            let found = self.word(&sql).await?;
            if found != wanted {
                complaints.push(format!("SQLite's {pragma} is {found}, wanted {wanted}"));
            }
        }
        Ok(complaints)
    }

    async fn postgres_complaints(&self) -> Result<Vec<String>, RepositoryError> {
        let mut complaints = Vec::new();
        for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
            let found = self.word(&format!("SELECT current_setting('{setting}') AS value")).await?;
            if found == "off" {
                complaints.push(format!("PostgreSQL's {setting} is off: an acknowledged write could be lost"));
            }
        }
        let role = "SELECT CASE WHEN rolsuper THEN 'a superuser' WHEN rolbypassrls THEN 'a role with BYPASSRLS' \
                    WHEN EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relkind = 'r') THEN 'an owner of tables' \
                    ELSE '' END AS value FROM pg_roles WHERE rolname = current_user";
        let found = self.word(role).await?;
        if !found.is_empty() {
            complaints.push(format!("the application's database role is {found}: row-level security would not hold it"));
        }
        Ok(complaints)
    }

    async fn word(&self, sql: &str) -> Result<String, RepositoryError> {
        let reader = &self.0.writer;
        let row = reader.query_one_raw(Statement::from_string(reader.get_database_backend(), sql)).await?;
        Ok(row.ok_or(RepositoryError::NotFound)?.try_get("", "value")?)
    }

    /// Takes a slot of a periodic task for this worker; false when another worker was first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_cron_slot(&self, name: &str, slot: &str) -> Result<bool, RepositoryError> {
        let writer = &self.0.writer;
        let sql = "INSERT INTO cron_runs (name, slot, started_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let values = [name.into(), slot.into(), self.world().now().into()];
        let done = writer.execute_raw(Statement::from_sql_and_values(writer.get_database_backend(), sql, values)).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Copies the whole SQLite database into a new file while it is in use.
    ///
    /// # Errors
    /// When the file exists, or the database is PostgreSQL.
    pub async fn copy_sqlite_to(&self, file: &str) -> Result<(), RepositoryError> {
        let reader = &self.0.writer;
        let statement = Statement::from_sql_and_values(reader.get_database_backend(), "VACUUM INTO $1", [file.into()]);
        reader.execute_raw(statement).await?;
        Ok(())
    }
}

impl TenantTx {
    /// Gives the organization another slug; the old one keeps leading here, and nobody else will get it.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when the slug is, or was, somebody else's.
    pub async fn change_slug(&self, slug: &Slug) -> Result<(), RepositoryError> {
        let known = organization_slugs::Entity::find_by_id(slug.as_str().to_owned()).one(&self.scope.tx).await?;
        match known {
            Some(row) if row.org_id == self.org_id().0 => {}
            Some(_) => return Err(RepositoryError::Duplicate),
            None => claim_slug(self, slug).await?,
        }
        organizations::Entity::update_many()
            .col_expr(organizations::Column::Slug, sea_orm::sea_query::Expr::value(slug.as_str()))
            .filter(organizations::Column::Id.eq(self.org_id().0))
            .exec(&self.scope.tx)
            .await?;
        self.scope.members_changed();
        Ok(())
    }
}

async fn claim_slug(tx: &TenantTx, slug: &Slug) -> Result<(), RepositoryError> {
    let row =
        organization_slugs::ActiveModel { slug: Set(slug.as_str().to_owned()), org_id: Set(tx.org_id().0), created_at: Set(tx.now()) };
    let insert = organization_slugs::Entity::insert_many([row]).on_conflict(OnConflict::new().do_nothing().to_owned());
    match insert.exec_without_returning(&tx.scope.tx).await? {
        1 => Ok(()),
        _ => Err(RepositoryError::Duplicate),
    }
}

fn tenant(row: organizations::Model) -> Result<Tenant, RepositoryError> {
    let status = OrganizationStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("organization status", &row.status))?;
    let PlanState { plan, standing, .. } = crate::subscriptions::plan_state(&row)?;
    Ok(Tenant { org_id: OrgId(row.id), slug: row.slug, status, plan, standing, closed_because: row.suspension_reason })
}

/// Hosts looked up lately, unknown ones included, and which organizations are open.
#[derive(Debug)]
pub(crate) struct HostCache {
    slugs: Cache<String, (Timestamp, HostMatch)>,
    open: Cache<OrgId, (Timestamp, bool)>,
}

impl HostCache {
    pub(crate) fn new() -> Self {
        Self { slugs: Cache::new(20_000), open: Cache::new(20_000) }
    }

    fn get(&self, slug: &str, now: Timestamp) -> Option<HostMatch> {
        self.slugs.get(slug).and_then(|entry| fresh(entry, now))
    }

    fn put(&self, slug: &str, now: Timestamp, found: HostMatch) {
        self.slugs.insert(slug.to_owned(), (now, found));
    }

    fn is_open(&self, org_id: OrgId, now: Timestamp) -> Option<bool> {
        self.open.get(&org_id).and_then(|entry| fresh(entry, now))
    }

    fn put_open(&self, org_id: OrgId, now: Timestamp, is_open: bool) {
        self.open.insert(org_id, (now, is_open));
    }

    pub(crate) fn forget(&self) {
        self.slugs.invalidate_all();
        self.open.invalidate_all();
    }
}

fn fresh<T>((at, found): (Timestamp, T), now: Timestamp) -> Option<T> {
    (now >= at && now - at < MEMBERSHIP_CACHE).then_some(found)
}
