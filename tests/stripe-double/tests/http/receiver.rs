//! A receiver of webhooks that keeps what it gets.

use std::{
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::StatusCode, web};
use serde_json::Value;

/// What arrived: the signature and the body.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub signature: Option<String>,
    pub body: String,
}

impl Arrived {
    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.event()["type"].as_str().unwrap().to_owned()
    }

    pub fn id(&self) -> String {
        self.event()["id"].as_str().unwrap().to_owned()
    }
}

/// The receiver.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    status: Arc<AtomicU16>,
}

impl Receiver {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, arrived: Arc::default(), status: Arc::new(AtomicU16::new(200)) };
        let shared = receiver.clone();
        let server = HttpServer::new(move || App::new().app_data(web::Data::new(shared.clone())).route("/hook", web::post().to(keep)))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        tokio::spawn(server);
        receiver
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    pub fn kinds(&self) -> Vec<String> {
        self.arrived().iter().map(Arrived::kind).collect()
    }

    pub fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

async fn keep(receiver: web::Data<Receiver>, request: HttpRequest, body: String) -> HttpResponse {
    let signature = request.headers().get("Stripe-Signature").map(|value| value.to_str().unwrap().to_owned());
    receiver.arrived.lock().unwrap().push(Arrived { signature, body });
    HttpResponse::build(StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).unwrap()).finish()
}
