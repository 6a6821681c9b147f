//! The one host resolver: which organization does this request mean?
//!
//! The `Host` header is parsed once; an exact match decides. Forwarded headers are never asked.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use domain::organizations::{OrganizationStatus, Slug};
use repositories::{Tenant, system::HostMatch};
use std::future::{Ready, ready};

use super::problem::{Code, Problem};
use crate::app::App;

/// What a host name stands for.
#[derive(Clone, Debug)]
pub enum Site {
    /// The platform itself: landing page and sign-up.
    Apex,
    /// An organization.
    Organization(Tenant),
    /// The host that serves files, without any session.
    Files,
    /// The console of the platform's operators.
    Console,
}

enum Resolved {
    Site(Site),
    Moved(String),
    Unknown,
}

/// Finds the site of every request before anything else runs. `/health` answers on any host.
pub async fn resolve(
    app: Data<App>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.path().starts_with("/health/") {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let resolved = match host_name(request.request()) {
        Some(host) => look_up(&app, &host).await,
        None => Ok(Resolved::Unknown),
    };
    // refusals are answered here, never thrown: a thrown one would leave without the headers that every answer has
    let resolved = match resolved {
        Ok(resolved) => resolved,
        Err(problem) => return Ok(refuse(request, &problem)),
    };
    match resolved {
        Resolved::Site(Site::Organization(tenant)) if tenant.status() == OrganizationStatus::Suspended => {
            Ok(refuse(request, &closed(&tenant)))
        }
        Resolved::Site(site) => {
            request.extensions_mut().insert(site);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Resolved::Moved(slug) => {
            let target = format!("{}{}", app.config.server.organization_origin(&slug), request.uri());
            let answer = HttpResponse::PermanentRedirect().insert_header((header::LOCATION, target)).finish();
            Ok(request.into_response(answer))
        }
        Resolved::Unknown => Ok(refuse(request, &Problem::new(Code::UnknownHost))),
    }
}

/// Says that the platform closed the organization, and why: its owners must be able to read it, and nobody can sign in any more.
fn closed(tenant: &Tenant) -> Problem {
    let problem = Problem::new(Code::OrganizationSuspended);
    match tenant.closed_because() {
        Some(reason) => problem.detail(reason),
        None => problem,
    }
}

fn refuse(request: ServiceRequest, problem: &Problem) -> ServiceResponse<BoxBody> {
    let wants_page =
        request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    let answer = actix_web::ResponseError::error_response(problem);
    if !wants_page {
        return request.into_response(answer);
    }
    let title = problem.code().title();
    let words = match problem.code() {
        Code::OrganizationSuspended => {
            format!("<p>{}</p><p>Its owners can write to whoever runs this platform.</p>", escaped(problem.words()))
        }
        _ => "<p>Check the address, or ask whoever gave it to you.</p>".to_owned(),
    };
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <body style=\"font-family:sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;overflow-wrap:anywhere\"><h1>{title}</h1>\
         {words}</body></html>"
    );
    request.into_response(HttpResponse::build(answer.status()).content_type("text/html; charset=utf-8").body(page))
}

/// A text as it may stand in a page.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut page, c| {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\n' => page.push_str("<br>"),
            other => page.push(other),
        }
        page
    })
}

async fn look_up(app: &App, host: &str) -> Result<Resolved, Problem> {
    let base = app.config.server.base_domain.as_str();
    if host == base {
        return Ok(Resolved::Site(Site::Apex));
    }
    let Some(label) = host.strip_suffix(base).and_then(|rest| rest.strip_suffix('.')) else { return Ok(Resolved::Unknown) };
    if label == "files" {
        return Ok(Resolved::Site(Site::Files));
    }
    if label == "console" {
        return Ok(Resolved::Site(Site::Console));
    }
    let Ok(slug) = Slug::parse_shape(label) else { return Ok(Resolved::Unknown) };
    Ok(match app.db.resolve_slug(slug.as_str()).await? {
        HostMatch::Organization(tenant) => Resolved::Site(Site::Organization(tenant)),
        HostMatch::Moved(slug) => Resolved::Moved(slug),
        HostMatch::Unknown => Resolved::Unknown,
    })
}

/// The host that the request names: one `Host` header, or HTTP/2's authority, and the target's when it has one; all must agree.
fn host_name(request: &HttpRequest) -> Option<String> {
    let mut headers = request.headers().get_all(header::HOST);
    let named = headers.next().map(|value| value.to_str().map(str::to_owned));
    if headers.next().is_some() {
        return None;
    }
    let target = request.uri().authority().map(ToString::to_string);
    let authority = match (named, target) {
        (Some(Ok(named)), None) => named,
        (Some(Ok(named)), Some(target)) if named.eq_ignore_ascii_case(&target) => named,
        (None, Some(target)) => target,
        _ => return None,
    };
    let (host, port) = authority.split_once(':').unwrap_or((authority.as_str(), "0"));
    let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    let is_host = !host.is_empty() && host.len() <= 253 && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    (is_port && is_host).then(|| host.to_ascii_lowercase())
}

impl FromRequest for Site {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or_else(|| Problem::new(Code::UnknownHost)))
    }
}

/// Handler argument: the request is for the platform itself.
#[derive(Clone, Copy, Debug)]
pub struct Apex;

impl FromRequest for Apex {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.extensions().get::<Site>() {
            Some(Site::Apex) => Ok(Self),
            _ => Err(Problem::new(Code::NotFound)),
        })
    }
}

/// The organization that the request is for; 404 on the platform's own hosts.
pub(crate) fn tenant(request: &HttpRequest) -> Result<Tenant, Problem> {
    match request.extensions().get::<Site>() {
        Some(Site::Organization(tenant)) => Ok(tenant.clone()),
        _ => Err(Problem::new(Code::NotFound)),
    }
}
