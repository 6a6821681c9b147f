//! A store to test against, and a proxy before it that misbehaves as it is told.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use storage::{S3Config, Storage};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The server that `scripts/with-s3.sh` started.
pub fn server() -> String {
    std::env::var("LYCEUM_TEST_S3_URL").expect("run this by scripts/with-s3.sh")
}

/// A storage in the bucket, reached by this address.
pub fn storage_at(url: &str) -> Storage {
    Storage::in_s3(&config(url)).unwrap()
}

/// How the bucket is reached by this address.
pub fn config(url: &str) -> S3Config {
    S3Config {
        bucket: "lessons".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(url.to_owned()),
        access_key_id: "id".to_owned(),
        secret_access_key: "key".to_owned(),
        path_style: true,
        timeout: Duration::from_secs(2),
    }
}

/// What happens to a request. The server closes the connection after each, so a connection is one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Cut after so many bytes of the request.
    CutUp(usize),
    /// Cut after so many bytes of the answer.
    CutDown(usize),
    /// Answered by the proxy: a status, and S3's word.
    Answer(u16, &'static str),
    /// Passed on after a while.
    Slow(Duration),
    /// Never answered.
    Hang,
    /// Passed on; the answer has another `ETag`.
    WrongTag,
}

/// A proxy before the server.
pub struct Chaos {
    pub url: String,
    planned: Arc<Mutex<(VecDeque<Fault>, Fault)>>,
    seen: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Chaos {
    /// Listens, before the server.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let planned = Arc::new(Mutex::new((VecDeque::new(), Fault::None)));
        let seen = Arc::new(AtomicUsize::new(0));
        let target = server().trim_start_matches("http://").to_owned();
        let (plan, count) = (Arc::clone(&planned), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let fault = {
                    let mut plan = plan.lock().unwrap();
                    let always = plan.1;
                    plan.0.pop_front().unwrap_or(always)
                };
                tokio::spawn(carry(client, target.clone(), fault));
            }
        });
        Self { url, planned, seen, task }
    }

    /// What happens to the next requests.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.planned.lock().unwrap().0 = faults.into_iter().collect();
    }

    /// What happens to all others.
    pub fn always(&self, fault: Fault) {
        self.planned.lock().unwrap().1 = fault;
    }

    /// How many requests came.
    pub fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}

async fn carry(mut client: TcpStream, target: String, fault: Fault) {
    match fault {
        Fault::Hang => return tokio::time::sleep(Duration::from_secs(3_600)).await,
        Fault::Slow(time) => tokio::time::sleep(time).await,
        Fault::Answer(status, code) => return answer(client, status, code).await,
        _ => {}
    }
    let Ok(mut server) = TcpStream::connect(&target).await else { return };
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let (up, down) = match fault {
        Fault::CutUp(bytes) => (bytes, usize::MAX),
        Fault::CutDown(bytes) => (usize::MAX, bytes),
        _ => (usize::MAX, usize::MAX),
    };
    let is_wrong = fault == Fault::WrongTag;
    // whichever ends first ends both: the server closes after its answer, and a cut is a cut
    tokio::select! {
        () = pass(from_client, to_server, up, false) => {}
        () = pass(from_server, to_client, down, is_wrong) => {}
    }
}

/// Passes bytes on until there are none, or until so many have passed.
async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mut left: usize, wrong_tag: bool) {
    let mut buffer = vec![0; 64 << 10];
    while left > 0 {
        let room = buffer.len().min(left);
        let Ok(read @ 1..) = from.read(&mut buffer[..room]).await else { return };
        if wrong_tag {
            spoil(&mut buffer[..read]);
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        left -= read;
    }
}

/// Turns the `ETag` of a head into one that nobody gave out.
fn spoil(head: &mut [u8]) {
    let name = b"etag: \"";
    if let Some(at) = head.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name)) {
        for digit in head[at + name.len()..].iter_mut().take_while(|byte| **byte != b'"').take(8) {
            *digit = if *digit == b'0' { b'1' } else { b'0' };
        }
    }
}

async fn answer(mut client: TcpStream, status: u16, code: &str) {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>so it is</Message></Error>");
    let head =
        format!("HTTP/1.1 {status} So\r\ncontent-type: application/xml\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    // reads the request to its end, or the client sees a broken connection instead of the answer
    let mut buffer = vec![0; 64 << 10];
    while let Ok(Ok(1..)) = tokio::time::timeout(Duration::from_millis(30), client.read(&mut buffer)).await {}
    let _ = client.write_all((head + &body).as_bytes()).await;
}

/// Asks the server without any library between, and gives the answer whole.
pub async fn ask(method: &str, path: &str) -> String {
    let url = server();
    let host = url.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host).await.unwrap();
    connection.write_all(format!("{method} {path} HTTP/1.0\r\nhost: {host}\r\n\r\n").as_bytes()).await.unwrap();
    let mut found = Vec::new();
    connection.read_to_end(&mut found).await.unwrap();
    String::from_utf8_lossy(&found).into_owned()
}
