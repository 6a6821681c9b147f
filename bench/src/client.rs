//! One connection to the product: HTTP/1.1, kept open, one request at a time.

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Result;

/// A request to be made.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: Method,
    pub host: String,
    pub path: String,
    pub token: Option<String>,
    pub body: Option<String>,
    /// The address that the request claims to come from, as behind a proxy.
    pub from: Option<String>,
    /// What Stripe signs its messages with.
    pub signature: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

/// A connection.
pub struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    pub async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    pub async fn send(&mut self, ask: Ask) -> Result<Answer> {
        let mut request = Request::builder().method(ask.method).uri(ask.path).header(header::HOST, ask.host);
        if let Some(token) = ask.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(from) = ask.from {
            request = request.header("x-forwarded-for", from);
        }
        if let Some(signature) = ask.signature {
            request = request.header("stripe-signature", signature);
        }
        if ask.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(Bytes::from(ask.body.unwrap_or_default())))?;
        self.0.ready().await?;
        let (head, body) = self.0.send_request(request).await?.into_parts();
        Ok(Answer { status: head.status, body: body.collect().await?.to_bytes() })
    }
}
