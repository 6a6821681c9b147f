//! Messages: what they say, how they are signed, and their delivery, one after the other.

use std::sync::{Arc, Weak};

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::double::{Double, Host};

/// A message under way.
pub(crate) struct Letter {
    url: String,
    header: &'static str,
    signature: String,
    body: String,
}

fn sign(secret: &str, moment: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    HEXLOWER.encode(hmac::sign(&key, &[moment.to_string().as_bytes(), b".", body].concat()).as_ref())
}

/// The value of `Mux-Signature` for a body that is signed at a moment.
pub fn mux_signature(secret: &str, moment: i64, body: &[u8]) -> String {
    format!("t={moment},v1={}", sign(secret, moment, body))
}

/// The value of `Webhook-Signature` for a body that is signed at a moment.
pub fn cloudflare_signature(secret: &str, moment: i64, body: &[u8]) -> String {
    format!("time={moment},sig1={}", sign(secret, moment, body))
}

impl Double {
    /// The body of a message about a video. Cloudflare's are the video itself, whatever they are about.
    pub fn message(&self, id: &str, kind: &str) -> Option<String> {
        let kept = self.video(id)?;
        let body = match kept.host {
            Host::Cloudflare => crate::cloudflare::shown(self, &kept),
            Host::Mux => {
                let (what, data) = if kind.starts_with("video.upload.") {
                    ("upload", crate::mux::shown_upload(self, &kept))
                } else {
                    ("asset", crate::mux::shown_asset(self, &kept))
                };
                json!({
                    "type": kind,
                    "id": self.new_id("event"),
                    "object": { "type": what, "id": data["id"] },
                    "environment": { "id": "double", "name": "Double" },
                    "created_at": "2026-01-01T00:00:00.000000Z",
                    "data": data,
                    "accessor": null,
                    "accessor_source": null,
                    "attempts": [],
                    "request_id": null,
                })
            }
        };
        Some(body.to_string())
    }

    /// Tells whoever listens. Cloudflare tells of the end of its work only.
    pub(crate) fn tell(&self, id: &str, kind: &str) {
        let Some(kept) = self.video(id) else { return };
        let is_end = matches!(kind, "video.asset.ready" | "video.asset.errored");
        let (url, copies) = {
            let state = self.state();
            let url = if kept.host == Host::Mux { state.mux_webhook.clone() } else { state.cloudflare_webhook.clone() };
            (url.filter(|_| !state.is_mute && (is_end || kept.host == Host::Mux)), state.copies)
        };
        let (Some(url), Some(body), moment) = (url, self.message(id, kind), self.now()) else { return };
        let (header, signature) = match kept.host {
            Host::Mux => ("Mux-Signature", mux_signature(&self.webhook_secret, moment, body.as_bytes())),
            Host::Cloudflare => ("Webhook-Signature", cloudflare_signature(&self.webhook_secret, moment, body.as_bytes())),
        };
        for _ in 0..=copies {
            // nobody takes letters any more when the double is gone
            let _ = self.letters.send(Letter { url: url.clone(), header, signature: signature.clone(), body: body.clone() });
        }
    }
}

/// Delivers until the double is gone. What is not taken is tried twice more.
pub(crate) async fn work(double: Weak<Double>, mut inbox: UnboundedReceiver<Letter>) {
    let http = reqwest::Client::new();
    while let Some(letter) = inbox.recv().await {
        for _ in 0..3 {
            let request = http.post(&letter.url).header(letter.header, &letter.signature).header("Content-Type", "application/json");
            let sent = request.body(letter.body.clone()).send().await;
            if sent.is_ok_and(|response| response.status().is_success()) || double.upgrade().as_ref().map(Arc::strong_count).is_none() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }
}
