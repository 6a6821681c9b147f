//! `lyceum doctor`: looks at everything that must work, and says what does not.

use billing::payments::PaymentError;
use domain::video::HostKind;
use outbound::dns::{Dns, SystemDns};
use repositories::{Db, DbConfig};

use crate::{
    app::{self, StartError, system_world},
    config::Config,
    jobs::chain,
    video::hosts::Hosts,
};

/// Looks, prints a line for each thing, and fails if one does not work.
///
/// # Errors
/// When something does not work.
pub async fn run(config: &Config) -> Result<(), StartError> {
    let mut faults = 0;
    let mut report = |what: &str, found: Result<String, String>| match found {
        Ok(words) => println!("ok    {what}: {words}"),
        Err(words) => {
            faults += 1;
            println!("FAIL  {what}: {words}");
        }
    };
    report("configuration", Ok(format!("people reach us at {}", config.server.apex_origin())));
    report("database", database(config).await);
    report("storage", files(config).await);
    report("videos", videos(config).await);
    report("video hosts", video_hosts(config));
    report("automatic captions", transcription(config).await);
    report("mail", mail(config).await);
    report("payments", payments(config).await);
    report("organizations' domains", Ok(spf(config).await));
    report("web app", web_app(config));
    report("clock", clock());
    if faults == 0 { Ok(()) } else { Err(StartError(format!("{faults} of the checks failed"))) }
}

async fn database(config: &Config) -> Result<String, String> {
    let db_config = DbConfig { url: config.database.url.clone(), max_connections: 2 };
    let db = Db::open(&db_config, system_world()).await.map_err(|error| format!("LYCEUM_DATABASE_URL: {}", chain(&error)))?;
    let complaints = db.complaints().await.map_err(|error| format!("LYCEUM_DATABASE_URL: {}", chain(&error)))?;
    if !complaints.is_empty() {
        return Err(complaints.join("; "));
    }
    let organizations =
        db.organization_ids().await.map_err(|error| format!("the schema is not there; run `lyceum migrate`: {}", chain(&error)))?;
    let name = if db.is_postgres() { "PostgreSQL" } else { "SQLite" };
    Ok(format!("{name}, commits are durable, the role is as it should be, {} organizations", organizations.len()))
}

async fn files(config: &Config) -> Result<String, String> {
    let (variable, place) = match &config.storage.s3 {
        Some(s3) => ("LYCEUM_S3_BUCKET", format!("the bucket {} at {}", s3.bucket, s3.endpoint.as_deref().unwrap_or("Amazon"))),
        None => ("LYCEUM_DATA_DIR", config.storage.files().display().to_string()),
    };
    let storage = app::files(config).map_err(|error| error.to_string())?;
    storage.check().await.map_err(|error| format!("{variable}: {place}: {}", chain(&error)))?;
    Ok(format!("{place} can be written, read and deleted in"))
}

async fn videos(config: &Config) -> Result<String, String> {
    if config.video.at_once == 0 {
        return Ok("this computer makes none playable (LYCEUM_VIDEO_AT_ONCE is 0)".to_owned());
    }
    let ffmpeg = app::open_ffmpeg(config).await.map_err(|error| format!("LYCEUM_FFMPEG: {}", chain(&error)))?;
    let able = ffmpeg.abilities();
    let network =
        if able.isolation.no_network { "without network" } else { "with the network in reach (only its own rules keep it from it)" };
    let limits = if able.isolation.limits { "under limits" } else { "without limits: install util-linux" };
    Ok(format!("ffmpeg {}, {network}, {limits}", able.version))
}

/// Which hosts elsewhere are set up. Their keys are tried; they are not asked anything.
fn video_hosts(config: &Config) -> Result<String, String> {
    let hosts = Hosts::open(config, &system_world()).map_err(|error| error.to_string())?;
    let apex = config.server.apex_origin();
    let there = [(HostKind::Mux, "mux"), (HostKind::Cloudflare, "cloudflare-stream")].map(|(kind, path)| {
        let word = kind.as_str();
        if hosts.has(kind) { format!("{word} is set up and must call {apex}/webhooks/{path}") } else { format!("{word} is not set up") }
    });
    Ok(format!("new videos go to {} unless an organization has another; {}", config.video.hosts.default.as_str(), there.join("; ")))
}

async fn transcription(config: &Config) -> Result<String, String> {
    let endpoint = app::transcriber(config, &system_world()).map_err(|error| error.to_string())?;
    let (Some(endpoint), Some(set)) = (endpoint, &config.video.transcription) else {
        return Ok("not set up: captions are made by people".to_owned());
    };
    let place = set.url.host_str().unwrap_or_default();
    endpoint.look().await.map_err(|error| format!("LYCEUM_TRANSCRIPTION_URL: {place}: {error}"))?;
    Ok(format!("{place} answers; sound of videos is sent there, for the model {}", set.model))
}

/// What stands at the name that organizations include in their SPF record. Without organizations' own domains nothing has to.
async fn spf(config: &Config) -> String {
    let host = config.mail.spf_host.clone().unwrap_or_else(|| format!("_spf.{}", config.server.base_domain));
    let asked = match SystemDns::open(&config.mail.dns_servers) {
        Ok(dns) => dns.txt(&host).await,
        Err(error) => Err(error),
    };
    match asked.map(|found| found.into_iter().find(|value| value.starts_with("v=spf1"))) {
        Ok(Some(record)) => format!("{host} shows {record}"),
        Ok(None) => format!("{host} has no SPF record: set one up before an organization names a domain (docs/sending-domains.md)"),
        Err(error) => format!("{host}: {error}"),
    }
}

async fn mail(config: &Config) -> Result<String, String> {
    let Some(url) = &config.mail.smtp_url else {
        return Ok(format!("into the folder {}; nobody receives anything", config.mail.folder.display()));
    };
    let parsed = url::Url::parse(url).map_err(|error| format!("LYCEUM_SMTP_URL: {error}"))?;
    let host = parsed.host_str().ok_or("LYCEUM_SMTP_URL: names no host")?;
    let port = parsed.port().unwrap_or(if parsed.scheme() == "smtps" { 465 } else { 587 });
    let connecting = tokio::net::TcpStream::connect((host, port));
    match tokio::time::timeout(std::time::Duration::from_secs(5), connecting).await {
        Ok(Ok(_)) => Ok(format!("{host}:{port} answers")),
        Ok(Err(error)) => Err(format!("LYCEUM_SMTP_URL: {host}:{port}: {error}")),
        Err(_) => Err(format!("LYCEUM_SMTP_URL: {host}:{port} does not answer within 5 seconds")),
    }
}

async fn payments(config: &Config) -> Result<String, String> {
    let provider = crate::app::payments(config, &system_world()).map_err(|error| error.to_string())?;
    let (Some(provider), Some(settings)) = (provider, &config.payments.stripe) else {
        return Ok("not set up: the operator gives plans".to_owned());
    };
    match provider.subscriptions("cus_lyceum_doctor").await {
        Ok(_) | Err(PaymentError::Missing(_)) => {
            let mode = if settings.is_live() { "live" } else { "test" };
            Ok(format!("Stripe answers, in {mode} mode; it must call {}/webhooks/stripe", config.server.apex_origin()))
        }
        Err(error) => Err(format!("LYCEUM_STRIPE_KEY: {error}")),
    }
}

fn web_app(config: &Config) -> Result<String, String> {
    match &config.server.web_dir {
        None => Ok("served by somebody else".to_owned()),
        Some(folder) if folder.join("index.html").is_file() => Ok(format!("in {}", folder.display())),
        Some(folder) => Err(format!("LYCEUM_WEB_DIR: there is no index.html in {}", folder.display())),
    }
}

fn clock() -> Result<String, String> {
    let now = system_world().now();
    // a clock from before this was written gives tokens that end in the past
    if now.timestamp() < 1_763_000_000 { Err(format!("the clock says {now}, which is in the past")) } else { Ok(format!("{now}")) }
}
