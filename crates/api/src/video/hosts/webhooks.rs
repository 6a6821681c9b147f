//! Where messages of video hosts come in: verified on the bytes as they came, kept, and answered with 200 before anything is done about
//! them.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Payload},
};
use domain::video::HostKind;
use repositories::webhooks::{About, NewWebhook, VideoMessage, WebhookStatus};
use video::host::{HostMessage, MessageRefusal};

use crate::{
    app::App,
    http::{Answer, Apex, Code, Problem, json::read},
};

/// Messages of both hosts have a few kilobytes.
const LIMIT: usize = 1 << 20;

/// Keeps a message of Mux.
#[post("/webhooks/mux")]
pub async fn mux(app: Data<App>, _apex: Apex, request: HttpRequest, payload: Payload) -> Answer {
    receive(&app, HostKind::Mux, &request, payload).await
}

/// Keeps a message of Cloudflare Stream.
#[post("/webhooks/cloudflare-stream")]
pub async fn cloudflare_stream(app: Data<App>, _apex: Apex, request: HttpRequest, payload: Payload) -> Answer {
    receive(&app, HostKind::Cloudflare, &request, payload).await
}

/// What cannot be read, or concerns nobody here, is kept too, and answered alike: the host would only send it again. A message that is
/// not well signed leaves no trace.
async fn receive(app: &App, kind: HostKind, request: &HttpRequest, payload: Payload) -> Answer {
    let Some(host) = app.video_hosts.find(kind) else { return Err(Problem::new(Code::NotFound)) };
    let body = read(payload.into_inner(), LIMIT).await?;
    // the headers of a request are not for other threads: those few that matter are text anyway
    let headers: Vec<(String, String)> =
        request.headers().iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect();
    let header = |name: &str| headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    let webhook = match host.read_message(&header, &body, app.db.world().now()) {
        Ok(message) => message_of(kind, &body, message),
        Err(MessageRefusal::Unreadable) => unreadable(&body),
        Err(refusal @ MessageRefusal::Signature) => return Err(Problem::new(Code::SignatureInvalid).caused_by(refusal)),
        Err(MessageRefusal::NotSetUp) => return Err(Problem::new(Code::NotFound)),
    };
    app.db.receive_webhook(kind.as_str(), webhook).await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "received": true })))
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace('\0', "")
}

fn message_of(host: HostKind, body: &[u8], message: HostMessage) -> NewWebhook {
    let HostMessage { id, kind, video, remote_id } = message;
    let about = match video {
        Some((org_id, video_id)) => About::Video(org_id, VideoMessage { video_id, host, remote_id }),
        None => About::Nothing,
    };
    NewWebhook { event_id: id, kind, body: text(body), about, refused: None }
}

fn unreadable(body: &[u8]) -> NewWebhook {
    let refused = Some((WebhookStatus::Unreadable, "it is no message that can be read".to_owned()));
    NewWebhook { event_id: keyring::hash(body), kind: "unreadable".to_owned(), body: text(body), about: About::Nothing, refused }
}
