//! Requests that change something must come from the organization's own pages, or from no page at all.
//!
//! Organizations share a registrable domain, so browsers call them same-site: only an equal `Origin` is proof enough.

use actix_web::{
    FromRequest, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Data,
};
use std::future::{Ready, ready};

use super::{
    host::Site,
    problem::{Code, Problem},
};
use crate::app::App;
use actix_web::HttpMessage;

/// Refuses an unsafe request whose `Origin` is another one than the host's own.
pub async fn check(
    app: Data<App>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && !matches!(state(&app, request.request()), OriginState::Own | OriginState::Absent) {
        let answer = actix_web::ResponseError::error_response(&Problem::new(Code::OriginNotAllowed));
        return Ok(request.into_response(answer));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

enum OriginState {
    Own,
    Absent,
    Foreign,
}

fn state(app: &App, request: &HttpRequest) -> OriginState {
    let mut origins = request.headers().get_all(header::ORIGIN);
    let Some(origin) = origins.next() else { return OriginState::Absent };
    let extensions = request.extensions();
    let own = match extensions.get::<Site>() {
        Some(Site::Organization(tenant)) => app.config.server.organization_origin(tenant.slug()),
        Some(Site::Console) => app.config.server.console_origin(),
        _ => app.config.server.apex_origin(),
    };
    if origins.next().is_none() && origin.as_bytes() == own.as_bytes() { OriginState::Own } else { OriginState::Foreign }
}

/// Handler argument of operations that act on the session's cookie: the page must be the organization's own.
#[derive(Clone, Copy, Debug)]
pub struct OwnOrigin;

impl FromRequest for OwnOrigin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let own = request.app_data::<Data<App>>().is_some_and(|app| matches!(state(app, request), OriginState::Own));
        ready(if own { Ok(Self) } else { Err(Problem::new(Code::OriginNotAllowed)) })
    }
}
