//! What operators see of all organizations, and do to one: figures, status, plan, jobs. Never an organization's content: lists come
//! from tables of the platform, and an act opens the one organization that it is about, to write it into that organization's log.

use domain::{
    ids::{JobId, OrgId, WebhookId},
    operators::SupportVisit,
    organizations::OrganizationStatus,
    page::{Cursor, Page, PageRequest},
    plans::{Metric, Plan},
    time::Timestamp,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, FromQueryResult, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef, Select, SelectModel, Selector, Statement,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    audit::Object,
    db::{Db, TenantTx},
    entity::{jobs, organization_health, organizations, webhook_inbox},
    error::RepositoryError,
    health::Health,
    operators::{Actor, Operator},
    outbox::{Job, JobStatus},
    scoped::cut,
    text::contains,
    webhooks::{Webhook, follower, payload, webhook},
};

/// Why an organization is closed.
#[derive(Clone, Debug)]
pub struct Suspension {
    /// In words that its owners read.
    pub reason: Option<String>,
    /// Since when.
    pub at: Option<Timestamp>,
}

/// An organization as operators see it.
#[derive(Clone, Debug)]
pub struct OrganizationFacts {
    /// The organization.
    pub id: OrgId,
    /// Its present slug.
    pub slug: String,
    /// The plan that it is on.
    pub plan: Plan,
    /// Since when.
    pub created_at: Timestamp,
    /// Why it is closed; `None` while it is open.
    pub suspension: Option<Suspension>,
    /// Figures, as old as they say.
    pub health: Health,
    /// Jobs that were set aside, now.
    pub dead_jobs: i64,
}

/// Which organizations are wanted.
#[derive(Clone, Debug, Default)]
pub struct OrganizationFilter {
    /// Part of slug or name.
    pub text: Option<String>,
    /// On this plan.
    pub plan: Option<Plan>,
    /// Open, or closed.
    pub status: Option<OrganizationStatus>,
    /// With jobs that were set aside.
    pub has_dead_jobs: bool,
}

/// Which jobs are wanted.
#[derive(Clone, Debug, Default)]
pub struct PlatformJobFilter {
    /// With these statuses; all if empty.
    pub statuses: Vec<JobStatus>,
    /// That send mails, or that do anything else.
    pub mails: Option<bool>,
    /// Of this organization.
    pub org_id: Option<OrgId>,
}

/// A job and whose it is.
#[derive(Clone, Debug)]
pub struct PlatformJob {
    /// The job.
    pub job: Job,
    /// Whose.
    pub org_id: OrgId,
    /// Whose, in words.
    pub organization_slug: String,
}

/// How many organizations are on a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanCount {
    /// The plan.
    pub plan: Plan,
    /// Open ones.
    pub active: i64,
    /// Closed ones.
    pub suspended: i64,
}

/// The platform in figures.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Organizations by plan, the smallest plan first.
    pub plans: Vec<PlanCount>,
    /// When organizations were made, those of the last twelve months.
    pub founded: Vec<Timestamp>,
    /// Jobs by status.
    pub jobs: Vec<(String, i64)>,
    /// Mails that wait.
    pub waiting_mails: i64,
    /// Mails that were set aside.
    pub dead_mails: i64,
}

const MAIL: &str = "send_mail";

impl Db {
    /// Organizations, newest first, in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_organizations(
        &self,
        _operator: &Operator,
        filter: &OrganizationFilter,
        page: PageRequest,
    ) -> Result<Page<OrganizationFacts>, RepositoryError> {
        use organizations::Column;
        let mut select = facts_select();
        if let Some(text) = &filter.text {
            let named = contains(organization_health::Column::NameKey, text);
            select = select.filter(Condition::any().add(contains(Column::Slug, text)).add(named));
        }
        if let Some(plan) = filter.plan {
            select = select.filter(Column::Plan.eq(plan.as_str()));
        }
        if let Some(status) = filter.status {
            select = select.filter(Column::Status.eq(status.as_str()));
        }
        if filter.has_dead_jobs {
            let dead = jobs::Entity::find().select_only().column(jobs::Column::OrgId).filter(jobs::Column::Status.eq("dead"));
            select = select.filter(Column::Id.in_subquery(dead.into_query()));
        }
        if let Some(after) = page.after {
            let tie = Condition::all().add(Column::CreatedAt.eq(after.at)).add(Column::Id.lt(after.id));
            select = select.filter(Condition::any().add(Column::CreatedAt.lt(after.at)).add(tie));
        }
        let newest = select.order_by(Column::CreatedAt, Order::Desc).order_by(Column::Id, Order::Desc).limit(page.limit + 1);
        let rows = all_facts(newest, &self.0.reader).await?;
        Ok(cut(rows, page, |row| Cursor { at: row.created_at, id: row.id.0 }))
    }

    /// One organization.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn organization_facts(&self, _operator: &Operator, id: OrgId) -> Result<OrganizationFacts, RepositoryError> {
        let found = all_facts(facts_select().filter(organizations::Column::Id.eq(id.0)), &self.0.reader).await?;
        found.into_iter().next().ok_or(RepositoryError::NotFound)
    }

    /// The platform in figures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overview(&self, _operator: &Operator, since: Timestamp) -> Result<Overview, RepositoryError> {
        let reader = &self.0.reader;
        let sql = "SELECT plan, status, COUNT(*) AS organizations FROM organizations GROUP BY plan, status";
        let mut plans = Plan::ALL.map(|plan| PlanCount { plan, active: 0, suspended: 0 }).to_vec();
        for row in reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await? {
            let (plan, status): (String, String) = (row.try_get("", "plan")?, row.try_get("", "status")?);
            let count = row.try_get("", "organizations")?;
            let known = plans.iter_mut().find(|known| known.plan.as_str() == plan);
            let known = known.ok_or_else(|| RepositoryError::damaged("plan", &plan))?;
            if OrganizationStatus::parse(&status) == Some(OrganizationStatus::Suspended) {
                known.suspended = count;
            } else {
                known.active = count;
            }
        }
        let founded = organizations::Entity::find()
            .filter(organizations::Column::CreatedAt.gte(since))
            .select_only()
            .column(organizations::Column::CreatedAt)
            .into_tuple::<Timestamp>()
            .all(reader)
            .await?;
        let mails = "SELECT status, COUNT(*) AS jobs FROM jobs WHERE kind = $1 GROUP BY status";
        let statement = Statement::from_sql_and_values(reader.get_database_backend(), mails, [MAIL.into()]);
        let mails = reader.query_all_raw(statement).await?;
        let mails = mails.iter().map(|row| Ok((row.try_get("", "status")?, row.try_get("", "jobs")?)));
        let mails: Vec<(String, i64)> = mails.collect::<Result<_, RepositoryError>>()?;
        let of = |status: JobStatus| mails.iter().find(|(word, _)| word == status.as_str()).map_or(0, |(_, count)| *count);
        let (waiting_mails, dead_mails) = (of(JobStatus::Queued), of(JobStatus::Dead));
        Ok(Overview { plans, founded, jobs: self.job_counts().await?, waiting_mails, dead_mails })
    }

    /// Jobs of all organizations, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn platform_jobs(
        &self,
        _operator: &Operator,
        filter: &PlatformJobFilter,
        page: PageRequest,
    ) -> Result<Page<PlatformJob>, RepositoryError> {
        use jobs::Column;
        let mut select = jobs::Entity::find();
        if !filter.statuses.is_empty() {
            select = select.filter(Column::Status.is_in(filter.statuses.iter().map(|status| status.as_str())));
        }
        if let Some(mails) = filter.mails {
            select = select.filter(if mails { Column::Kind.eq(MAIL) } else { Column::Kind.ne(MAIL) });
        }
        if let Some(org_id) = filter.org_id {
            select = select.filter(Column::OrgId.eq(org_id.0));
        }
        if let Some(after) = page.after {
            let tie = Condition::all().add(Column::CreatedAt.eq(after.at)).add(Column::Id.lt(after.id));
            select = select.filter(Condition::any().add(Column::CreatedAt.lt(after.at)).add(tie));
        }
        let newest = select.order_by(Column::CreatedAt, Order::Desc).order_by(Column::Id, Order::Desc);
        let rows = newest.limit(page.limit + 1).all(&self.0.reader).await?;
        let slugs = self.slugs(rows.iter().map(|row| row.org_id)).await?;
        let named = |row: jobs::Model| {
            let org_id = OrgId(row.org_id);
            let slug = slugs.iter().find(|(id, _)| *id == org_id.0).map(|(_, slug)| slug.clone());
            Ok(PlatformJob { org_id, organization_slug: slug.unwrap_or_default(), job: crate::outbox::job(row)? })
        };
        let items = rows.into_iter().map(named).collect::<Result<Vec<_>, RepositoryError>>()?;
        Ok(cut(items, page, |row| Cursor { at: row.job.created_at, id: row.job.id.0 }))
    }

    pub(crate) async fn slugs(&self, ids: impl Iterator<Item = Uuid>) -> Result<Vec<(Uuid, String)>, RepositoryError> {
        let select = organizations::Entity::find().filter(organizations::Column::Id.is_in(ids));
        let columns = select.select_only().column(organizations::Column::Id).column(organizations::Column::Slug);
        Ok(columns.into_tuple().all(&self.0.reader).await?)
    }

    /// Puts a dead job of any organization back into the queue.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such job, [`RepositoryError::Duplicate`] when it is not dead.
    pub async fn replay_platform_job(&self, operator: &Operator, id: JobId) -> Result<PlatformJob, RepositoryError> {
        let row = jobs::Entity::find_by_id(id.0).one(&self.0.writer).await?.ok_or(RepositoryError::NotFound)?;
        let act = self.act_on(OrgId(row.org_id)).await?;
        let job = act.tx.requeue_job(id).await?;
        let (org_id, organization_slug) = (OrgId(row.org_id), act.slug.clone());
        act.finish(operator, "job_replayed", Object::new("job", id, job.kind.as_str()), json!({ "job": job.kind })).await?;
        Ok(PlatformJob { job, org_id, organization_slug })
    }

    /// Asks the payment provider again about the organization that a message is of.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such message, [`RepositoryError::Reference`] when it is no organization's.
    pub async fn replay_webhook(&self, operator: &Operator, id: WebhookId) -> Result<Webhook, RepositoryError> {
        let row = webhook_inbox::Entity::find_by_id(id.0).one(&self.0.reader).await?.ok_or(RepositoryError::NotFound)?;
        let act = self.act_on(row.org_id.map(OrgId).ok_or(RepositoryError::Reference)?).await?;
        let (payload, occasion) = (payload(id, row.subject.as_deref())?, format!("webhook:{id}:{}", self.world().new_id()));
        self.queue_in(&act.tx.scope.tx, act.id, follower(&row.provider), &payload, &occasion).await?;
        let found = webhook(row, &[(act.id.0, act.slug.clone())]);
        let details = json!({ "kind": found.kind, "event_id": found.event_id });
        act.finish(operator, "webhook_replayed", Object::new("webhook", id, found.kind.as_str()), details).await?;
        self.wake();
        Ok(found)
    }

    /// Closes an organization: nothing of it answers any more, and its jobs wait.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none, [`RepositoryError::Duplicate`] when it is closed already.
    pub async fn suspend_organization(&self, operator: &Operator, id: OrgId, reason: &str) -> Result<(), RepositoryError> {
        let act = self.act_on(id).await?;
        act.turn(OrganizationStatus::Suspended, Some(reason)).await?;
        act.finish(operator, "organization_suspended", Object::organization(), json!({ "reason": reason })).await
    }

    /// Opens an organization again.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none, [`RepositoryError::Duplicate`] when it is open already.
    pub async fn resume_organization(&self, operator: &Operator, id: OrgId, reason: &str) -> Result<(), RepositoryError> {
        let act = self.act_on(id).await?;
        act.turn(OrganizationStatus::Active, None).await?;
        act.finish(operator, "organization_resumed", Object::organization(), json!({ "reason": reason })).await
    }

    /// Puts an organization on a plan, by agreement: with a note that says which.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn give_plan(&self, operator: &Operator, id: OrgId, plan: Plan, note: &str) -> Result<(), RepositoryError> {
        let act = self.act_on(id).await?;
        let before = act.tx.plan().await?;
        organizations::Entity::update_many()
            .col_expr(organizations::Column::Plan, Expr::value(plan.as_str()))
            .filter(organizations::Column::Id.eq(id.0))
            .exec(&act.tx.scope.tx)
            .await?;
        let details = json!({ "before": before.as_str(), "after": plan.as_str(), "note": note });
        act.finish(operator, "plan_given", Object::organization(), details).await
    }

    /// Begins a support session: its code has yet to be used.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such organization, [`RepositoryError::Duplicate`] when it is closed.
    pub async fn start_support(&self, operator: &Operator, id: OrgId, reason: &str) -> Result<(SupportVisit, String), RepositoryError> {
        let act = self.act_on(id).await?;
        if act.status != OrganizationStatus::Active {
            return Err(RepositoryError::Duplicate);
        }
        let visit = act.tx.begin_support(operator, reason).await?;
        let slug = act.slug.clone();
        act.log(operator, "support_started", &json!({ "reason": reason })).await?;
        Ok((visit, slug))
    }

    async fn act_on(&self, id: OrgId) -> Result<Act, RepositoryError> {
        let tx = self.begin_write(id, None).await?;
        let row = organizations::Entity::find_by_id(id.0).one(&tx.scope.tx).await?.ok_or(RepositoryError::NotFound)?;
        let status = OrganizationStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("organization status", &row.status))?;
        Ok(Act { tx, db: self.clone(), id, slug: row.slug, status })
    }
}

/// An act on one organization that is under way.
struct Act {
    tx: TenantTx,
    db: Db,
    id: OrgId,
    slug: String,
    status: OrganizationStatus,
}

impl Act {
    /// Opens or closes the organization, in one statement: of two at once, one is told that it is so already.
    async fn turn(&self, to: OrganizationStatus, reason: Option<&str>) -> Result<(), RepositoryError> {
        let at = reason.map(|_| self.tx.now());
        let turned = organizations::Entity::update_many()
            .col_expr(organizations::Column::Status, Expr::value(to.as_str()))
            .col_expr(organizations::Column::SuspensionReason, Expr::value(reason.map(str::to_owned)))
            .col_expr(organizations::Column::SuspendedAt, Expr::value(at))
            .filter(organizations::Column::Id.eq(self.id.0))
            .filter(organizations::Column::Status.ne(to.as_str()))
            .exec(&self.tx.scope.tx)
            .await?;
        if turned.rows_affected == 1 { Ok(()) } else { Err(RepositoryError::Duplicate) }
    }

    /// Writes the act into both logs, the organization's and the operators', and makes all of it durable.
    async fn finish(self, operator: &Operator, action: &str, object: Object, details: Value) -> Result<(), RepositoryError> {
        self.tx.audit_operator(operator.id(), operator.name(), action, object, details.clone()).await?;
        self.log(operator, action, &details).await
    }

    /// The same for an act that has written into the organization's log itself.
    async fn log(self, operator: &Operator, action: &str, details: &Value) -> Result<(), RepositoryError> {
        let organization = Some((self.id, self.slug.as_str()));
        self.db.write_operator_act(&self.tx.scope.tx, Actor::Operator(operator), action, organization, details).await?;
        // hosts are remembered: this process must not go by what it knew
        self.tx.scope.members_changed();
        self.tx.commit().await
    }
}

#[derive(Debug, FromQueryResult)]
struct FactsRow {
    id: Uuid,
    slug: String,
    status: String,
    plan: String,
    created_at: Timestamp,
    suspension_reason: Option<String>,
    suspended_at: Option<Timestamp>,
    name: Option<String>,
    measured_at: Option<Timestamp>,
    members: Option<i64>,
    published_courses: Option<i64>,
    active_learners: Option<i64>,
    instructors: Option<i64>,
    storage_bytes: Option<i64>,
    video_minutes: Option<i64>,
    emails: Option<i64>,
    last_activity_at: Option<Timestamp>,
    dead_jobs: i64,
}

/// Organizations with their figures; an organization that is older than the figures has none yet.
fn facts_select() -> Select<organizations::Entity> {
    use organization_health::Column;
    let health: RelationDef = organizations::Entity::belongs_to(organization_health::Entity)
        .from(organizations::Column::Id)
        .to(organization_health::Column::Id)
        .into();
    let mut dead = Query::select();
    dead.expr(Expr::col((jobs::Entity, jobs::Column::Id)).count())
        .from(jobs::Entity)
        .and_where(Expr::col((jobs::Entity, jobs::Column::OrgId)).equals((organizations::Entity, organizations::Column::Id)))
        .and_where(Expr::col((jobs::Entity, jobs::Column::Status)).eq("dead"));
    let figures = [
        Column::Name,
        Column::MeasuredAt,
        Column::Members,
        Column::PublishedCourses,
        Column::ActiveLearners,
        Column::Instructors,
        Column::StorageBytes,
        Column::VideoMinutes,
        Column::Emails,
        Column::LastActivityAt,
    ];
    let select = organizations::Entity::find().join(JoinType::LeftJoin, health);
    let select = figures.into_iter().fold(select, QuerySelect::column);
    select.expr_as(Expr::SubQuery(None, Box::new(dead.into())), "dead_jobs")
}

async fn all_facts(select: Select<organizations::Entity>, db: &DatabaseConnection) -> Result<Vec<OrganizationFacts>, RepositoryError> {
    let select: Selector<SelectModel<FactsRow>> = select.into_model::<FactsRow>();
    select.all(db).await?.into_iter().map(facts).collect()
}

fn facts(row: FactsRow) -> Result<OrganizationFacts, RepositoryError> {
    let plan = Plan::parse(&row.plan).ok_or_else(|| RepositoryError::damaged("plan", &row.plan))?;
    let is_closed = OrganizationStatus::parse(&row.status) == Some(OrganizationStatus::Suspended);
    let usage = [
        (Metric::PublishedCourses, row.published_courses),
        (Metric::ActiveLearners, row.active_learners),
        (Metric::Instructors, row.instructors),
        (Metric::StorageBytes, row.storage_bytes),
        (Metric::VideoMinutes, row.video_minutes),
        (Metric::Emails, row.emails),
    ];
    Ok(OrganizationFacts {
        id: OrgId(row.id),
        plan,
        created_at: row.created_at,
        suspension: is_closed.then_some(Suspension { reason: row.suspension_reason, at: row.suspended_at }),
        health: Health {
            name: row.name.unwrap_or_else(|| row.slug.clone()),
            measured_at: row.measured_at,
            members: row.members.unwrap_or_default(),
            usage: usage.map(|(metric, used)| (metric, used.unwrap_or_default())).to_vec(),
            last_activity_at: row.last_activity_at,
        },
        slug: row.slug,
        dead_jobs: row.dead_jobs,
    })
}
