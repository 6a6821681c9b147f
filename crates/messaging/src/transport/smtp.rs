//! SMTP, on connections that are kept for a while.
//!
//! lettre's own pool is not used: it puts a connection back when a send is given up half-way, and the next mail would then read
//! the answers meant for the one before (a refusal could pass for success). Here a connection belongs to the one send that uses it
//! and is kept only after that went well; giving up closes it. lettre's timeout covers connecting only, so every phase has one here.

mod url;

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use lettre::transport::smtp::{Error, authentication::DEFAULT_MECHANISMS, client::AsyncSmtpConnection};
use tokio::time::timeout;

use super::{MailError, MailTransport, OutgoingMail};
use url::{Security, SmtpUrl};

pub use url::SmtpUrlError;

/// How long connecting and signing in may take.
const CONNECT: Duration = Duration::from_secs(15);
/// How long a mail may take from its first command to the server's last word. Servers that look for malware take some seconds; a
/// job's lease is a minute.
const DELIVER: Duration = Duration::from_secs(30);
/// How long a kept connection may take to show that it is alive.
const GREET: Duration = Duration::from_secs(3);
/// How long an unused connection is kept. Servers close it after five minutes (RFC 5321, 4.5.3.2.7).
const KEEP: Duration = Duration::from_mins(1);
/// How many unused connections are kept.
const KEPT: usize = 4;

/// Sends through one SMTP server.
pub struct SmtpTransport {
    server: SmtpUrl,
    connect: Duration,
    deliver: Duration,
    kept: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl SmtpTransport {
    /// Sends through the server of a URL: `smtps://user:password@host`, `smtp://user:password@host?tls=required` (STARTTLS),
    /// `?tls=opportunistic` (STARTTLS if offered), or `smtp://host` (never encrypted).
    ///
    /// # Errors
    /// When the URL is none of these.
    pub fn new(url: &str) -> Result<Self, SmtpUrlError> {
        Ok(Self { server: SmtpUrl::parse(url)?, connect: CONNECT, deliver: DELIVER, kept: Mutex::default() })
    }

    /// The same with other limits for connecting and for delivering a mail.
    #[must_use]
    pub fn with_limits(self, connect: Duration, deliver: Duration) -> Self {
        Self { connect, deliver, ..self }
    }

    /// Connects and signs in, sends nothing.
    ///
    /// # Errors
    /// [`MailError::Temporary`]: a wrong password is mended by an administrator, and the mails can go then.
    pub async fn check(&self) -> Result<(), MailError> {
        let connection = self.connection().await?;
        self.keep(connection);
        Ok(())
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, MailError> {
        while let Some(mut connection) = self.take_kept() {
            if timeout(GREET, connection.test_connected()).await.is_ok_and(|is_alive| is_alive) {
                return Ok(connection);
            }
        }
        let connected =
            timeout(self.connect, self.connect()).await.map_err(|_| MailError::Temporary("the server does not answer".into()))?;
        connected.map_err(|error| MailError::Temporary(chain(&error)))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let server = &self.server;
        let wrapper = (server.security == Security::Wrapped).then(|| server.tls()).transpose()?;
        let address = (server.host.as_str(), server.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(self.connect), &server.hello, wrapper, None).await?;
        let is_upgraded = server.security == Security::Required || server.security == Security::Opportunistic && connection.can_starttls();
        if is_upgraded {
            connection.starttls(server.tls()?, &server.hello).await?;
        }
        if let Some(credentials) = &server.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn take_kept(&self) -> Option<AsyncSmtpConnection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, since)| since.elapsed() < KEEP);
        kept.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push((connection, Instant::now()));
        }
    }
}

#[async_trait]
impl MailTransport for SmtpTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        let (envelope, bytes) = mail.to_send()?;
        let mut connection = self.connection().await?;
        let late = |_| MailError::Temporary("the server took too long over the mail".into());
        timeout(self.deliver, connection.send(&envelope, &bytes)).await.map_err(late)?.map_err(|error| refusal(&error))?;
        self.keep(connection);
        Ok(())
    }
}

impl std::fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpTransport").field("host", &self.server.host).field("port", &self.server.port).finish_non_exhaustive()
    }
}

/// 5xx is for good (RFC 5321, 4.2.1), and so is what lettre itself finds that the server cannot do; all else may pass.
fn refusal(error: &Error) -> MailError {
    let words = chain(error);
    if error.is_permanent() || error.is_client() { MailError::Permanent(words) } else { MailError::Temporary(words) }
}

/// The error and what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = error.source();
    }
    crate::mail::header_line(&words)
}
