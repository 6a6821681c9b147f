//! Stripe's API over HTTP: keys, idempotency, faults, and then what the endpoint does.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Bytes, Data},
};
use data_encoding::BASE64;
use serde_json::Value;

use crate::{
    account::{API_VERSION, Account, Cause},
    double::{Double, Kept},
    expansion,
    faults::{CallFault, CallFaultKind},
    journal::Request,
    params::Params,
    refusal::Refusal,
    routes,
};

struct Call {
    method: String,
    path: String,
    params: Params,
    key: Option<String>,
    version: Option<String>,
    request_id: String,
}

enum Admission {
    Answered(u16, Value, bool),
    Silent(f64),
    Admitted(Option<CallFault>),
}

/// Answers a request to the API.
pub async fn api(double: Data<Double>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let encoded = format!("{}&{}", request.query_string(), String::from_utf8_lossy(&body));
    let parsed = Params::parse(&encoded);
    let call = Call {
        method: request.method().to_string(),
        path: request.path().to_owned(),
        params: parsed.clone().unwrap_or_default(),
        key: header("Idempotency-Key").filter(|_| request.method() == "POST"),
        version: header("Stripe-Version"),
        request_id: Account::new_id("req"),
    };
    let is_known = is_authorized(header("Authorization").as_deref(), &double.api_key);
    let early = if is_known { parsed.err() } else { Some(Refusal::unauthorized()) };
    match admit(&double, &call, early) {
        Admission::Answered(status, body, is_replay) => shown(&call, status, &body, is_replay),
        Admission::Silent(seconds) => {
            tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
            shown(&call, 504, &Refusal::server_error(504).body(), false)
        }
        Admission::Admitted(fault) => {
            // A caller that hangs up does not undo what it asked for.
            let carried = actix_web::rt::spawn(carry_out(double, call, fault));
            carried.await.unwrap_or_else(|_| HttpResponse::InternalServerError().finish())
        }
    }
}

fn admit(double: &Double, call: &Call, early: Option<Refusal>) -> Admission {
    let mut state = double.state();
    state.tick();
    let now = state.account.now;
    let mut entry = Request {
        at: now,
        method: call.method.clone(),
        path: call.path.clone(),
        params: call.params.as_json().clone(),
        idempotency_key: call.key.clone(),
        api_version: call.version.clone(),
        request_id: call.request_id.clone(),
        status: None,
        is_replay: false,
        fault: None,
    };
    let mut admission = if state.faults.is_down(now) {
        refuse(&Refusal::server_error(503))
    } else if let Some(refusal) = early {
        refuse(&refusal)
    } else {
        let fault = state.faults.take(&call.method, &call.path);
        entry.fault = fault.as_ref().map(|fault| fault.kind);
        match entry.fault {
            Some(CallFaultKind::Conflict) => refuse(&Refusal::conflict()),
            Some(CallFaultKind::RateLimit) => refuse(&Refusal::rate_limited()),
            Some(CallFaultKind::ServerError) => refuse(&Refusal::server_error(500)),
            Some(CallFaultKind::Timeout) => Admission::Silent(fault.map_or(0.0, |fault| fault.seconds)),
            _ => Admission::Admitted(fault),
        }
    };
    if let (Admission::Admitted(_), Some(key)) = (&admission, &call.key) {
        let kept = state.keys.get(key);
        let is_same = kept.is_some_and(|kept| kept.method == call.method && kept.path == call.path && kept.params == call.params);
        match kept.map(|kept| kept.answer.clone()) {
            Some(_) if !is_same => admission = refuse(&Refusal::key_reused(key)),
            Some(None) => admission = refuse(&Refusal::key_in_use(key)),
            Some(Some((status, body))) => admission = Admission::Answered(status, body, true),
            None => {
                let kept =
                    Kept { at: now, method: call.method.clone(), path: call.path.clone(), params: call.params.clone(), answer: None };
                state.keys.insert(key.clone(), kept);
            }
        }
    }
    if let Admission::Answered(status, _, is_replay) = &admission {
        entry.status = Some(*status);
        entry.is_replay = *is_replay;
    }
    state.requests.push(entry);
    admission
}

async fn carry_out(double: Data<Double>, call: Call, fault: Option<CallFault>) -> HttpResponse {
    let silence = Duration::from_secs_f64(fault.as_ref().map_or(0.0, |fault| fault.seconds));
    let kind = fault.map(|fault| fault.kind);
    if kind == Some(CallFaultKind::Delay) {
        tokio::time::sleep(silence).await;
    }
    let (mut status, mut body) = act(&double, &call);
    if kind == Some(CallFaultKind::ServerErrorAfterSuccess) {
        (status, body) = (500, Refusal::server_error(500).body());
    }
    keep(&double, &call, status, &body);
    if kind == Some(CallFaultKind::TimeoutAfterSuccess) {
        tokio::time::sleep(silence).await;
        return shown(&call, 504, &Refusal::server_error(504).body(), false);
    }
    shown(&call, status, &body, false)
}

fn act(double: &Double, call: &Call) -> (u16, Value) {
    let steps: Vec<&str> = call.path.trim_start_matches("/v1/").split('/').collect();
    let expand = call.params.texts("expand");
    let answered = double.transact(|account| {
        account.cause = Cause { request: Some(call.request_id.clone()), idempotency_key: call.key.clone() };
        let answered = routes::answer(account, &call.method, &steps, &call.params);
        account.cause = Cause::default();
        answered.and_then(|answer| expansion::expand(account, &answer, &expand))
    });
    answered.map_or_else(|refusal| (refusal.status, refusal.body()), |answer| (200, answer))
}

/// Answers are kept under their key once the endpoint began to act: not those that only say what is wrong with the request.
fn keep(double: &Double, call: &Call, status: u16, body: &Value) {
    let mut state = double.state();
    if let Some(entry) = state.requests.iter_mut().find(|entry| entry.request_id == call.request_id) {
        entry.status = Some(status);
    }
    let Some(key) = &call.key else { return };
    if [200, 402, 500].contains(&status) {
        if let Some(kept) = state.keys.get_mut(key) {
            kept.answer = Some((status, body.clone()));
        }
    } else {
        state.keys.remove(key);
    }
}

fn refuse(refusal: &Refusal) -> Admission {
    Admission::Answered(refusal.status, refusal.body(), false)
}

fn shown(call: &Call, status: u16, body: &Value, is_replay: bool) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    answer.insert_header(("Request-Id", call.request_id.clone()));
    answer.insert_header(("Stripe-Version", call.version.clone().unwrap_or_else(|| API_VERSION.to_owned())));
    if let Some(key) = &call.key {
        answer.insert_header(("Idempotency-Key", key.clone()));
    }
    if is_replay {
        answer.insert_header(("Idempotent-Replayed", "true"));
    }
    answer.json(body)
}

/// The key as a bearer's, or as the user of basic authentication.
fn is_authorized(header: Option<&str>, api_key: &str) -> bool {
    let Some((scheme, value)) = header.and_then(|header| header.split_once(' ')) else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => value == api_key,
        "basic" => BASE64.decode(value.as_bytes()).is_ok_and(|pair| pair == format!("{api_key}:").into_bytes()),
        _ => false,
    }
}
