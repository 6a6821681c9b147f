//! `lyceum serve` and `lyceum worker`: until they are told to stop.

use std::{
    net::TcpListener,
    sync::{Arc, atomic::Ordering},
};

use storage::Storage;
use tokio_util::sync::CancellationToken;

use crate::{
    app::{self, App, StartError},
    config::Config,
    jobs::chain,
    server, worker,
};

/// Which parts of the product this process runs.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// The HTTP server.
    pub server: bool,
    /// The worker.
    pub worker: bool,
}

/// Runs until SIGTERM or SIGINT, then finishes what was begun. After SIGTERM it goes on answering for a while, so that whoever
/// distributes requests can see that it is not ready any more, and each answer closes its connection: one that is closed while it
/// is idle may cut a request that is on its way.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(config: Config, parts: Parts) -> Result<(), StartError> {
    if app::migrates_at_start(&config) {
        app::migrate(&config).await?;
    }
    let app = Arc::new(App::build(config, app::system_world()).await?);
    if app.config.storage.s3.is_some() {
        tokio::spawn(check_files(app.storage.clone()));
    }
    let stop = CancellationToken::new();
    let counting = tokio::spawn(crate::video::delivery::run(Arc::clone(&app), stop.clone()));
    let working = parts.worker.then(|| tokio::spawn(worker::run(Arc::clone(&app), stop.clone())));
    let (serving, handle) = if parts.server { start_server(&app)? } else { (None, None) };
    if let Some(address) = app.config.server.metrics {
        match server::serve_metrics(Arc::clone(&app), address) {
            Ok(figures) => drop(tokio::spawn(figures)),
            Err(error) => tracing::warn!(%address, %error, "LYCEUM_METRICS_BIND: no figures are shown"),
        }
    }
    let signal = wait_for_signal().await;
    tracing::info!("stopping: what was begun is finished first");
    app.is_stopping.store(true, Ordering::Relaxed);
    stop.cancel();
    if let Some(handle) = handle {
        if signal == Signal::Terminate {
            tokio::time::sleep(app.config.server.drain).await;
        }
        handle.stop(true).await;
    }
    if let Some(serving) = serving {
        let _ = serving.await;
    }
    if let Some(working) = working {
        let _ = working.await;
    }
    let _ = counting.await;
    // what the last answers sent
    if let Err(error) = app.hand_over_delivery().await {
        tracing::warn!(error = chain(&error), "what was sent to viewers could not be counted");
    }
    Ok(())
}

/// Most of the product works without files: a bucket that cannot be used is no reason not to start.
async fn check_files(storage: Storage) {
    if let Err(error) = storage.check().await {
        tracing::error!(error = chain(&error), "LYCEUM_S3_BUCKET: files cannot be kept; `lyceum doctor` looks again");
    }
}

type Serving = (Option<tokio::task::JoinHandle<std::io::Result<()>>>, Option<actix_web::dev::ServerHandle>);

fn start_server(app: &Arc<App>) -> Result<Serving, StartError> {
    let address = app.config.server.listen;
    let listener = TcpListener::bind(address).map_err(|error| StartError::because(&format!("LYCEUM_PORT: {address}"), error))?;
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let server =
        server::serve(Arc::clone(app), listener, workers).map_err(|error| StartError::because("the server cannot start", error))?;
    let handle = server.handle();
    tracing::info!(%address, "listening");
    println!("Lyceum is at {}", app.config.server.apex_origin());
    Ok((Some(tokio::spawn(server)), Some(handle)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// SIGTERM, from whoever runs services.
    Terminate,
    /// SIGINT, from a person who waits.
    Interrupt,
}

async fn wait_for_signal() -> Signal {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return Signal::Interrupt };
    tokio::select! {
        _ = terminate.recv() => Signal::Terminate,
        _ = tokio::signal::ctrl_c() => Signal::Interrupt,
    }
}
