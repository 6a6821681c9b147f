//! What tests in other languages may do: the same as in Rust, by requests under `/_double/`.

use actix_web::{HttpResponse, http::Method};
use serde_json::{Value, json};

use crate::double::Double;

/// Answers a request; the path is that after `/_double/`.
pub(crate) fn answer(double: &Double, method: &Method, path: &str, body: &Value) -> HttpResponse {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    match (method.as_str(), path) {
        ("GET", "requests") => return HttpResponse::Ok().json(double.requests()),
        ("GET", "videos") => return HttpResponse::Ok().json(double.videos()),
        ("POST", "faults") => match serde_json::from_value(body.clone()) {
            Ok(faults) => double.set_faults(faults),
            Err(error) => return HttpResponse::BadRequest().body(error.to_string()),
        },
        ("POST", "hold") => double.hold(body["is_holding"].as_bool().unwrap_or(true)),
        ("POST", "mute") => double.mute(body["is_mute"].as_bool().unwrap_or(true)),
        ("POST", "receive") => double.receive(&text("id")),
        ("POST", "finish") => double.finish(&text("id")),
        ("POST", "fail") => double.fail(&text("id"), &text("code"), &text("text")),
        ("POST", "expire") => double.expire(&text("id")),
        ("POST", "message") => {
            let said = double.message(&text("id"), &text("kind")).unwrap_or_default();
            let moment = double.now();
            let (mux, cloudflare) = (
                crate::mux_signature(&double.webhook_secret, moment, said.as_bytes()),
                crate::cloudflare_signature(&double.webhook_secret, moment, said.as_bytes()),
            );
            return HttpResponse::Ok().json(json!({ "body": said, "mux": mux, "cloudflare": cloudflare }));
        }
        _ => return HttpResponse::NotFound().finish(),
    }
    HttpResponse::NoContent().finish()
}
