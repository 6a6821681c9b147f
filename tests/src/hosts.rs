//! An application whose videos are kept elsewhere, and the double of both hosts beside it, with one clock for both.

use chrono::Duration;
use domain::ports::Clock;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use video_double::{Kept, VideoDouble, cloudflare_signature, mux_signature};

use crate::{app::TestApp, client::Response, people::Org};

/// An application that knows both hosts by their double.
pub struct HostedApp {
    /// The application.
    pub app: TestApp,
    /// The double.
    pub double: VideoDouble,
    /// `mux` or `cloudflare`.
    pub host: &'static str,
}

impl HostedApp {
    /// Starts both; new videos go to this host.
    pub async fn spawn(host: &'static str) -> Self {
        Self::with(host, &[]).await
    }

    /// Starts both with more settings.
    pub async fn with(host: &'static str, more: &[(&str, &str)]) -> Self {
        let double = VideoDouble::start().unwrap();
        let key = double.signing_key();
        let mut settings = vec![
            ("video_host", host),
            ("mux_token_id", double.mux_token_id.as_str()),
            ("mux_token_secret", double.mux_token_secret.as_str()),
            ("mux_signing_key_id", double.signing_key_id.as_str()),
            ("mux_signing_key", key.as_str()),
            ("mux_webhook_secret", double.webhook_secret.as_str()),
            ("mux_url", double.url.as_str()),
            ("cloudflare_account_id", double.cloudflare_account.as_str()),
            ("cloudflare_api_token", double.cloudflare_token.as_str()),
            ("cloudflare_customer_domain", "customer-double.cloudflarestream.com"),
            ("cloudflare_signing_key_id", double.signing_key_id.as_str()),
            ("cloudflare_signing_key", key.as_str()),
            ("cloudflare_webhook_secret", double.webhook_secret.as_str()),
            ("cloudflare_url", double.url.as_str()),
        ];
        settings.extend_from_slice(more);
        let app = TestApp::with(&settings).await;
        double.stand_at(app.clock.now().timestamp());
        Self { app, double, host }
    }

    /// Lets time pass on both clocks, and does the jobs that are due then.
    pub async fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
        self.double.stand_at(self.app.clock.now().timestamp());
        self.app.run_jobs().await;
    }

    /// A course of the organization.
    pub async fn course(&self, org: &Org<'_>) -> Uuid {
        org.owner.post("/courses", json!({ "title": "Film", "visibility": "public" })).await.expect(201).id()
    }

    /// Announces a video of a thousand bytes.
    pub async fn announce(&self, org: &Org<'_>, course: Uuid) -> Response {
        org.owner.post(&format!("/courses/{course}/videos"), json!({ "file_name": "clip.mp4", "bytes": 1000 })).await
    }

    /// Sends the bytes of an announced video to its place, as a browser does.
    pub async fn send(&self, announced: &Value) {
        let url = announced["upload"]["url"].as_str().unwrap();
        let request = match announced["upload"]["protocol"].as_str().unwrap() {
            "tus" => self.app.http.patch(url).header("tus-resumable", "1.0.0").header("upload-offset", "0"),
            _ => self.app.http.put(url).header("content-range", "bytes 0-999/1000"),
        };
        let answer = request.body(vec![7; 1000]).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// A video that is ready at its host, and known to be.
    pub async fn ready(&self, org: &Org<'_>, course: Uuid) -> Uuid {
        let announced = self.announce(org, course).await.expect(201);
        self.send(&announced.body).await;
        self.tell(&self.kept().id, "video.asset.ready").await.expect(200);
        self.app.run_jobs().await;
        announced.id()
    }

    /// What the host has last.
    pub fn kept(&self) -> Kept {
        self.double.videos().pop().unwrap()
    }

    /// Delivers a message of the host about what it has.
    pub async fn tell(&self, id: &str, kind: &str) -> Response {
        let body = self.double.message(id, kind).unwrap();
        self.deliver(&body, self.app.clock.now().timestamp()).await
    }

    /// Delivers a message that was signed at a moment.
    pub async fn deliver(&self, body: &str, signed_at: i64) -> Response {
        let secret = &self.double.webhook_secret;
        let (path, header, signature) = match self.host {
            "mux" => ("/webhooks/mux", "Mux-Signature", mux_signature(secret, signed_at, body.as_bytes())),
            _ => ("/webhooks/cloudflare-stream", "Webhook-Signature", cloudflare_signature(secret, signed_at, body.as_bytes())),
        };
        self.app.apex().send_bytes(Method::POST, path, &[(header, &signature), ("content-type", "application/json")], body.to_owned()).await
    }

    /// What a video says of itself to its author.
    pub async fn video(&self, org: &Org<'_>, id: Uuid) -> Value {
        let owner = org.signed_in(&format!("owner@{}.example", org.slug)).await;
        owner.get(&format!("/videos/{id}")).await.expect(200).body
    }

    /// How often the host was asked with this method.
    pub fn asked(&self, method: &str) -> usize {
        self.double.requests().iter().filter(|request| request.method == method).count()
    }
}
