//! Operations on background work of all organizations, and on the operators' log.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use domain::ids::{JobId, OrgId, WebhookId};
use repositories::{RepositoryError, console::PlatformJobFilter, outbox::JobStatus};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    access::Operated,
    work_dto::{MailState, OperatorAct, PlatformJob, Webhook, WebhookState},
};
use crate::{
    administration::dto::JobStatusWord,
    app::App,
    http::{
        Answer, Code, Json, Problem,
        json::Empty,
        page::{PageBody, page_request},
    },
};

/// Which jobs are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PlatformJobQuery {
    /// Only these; those that were set aside if absent.
    pub status: Option<JobStatusWord>,
    /// Only this organization's.
    pub organization_id: Option<Uuid>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List background jobs of all organizations.
///
/// Newest first, mails left out: they have a list of their own.
#[utoipa::path(tag = "work", params(PlatformJobQuery), responses((status = 200, body = PageBody<PlatformJob>)))]
#[get("/jobs")]
pub async fn list_platform_jobs(app: Data<App>, operator: Operated, query: Query<PlatformJobQuery>) -> Answer {
    let status = query.status.map_or(JobStatus::Dead, Into::into);
    let filter = PlatformJobFilter { statuses: vec![status], mails: Some(false), org_id: query.organization_id.map(OrgId) };
    jobs(&app, &operator, &filter, query.limit, query.cursor.as_deref()).await
}

async fn jobs(app: &App, operator: &Operated, filter: &PlatformJobFilter, limit: Option<u64>, cursor: Option<&str>) -> Answer {
    let found = app.db.platform_jobs(operator, filter, page_request(limit, cursor)?).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, PlatformJob::from)))
}

/// Which mails are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MailQuery {
    /// Those that wait, or those that failed for good; both if absent.
    #[param(inline)]
    pub state: Option<MailState>,
    /// Only this organization's.
    pub organization_id: Option<Uuid>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List mails that did not leave yet.
///
/// Of all organizations, newest first: those that wait, or are tried again, and those that failed for good. What is in them is not
/// shown, nor to whom they go.
#[utoipa::path(tag = "work", params(MailQuery), responses((status = 200, body = PageBody<PlatformJob>)))]
#[get("/mails")]
pub async fn list_mails(app: Data<App>, operator: Operated, query: Query<MailQuery>) -> Answer {
    let statuses = match query.state {
        Some(MailState::Waiting) => vec![JobStatus::Queued, JobStatus::Running],
        Some(MailState::Failed) => vec![JobStatus::Dead],
        None => vec![JobStatus::Queued, JobStatus::Running, JobStatus::Dead],
    };
    let filter = PlatformJobFilter { statuses, mails: Some(true), org_id: query.organization_id.map(OrgId) };
    jobs(&app, &operator, &filter, query.limit, query.cursor.as_deref()).await
}

/// Which job.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PlatformJobPath {
    /// The job.
    pub job_id: Uuid,
}

/// Run a job again.
///
/// Puts a job that was set aside, a mail or anything else, back into the queue, due now, with all its tries. It stands in the
/// organization's log. Refused: any other (`job_not_dead`).
#[utoipa::path(tag = "work", params(PlatformJobPath), responses((status = 200, body = PlatformJob)))]
#[post("/jobs/{job_id}/replay")]
pub async fn replay_platform_job(app: Data<App>, operator: Operated, path: Path<PlatformJobPath>, _body: Json<Empty>) -> Answer {
    let job = app.db.replay_platform_job(&operator, JobId(path.job_id)).await.map_err(|error| match error {
        RepositoryError::Duplicate => Problem::new(Code::JobNotDead),
        other => other.into(),
    })?;
    Ok(HttpResponse::Ok().json(PlatformJob::from(job)))
}

/// Which messages are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WebhookQuery {
    /// Only these; all if absent.
    #[param(inline)]
    pub status: Option<WebhookState>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List messages of the payment provider and of video hosts.
///
/// Newest first, those that concern nobody here or cannot be read too. What is in them is not shown: it names people.
#[utoipa::path(tag = "work", params(WebhookQuery), responses((status = 200, body = PageBody<Webhook>)))]
#[get("/webhooks")]
pub async fn list_webhooks(app: Data<App>, operator: Operated, query: Query<WebhookQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let found = app.db.webhooks(&operator, query.status.map(Into::into), page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, Webhook::from)))
}

/// Which message.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct WebhookPath {
    /// The message.
    pub webhook_id: Uuid,
}

/// Follow a message again.
///
/// Asks its sender how things stand with what the message is about, and takes that over. Refused: a message of
/// no organization (`webhook_foreign`).
#[utoipa::path(tag = "work", params(WebhookPath), responses((status = 202, body = Webhook)))]
#[post("/webhooks/{webhook_id}/replay")]
pub async fn replay_webhook(app: Data<App>, operator: Operated, path: Path<WebhookPath>, _body: Json<Empty>) -> Answer {
    let webhook = app.db.replay_webhook(&operator, WebhookId(path.webhook_id)).await.map_err(|error| match error {
        RepositoryError::Reference => Problem::new(Code::WebhookForeign),
        other => other.into(),
    })?;
    Ok(HttpResponse::Accepted().json(Webhook::from(webhook)))
}

/// Which acts are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ActQuery {
    /// Only those on this organization.
    pub organization_id: Option<Uuid>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List what operators did.
///
/// Newest first. The log only grows.
#[utoipa::path(tag = "work", params(ActQuery), responses((status = 200, body = PageBody<OperatorAct>)))]
#[get("/acts")]
pub async fn list_operator_acts(app: Data<App>, operator: Operated, query: Query<ActQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let found = app.db.operator_acts(&operator, query.organization_id.map(OrgId), page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, OperatorAct::from)))
}
