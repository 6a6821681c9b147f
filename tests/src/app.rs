//! The application under test: the real one, with a clock that tests move.

use std::{net::TcpListener, sync::Arc, time::Duration};

use domain::ports::World;
use lyceum::{
    app::{App, Resolver, SystemRandom},
    config::{Config, Settings},
    server, worker,
};
use serde_json::json;

use crate::{
    client::{Client, Response},
    clock::TestClock,
    db::{TestDb, is_postgres},
    dns::FakeDns,
    people::{Org, PASSWORD},
};

/// The platform's host in tests.
pub const BASE: &str = "lyceum.test";

/// Shorter than the server keeps a connection: one that it closes while a request is on its way cuts that request.
pub(crate) const IDLE: Duration = Duration::from_secs(2);

/// The platform's secret in tests.
pub(crate) const SECRET: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";

/// An application of its own.
pub struct TestApp {
    /// The application itself, for what HTTP does not show.
    pub app: Arc<App>,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Its DNS.
    pub dns: Arc<FakeDns>,
    /// Its database.
    pub db: TestDb,
    /// Its data folder.
    pub folder: tempfile::TempDir,
    /// The port that it listens on.
    pub port: u16,
    /// To ask it without a signed-in client.
    pub http: reqwest::Client,
    handle: actix_web::dev::ServerHandle,
}

impl TestApp {
    /// Starts an application without limits.
    pub async fn spawn() -> Self {
        Self::with(&[]).await
    }

    /// Starts an application on a plan with limits.
    pub async fn on_plan(plan: &str) -> Self {
        Self::with(&[("default_plan", plan)]).await
    }

    /// Starts an application with these settings besides the harness's own.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = TestDb::fresh(folder.path()).await;
        Self::on(folder, db, settings).await
    }

    async fn on(folder: tempfile::TempDir, db: TestDb, more: &[(&str, &str)]) -> Self {
        let mut settings = Settings::default();
        let data_dir = folder.path().display().to_string();
        for (name, value) in [
            ("database_url", db.url.as_str()),
            ("data_dir", data_dir.as_str()),
            ("public_url", &format!("http://{BASE}")),
            ("metrics_bind", "off"),
            ("trusted_proxies", "127.0.0.1"),
            ("secret_key", SECRET),
            ("allow_unsafe_durability", "1"),
            // tests that are about it set it
            ("mail_platform_limit", "unlimited"),
            ("database_connections", if is_postgres() { "8" } else { "4" }),
        ] {
            settings.set(name, value);
        }
        for (name, value) in more {
            settings.set(name, value);
        }
        let config = Config::read(&settings).unwrap();
        let clock = Arc::new(TestClock::default());
        let world = World::new(Arc::clone(&clock) as _, Arc::new(SystemRandom));
        let dns = Arc::new(FakeDns::default());
        let app = Arc::new(App::build_with(config, world, Resolver::new(Arc::clone(&dns) as _)).await.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = server::serve(Arc::clone(&app), listener, 1).unwrap();
        let handle = server.handle();
        tokio::spawn(server);
        let http = reqwest::Client::builder().pool_idle_timeout(IDLE).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, clock, dns, db, folder, port, http, handle }
    }

    /// A visitor of a host.
    pub fn visitor(&self, host: &str) -> Client {
        Client::new(self.http.clone(), self.port, host)
    }

    /// A visitor of the platform itself.
    pub fn apex(&self) -> Client {
        self.visitor(BASE)
    }

    /// Signs up an organization with this slug and signs its owner in.
    pub async fn organization(&self, slug: &str) -> Org<'_> {
        let body = json!({
            "name": format!("{slug} academy"), "slug": slug,
            "owner": { "name": format!("Olga of {slug}"), "email": format!("owner@{slug}.example"), "password": PASSWORD },
        });
        let made = self.apex().from_somewhere().post("/organizations", body).await.expect(201);
        let host = format!("{slug}.{BASE}");
        let session = self.visitor(&host).post("/sessions/handoff", json!({ "code": made.body["handoff_code"] })).await.expect(201);
        let owner = self.visitor(&host).signed_in(&session);
        Org { app: self, id: made.id(), slug: slug.to_owned(), host, owner }
    }

    /// Turns events into jobs and does jobs until there is nothing to do.
    pub async fn run_jobs(&self) {
        while worker::round(&self.app).await.unwrap() > 0 {}
    }

    /// How many jobs have this status.
    pub async fn jobs(&self, status: &str) -> i64 {
        let counts = self.app.db.job_counts().await.unwrap();
        counts.into_iter().find(|(name, _)| name == status).map_or(0, |(_, count)| count)
    }

    /// The statements that one request costs, BEGIN, `set_config` and COMMIT left out.
    pub async fn statements(&self, request: impl Future<Output = Response>) -> (u64, Response) {
        let before = self.app.db.statements();
        let response = request.await;
        let set_config = u64::from(is_postgres());
        (self.app.db.statements() - before - set_config.min(self.app.db.statements() - before), response)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let handle = self.handle.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { handle.stop(false).await });
        }
    }
}
