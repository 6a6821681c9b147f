//! The application: everything that a request or a job may need, put together once.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use billing::{payments::PaymentProvider, requests::RequestCounts};
use billing_stripe::{Stripe, StripeConfig};
use certificates::document::{DocumentRenderer, FontFolders};
use domain::{
    ids::{AssetId, OrgId},
    ports::World,
    time::SIGNED_URL,
};
use identity::PasswordHasher;
use keyring::{Keyring, MasterSecret, Purpose};
use messaging::transport::{FolderTransport, MailTransport, SmtpTransport};
use outbound::dns::{Dns, SystemDns};
use repositories::{Db, DbConfig};
use storage::Storage;
use transcription::{Endpoint, EndpointConfig};
use video::Transcriber;
use video_ffmpeg::Ffmpeg;

use crate::{
    config::Config,
    jobs::chain,
    metrics::Metrics,
    video::{delivery::Delivery, hosts::Hosts},
};

/// Why the application cannot start.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub String);

impl StartError {
    /// A reason with what led to it.
    pub fn because(what: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

/// The application.
#[derive(Debug)]
pub struct App {
    /// How it was set up.
    pub config: Config,
    /// The rows of all organizations, behind the wall.
    pub db: Db,
    /// The files of all organizations.
    pub storage: Storage,
    /// ffmpeg, once it was looked for.
    ffmpeg: tokio::sync::OnceCell<Ffmpeg>,
    /// Hears what is said in videos, where somebody does.
    pub transcriber: Option<Arc<dyn Transcriber>>,
    /// What was sent to viewers and is not counted yet.
    pub delivery: Delivery,
    /// Draws certificates.
    pub renderer: Arc<DocumentRenderer>,
    /// The platform's secrets.
    pub keyring: Keyring,
    /// Takes mails away.
    pub mailer: Mailer,
    /// Takes payments, where the platform takes any.
    pub payments: Option<Arc<dyn PaymentProvider>>,
    /// Keep videos elsewhere, where that is set up.
    pub video_hosts: Hosts,
    /// Answers what records stand in DNS.
    pub dns: Resolver,
    /// Hashes passwords, a few at a time.
    pub hasher: PasswordHasher,
    /// Requests with API keys in the minute that runs.
    pub api_requests: RequestCounts,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// The hour whose periodic tasks were started last.
    pub hourly: crate::worker::LastSlot,
    /// The policy that every page gets.
    pub content_security_policy: String,
    /// Set when the process was asked to stop: answers close their connections, and `/health/ready` sends requests elsewhere.
    pub is_stopping: AtomicBool,
}

impl App {
    /// Connects, checks and puts together. The schema must be there: see [`migrate`].
    ///
    /// # Errors
    /// A sentence for the operator.
    pub async fn build(config: Config, world: World) -> Result<Self, StartError> {
        let dns = Resolver::open(&config);
        Self::build_with(config, world, dns).await
    }

    /// The same with another way to ask DNS.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub async fn build_with(config: Config, world: World, dns: Resolver) -> Result<Self, StartError> {
        let db_config = DbConfig { url: config.database.url.clone(), max_connections: config.database.connections };
        let db = Db::open(&db_config, world)
            .await
            .map_err(|error| StartError::because("LYCEUM_DATABASE_URL: the database does not answer", error))?;
        let complaints = db.complaints().await.map_err(|error| StartError::because("the database cannot be checked", error))?;
        for complaint in &complaints {
            tracing::warn!(complaint, "database settings");
        }
        let unsafe_role = complaints.iter().any(|complaint| complaint.contains("role"));
        if unsafe_role || (!complaints.is_empty() && !config.database.allow_unsafe_durability) {
            return Err(StartError(format!("LYCEUM_DATABASE_URL: {}", complaints.join("; "))));
        }
        let storage = files(&config)?;
        let renderer = Arc::new(DocumentRenderer::new(FontFolders::new([config.storage.font_dir.clone()])));
        let mailer = Mailer::open(&config)?;
        let payments = payments(&config, db.world())?;
        let transcriber = transcriber(&config, db.world())?.map(|endpoint| Arc::new(endpoint) as Arc<dyn Transcriber>);
        let keyring = open_keyring(&config, &db).await?;
        let hasher = PasswordHasher::new().map_err(|error| StartError::because("passwords cannot be hashed", error))?;
        let metrics = Arc::new(Metrics::new().map_err(|error| StartError::because("figures cannot be kept", error))?);
        let video_hosts = Hosts::open(&config, db.world())?;
        let content_security_policy = page_policy(&config, &video_hosts);
        Ok(Self {
            config,
            db,
            renderer,
            ffmpeg: tokio::sync::OnceCell::new(),
            transcriber,
            delivery: Delivery::default(),
            storage,
            keyring,
            mailer,
            payments,
            video_hosts,
            dns,
            hasher,
            api_requests: RequestCounts::default(),
            metrics,
            hourly: crate::worker::LastSlot::default(),
            content_security_policy,
            is_stopping: AtomicBool::new(false),
        })
    }
}

/// What pages may load. Videos are fetched by a script and played from memory, or by the browser itself where it knows how; where a host
/// elsewhere keeps them, they come from there, and are sent there.
fn page_policy(config: &Config, hosts: &Hosts) -> String {
    let media = std::iter::once(config.server.files_origin()).chain(hosts.origins()).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: {media}; \
         connect-src 'self' {media}; media-src 'self' blob: {media}; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

impl App {
    /// ffmpeg, as it was set up. One that was missing is looked for again.
    ///
    /// # Errors
    /// When it is missing, or cannot do what is needed.
    pub async fn ffmpeg(&self) -> Result<Ffmpeg, video_ffmpeg::Error> {
        self.ffmpeg.get_or_try_init(|| open_ffmpeg(&self.config)).await.cloned()
    }

    /// The platform's own sender, for organizations without a verified domain.
    pub fn platform_address(&self) -> String {
        self.config.mail.from.clone().unwrap_or_else(|| format!("no-reply@{}", self.config.server.base_domain))
    }

    /// The name that organizations include in their SPF record.
    pub fn spf_host(&self) -> String {
        self.config.mail.spf_host.clone().unwrap_or_else(|| format!("_spf.{}", self.config.server.base_domain))
    }

    /// An address of a stored file that works for the next minutes. The moment is rounded up, so that browsers can cache.
    pub fn asset_url(&self, org_id: OrgId, asset_id: AssetId) -> String {
        let path = format!("/assets/{org_id}/{asset_id}");
        let step = SIGNED_URL.num_seconds() / 2;
        let expires = (self.db.world().now().timestamp() / step + 2) * step;
        format!("{}{path}?{}", self.config.server.files_origin(), self.keyring.sign_path(&path, expires))
    }
}

/// Where files are kept. The folder is made if it is missing; S3 is not asked yet.
///
/// # Errors
/// A sentence for the operator.
pub fn files(config: &Config) -> Result<Storage, StartError> {
    if let Some(s3) = &config.storage.s3 {
        return Storage::in_s3(s3).map_err(|error| StartError::because("LYCEUM_S3_BUCKET", chain(&error)));
    }
    let folder = config.storage.files();
    Storage::in_folder(&folder).map_err(|error| StartError::because(&format!("LYCEUM_DATA_DIR: {}", folder.display()), chain(&error)))
}

/// ffmpeg, as it was set up.
///
/// # Errors
/// When it is missing, or cannot do what is needed.
pub async fn open_ffmpeg(config: &Config) -> Result<Ffmpeg, video_ffmpeg::Error> {
    let (ffmpeg, ffprobe) = (config.video.ffmpeg.clone(), config.video.ffprobe.clone());
    Ffmpeg::open(video_ffmpeg::Config { ffmpeg, ffprobe, ..video_ffmpeg::Config::default() }).await
}

/// Who hears what is said in videos, if that is set up.
///
/// # Errors
/// A sentence for the operator.
pub fn transcriber(config: &Config, world: &World) -> Result<Option<Endpoint>, StartError> {
    let Some(set) = &config.video.transcription else { return Ok(None) };
    let config = EndpointConfig {
        base_url: set.base_url().to_owned(),
        api_key: set.api_key.clone(),
        model: set.model.clone(),
        timeout: set.timeout,
    };
    Endpoint::new(config, world.clone()).map(Some).map_err(|error| StartError::because("LYCEUM_TRANSCRIPTION_API_KEY", error))
}

/// Whoever takes payments, if that is set up.
///
/// # Errors
/// A sentence for the operator.
pub fn payments(config: &Config, world: &World) -> Result<Option<Arc<dyn PaymentProvider>>, StartError> {
    let Some(stripe) = &config.payments.stripe else { return Ok(None) };
    // two of them are linked: rustls wants to be told; whoever told it already is right too
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let config = StripeConfig {
        secret_key: stripe.secret_key.clone(),
        base_url: stripe.url.as_ref().map(ToString::to_string),
        automatic_tax: stripe.tax,
    };
    let opened = Stripe::new(config, world.clone()).map_err(|error| StartError::because("LYCEUM_STRIPE_KEY", error))?;
    Ok(Some(Arc::new(opened)))
}

/// The way out for mails: a mail server, or a folder.
#[derive(Clone)]
pub struct Mailer(Arc<dyn MailTransport>);

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailer(..)")
    }
}

impl std::ops::Deref for Mailer {
    type Target = dyn MailTransport;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl Mailer {
    fn open(config: &Config) -> Result<Self, StartError> {
        Ok(match &config.mail.smtp_url {
            Some(url) => Self(Arc::new(SmtpTransport::new(url).map_err(|error| StartError::because("LYCEUM_SMTP_URL", error))?)),
            None => Self(Arc::new(FolderTransport::new(&config.mail.folder))),
        })
    }
}

/// A way to ask DNS.
#[derive(Clone)]
pub struct Resolver(Arc<dyn Dns>);

impl Resolver {
    /// Asks like this.
    pub fn new(dns: Arc<dyn Dns>) -> Self {
        Self(dns)
    }

    /// A computer without a resolver sends mails all the same: only organizations' domains are not verified.
    fn open(config: &Config) -> Self {
        match SystemDns::open(&config.mail.dns_servers) {
            Ok(dns) => Self(Arc::new(dns)),
            Err(error) => {
                tracing::warn!(%error, "LYCEUM_DNS_SERVERS: no DNS server is to be had");
                Self(Arc::new(error))
            }
        }
    }
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver(..)")
    }
}

impl std::ops::Deref for Resolver {
    type Target = dyn Dns;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

async fn open_keyring(config: &Config, db: &Db) -> Result<Keyring, StartError> {
    let master = master_secret(config, db.world())?;
    let failed = |error: &dyn std::fmt::Display| StartError::because("signing keys", error);
    let mut stored = db.signing_keys().await.map_err(|error| failed(&error))?;
    for purpose in Purpose::ALL {
        if !stored.iter().any(|key| key.purpose == purpose.as_str() && key.retired_at.is_none()) {
            let key = Keyring::generate(&master, purpose, db.world()).map_err(|error| failed(&error))?;
            db.add_signing_key(key.clone()).await.map_err(|error| failed(&error))?;
            stored.push(key);
        }
    }
    Keyring::open(master, stored).map_err(|error| StartError::because("LYCEUM_SECRET_KEY", error))
}

/// The configured secret, or the one kept in the data folder, or a new one that is kept there.
///
/// # Errors
/// A sentence for the operator.
pub fn master_secret(config: &Config, world: &World) -> Result<MasterSecret, StartError> {
    if let Some(text) = &config.security.secret_key {
        return MasterSecret::parse(text).map_err(|error| StartError::because("LYCEUM_SECRET_KEY", error));
    }
    if !config.database.is_sqlite() {
        return Err(StartError("LYCEUM_SECRET_KEY: must be set when rows live in PostgreSQL, the same on every node".to_owned()));
    }
    let path = config.storage.data_dir.join("secret.key");
    let failed = |error: std::io::Error| StartError::because(&format!("LYCEUM_DATA_DIR: {}", path.display()), error);
    match std::fs::read_to_string(&path) {
        Ok(text) => MasterSecret::parse(&text).map_err(|error| StartError::because(&format!("{}", path.display()), error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let bytes = world.bytes::<32>();
            write_private(&path, &URL_SAFE_NO_PAD.encode(bytes)).map_err(failed)?;
            Ok(MasterSecret::from_bytes(&bytes))
        }
        Err(error) => Err(failed(error)),
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Brings the schema to this version: an SQLite file at every start, PostgreSQL by `lyceum migrate` as the schema's owner.
///
/// # Errors
/// A sentence for the operator.
pub async fn migrate(config: &Config) -> Result<(), StartError> {
    let url = match (&config.database.migration_url, config.database.is_sqlite()) {
        (Some(url), _) => url.clone(),
        (None, true) => {
            let folder = &config.storage.data_dir;
            std::fs::create_dir_all(folder)
                .map_err(|error| StartError::because(&format!("LYCEUM_DATA_DIR: {}", folder.display()), error))?;
            let separator = if config.database.url.contains('?') { '&' } else { '?' };
            format!("{}{separator}mode=rwc", config.database.url)
        }
        (None, false) => return Err(StartError("LYCEUM_MIGRATION_DATABASE_URL: name the owner of the schema".to_owned())),
    };
    migrations::up(&url).await.map_err(|error| StartError::because("the schema cannot be migrated", error))
}

/// Whether this process migrates by itself at the start.
pub fn migrates_at_start(config: &Config) -> bool {
    config.database.is_sqlite() || config.database.migration_url.is_some()
}

/// Unpredictable bytes from the operating system.
#[derive(Clone, Copy, Debug)]
pub struct SystemRandom;

impl domain::ports::Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        keyring::fill_random(bytes);
    }
}

/// The computer's own clock and chance.
pub fn system_world() -> World {
    World::new(Arc::new(domain::ports::SystemClock), Arc::new(SystemRandom))
}
