//! Operations on sessions.

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post,
    web::{Data, Path, Query},
};
use domain::{
    access::{CreateSession, EndSession, ExchangeHandoff, ListSessions, RefreshSession, RevokeSession},
    identity::EmailAddress,
    ids::SessionId,
};
use identity::sessions::{self, Device};
use repositories::Member;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    cookie,
    dto::{Handoff, NewSession, Session, SessionInfo},
};
use crate::{
    app::App,
    http::{Allowed, Answer, Client, Code, Json, PageQuery, Problem, Public, limit::Limit, origin::OwnOrigin, page::PageBody},
};

const SIGN_INS_OF_ACCOUNT: Limit = Limit::new("sign_in_account", 10, 900);
const SIGN_INS_FROM_ADDRESS: Limit = Limit::new("sign_in_address", 60, 900);
const SIGN_INS_OF_ORGANIZATION: Limit = Limit::new("sign_in_organization", 2_000, 900);
const HANDOFFS: Limit = Limit::new("handoff", 30, 900);
const REFRESHES: Limit = Limit::new("refresh", 600, 900);

impl From<Client> for Device {
    fn from(client: Client) -> Self {
        Self { user_agent: client.user_agent, ip: Some(client.ip) }
    }
}

/// Sign in.
///
/// Answers an access token for ten minutes and sets a refresh token in a cookie. An unknown address, a wrong password and a
/// suspended member get the same answer. Attempts are counted for the account, for the caller's address and for the
/// organization before the password is looked at: 10, 60 and 2,000 in a quarter of an hour.
#[utoipa::path(tag = "identity", responses((status = 201, body = Session)))]
#[post("/sessions")]
pub async fn create_session(app: Data<App>, caller: Public<CreateSession>, client: Client, body: Json<NewSession>) -> Answer {
    let org = caller.tenant.org_id();
    let account = format!("{org}:{}", body.email.trim().to_lowercase());
    SIGN_INS_FROM_ADDRESS.count(&app.db, &client.ip).await?;
    SIGN_INS_OF_ORGANIZATION.count(&app.db, &org.to_string()).await?;
    SIGN_INS_OF_ACCOUNT.count(&app.db, &account).await?;
    let email = EmailAddress::parse(&body.email).ok_or_else(|| Problem::new(Code::InvalidCredentials))?;
    let credentials = (&email, body.password.as_str());
    let opened = sessions::create_session(&app.db, &caller.grant, app.keyring.master(), &app.hasher, credentials, client.into()).await?;
    app.db.forget_uses(&SIGN_INS_OF_ACCOUNT.key(&account)).await?;
    cookie::answer(&app, org, opened, HttpResponse::Created())
}

/// Open the first session after sign-up.
///
/// The code works once, within a minute, on the new organization's host.
#[utoipa::path(tag = "identity", responses((status = 201, body = Session)))]
#[post("/sessions/handoff")]
pub async fn exchange_handoff(app: Data<App>, caller: Public<ExchangeHandoff>, client: Client, body: Json<Handoff>) -> Answer {
    HANDOFFS.count(&app.db, &client.ip).await?;
    let org = caller.tenant.org_id();
    let opened = sessions::exchange_handoff(&app.db, &caller.grant, app.keyring.master(), &body.code, client.into()).await?;
    cookie::answer(&app, org, opened, HttpResponse::Created())
}

/// Refresh a session.
///
/// Exchanges the cookie's refresh token for an access token and the next refresh token. An answer that got lost can be
/// fetched again; a refresh token from before the last one used ends the session, for somebody else has a copy.
#[utoipa::path(tag = "identity", responses((status = 200, body = Session)))]
#[post("/sessions/refresh")]
pub async fn refresh_session(
    app: Data<App>,
    caller: Public<RefreshSession>,
    _own: OwnOrigin,
    client: Client,
    request: HttpRequest,
) -> Answer {
    let token = cookie::token(&request).ok_or_else(|| Problem::new(Code::SessionExpired))?;
    REFRESHES.count(&app.db, &client.ip).await?;
    let opened = sessions::refresh_session(&app.db, &caller.grant, app.keyring.master(), &token).await?;
    cookie::answer(&app, caller.tenant.org_id(), opened, HttpResponse::Ok())
}

/// Sign out.
///
/// Ends the session of the access token, and that of the cookie, which is taken away. With the cookie alone the request must
/// come from the organization's own page. Without either there is nothing to end, which is fine too.
#[utoipa::path(tag = "identity", responses((status = 204)))]
#[delete("/sessions/current")]
pub async fn end_session(app: Data<App>, caller: Public<EndSession>, own: Result<OwnOrigin, Problem>, request: HttpRequest) -> Answer {
    let by_header = caller.member.as_ref().and_then(Member::session_id);
    // a header is put there on purpose, a cookie comes along by itself
    let by_cookie = match own {
        Ok(OwnOrigin) => cookie::token(&request),
        Err(problem) if by_header.is_none() => return Err(problem),
        Err(_) => None,
    };
    let by_cookie = by_cookie.and_then(|token| sessions::session_of(app.keyring.master(), caller.tenant.org_id(), &token));
    for session in by_header.into_iter().chain(by_cookie.filter(|session| Some(*session) != by_header)) {
        sessions::end_session(&app.db, &caller.grant, session).await?;
    }
    Ok(HttpResponse::NoContent().cookie(cookie::clear()).finish())
}

/// List one's own sessions.
#[utoipa::path(tag = "identity", params(PageQuery), responses((status = 200, body = PageBody<SessionInfo>)))]
#[get("/sessions")]
pub async fn list_sessions(app: Data<App>, caller: Allowed<ListSessions>, page: Query<PageQuery>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = read.sessions().of_user(caller.grant.user_id(), page.request()?).await?;
    let current = caller.member.session_id();
    Ok(HttpResponse::Ok().json(PageBody::of(found, |session| SessionInfo {
        id: session.id.0,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        user_agent: session.user_agent,
        ip: session.ip,
        current: Some(session.id) == current,
    })))
}

/// Which session.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SessionPath {
    /// The session.
    pub session_id: Uuid,
}

/// End one of one's own sessions.
///
/// Its device is out within five seconds.
#[utoipa::path(tag = "identity", params(SessionPath), responses((status = 204)))]
#[delete("/sessions/{session_id}")]
pub async fn revoke_session(app: Data<App>, caller: Allowed<RevokeSession>, path: Path<SessionPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    tx.sessions().revoke(caller.grant.user_id(), SessionId(path.session_id)).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
