//! One struct for each area of the configuration.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use domain::plans::{Limit, Plan};
use storage::S3Config;
use url::Url;

use super::{
    hosts::VideoHosts,
    settings::{Settings, variable},
    transcription::Transcription,
};

/// Addresses and hosts.
#[derive(Clone, Debug)]
pub struct Server {
    /// `LYCEUM_BIND` and `LYCEUM_PORT`: where to listen; 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// `LYCEUM_PUBLIC_URL`: the platform's own address as people type it; `http://localhost:PORT`.
    pub public_url: Url,
    /// The host of [`Server::public_url`]: organizations answer below it.
    pub base_domain: String,
    /// `LYCEUM_WEB_DIR`: the built web app, if this process serves it.
    pub web_dir: Option<PathBuf>,
    /// `LYCEUM_TRUSTED_PROXIES`: addresses whose `X-Forwarded-For` is believed, with commas between.
    pub trusted_proxies: Vec<IpAddr>,
    /// `LYCEUM_METRICS_BIND`: where Prometheus asks; nowhere if `off`; 127.0.0.1:9464.
    pub metrics: Option<SocketAddr>,
    /// `LYCEUM_DRAIN_SECONDS`: how long a process that was asked to stop goes on answering, not being ready any more; 2. Longer than the
    /// time between two looks of the load balancer at `/health/ready`.
    pub drain: Duration,
    /// `LYCEUM_DEV`: shows the mailbox page; only on a loopback address.
    pub dev: bool,
}

impl Server {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let port: u16 = settings.parse("port", 8080, faults);
        let bind: IpAddr = settings.parse("bind", IpAddr::V4(Ipv4Addr::LOCALHOST), faults);
        let text = settings.text("public_url").map_or_else(|| format!("http://localhost:{port}"), str::to_owned);
        let public_url =
            Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none());
        let base_domain = public_url.as_ref().and_then(Url::host_str).map(str::to_owned);
        if base_domain.is_none() {
            faults.push(format!("{}: {text:?} is not an address such as https://example.org", variable("public_url")));
        }
        let dev = settings.flag("dev", faults);
        if dev && !bind.is_loopback() {
            faults.push(format!("{}: shows everybody's mail, so {} must be a loopback address", variable("dev"), variable("bind")));
        }
        let proxies = settings.text("trusted_proxies").unwrap_or_default();
        let mut trusted_proxies = Vec::new();
        for word in proxies.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word.parse() {
                Ok(address) => trusted_proxies.push(address),
                Err(error) => faults.push(format!("{}: {word:?}: {error}", variable("trusted_proxies"))),
            }
        }
        let metrics = match settings.text("metrics_bind") {
            Some("off") => None,
            _ => Some(settings.parse("metrics_bind", SocketAddr::from((Ipv4Addr::LOCALHOST, 9464)), faults)),
        };
        let web_dir = settings.text("web_dir").map(PathBuf::from);
        Some(Self {
            listen: SocketAddr::new(bind, port),
            public_url: public_url?,
            base_domain: base_domain?,
            web_dir,
            trusted_proxies,
            metrics,
            drain: Duration::from_secs(settings.parse("drain_seconds", 2, faults)),
            dev,
        })
    }

    /// The platform's own origin.
    pub fn apex_origin(&self) -> String {
        self.origin_of(&self.base_domain)
    }

    /// The one origin of an organization: addresses in mails and answers come from here, never from a request.
    pub fn organization_origin(&self, slug: &str) -> String {
        self.origin_of(&format!("{slug}.{}", self.base_domain))
    }

    /// The origin of the host that serves files.
    pub fn files_origin(&self) -> String {
        self.origin_of(&format!("files.{}", self.base_domain))
    }

    /// The origin of the console of the platform's operators.
    pub fn console_origin(&self) -> String {
        self.origin_of(&format!("console.{}", self.base_domain))
    }

    /// The issuer of access tokens.
    pub fn issuer(&self) -> String {
        self.apex_origin()
    }

    /// Whether people reach us over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    fn origin_of(&self, host: &str) -> String {
        let port = self.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{host}{port}", self.public_url.scheme())
    }
}

/// Where rows live.
#[derive(Clone, Debug)]
pub struct Database {
    /// `LYCEUM_DATABASE_URL`: as the application; an SQLite file under the data folder if absent.
    pub url: String,
    /// `LYCEUM_MIGRATION_DATABASE_URL`: as the owner of the schema. SQLite needs none.
    pub migration_url: Option<String>,
    /// `LYCEUM_DATABASE_CONNECTIONS`: at the most; 16.
    pub connections: u32,
    /// `LYCEUM_ALLOW_UNSAFE_DURABILITY`: start although commits could be lost. For tests.
    pub allow_unsafe_durability: bool,
}

impl Database {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let default = || format!("sqlite://{}", data_dir(settings).join("lyceum.db").display());
        let url = settings.text("database_url").map_or_else(default, str::to_owned);
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
            faults.push(format!("{}: begins with sqlite: or postgres:", variable("database_url")));
        }
        Some(Self {
            url,
            migration_url: settings.text("migration_database_url").map(str::to_owned),
            connections: settings.parse("database_connections", 16, faults),
            allow_unsafe_durability: settings.flag("allow_unsafe_durability", faults),
        })
    }

    /// Whether rows live in an SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// Where files live.
#[derive(Clone, Debug)]
pub struct Storage {
    /// `LYCEUM_DATA_DIR`: the folder for everything that is kept on this machine; `./data`.
    pub data_dir: PathBuf,
    /// `LYCEUM_FONT_DIR`: fonts for names in Chinese, Japanese and Korean on certificates; `fonts` below the data folder.
    pub font_dir: PathBuf,
    /// `LYCEUM_S3_BUCKET`, and with it the other `LYCEUM_S3_*`: the bucket for uploaded and generated files, on S3 or a server that
    /// speaks like it; in the data folder if absent. Every node and worker needs the same.
    ///
    /// `LYCEUM_S3_ENDPOINT` is the server's address (Amazon's of the region if absent), `LYCEUM_S3_REGION` the region (`us-east-1`),
    /// `LYCEUM_S3_ACCESS_KEY_ID` and `LYCEUM_S3_SECRET_ACCESS_KEY` who we are, and `LYCEUM_S3_PATH_STYLE` whether the bucket's name is
    /// in the path (1, which most servers want) or the first word of the host (0).
    pub s3: Option<S3Config>,
}

impl Storage {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let data_dir = data_dir(settings);
        let font_dir = settings.text("font_dir").map_or_else(|| data_dir.join("fonts"), PathBuf::from);
        Some(Self { data_dir, font_dir, s3: s3(settings, faults) })
    }

    /// The folder for uploaded and generated files.
    pub fn files(&self) -> PathBuf {
        self.data_dir.join("files")
    }
}

fn s3(settings: &Settings, faults: &mut Vec<String>) -> Option<S3Config> {
    let mut text = |name| {
        let found = settings.text(name).map(str::to_owned);
        if found.is_none() && settings.text("s3_bucket").is_some() {
            faults.push(format!("{}: must be set beside {}", variable(name), variable("s3_bucket")));
        }
        found
    };
    let (access_key_id, secret_access_key) = (text("s3_access_key_id"), text("s3_secret_access_key"));
    let endpoint = settings.text("s3_endpoint").map(str::to_owned);
    let is_address = |text: &String| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if let Some(text) = endpoint.as_ref().filter(|text| !is_address(text)) {
        faults.push(format!("{}: {text:?} is not an address such as https://s3.example.org", variable("s3_endpoint")));
    }
    let region = settings.text("s3_region").unwrap_or("us-east-1").to_owned();
    let path_style = settings.text("s3_path_style").is_none() || settings.flag("s3_path_style", faults);
    let bucket = settings.text("s3_bucket").map(str::to_owned);
    if bucket.is_none() && (access_key_id.is_some() || secret_access_key.is_some() || endpoint.is_some()) {
        faults.push(format!("{}: must be set, or files stay in the data folder", variable("s3_bucket")));
    }
    Some(S3Config {
        bucket: bucket?,
        region,
        endpoint,
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
        path_style,
        timeout: S3Config::TIMEOUT,
    })
}

/// How videos are made playable by this platform's own workers.
#[derive(Clone, Debug)]
pub struct Video {
    /// `LYCEUM_VIDEO_FOLDER`: where workers keep what they work on; `videos` below the data folder. It needs room for the file and about as
    /// much again.
    pub folder: PathBuf,
    /// `LYCEUM_VIDEO_SPARE_BYTES`: how much of that disk stays free for others; 1 GiB.
    pub spare_bytes: u64,
    /// `LYCEUM_VIDEO_AT_ONCE`: how many videos a worker makes playable at a time; 1. 0 for a worker that does none.
    pub at_once: u64,
    /// `LYCEUM_VIDEO_KEEP_ORIGINALS_DAYS`: for how many days the uploaded files are kept after their videos are ready; for ever if absent.
    /// Without the file a video cannot be made anew or moved to another host.
    pub keep_originals: Option<chrono::Duration>,
    /// `LYCEUM_FFMPEG` and `LYCEUM_FFPROBE`: the programs; from `PATH` if absent.
    pub ffmpeg: PathBuf,
    /// See [`Video::ffmpeg`].
    pub ffprobe: PathBuf,
    /// Hosts elsewhere, and who keeps new videos.
    pub hosts: VideoHosts,
    /// Who makes captions from the sound; nobody if absent.
    pub transcription: Option<Transcription>,
}

impl Video {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let keep: i64 = settings.parse("video_keep_originals_days", -1, faults);
        Some(Self {
            folder: settings.text("video_folder").map_or_else(|| data_dir(settings).join("videos"), PathBuf::from),
            spare_bytes: settings.parse("video_spare_bytes", 1 << 30, faults),
            at_once: settings.parse("video_at_once", 1, faults),
            keep_originals: (keep >= 0).then(|| chrono::Duration::days(keep)),
            ffmpeg: settings.text("ffmpeg").map_or_else(|| "ffmpeg".into(), PathBuf::from),
            ffprobe: settings.text("ffprobe").map_or_else(|| "ffprobe".into(), PathBuf::from),
            hosts: VideoHosts::read(settings, faults),
            transcription: Transcription::read(settings, faults),
        })
    }
}

/// Mails a month that an organization sends from the platform's address unless it is set otherwise.
const PLATFORM_MAILS: i64 = 50;

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct Mail {
    /// `LYCEUM_SMTP_URL`: `smtp://user:password@host:587?tls=required`; into a folder if absent.
    pub smtp_url: Option<String>,
    /// `LYCEUM_MAIL_FROM`: the sender's address; `no-reply@` the base domain if absent.
    pub from: Option<String>,
    /// Where mails go without SMTP: `mails` below the data folder.
    pub folder: PathBuf,
    /// `LYCEUM_MAIL_PLATFORM_LIMIT`: how many mails a month an organization without a verified domain of its own may send from the
    /// platform's address; 50. `unlimited` where all organizations are the operator's own.
    pub platform_limit: Limit,
    /// `LYCEUM_MAIL_SPF_HOST`: the name whose SPF record lists the servers that send our mails, which organizations include in
    /// theirs; `_spf.` and the base domain if absent.
    pub spf_host: Option<String>,
    /// `LYCEUM_DNS_SERVERS`: addresses of the DNS servers that are asked for organizations' records, with commas between; the
    /// computer's own resolver if absent.
    pub dns_servers: Vec<SocketAddr>,
}

impl Mail {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let from = settings.text("mail_from").map(str::to_owned);
        if from.as_ref().is_some_and(|from| !from.contains('@')) {
            faults.push(format!("{}: is not an e-mail address", variable("mail_from")));
        }
        let platform_limit = match settings.text("mail_platform_limit") {
            Some("unlimited") => Limit::Unlimited,
            _ => Limit::AtMost(settings.parse("mail_platform_limit", PLATFORM_MAILS, faults)),
        };
        let mut dns_servers = Vec::new();
        for word in settings.text("dns_servers").unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word.parse().or_else(|_| word.parse().map(|ip: IpAddr| SocketAddr::new(ip, 53))) {
                Ok(server) => dns_servers.push(server),
                Err(_) => faults.push(format!("{}: {word:?} is not an address such as 192.0.2.1 or 192.0.2.1:53", variable("dns_servers"))),
            }
        }
        Some(Self {
            smtp_url: settings.text("smtp_url").map(str::to_owned),
            from,
            folder: data_dir(settings).join("mails"),
            platform_limit,
            spf_host: settings.text("mail_spf_host").map(str::to_lowercase),
            dns_servers,
        })
    }
}

/// How organizations pay.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    /// Stripe, if it is set up. Without it nobody pays here, and the operator gives plans.
    pub stripe: Option<Stripe>,
}

/// Stripe.
#[derive(Clone)]
pub struct Stripe {
    /// `LYCEUM_STRIPE_KEY`: the secret key, or better a restricted one.
    pub secret_key: String,
    /// `LYCEUM_STRIPE_WEBHOOK_SECRET`: signs what Stripe sends to `/webhooks/stripe`; two with a comma between while one replaces the other.
    pub webhook_secrets: Vec<String>,
    /// `LYCEUM_STRIPE_URL`: where Stripe is, for tests and the demonstration; Stripe itself if absent.
    pub url: Option<Url>,
    /// `LYCEUM_STRIPE_TAX`: whether Stripe Tax reckons taxes.
    pub tax: bool,
}

impl Stripe {
    /// Whether money is moved: the key is no test key.
    pub fn is_live(&self) -> bool {
        !self.secret_key.contains("_test_")
    }
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stripe").field("url", &self.url).field("tax", &self.tax).field("is_live", &self.is_live()).finish_non_exhaustive()
    }
}

impl Payments {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let url = settings.text("stripe_url").and_then(|text| match Url::parse(text) {
            Ok(url) => Some(url),
            Err(error) => {
                faults.push(format!("{}: {error}", variable("stripe_url")));
                None
            }
        });
        let tax = settings.flag("stripe_tax", faults);
        let secrets = settings.text("stripe_webhook_secret").unwrap_or_default();
        let webhook_secrets: Vec<String> = secrets.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let Some(secret_key) = settings.text("stripe_key").map(str::to_owned) else { return Some(Self::default()) };
        if webhook_secrets.is_empty() {
            faults.push(format!("{}: must be set beside {}", variable("stripe_webhook_secret"), variable("stripe_key")));
        }
        Some(Self { stripe: Some(Stripe { secret_key, webhook_secrets, url, tax }) })
    }
}

/// Secrets, and what a new organization gets.
#[derive(Clone)]
pub struct Security {
    /// `LYCEUM_SECRET_KEY`: 32 bytes in base64url; made and kept in the data folder if absent.
    pub secret_key: Option<String>,
    /// `LYCEUM_DEFAULT_PLAN`: the plan of a new organization; `contract`, which has no limits, or `free` where plans are paid for.
    pub default_plan: Plan,
}

impl std::fmt::Debug for Security {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Security").field("default_plan", &self.default_plan).finish_non_exhaustive()
    }
}

impl Security {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Option<Self> {
        let takes_payments = settings.text("stripe_key").is_some();
        let word = settings.text("default_plan").unwrap_or(if takes_payments { "free" } else { "contract" });
        let Some(default_plan) = Plan::parse(word) else {
            let plans = Plan::ALL.map(Plan::as_str).join(", ");
            faults.push(format!("{}: {word:?} is none of {plans}", variable("default_plan")));
            return None;
        };
        Some(Self { secret_key: settings.text("secret_key").map(str::to_owned), default_plan })
    }
}

fn data_dir(settings: &Settings) -> PathBuf {
    PathBuf::from(settings.text("data_dir").unwrap_or("data"))
}
