//! Operations on support sessions.

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path, Query},
};
use domain::{
    access::{EnterSupportSession, GetSupportSession, LeaveSupportSession, ListSupportSessions, RevokeSupportSession},
    ids::SupportSessionId,
};
use keyring::SupportClaims;
use repositories::RepositoryError;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::dto::{OwnSupportSession, SupportAccess, SupportCode, SupportSession};
use crate::{
    app::App,
    http::{Allowed, Answer, Client, Code, Json, PageQuery, Problem, Public, Supporting, limit::Limit, page::PageBody},
    identity::dto::MayDo,
};

const CODES: Limit = Limit::new("support_code", 30, 900);

/// Enter a support session.
///
/// For an operator of the platform, with the code that the console gave out a minute ago at the most. The token looks into this one
/// organization, changes nothing, is not renewed, and works no longer than the session, which the organization can end.
#[utoipa::path(tag = "support", responses((status = 201, body = SupportAccess)))]
#[post("/support-sessions/enter")]
pub async fn enter_support_session(app: Data<App>, caller: Public<EnterSupportSession>, client: Client, body: Json<SupportCode>) -> Answer {
    CODES.count(&app.db, &client.ip).await?;
    let visit = identity::support::enter_support_session(&app.db, &caller.grant, app.keyring.master(), &body.code).await?;
    let claims = SupportClaims { org_id: caller.tenant.org_id(), operator_id: visit.operator_id, session_id: visit.id };
    let now = app.db.world().now();
    let token = app.keyring.support_token(&app.config.server.issuer(), claims, visit.expires_at, now);
    Ok(HttpResponse::Created().json(SupportAccess {
        access_token: token.ok_or_else(|| Problem::new(Code::Internal))?,
        token_type: "Bearer".to_owned(),
        expires_in: (visit.expires_at - now).num_seconds(),
        session: SupportSession::of(visit, now),
    }))
}

/// Read one's own support session.
///
/// For the operator whose it is.
#[utoipa::path(tag = "support", responses((status = 200, body = OwnSupportSession)))]
#[get("/support-sessions/current")]
pub async fn get_support_session(app: Data<App>, caller: Supporting<GetSupportSession>) -> Answer {
    let session = SupportSession::of(caller.session.visit().clone(), app.db.world().now());
    // API keys are credentials: an operator does not even see them
    let can = MayDo { manage_api_keys: false, ..caller.session.roles().into() };
    Ok(HttpResponse::Ok().json(OwnSupportSession { session, can }))
}

/// Leave a support session.
///
/// For the operator whose it is. Its token opens nothing any more.
#[utoipa::path(tag = "support", responses((status = 204)))]
#[delete("/support-sessions/current")]
pub async fn leave_support_session(app: Data<App>, caller: Supporting<LeaveSupportSession>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    tx.leave_support(&caller.grant, caller.session.visit().id).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List support sessions.
///
/// Which operators of the platform look, or looked, into the organization, why, and how it ended; newest first, for owners and admins.
#[utoipa::path(tag = "support", params(PageQuery), responses((status = 200, body = PageBody<SupportSession>)))]
#[get("/support-sessions")]
pub async fn list_support_sessions(app: Data<App>, caller: Allowed<ListSupportSessions>, page: Query<PageQuery>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = read.support_sessions(&caller.grant, page.request()?).await?;
    let now = read.now();
    Ok(HttpResponse::Ok().json(PageBody::of(found, |visit| SupportSession::of(visit, now))))
}

/// Which support session.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SupportSessionPath {
    /// The support session.
    pub support_session_id: Uuid,
}

/// End a support session.
///
/// Owners and admins may. The operator is out at once. Refused: one that has ended already (`support_ended`).
#[utoipa::path(tag = "support", params(SupportSessionPath), responses((status = 204)))]
#[delete("/support-sessions/{support_session_id}")]
pub async fn revoke_support_session(app: Data<App>, caller: Allowed<RevokeSupportSession>, path: Path<SupportSessionPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    tx.revoke_support(&caller.grant, SupportSessionId(path.support_session_id)).await.map_err(|error| match error {
        RepositoryError::Duplicate => Problem::new(Code::SupportEnded),
        other => other.into(),
    })?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
