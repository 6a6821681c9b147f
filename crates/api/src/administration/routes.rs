//! Operations on audit log and background jobs.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use domain::{
    access::{ListAuditEvents, ListJobs, ReplayJob},
    ids::{JobId, UserId},
};
use repositories::{
    RepositoryError,
    audit::{AuditFilter, Object},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use uuid::Uuid;

use super::dto::{AuditEvent, Job, JobStatusWord};
use crate::{
    app::App,
    http::{
        Allowed, Answer, Code, Json, Once, Problem, Reply,
        json::Empty,
        page::{PageBody, page_request},
    },
};

/// Which acts are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Only this act, such as `course_published`.
    #[param(max_length = 100)]
    pub action: Option<String>,
    /// Only this user's acts.
    pub actor_id: Option<Uuid>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List administrative acts.
///
/// Newest first, for owners and admins. The log only grows.
#[utoipa::path(tag = "administration", params(AuditQuery), responses((status = 200, body = PageBody<AuditEvent>)))]
#[get("/audit-events")]
pub async fn list_audit_events(app: Data<App>, caller: Allowed<ListAuditEvents>, query: Query<AuditQuery>) -> Answer {
    let query = query.into_inner();
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let filter = AuditFilter { action: query.action, actor_id: query.actor_id.map(UserId) };
    let read = app.db.read(&caller.grant).await?;
    let found = read.audit_events(&caller.grant, filter, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, AuditEvent::from)))
}

/// Which jobs are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JobQuery {
    /// Only these.
    pub status: Option<JobStatusWord>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List background jobs.
///
/// The organization's own, newest first, for owners and admins. Those that were done go after 30 days.
#[utoipa::path(tag = "administration", params(JobQuery), responses((status = 200, body = PageBody<Job>)))]
#[get("/jobs")]
pub async fn list_jobs(app: Data<App>, caller: Allowed<ListJobs>, query: Query<JobQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let read = app.db.read(&caller.grant).await?;
    let found = read.jobs(&caller.grant, query.status.map(Into::into), page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, Job::from)))
}

/// Which job.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct JobPath {
    /// The job.
    pub job_id: Uuid,
}

/// Replay a job.
///
/// Puts a job that was set aside back into the queue, due now, with all its tries. Refused: any other (`job_not_dead`).
#[utoipa::path(tag = "administration", params(JobPath, Once), responses((status = 200, body = Job)))]
#[post("/jobs/{job_id}/replay")]
pub async fn replay_job(app: Data<App>, caller: Allowed<ReplayJob>, path: Path<JobPath>, once: Once, body: Json<Empty>) -> Answer {
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let job = tx.replay_job(&caller.grant, JobId(path.job_id)).await.map_err(|error| match error {
            RepositoryError::Duplicate => Problem::new(Code::JobNotDead),
            other => other.into(),
        })?;
        tx.audit(&caller.grant, "job_replayed", Object::new("job", job.id, job.kind.as_str()), json!({})).await?;
        Reply::ok(&Job::from(job))
    })
    .await
}
