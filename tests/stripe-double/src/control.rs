//! The double's own endpoints under `/_double`: clock, weather, webhooks and journal.

use actix_web::{
    HttpResponse, Responder,
    web::{self, Data, Json, Path, ServiceConfig},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    account::Dunning,
    courier::Endpoint,
    double::{Double, Release},
    faults::FaultsPatch,
    refusal::Refusal,
    resources::payment_methods::Card,
};

/// The endpoints.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/clock", web::get().to(show_clock))
        .route("/clock", web::post().to(move_clock))
        .route("/faults", web::get().to(show_faults))
        .route("/faults", web::post().to(set_faults))
        .route("/faults", web::delete().to(clear_faults))
        .route("/webhooks", web::get().to(list_webhooks))
        .route("/webhooks", web::post().to(add_webhook))
        .route("/webhooks", web::delete().to(clear_webhooks))
        .route("/webhooks/release", web::post().to(release))
        .route("/webhooks/resend", web::post().to(resend))
        .route("/webhooks/raw", web::post().to(send_raw))
        .route("/events", web::post().to(emit))
        .route("/deliveries", web::get().to(list_deliveries))
        .route("/requests", web::get().to(list_requests))
        .route("/requests", web::delete().to(clear_journal))
        .route("/state", web::get().to(show_state))
        .route("/settle", web::post().to(settle))
        .route("/reset", web::post().to(reset))
        .route("/dunning", web::post().to(set_dunning))
        .route("/checkout/{session}", web::post().to(complete_checkout))
        .route("/customers/{customer}/card", web::post().to(set_card));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockMove {
    advance_seconds: Option<i64>,
    to: Option<i64>,
    is_standing: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    event: String,
    #[serde(default = "one")]
    times: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewEvent {
    #[serde(rename = "type")]
    kind: String,
    object: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CardChoice {
    card: Option<String>,
}

async fn show_clock(double: Data<Double>) -> impl Responder {
    Json(json!({ "now": double.now() }))
}

async fn move_clock(double: Data<Double>, wanted: Json<ClockMove>) -> impl Responder {
    if let Some(is_standing) = wanted.is_standing {
        double.set_standing(is_standing);
    }
    if let Some(seconds) = wanted.advance_seconds {
        double.advance(seconds);
    }
    if let Some(moment) = wanted.to {
        double.advance_to(moment);
    }
    Json(json!({ "now": double.now() }))
}

async fn show_faults(double: Data<Double>) -> impl Responder {
    Json(double.faults())
}

async fn set_faults(double: Data<Double>, patch: Json<FaultsPatch>) -> impl Responder {
    Json(double.set_faults(patch.into_inner()))
}

async fn clear_faults(double: Data<Double>) -> impl Responder {
    double.clear_faults();
    Json(double.faults())
}

async fn list_webhooks(double: Data<Double>) -> impl Responder {
    Json(double.webhooks())
}

async fn add_webhook(double: Data<Double>, endpoint: Json<Endpoint>) -> impl Responder {
    let endpoint = endpoint.into_inner();
    double.add_webhook(endpoint.clone());
    Json(endpoint)
}

async fn clear_webhooks(double: Data<Double>) -> impl Responder {
    double.clear_webhooks();
    HttpResponse::NoContent()
}

async fn release(double: Data<Double>, release: Json<Release>) -> impl Responder {
    Json(json!({ "released": double.release(&release) }))
}

async fn resend(double: Data<Double>, resend: Json<Resend>) -> impl Responder {
    double.resend(&resend.event, resend.times);
    HttpResponse::NoContent()
}

async fn send_raw(double: Data<Double>, body: String) -> impl Responder {
    double.send_raw(&body);
    HttpResponse::NoContent()
}

async fn emit(double: Data<Double>, event: Json<NewEvent>) -> impl Responder {
    Json(json!({ "event": double.emit(&event.kind, &event.object) }))
}

async fn list_deliveries(double: Data<Double>) -> impl Responder {
    Json(double.deliveries())
}

async fn list_requests(double: Data<Double>) -> impl Responder {
    Json(double.requests())
}

async fn clear_journal(double: Data<Double>) -> impl Responder {
    double.clear_journal();
    HttpResponse::NoContent()
}

async fn show_state(double: Data<Double>) -> impl Responder {
    Json(double.everything())
}

async fn settle(double: Data<Double>) -> impl Responder {
    double.settle().await;
    HttpResponse::NoContent()
}

async fn reset(double: Data<Double>) -> impl Responder {
    double.reset();
    HttpResponse::NoContent()
}

async fn set_dunning(double: Data<Double>, dunning: Json<Dunning>) -> impl Responder {
    double.set_dunning(dunning.clone());
    Json(dunning.into_inner())
}

async fn complete_checkout(double: Data<Double>, session: Path<String>, choice: Json<CardChoice>) -> HttpResponse {
    match choice.card.as_deref().map(card).transpose() {
        Ok(card) => shown(double.complete_checkout(&session, card)),
        Err(refusal) => shown(Err(refusal)),
    }
}

async fn set_card(double: Data<Double>, customer: Path<String>, choice: Json<CardChoice>) -> HttpResponse {
    shown(card(choice.card.as_deref().unwrap_or_default()).and_then(|card| double.set_card(&customer, card)))
}

fn card(named: &str) -> Result<Card, Refusal> {
    Card::parse(named).ok_or_else(|| Refusal::invalid("card", "One of works, fails_later, declined."))
}

fn shown(done: Result<Value, Refusal>) -> HttpResponse {
    match done {
        Ok(document) => HttpResponse::Ok().json(document),
        Err(refusal) => {
            let status = actix_web::http::StatusCode::from_u16(refusal.status).unwrap_or(actix_web::http::StatusCode::BAD_REQUEST);
            HttpResponse::build(status).json(refusal.body())
        }
    }
}

const fn one() -> usize {
    1
}
