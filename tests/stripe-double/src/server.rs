//! Starting and stopping the double.

use std::{net::TcpListener, ops::Deref, sync::Arc, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    web::{self, Data},
};
use chrono::Utc;
use tokio::{sync::mpsc::unbounded_channel, task::JoinHandle};

use crate::{
    api, control,
    courier::{self, Endpoint},
    double::{Clock, Double},
    pages,
};

/// How the double is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 is any that is free.
    pub listen: String,
    /// The key that calls must carry.
    pub api_key: String,
    /// The address of its pages as a browser reaches them; its own where absent.
    pub public_url: Option<String>,
    /// The moment at which its clock stands, in seconds since 1970; where absent it is now.
    pub start_at: Option<i64>,
    /// Whether the clock goes with the wall's. Otherwise it stands until it is moved.
    pub is_going: bool,
    /// Where events are delivered from the beginning.
    pub webhooks: Vec<Endpoint>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            api_key: "sk_test_double".to_owned(),
            public_url: None,
            start_at: None,
            is_going: false,
            webhooks: Vec::new(),
        }
    }
}

/// A double that runs until it is dropped.
#[derive(Debug)]
pub struct StripeDouble {
    double: Arc<Double>,
    server: ServerHandle,
    tasks: Vec<JoinHandle<()>>,
    /// The secret that webhooks added by [`StripeDouble::deliver_to`] are signed with.
    pub webhook_secret: String,
}

impl StripeDouble {
    /// Starts a double on a free port, with a clock that stands at this moment. A runtime of tokio must be running.
    ///
    /// # Errors
    /// There is no free port.
    pub fn start() -> std::io::Result<Self> {
        Self::start_with(Options::default())
    }

    /// Starts a double. A runtime of tokio must be running.
    ///
    /// # Errors
    /// The address is taken.
    pub fn start_with(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(&options.listen)?;
        let url = options.public_url.unwrap_or(format!("http://{}", listener.local_addr()?));
        let (letters, inbox) = unbounded_channel();
        let clock = if options.is_going { Clock::Going { ahead: 0 } } else { Clock::Standing };
        let now = options.start_at.filter(|_| !options.is_going).unwrap_or_else(|| Utc::now().timestamp());
        let double = Arc::new(Double::new(url, options.api_key, now, clock, letters));
        options.webhooks.into_iter().for_each(|endpoint| double.add_webhook(endpoint));
        let shared = Data::from(Arc::clone(&double));
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).configure(routes))
            .workers(1)
            .disable_signals()
            .shutdown_timeout(0)
            .listen(listener)?
            .run();
        let handle = server.handle();
        let mut tasks = vec![tokio::spawn(async move { drop(server.await) }), tokio::spawn(courier::work(Arc::downgrade(&double), inbox))];
        if options.is_going {
            tasks.push(tokio::spawn(go(Arc::clone(&double))));
        }
        Ok(Self { double, server: handle, tasks, webhook_secret: courier::new_secret() })
    }

    /// Delivers every event to an address, signed with [`StripeDouble::webhook_secret`].
    pub fn deliver_to(&self, url: &str) {
        self.double.add_webhook(Endpoint::new(url, &self.webhook_secret));
    }
}

impl Deref for StripeDouble {
    type Target = Double;

    fn deref(&self) -> &Double {
        &self.double
    }
}

impl Drop for StripeDouble {
    fn drop(&mut self) {
        // The command is sent at once; only waiting for its end is left undone.
        drop(self.server.stop(false));
        self.tasks.iter().skip(1).for_each(JoinHandle::abort);
    }
}

async fn go(double: Arc<Double>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        double.tick();
    }
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::scope("/_double").configure(control::routes))
        .route("/c/pay/{session}", web::get().to(pages::checkout::show))
        .route("/c/pay/{session}", web::post().to(pages::checkout::submit))
        .route("/p/session/{session}", web::get().to(pages::portal::show))
        .route("/p/session/{session}/{action}", web::post().to(pages::portal::submit))
        .route("/i/{number}", web::get().to(pages::invoice::show))
        .route("/i/{number}", web::post().to(pages::invoice::submit))
        .route("/i/{number}/pdf", web::get().to(pages::invoice::pdf))
        .default_service(web::route().to(api::api));
}
