//! TXT records: asked of the computer's own resolver, or of those that are named.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::runtime::TokioRuntimeProvider,
    proto::rr::RData,
};

/// How long one question to one server may take.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// The most records of one name that are looked at.
const RECORDS: usize = 20;
/// The most characters of a record that are looked at: an SPF or DKIM record has some hundred.
const LENGTH: usize = 4_000;

/// DNS did not answer: no server could be reached, or those that were cannot say. Not the same as an answer that there is nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("DNS does not answer: {0}")]
pub struct DnsError(pub String);

/// A way to ask DNS.
#[async_trait]
pub trait Dns: Send + Sync {
    /// The TXT records at a name, the strings of each joined (RFC 7208, 3.3); none is an empty list.
    async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError>;
}

/// DNS itself.
pub struct SystemDns(TokioResolver);

impl SystemDns {
    /// Asks these servers; the computer's own if there are none. Nothing is remembered: whoever mends a record asks again at once.
    ///
    /// # Errors
    /// When the computer's resolver is not set up.
    pub fn open(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        let failed = |error: &dyn std::fmt::Display| DnsError(error.to_string());
        let mut builder = if servers.is_empty() {
            TokioResolver::builder_tokio().map_err(|error| failed(&error))?
        } else {
            let servers = servers.iter().map(|server| name_server(server.ip(), server.port())).collect();
            TokioResolver::builder_with_config(ResolverConfig::from_name_servers(servers), TokioRuntimeProvider::default())
        };
        let options = builder.options_mut();
        options.cache_size = 0;
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.edns0 = true;
        builder.build().map(Self).map_err(|error| failed(&error))
    }
}

impl std::fmt::Debug for SystemDns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SystemDns(..)")
    }
}

#[async_trait]
impl Dns for SystemDns {
    async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        // with the dot it is a whole name: the computer's own domain is not tried behind it
        let found = match self.0.txt_lookup(format!("{name}.")).await {
            Ok(found) => found,
            Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
            Err(error) => return Err(DnsError(error.to_string())),
        };
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).chars().take(LENGTH).collect()),
            _ => None,
        });
        Ok(texts.take(RECORDS).collect())
    }
}

fn name_server(ip: IpAddr, port: u16) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = port;
        connection
    });
    NameServerConfig::new(ip, true, connections.into())
}

/// Without a resolver, the reason is the answer to everything.
#[async_trait]
impl Dns for DnsError {
    async fn txt(&self, _: &str) -> Result<Vec<String>, DnsError> {
        Err(self.clone())
    }
}
