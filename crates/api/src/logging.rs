//! The log: JSON lines on standard error, `LYCEUM_LOG` says how much (as `RUST_LOG` does).

use tracing_subscriber::EnvFilter;

/// Starts the log. Called once.
pub fn start() {
    let filter = EnvFilter::try_from_env("LYCEUM_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm=warn,actix_server=warn"));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
