//! Cloudflare Stream: <https://developers.cloudflare.com/stream/>.

mod answers;

use async_trait::async_trait;
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{Duration, SecondsFormat};
use data_encoding::HEXLOWER;
use domain::{ports::World, time::Timestamp, video::HostKind};
use http::Method;
use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use serde_json::json;
use video::host::{
    Download, HostError, HostMessage, HostState, MessageRefusal, NewFile, PlaybackUrls, RemoteIds, UploadPlace, UploadProtocol, VideoHost,
    VideoRef, Viewer,
};

use crate::{
    BadConfig, EXPORT_SECONDS,
    client::{Ask, Client, Pace, Repeat},
    keys::SigningKey,
    reference,
    signature::Scheme,
};
use answers::{Downloads, Of, Video};

const HOST: &str = "Cloudflare Stream";
const API: &str = "https://api.cloudflare.com/client/v4";
/// How long an upload may take: Cloudflare allows six hours at most, by its own clock.
const UPLOAD_TIME: Duration = Duration::minutes(350);
/// The longest video that can be announced, in seconds.
const LONGEST_SECONDS: i64 = 36_000;
/// The key in the video's `meta` under which it names our video. `creator` is too short for it: 64 characters.
const META: &str = "lyceum";
/// How long the name of a video may be, in characters.
const TITLE_MAX: usize = 200;
const SCHEME: Scheme = Scheme { header: "Webhook-Signature", moment: "time", signature: "sig1" };

/// What is needed to speak to Cloudflare Stream.
#[derive(Clone)]
pub struct CloudflareConfig {
    /// The id of the account.
    pub account_id: String,
    /// An API token that may edit Stream.
    pub api_token: String,
    /// The subdomain of the account, `customer-CODE.cloudflarestream.com`.
    pub customer_domain: String,
    /// The id of a signing key.
    pub signing_key_id: String,
    /// The private key, as Cloudflare gives it: PEM, or PEM in base64.
    pub signing_key: String,
    /// The secret of the webhook; two for the days in which one follows another.
    pub webhook_secrets: Vec<String>,
    /// Where Cloudflare's API is, if not where it usually is.
    pub api_url: Option<String>,
    /// Where videos are, if not at `https://` and the customer's domain.
    pub stream_url: Option<String>,
}

impl std::fmt::Debug for CloudflareConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloudflareConfig")
            .field("account_id", &self.account_id)
            .field("customer_domain", &self.customer_domain)
            .field("signing_key_id", &self.signing_key_id)
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

/// Cloudflare Stream.
pub struct Cloudflare {
    client: Client,
    key: SigningKey,
    config: CloudflareConfig,
    /// Where videos are, without a slash at the end.
    stream_url: String,
}

impl std::fmt::Debug for Cloudflare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cloudflare").field("config", &self.config).finish_non_exhaustive()
    }
}

/// What a token says: <https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/>.
#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    kid: &'a str,
    exp: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    downloadable: bool,
}

impl Cloudflare {
    /// Cloudflare Stream, with the patience that a person's click has.
    ///
    /// # Errors
    /// The account, the token or the key cannot be used.
    pub fn new(config: CloudflareConfig, world: World) -> Result<Self, BadConfig> {
        Self::with_pace(config, world, Pace::default())
    }

    /// Cloudflare Stream, with another patience.
    ///
    /// # Errors
    /// The account, the token or the key cannot be used.
    pub fn with_pace(config: CloudflareConfig, world: World, pace: Pace) -> Result<Self, BadConfig> {
        let bad = |setting| BadConfig::Setting { host: HOST, setting };
        let account_id = reference::segment(&config.account_id).map_err(|_| bad("the account id"))?;
        let stream_url = config.stream_url.clone().unwrap_or_else(|| format!("https://{}", config.customer_domain));
        let stream_url = stream_url.trim_end_matches('/').to_owned();
        if crate::client::origin(&stream_url).is_none_or(|origin| origin != stream_url) {
            return Err(bad("the customer's domain"));
        }
        let key = SigningKey::read(&config.signing_key_id, &config.signing_key).map_err(|source| BadConfig::Key { host: HOST, source })?;
        let api = config.api_url.as_deref().unwrap_or(API).trim_end_matches('/');
        let base_url = format!("{api}/accounts/{account_id}/stream");
        let client = Client::new(HOST, &base_url, &format!("Bearer {}", config.api_token), &[&config.api_token], world, pace)?;
        Ok(Self { client, key, config, stream_url })
    }

    async fn video(&self, uid: &str) -> Result<Video, HostError> {
        let path = format!("/{}", reference::segment(uid)?);
        self.client.send(Ask::new(Method::GET, path)).await?.read::<Of<Video>>()?.result()
    }

    fn token(&self, uid: &str, until: Timestamp, downloadable: bool) -> Result<String, HostError> {
        let header = Header { typ: None, kid: Some(self.key.id.clone()), ..Header::new(Algorithm::RS256) };
        let claims = Claims { sub: uid, kid: &self.key.id, exp: until.timestamp(), downloadable };
        self.key.sign(&header, &claims).ok_or_else(|| HostError::Refused("no token can be signed".to_owned()))
    }

    async fn downloads(&self, uid: &str, method: Method) -> Result<Downloads, HostError> {
        let path = format!("/{}/downloads", reference::segment(uid)?);
        self.client.send(Ask::new(method, path)).await?.read::<Of<Downloads>>()?.result()
    }
}

/// `Upload-Metadata` of tus: names, and values in base64. What has no value stands alone.
fn metadata(video: &VideoRef, file: &NewFile, now: Timestamp) -> String {
    let seconds = (file.longest_ms.max(0) + 999) / 1_000;
    let pairs = [
        ("name", name(video)),
        (META, reference::write(video.org_id, video.id)),
        ("maxDurationSeconds", seconds.clamp(1, LONGEST_SECONDS).to_string()),
        ("expiry", (now + UPLOAD_TIME).to_rfc3339_opts(SecondsFormat::Secs, true)),
    ];
    let pairs = pairs.map(|(key, value)| format!("{key} {}", STANDARD.encode(value)));
    format!("{},requiresignedurls", pairs.join(","))
}

fn name(video: &VideoRef) -> String {
    video.title.chars().take(TITLE_MAX).collect()
}

#[async_trait]
impl VideoHost for Cloudflare {
    fn kind(&self) -> HostKind {
        HostKind::Cloudflare
    }

    async fn open_upload(&self, video: &VideoRef, file: &NewFile) -> Result<UploadPlace, HostError> {
        let headers = vec![
            ("Tus-Resumable", "1.0.0".to_owned()),
            ("Upload-Length", file.bytes.to_string()),
            ("Upload-Metadata", metadata(video, file, self.client.world.now())),
            ("Upload-Creator", video.org_id.to_string()),
        ];
        let answer = self.client.send(Ask { headers, ..Ask::new(Method::POST, "?direct_user=true".to_owned()) }).await?;
        let silent = || HostError::Unavailable("its answer names no address".to_owned());
        let url = answer.header("Location").ok_or_else(silent)?.to_owned();
        let uid = answer.header("stream-media-id").ok_or_else(silent)?.to_owned();
        Ok(UploadPlace::There { protocol: UploadProtocol::Tus, url, remote_id: uid })
    }

    async fn look(&self, video: &VideoRef) -> Result<HostState, HostError> {
        Ok(self.video(reference::remote_id(video)?).await?.state(self.client.world.now()))
    }

    async fn fetch(&self, video: &VideoRef, url: &str) -> Result<RemoteIds, HostError> {
        let body = json!({
            "url": url,
            "creator": video.org_id.to_string(),
            "meta": { "name": name(video), META: reference::write(video.org_id, video.id) },
            "requireSignedURLs": true,
        });
        // Cloudflare knows no idempotency keys
        let ask = Ask { repeat: Repeat::Carefully, ..Ask::new(Method::POST, "/copy".to_owned()).with(body) };
        Ok(self.client.send(ask).await?.read::<Of<Video>>()?.result()?.ids())
    }

    async fn export(&self, video: &VideoRef) -> Result<Option<String>, HostError> {
        let uid = reference::remote_id(video)?;
        let mut downloads = self.downloads(uid, Method::GET).await?;
        if downloads.is_missing() {
            downloads = self.downloads(uid, Method::POST).await?;
        }
        if !downloads.is_ready()? {
            return Ok(None);
        }
        let until = self.client.world.now() + Duration::seconds(EXPORT_SECONDS);
        Ok(Some(format!("{}/{}/downloads/default.mp4", self.stream_url, self.token(uid, until, true)?)))
    }

    async fn download(&self, url: &str) -> Result<Download, HostError> {
        self.client.download(url).await
    }

    async fn delete(&self, video: &VideoRef) -> Result<(), HostError> {
        let Some(uid) = video.remote_id.as_deref() else { return Ok(()) };
        let path = format!("/{}", reference::segment(uid)?);
        match self.client.send(Ask::new(Method::DELETE, path)).await {
            Ok(_) | Err(HostError::Missing(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn playback(&self, video: &VideoRef, viewer: &Viewer) -> Result<PlaybackUrls, HostError> {
        let none = || HostError::Missing("there is nothing to play yet".to_owned());
        let uid = reference::segment(video.playback_id.as_deref().ok_or_else(none)?)?;
        let (base, token) = (&self.stream_url, self.token(uid, viewer.until, false)?);
        Ok(PlaybackUrls {
            playlist: format!("{base}/{token}/manifest/video.m3u8"),
            poster: Some(format!("{base}/{token}/thumbnails/thumbnail.jpg?height=720")),
            // Cloudflare makes pictures of single moments only
            storyboard: None,
        })
    }

    fn origins(&self) -> Vec<String> {
        let mut origins = vec![self.stream_url.clone()];
        if self.config.stream_url.is_none() {
            origins.extend(["https://upload.cloudflarestream.com".to_owned(), "https://upload.videodelivery.net".to_owned()]);
        }
        origins
    }

    fn read_message(
        &self,
        header: &(dyn Fn(&str) -> Option<String> + Sync),
        body: &[u8],
        now: Timestamp,
    ) -> Result<HostMessage, MessageRefusal> {
        SCHEME.verify(header(SCHEME.header), body, &self.config.webhook_secrets, now)?;
        let said: Video = serde_json::from_slice(body).map_err(|_| MessageRefusal::Unreadable)?;
        let id = HEXLOWER.encode(digest::digest(&digest::SHA256, body).as_ref());
        let video = said.name().and_then(reference::read).filter(|(org_id, _)| said.is_created_by(&org_id.to_string()));
        Ok(HostMessage { id, kind: said.kind(), video, remote_id: Some(said.uid) })
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{OrgId, VideoId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_an_upload_may_be_is_said_in_its_metadata() {
        let (org_id, id) = (OrgId(Uuid::from_u128(1)), VideoId(Uuid::from_u128(2)));
        let video = VideoRef { org_id, id, title: "Ä, b".to_owned(), remote_id: None, playback_id: None };
        let now = Timestamp::from_timestamp(1_709_000_000, 0).unwrap();
        let said = |longest_ms| metadata(&video, &NewFile { bytes: 5, longest_ms, origin: String::new() }, now);
        let whole = said(600_000);
        assert!(whole.contains("maxDurationSeconds NjAw,"), "as in Cloudflare's own example: {whole}");
        assert!(whole.ends_with(",requiresignedurls"));
        assert!(whole.contains(&format!("expiry {}", STANDARD.encode("2024-02-27T08:03:20Z"))));
        assert!(whole.starts_with(&format!("name {}", STANDARD.encode("Ä, b"))));
        for (longest_ms, seconds) in [(0, "1"), (-5, "1"), (1_001, "2"), (i64::MAX / 2, "36000")] {
            assert!(said(longest_ms).contains(&format!("maxDurationSeconds {},", STANDARD.encode(seconds))), "{longest_ms}");
        }
    }
}
