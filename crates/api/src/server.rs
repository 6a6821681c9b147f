//! The HTTP server: the same in production and in tests.

use std::{
    net::TcpListener,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::{
    App as ActixApp, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    get,
    middleware::{Compress, from_fn},
    web::{self, Data},
};
use utoipa_actix_web::{AppExt, scope};

use crate::{
    app::App,
    console,
    http::{Answer, Code, Problem, Site, host, origin, security},
    routes, web_app,
};

/// The server on a listener that is bound already. It stops gracefully: what was begun is answered.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(app: Arc<App>, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        let (inner, _) = ActixApp::new()
            .app_data(Data::from(Arc::clone(&app)))
            .app_data(web::QueryConfig::default().error_handler(|error, _| query_fault(&error).into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| Problem::new(Code::NotFound).into()))
            // Before the scope: it answers for everything below its prefix, with 404 for what it does not know.
            .service(description)
            .service(console::openapi::description)
            .configure(|config| crate::undocumented(config, app.config.server.dev))
            .into_utoipa_app()
            // before the other, whose prefix it begins with
            .service(scope::scope(console::routes::PREFIX).configure(console::routes::all))
            .service(scope::scope(routes::PREFIX).configure(routes::all))
            .split_for_parts();
        inner
            .service(live)
            .service(ready)
            .service(jwks)
            .default_service(web::to(web_app::fallback))
            .wrap(Compress::default())
            .wrap(from_fn(origin::check))
            .wrap(from_fn(host::resolve))
            .wrap(from_fn(security::wrap))
    })
    .workers(workers)
    .client_request_timeout(Duration::from_secs(5))
    // longer than a proxy in front keeps its connections: a request must not be on its way while we close
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(30)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

/// A listener for Prometheus, which shows nothing else.
///
/// # Errors
/// When the address cannot be had.
pub fn serve_metrics(app: Arc<App>, address: std::net::SocketAddr) -> std::io::Result<Server> {
    let server = HttpServer::new(move || ActixApp::new().app_data(Data::from(Arc::clone(&app))).route("/metrics", web::get().to(figures)))
        .workers(1)
        .disable_signals()
        .bind(address)?;
    Ok(server.run())
}

async fn figures(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(app.metrics.text(&app.db).await)
}

/// A query that cannot be read.
pub fn query_fault(error: &actix_web::error::QueryPayloadError) -> Problem {
    Problem::invalid_field("?", "query", &error.to_string())
}

/// The process runs.
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "live" }))
}

/// The process can answer: the database does, and nobody has asked it to stop.
#[get("/health/ready")]
async fn ready(app: Data<App>) -> Answer {
    if app.is_stopping.load(Ordering::Relaxed) {
        return Err(Problem::new(Code::Busy).retry_after(1));
    }
    app.db.ping().await.map_err(|error| Problem::new(Code::Busy).retry_after(1).caused_by(error))?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })))
}

/// The API's description, on the apex and on every organization.
#[get("/api/v1/openapi.json")]
async fn description(site: Site) -> Answer {
    if matches!(site, Site::Console) {
        return Err(Problem::new(Code::NotFound));
    }
    Ok(HttpResponse::Ok().json(crate::openapi::document()))
}

/// The keys that verify access tokens and certificates.
#[get("/.well-known/jwks.json")]
async fn jwks(app: Data<App>, _site: Site) -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "public, max-age=300")).json(app.keyring.jwks())
}

/// An address of the API that does not exist.
pub fn no_such_operation(request: &HttpRequest) -> Problem {
    let code = if request.resource_map().has_resource(request.path()) { Code::MethodNotAllowed } else { Code::NotFound };
    Problem::new(code)
}
