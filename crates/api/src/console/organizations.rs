//! Operations on organizations, from the outside.

use actix_web::{
    HttpResponse, get, post, put,
    web::{Data, Path, Query},
};
use domain::{ids::OrgId, operators::clean_reason, organizations::OrganizationStatus, plans::Plan};
use repositories::{RepositoryError, console::OrganizationFilter};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    access::Operated,
    dto::{GivenPlan, OrganizationFacts, OrganizationStatusWord, PlanWord, Reason, SupportInvitation},
};
use crate::{
    app::App,
    http::{
        Answer, Code, Json, Problem,
        json::Empty,
        page::{PageBody, page_request},
    },
};

/// Which organizations are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OrganizationQuery {
    /// Part of subdomain or name.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// On this plan.
    pub plan: Option<PlanWord>,
    /// Open, or closed.
    pub status: Option<OrganizationStatusWord>,
    /// Only those with jobs that were set aside.
    pub has_dead_jobs: Option<bool>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List organizations.
///
/// Newest first, with plan, what is in use of it, jobs that were set aside, and last activity. Figures are taken by the hour, and say
/// when.
#[utoipa::path(tag = "organizations", params(OrganizationQuery), responses((status = 200, body = PageBody<OrganizationFacts>)))]
#[get("/organizations")]
pub async fn list_organizations(app: Data<App>, operator: Operated, query: Query<OrganizationQuery>) -> Answer {
    let query = query.into_inner();
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let filter = OrganizationFilter {
        text: query.q.map(|text| text.trim().chars().take(200).collect::<String>()).filter(|text| !text.is_empty()),
        plan: query.plan.map(Plan::from),
        status: query.status.map(OrganizationStatus::from),
        has_dead_jobs: query.has_dead_jobs.unwrap_or_default(),
    };
    let found = app.db.list_organizations(&operator, &filter, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, |facts| OrganizationFacts::of(&app, facts))))
}

/// Which organization.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct OrganizationPath {
    /// The organization.
    pub organization_id: Uuid,
}

/// Read what is known of an organization.
#[utoipa::path(tag = "organizations", params(OrganizationPath), responses((status = 200, body = OrganizationFacts)))]
#[get("/organizations/{organization_id}")]
pub async fn get_organization_facts(app: Data<App>, operator: Operated, path: Path<OrganizationPath>) -> Answer {
    shown(&app, &operator, OrgId(path.organization_id)).await
}

async fn shown(app: &App, operator: &Operated, id: OrgId) -> Answer {
    Ok(HttpResponse::Ok().json(OrganizationFacts::of(app, app.db.organization_facts(operator, id).await?)))
}

fn reason(text: &str, pointer: &str) -> Result<String, Problem> {
    clean_reason(text).ok_or_else(|| Problem::invalid_field(pointer, "reason", "say why in 10 to 500 characters"))
}

fn or(code: Code) -> impl Fn(RepositoryError) -> Problem {
    move |error| match error {
        RepositoryError::Duplicate => Problem::new(code),
        other => other.into(),
    }
}

/// Take an organization's figures now.
///
/// A job of the organization does it, within seconds.
#[utoipa::path(tag = "organizations", params(OrganizationPath), responses((status = 202, body = OrganizationFacts)))]
#[post("/organizations/{organization_id}/measure")]
pub async fn measure_organization(app: Data<App>, operator: Operated, path: Path<OrganizationPath>, _body: Json<Empty>) -> Answer {
    let id = OrgId(path.organization_id);
    let facts = app.db.organization_facts(&operator, id).await?;
    let minute = app.db.world().now().format("%Y-%m-%dT%H:%M").to_string();
    app.db.enqueue(id, "measure_health", "{}", &format!("measure_health:{minute}")).await?;
    Ok(HttpResponse::Accepted().json(OrganizationFacts::of(&app, facts)))
}

/// Close an organization.
///
/// Nothing of it answers any more: no session, no API key, no signed address; its jobs and mails wait. Whoever opens its address reads
/// the reason. Refused: one that is closed already (`organization_closed`).
#[utoipa::path(tag = "organizations", params(OrganizationPath), responses((status = 200, body = OrganizationFacts)))]
#[post("/organizations/{organization_id}/suspend")]
pub async fn suspend_organization(app: Data<App>, operator: Operated, path: Path<OrganizationPath>, body: Json<Reason>) -> Answer {
    let (id, reason) = (OrgId(path.organization_id), reason(&body.reason, "/reason")?);
    app.db.suspend_organization(&operator, id, &reason).await.map_err(or(Code::OrganizationClosed))?;
    shown(&app, &operator, id).await
}

/// Open an organization again.
///
/// Jobs and mails that waited go on. Refused: one that is open (`organization_open`).
#[utoipa::path(tag = "organizations", params(OrganizationPath), responses((status = 200, body = OrganizationFacts)))]
#[post("/organizations/{organization_id}/resume")]
pub async fn resume_organization(app: Data<App>, operator: Operated, path: Path<OrganizationPath>, body: Json<Reason>) -> Answer {
    let (id, reason) = (OrgId(path.organization_id), reason(&body.reason, "/reason")?);
    app.db.resume_organization(&operator, id, &reason).await.map_err(or(Code::OrganizationOpen))?;
    shown(&app, &operator, id).await
}

/// Put an organization on a plan.
///
/// By agreement: the note says which. It stands in the operators' log and in the organization's.
#[utoipa::path(tag = "organizations", params(OrganizationPath), responses((status = 200, body = OrganizationFacts)))]
#[put("/organizations/{organization_id}/plan")]
pub async fn give_plan(app: Data<App>, operator: Operated, path: Path<OrganizationPath>, body: Json<GivenPlan>) -> Answer {
    let (id, note) = (OrgId(path.organization_id), reason(&body.note, "/note")?);
    app.db.give_plan(&operator, id, body.plan.into(), &note).await?;
    shown(&app, &operator, id).await
}

/// Begin a support session.
///
/// Answers an address on the organization's host with a code that works once, within a minute. What it opens looks into this one
/// organization for half an hour at the most and changes nothing; who and why stand in the organization's log from now on, and its
/// owners can end it. Refused: a closed organization (`organization_closed`).
#[utoipa::path(tag = "organizations", params(OrganizationPath), responses((status = 201, body = SupportInvitation)))]
#[post("/organizations/{organization_id}/support-sessions")]
pub async fn start_support_session(app: Data<App>, operator: Operated, path: Path<OrganizationPath>, body: Json<Reason>) -> Answer {
    let (id, reason) = (OrgId(path.organization_id), reason(&body.reason, "/reason")?);
    let (visit, slug) = app.db.start_support(&operator, id, &reason).await.map_err(or(Code::OrganizationClosed))?;
    let code = identity::support::support_code(app.keyring.master(), id, visit.id);
    let url = format!("{}/support#code={code}", app.config.server.organization_origin(&slug));
    let code_expires_at = visit.started_at + domain::time::SUPPORT_CODE;
    Ok(HttpResponse::Created().json(SupportInvitation { id: visit.id.0, url, code, code_expires_at, expires_at: visit.expires_at }))
}
