//! Headers that every answer carries, the request's id, and its line in log and metrics.

use std::sync::atomic::Ordering;

use actix_web::{
    HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use billing::requests::RequestQuota;
use tracing::Instrument;

use super::host::Site;
use crate::app::App;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that is being answered; empty outside of one.
pub fn current_request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Names the request, writes its line, and puts the headers on whatever is answered.
pub async fn wrap(
    app: Data<App>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let id = app.db.world().new_id().to_string();
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, method = method.as_str(), path = loggable(request.path()));
    let started = std::time::Instant::now();
    let is_files = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| host.starts_with("files."));
    // the request must not be cloned here: the router wants to be its only holder
    let mut response = REQUEST_ID.scope(id.clone(), next.call(request)).instrument(span.clone()).await?.map_into_boxed_body();
    let seconds = started.elapsed().as_secs_f64();
    let route = response.request().match_pattern().unwrap_or_else(|| "other".to_owned());
    let status = response.status().as_u16();
    app.metrics.request(method.as_str(), &route, status, seconds);
    span.in_scope(|| tracing::info!(status, route, milliseconds = seconds * 1_000.0, "answered"));
    let quota = response.request().extensions().get::<RequestQuota>().copied();
    if matches!(response.request().extensions().get::<Site>(), Some(Site::Console)) {
        let name = header::CONTENT_SECURITY_POLICY;
        let headers = response.response_mut().headers_mut();
        if !headers.contains_key(&name) {
            headers
                .insert(name, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"));
        }
    }
    let is_media = response.request().path().starts_with(MEDIA);
    harden(&app, response.response_mut().headers_mut(), &id, is_files);
    if is_media {
        // a player on another origin reads refusals, too: only so it knows that an address has ended
        let headers = response.response_mut().headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    if let Some(quota) = quota {
        show_quota(response.response_mut().headers_mut(), quota);
    }
    if app.is_stopping.load(Ordering::Relaxed) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

/// Before the path of every file of a video.
const MEDIA: &str = "/v/";

/// A path as it may be written down: what opens a video stays out of logs.
fn loggable(path: &str) -> &str {
    if path.starts_with(MEDIA) { "/v/.." } else { path }
}

fn show_quota(headers: &mut header::HeaderMap, quota: RequestQuota) {
    let figures = [("ratelimit-limit", quota.limit), ("ratelimit-remaining", quota.remaining), ("ratelimit-reset", quota.reset_seconds)];
    for (name, figure) in figures {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(figure));
    }
}

fn harden(app: &App, headers: &mut header::HeaderMap, id: &str, is_files: bool) {
    let mut set = |name: &'static str, value: &str, replace: bool| {
        let name = HeaderName::from_static(name);
        if (replace || !headers.contains_key(&name))
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    set("x-request-id", id, true);
    set("x-content-type-options", "nosniff", true);
    set("x-frame-options", "DENY", true);
    set("referrer-policy", "no-referrer", true);
    set("cross-origin-opener-policy", "same-origin", true);
    set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()", true);
    set("cache-control", "private, no-store", false);
    if is_files {
        set("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'", true);
        set("cross-origin-resource-policy", "cross-origin", true);
    } else {
        set("content-security-policy", &app.content_security_policy, false);
        set("cross-origin-resource-policy", "same-origin", false);
    }
    if app.config.server.is_https() {
        set("strict-transport-security", "max-age=63072000; includeSubDomains", true);
    }
}
