//! Mux: <https://www.mux.com/docs/api-reference>.

mod answers;

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{ports::World, time::Timestamp, video::HostKind};
use http::Method;
use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use serde_json::{Value, json};
use video::host::{
    Download, HostError, HostMessage, HostState, MessageRefusal, NewFile, PlaybackUrls, RemoteIds, UploadPlace, UploadProtocol, VideoHost,
    VideoRef, Viewer,
};

use crate::{
    BadConfig,
    client::{Ask, Client, Pace, Repeat},
    keys::SigningKey,
    reference,
    signature::Scheme,
};
use answers::{Asset, AssetStatus, Event, MasterStatus, Of, Upload, UploadStatus};

const HOST: &str = "Mux";
const API: &str = "https://api.mux.com";
const STREAM: &str = "https://stream.mux.com";
const IMAGE: &str = "https://image.mux.com";
/// How long an upload may take, in seconds: what was not begun or finished until then is swept by Mux.
const UPLOAD_SECONDS: i64 = 86_400;
/// How long a title may be at Mux, in characters.
const TITLE_MAX: usize = 512;
/// What the id of an upload begins with, until there is an asset.
const UPLOAD: &str = "upload:";
const SCHEME: Scheme = Scheme { header: "Mux-Signature", moment: "t", signature: "v1" };

/// How well Mux encodes, and what it costs: <https://www.mux.com/docs/guides/use-video-quality-levels>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MuxQuality {
    /// Nothing for encoding, more for storing.
    #[default]
    Basic,
    /// Better pictures at every rate.
    Plus,
    /// The best.
    Premium,
}

impl MuxQuality {
    /// Mux's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Plus => "plus",
            Self::Premium => "premium",
        }
    }

    /// The quality with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Basic, Self::Plus, Self::Premium].into_iter().find(|quality| quality.as_str() == word)
    }
}

/// What is needed to speak to Mux.
#[derive(Clone)]
pub struct MuxConfig {
    /// The id of an access token with read and write of Mux Video.
    pub token_id: String,
    /// Its secret.
    pub token_secret: String,
    /// The id of a signing key.
    pub signing_key_id: String,
    /// The private key, as Mux gives it: PEM, or PEM in base64.
    pub signing_key: String,
    /// The signing secret of the webhook; two for the days in which one follows another.
    pub webhook_secrets: Vec<String>,
    /// The id of the environment: messages of others are nobody's here. None takes all that are signed.
    pub environment_id: Option<String>,
    /// A playback restriction that tokens name, such as one of the pages that may show videos.
    pub playback_restriction_id: Option<String>,
    /// How well videos are encoded.
    pub quality: MuxQuality,
    /// Where Mux's API is, if not where it usually is.
    pub api_url: Option<String>,
    /// Where playlists are, if not where they usually are.
    pub stream_url: Option<String>,
    /// Where pictures are, if not where they usually are.
    pub image_url: Option<String>,
}

impl std::fmt::Debug for MuxConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MuxConfig")
            .field("signing_key_id", &self.signing_key_id)
            .field("environment_id", &self.environment_id)
            .field("quality", &self.quality)
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

/// Mux.
pub struct Mux {
    client: Client,
    key: SigningKey,
    config: MuxConfig,
}

impl std::fmt::Debug for Mux {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mux").field("config", &self.config).finish_non_exhaustive()
    }
}

/// What a token says: <https://www.mux.com/docs/guides/secure-video-playback>.
#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    aud: &'static str,
    exp: i64,
    kid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    playback_restriction_id: Option<&'a str>,
}

impl Mux {
    /// Mux, with the patience that a person's click has.
    ///
    /// # Errors
    /// The token or the key cannot be used.
    pub fn new(config: MuxConfig, world: World) -> Result<Self, BadConfig> {
        Self::with_pace(config, world, Pace::default())
    }

    /// Mux, with another patience.
    ///
    /// # Errors
    /// The token or the key cannot be used.
    pub fn with_pace(config: MuxConfig, world: World, pace: Pace) -> Result<Self, BadConfig> {
        let key = SigningKey::read(&config.signing_key_id, &config.signing_key).map_err(|source| BadConfig::Key { host: HOST, source })?;
        let base_url = config.api_url.as_deref().unwrap_or(API).trim_end_matches('/');
        let credentials = STANDARD.encode(format!("{}:{}", config.token_id, config.token_secret));
        let secrets = [config.token_secret.as_str(), config.token_id.as_str(), credentials.as_str()];
        let client = Client::new(HOST, base_url, &format!("Basic {credentials}"), &secrets, world, pace)?;
        Ok(Self { client, key, config })
    }

    /// What becomes of the bytes: seen by those who have a token, and named so that messages lead back.
    fn settings(&self, video: &VideoRef) -> Value {
        json!({
            "playback_policies": ["signed"],
            "passthrough": reference::write(video.org_id, video.id),
            "video_quality": self.config.quality.as_str(),
            "max_resolution_tier": "1080p",
            "normalize_audio": true,
            "meta": { "title": video.title.chars().take(TITLE_MAX).collect::<String>(), "external_id": video.id.to_string() },
        })
    }

    async fn upload(&self, id: &str) -> Result<Upload, HostError> {
        let path = format!("/video/v1/uploads/{}", reference::segment(id)?);
        Ok(self.client.send(Ask::new(Method::GET, path)).await?.read::<Of<Upload>>()?.data)
    }

    async fn asset(&self, id: &str) -> Result<Asset, HostError> {
        let path = format!("/video/v1/assets/{}", reference::segment(id)?);
        Ok(self.client.send(Ask::new(Method::GET, path)).await?.read::<Of<Asset>>()?.data)
    }

    async fn delete_asset(&self, id: &str) -> Result<(), HostError> {
        let path = format!("/video/v1/assets/{}", reference::segment(id)?);
        self.client.send(Ask::new(Method::DELETE, path)).await.map(drop)
    }

    /// Ends an upload, or deletes what became of it meanwhile.
    async fn delete_upload(&self, id: &str) -> Result<(), HostError> {
        let upload = self.upload(id).await?;
        if upload.status != UploadStatus::Waiting {
            return self.delete_result(&upload).await;
        }
        let path = format!("/video/v1/uploads/{}/cancel", reference::segment(id)?);
        match self.client.send(Ask::new(Method::PUT, path)).await {
            // the last byte may have come in between
            Err(HostError::Refused(_)) => self.delete_result(&self.upload(id).await?).await,
            sent => sent.map(drop),
        }
    }

    async fn delete_result(&self, upload: &Upload) -> Result<(), HostError> {
        match &upload.asset_id {
            Some(id) => self.delete_asset(id).await,
            None => Ok(()),
        }
    }

    /// The asset of a video, once there is one.
    async fn asset_of(&self, video: &VideoRef) -> Result<Result<Asset, HostState>, HostError> {
        let remote_id = reference::remote_id(video)?;
        let Some(upload_id) = remote_id.strip_prefix(UPLOAD) else { return self.asset(remote_id).await.map(Ok) };
        let upload = self.upload(upload_id).await?;
        match (upload.status, &upload.asset_id) {
            (UploadStatus::AssetCreated, Some(id)) => self.asset(id).await.map(Ok),
            _ => Ok(Err(upload.state())),
        }
    }

    fn token(&self, playback_id: &str, kind: &'static str, until: Timestamp) -> Result<String, HostError> {
        let claims = Claims {
            sub: playback_id,
            aud: kind,
            exp: until.timestamp(),
            kid: &self.key.id,
            playback_restriction_id: self.config.playback_restriction_id.as_deref(),
        };
        let unsigned = || HostError::Refused("no token can be signed".to_owned());
        self.key.sign(&Header::new(Algorithm::RS256), &claims).ok_or_else(unsigned)
    }

    fn is_of_our_environment(&self, event: &Event) -> bool {
        let wanted = self.config.environment_id.as_ref().filter(|id| !id.is_empty());
        wanted.is_none_or(|id| event.environment_id() == Some(id))
    }
}

#[async_trait]
impl VideoHost for Mux {
    fn kind(&self) -> HostKind {
        HostKind::Mux
    }

    async fn open_upload(&self, video: &VideoRef, file: &NewFile) -> Result<UploadPlace, HostError> {
        let body = json!({ "cors_origin": file.origin, "timeout": UPLOAD_SECONDS, "new_asset_settings": self.settings(video) });
        let ask = Ask::new(Method::POST, "/video/v1/uploads".to_owned()).with(body);
        let upload = self.client.send(ask).await?.read::<Of<Upload>>()?.data;
        let url = upload.url.ok_or_else(|| HostError::Unavailable("its answer names no address".to_owned()))?;
        Ok(UploadPlace::There { protocol: UploadProtocol::ResumablePut, url, remote_id: format!("{UPLOAD}{}", upload.id) })
    }

    async fn look(&self, video: &VideoRef) -> Result<HostState, HostError> {
        Ok(match self.asset_of(video).await? {
            Ok(asset) => asset.state(),
            Err(state) => state,
        })
    }

    async fn fetch(&self, video: &VideoRef, url: &str) -> Result<RemoteIds, HostError> {
        let mut body = self.settings(video);
        if let Some(body) = body.as_object_mut() {
            body.insert("inputs".to_owned(), json!([{ "url": url }]));
        }
        // Mux knows no idempotency keys
        let ask = Ask { repeat: Repeat::Carefully, ..Ask::new(Method::POST, "/video/v1/assets".to_owned()).with(body) };
        Ok(self.client.send(ask).await?.read::<Of<Asset>>()?.data.ids())
    }

    async fn export(&self, video: &VideoRef) -> Result<Option<String>, HostError> {
        let Ok(asset) = self.asset_of(video).await? else { return Ok(None) };
        if asset.status != AssetStatus::Ready {
            return Ok(None);
        }
        match asset.master {
            Some(master) if master.status == MasterStatus::Errored => Err(HostError::Refused("it could not prepare the file".to_owned())),
            Some(master) => Ok(master.url.filter(|_| master.status == MasterStatus::Ready)),
            None => {
                let path = format!("/video/v1/assets/{}/master-access", reference::segment(&asset.id)?);
                let ask = Ask::new(Method::PUT, path).with(json!({ "master_access": "temporary" }));
                self.client.send(ask).await.map(|_| None)
            }
        }
    }

    async fn download(&self, url: &str) -> Result<Download, HostError> {
        self.client.download(url).await
    }

    async fn delete(&self, video: &VideoRef) -> Result<(), HostError> {
        let Some(remote_id) = video.remote_id.as_deref() else { return Ok(()) };
        let deleted = match remote_id.strip_prefix(UPLOAD) {
            Some(upload_id) => self.delete_upload(upload_id).await,
            None => self.delete_asset(remote_id).await,
        };
        match deleted {
            Err(HostError::Missing(_)) => Ok(()),
            deleted => deleted,
        }
    }

    fn playback(&self, video: &VideoRef, viewer: &Viewer) -> Result<PlaybackUrls, HostError> {
        let none = || HostError::Missing("there is nothing to play yet".to_owned());
        let id = reference::segment(video.playback_id.as_deref().ok_or_else(none)?)?;
        let stream = self.config.stream_url.as_deref().unwrap_or(STREAM).trim_end_matches('/');
        let image = self.config.image_url.as_deref().unwrap_or(IMAGE).trim_end_matches('/');
        Ok(PlaybackUrls {
            playlist: format!("{stream}/{id}.m3u8?token={}", self.token(id, "v", viewer.until)?),
            poster: self.poster(video, viewer.until),
            storyboard: Some(format!("{image}/{id}/storyboard.vtt?token={}", self.token(id, "s", viewer.until)?)),
        })
    }

    fn poster(&self, video: &VideoRef, until: Timestamp) -> Option<String> {
        let id = reference::segment(video.playback_id.as_deref()?).ok()?;
        let image = self.config.image_url.as_deref().unwrap_or(IMAGE).trim_end_matches('/');
        Some(format!("{image}/{id}/thumbnail.webp?token={}", self.token(id, "t", until).ok()?))
    }

    /// Mux asks for wildcards: its playlists lead to hosts that change (<https://www.mux.com/docs/core/content-security-policy>).
    fn origins(&self) -> Vec<String> {
        let given = [&self.config.api_url, &self.config.stream_url, &self.config.image_url];
        let usual = ["https://*.mux.com".to_owned(), "https://storage.googleapis.com".to_owned()];
        let mut origins: Vec<String> = given.into_iter().flatten().filter_map(|url| crate::client::origin(url)).collect();
        if self.config.stream_url.is_none() {
            origins.extend(usual);
        }
        origins.sort();
        origins.dedup();
        origins
    }

    fn read_message(
        &self,
        header: &(dyn Fn(&str) -> Option<String> + Sync),
        body: &[u8],
        now: Timestamp,
    ) -> Result<HostMessage, MessageRefusal> {
        SCHEME.verify(header(SCHEME.header), body, &self.config.webhook_secrets, now)?;
        let event = Event::read(body).ok_or(MessageRefusal::Unreadable)?;
        let video = event.passthrough().filter(|_| self.is_of_our_environment(&event)).and_then(reference::read);
        Ok(HostMessage { video, remote_id: event.remote_id(), id: event.id, kind: event.kind })
    }
}
