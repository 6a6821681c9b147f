//! Starting and stopping the double, and which of its parts a request is for.

use std::{net::TcpListener, ops::Deref, path::PathBuf, sync::Arc, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::ServerHandle,
    web::{self, Bytes, Data, PayloadConfig},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::{sync::mpsc::unbounded_channel, task::JoinHandle};

use crate::{
    cloudflare, control, courier,
    double::{Double, Host, Request},
    faults::{Fault, FaultKind},
    media, mux, uploads,
};

/// The largest portion of an upload, in bytes.
const MOST_BYTES: usize = 256 << 20;

/// How the double is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 is any that is free.
    pub listen: String,
    /// Its address as others reach it; its own where absent.
    pub public_url: Option<String>,
    /// A folder with `video.m3u8` and what it names, which every video then looks like.
    pub media: Option<PathBuf>,
    /// What messages are signed with.
    pub webhook_secret: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: "127.0.0.1:0".to_owned(), public_url: None, media: None, webhook_secret: "double-webhook-secret".to_owned() }
    }
}

/// A double that runs until it is dropped.
#[derive(Debug)]
pub struct VideoDouble {
    double: Arc<Double>,
    server: ServerHandle,
    courier: JoinHandle<()>,
}

impl VideoDouble {
    /// Starts a double on a free port. A runtime of tokio must be running.
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
        let double = Arc::new(Double::new(url, options.media, options.webhook_secret, letters));
        let shared = Data::from(Arc::clone(&double));
        let app =
            move || App::new().app_data(shared.clone()).app_data(PayloadConfig::new(MOST_BYTES)).default_service(web::route().to(answer));
        let server = HttpServer::new(app).workers(1).disable_signals().shutdown_timeout(0).listen(listener)?.run();
        let handle = server.handle();
        tokio::spawn(async move { drop(server.await) });
        let courier = tokio::spawn(courier::work(Arc::downgrade(&double), inbox));
        Ok(Self { double, server: handle, courier })
    }
}

impl Deref for VideoDouble {
    type Target = Double;

    fn deref(&self) -> &Double {
        &self.double
    }
}

impl Drop for VideoDouble {
    fn drop(&mut self) {
        // The command is sent at once; only waiting for its end is left undone.
        drop(self.server.stop(false));
        self.courier.abort();
    }
}

async fn answer(double: Data<Double>, request: HttpRequest, bytes: Bytes) -> HttpResponse {
    let path = request.path().to_owned();
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if let Some(id) = path.strip_prefix("/upload/mux/") {
        return uploads::put(&double, &request, id, length);
    }
    if let Some(id) = path.strip_prefix("/upload/cloudflare/") {
        return uploads::tus(&double, &request, id, length);
    }
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    if let Some(path) = path.strip_prefix("/_double/") {
        return control::answer(&double, request.method(), path, &body);
    }
    let host = match path.as_str() {
        path if path.starts_with("/video/v1/") => Host::Mux,
        path if path.starts_with("/client/v4/") => Host::Cloudflare,
        _ => return media::answer(&double, &request),
    };
    let (number, fault) = note(&double, host, &request, &body);
    let answer = under(&double, host, &request, &body, fault).await;
    if let Some(noted) = double.state().requests.get_mut(number) {
        noted.status = Some(answer.status().as_u16());
    }
    answer
}

fn note(double: &Double, host: Host, request: &HttpRequest, body: &Value) -> (usize, Option<Fault>) {
    let headers = request.headers().iter().filter(|(name, _)| *name != "authorization");
    let noted = Request {
        host,
        method: request.method().to_string(),
        path: request.path().to_owned(),
        query: request.query_string().to_owned(),
        headers: headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect(),
        body: Some(body.clone()).filter(|body| !body.is_null()),
        status: None,
    };
    let mut state = double.state();
    state.requests.push(noted);
    let number = state.requests.len() - 1;
    let fault = state.faults.iter_mut().find_map(|fault| fault.take(request.method().as_str(), request.path()).then(|| fault.clone()));
    (number, fault)
}

/// Answers a call as the weather is.
async fn under(double: &Data<Double>, host: Host, request: &HttpRequest, body: &Value, fault: Option<Fault>) -> HttpResponse {
    let Some(fault) = fault else { return call(double, host, request, body) };
    match fault.kind {
        FaultKind::ServerError => HttpResponse::InternalServerError().finish(),
        FaultKind::RateLimit => HttpResponse::TooManyRequests().finish(),
        FaultKind::Garbage => HttpResponse::Ok().body("<html>Welcome to the hotel's network</html>"),
        FaultKind::Redirect => HttpResponse::Found().insert_header(("Location", format!("{}/video/v1/elsewhere", double.url))).finish(),
        FaultKind::ServerErrorAfterSuccess => {
            drop(call(double, host, request, body));
            HttpResponse::InternalServerError().finish()
        }
        FaultKind::Timeout | FaultKind::TimeoutAfterSuccess => {
            if fault.kind == FaultKind::TimeoutAfterSuccess {
                drop(call(double, host, request, body));
            }
            tokio::time::sleep(Duration::from_secs_f64(fault.seconds)).await;
            HttpResponse::GatewayTimeout().finish()
        }
    }
}

fn call(double: &Double, host: Host, request: &HttpRequest, body: &Value) -> HttpResponse {
    let sent = request.headers().get("Authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match host {
        Host::Mux => {
            let wanted = STANDARD.encode(format!("{}:{}", double.mux_token_id, double.mux_token_secret));
            if sent != format!("Basic {wanted}") {
                return mux::unauthorized(sent);
            }
            mux::answer(double, request.method(), request.path().trim_start_matches("/video/v1/"), body)
        }
        Host::Cloudflare => {
            let base = format!("/client/v4/accounts/{}/stream", double.cloudflare_account);
            match request.path().strip_prefix(&base) {
                Some(path) if sent == format!("Bearer {}", double.cloudflare_token) => cloudflare::answer(double, request, path, body),
                _ => cloudflare::unauthorized(sent),
            }
        }
    }
}
