//! Where Stripe's messages come in: verified on the bytes as they came, kept, and answered with 200 before anything is done about them.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Payload},
};
use billing_stripe::webhook::{Event, verify_signature};
use repositories::webhooks::{About, NewWebhook, WebhookStatus};

use crate::{
    app::App,
    http::{Answer, Apex, Code, Problem, json::read},
};

/// Stripe's largest messages have a quarter of this.
const LIMIT: usize = 1 << 20;

/// Keeps a message of Stripe. What cannot be read, or concerns nobody here, is kept too, and answered alike: Stripe would only send it
/// again. A message that is not well signed leaves no trace.
#[post("/webhooks/stripe")]
pub async fn stripe(app: Data<App>, _apex: Apex, request: HttpRequest, payload: Payload) -> Answer {
    let Some(settings) = &app.config.payments.stripe else { return Err(Problem::new(Code::NotFound)) };
    let body = read(payload.into_inner(), LIMIT).await?;
    let header = request.headers().get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    verify_signature(&body, header, &settings.webhook_secrets, app.db.world().now())
        .map_err(|error| Problem::new(Code::SignatureInvalid).caused_by(error))?;
    app.db.receive_webhook("stripe", message(&body, settings.is_live())).await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "received": true })))
}

fn message(body: &[u8], is_live: bool) -> NewWebhook {
    let text = String::from_utf8_lossy(body).replace('\0', "");
    let Some(event) = Event::read(body) else {
        let refused = Some((WebhookStatus::Unreadable, "it is no event that can be read".to_owned()));
        return NewWebhook { event_id: keyring::hash(body), kind: "unreadable".to_owned(), body: text, about: About::Nothing, refused };
    };
    let foreign = match &event.account {
        Some(account) => Some(format!("it is of the connected account {account}")),
        None if event.livemode != is_live => Some("it is of the other mode, live or test".to_owned()),
        None => None,
    };
    let refused = foreign.map(|why| (WebhookStatus::Foreign, why));
    let about = event.customer.map_or(About::Nothing, About::Customer);
    NewWebhook { event_id: event.id, kind: event.kind, body: text, about, refused }
}
