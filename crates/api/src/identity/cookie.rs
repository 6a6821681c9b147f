//! The cookie that keeps a refresh token: this host only, never readable by scripts.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};
use domain::ids::OrgId;
use identity::sessions::OpenSession;
use keyring::AccessClaims;

use super::dto::Session;
use crate::{
    app::App,
    http::{Answer, Code, Problem},
};

/// The cookie's name: the prefix makes browsers demand `Secure`, no `Domain`, and the path `/`.
pub const NAME: &str = "__Host-lyceum_refresh";

fn cookie(value: String, lives: Duration) -> Cookie<'static> {
    Cookie::build(NAME, value).path("/").secure(true).http_only(true).same_site(SameSite::Strict).max_age(lives).finish()
}

/// The refresh token that came with the request.
pub fn token(request: &HttpRequest) -> Option<String> {
    request.cookie(NAME).map(|cookie| cookie.value().to_owned())
}

/// Takes the cookie away.
pub fn clear() -> Cookie<'static> {
    cookie(String::new(), Duration::ZERO)
}

/// Answers with an access token in the body and the refresh token in the cookie.
pub fn answer(app: &App, org_id: OrgId, opened: OpenSession, mut response: actix_web::HttpResponseBuilder) -> Answer {
    let claims = AccessClaims { org_id, user_id: opened.user_id, session_id: opened.session_id };
    let access_token =
        app.keyring.access_token(&app.config.server.issuer(), claims, app.db.world().now()).ok_or_else(|| Problem::new(Code::Internal))?;
    let body = Session {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: domain::time::ACCESS_TOKEN.num_seconds(),
        session_id: opened.session_id.0,
    };
    let lives = Duration::seconds(domain::time::SESSION.num_seconds());
    let answer: HttpResponse = response.cookie(cookie(opened.refresh_token, lives)).json(body);
    Ok(answer)
}
