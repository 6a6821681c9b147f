//! A double, and both hosts in front of it.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{
    ids::{OrgId, VideoId},
    ports::{Clock, Random, World},
    time::Timestamp,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;
use video::host::{HostState, NewFile, PlaybackUrls, RemoteIds, UploadPlace, UploadProtocol, VideoHost, VideoRef, Viewer};
use video_double::{Fault, Options, Request, VideoDouble};
use video_remote::{Cloudflare, CloudflareConfig, Mux, MuxConfig, MuxQuality, Pace};

pub const NOW: i64 = 1_790_000_000;
pub const ORIGIN: &str = "https://academy.test";
const MIB: u64 = 1 << 20;

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(seconds, 0).unwrap()
}

/// A clock that tests move, and chance that counts.
#[derive(Default)]
pub struct Moved(pub AtomicI64, AtomicU64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        at(NOW + self.0.load(Ordering::Relaxed))
    }
}

impl Random for Moved {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.1.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().rev().zip(count.iter().rev()).for_each(|(byte, of)| *byte = *of);
    }
}

pub struct Stage {
    pub double: VideoDouble,
    pub clock: Arc<Moved>,
    pub mux: Mux,
    pub cloudflare: Cloudflare,
}

/// An answer: its status, its head and its body.
pub struct Got(pub u16, pub String, pub String);

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.1.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(met, _)| met.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Stage {
    pub fn set() -> Self {
        Self::with(pace())
    }

    /// Where hosts are given up after a second.
    pub fn impatient() -> Self {
        Self::with(Pace { timeout: Duration::from_secs(1), ..pace() })
    }

    fn with(pace: Pace) -> Self {
        let double = VideoDouble::start_with(Options::default()).unwrap();
        double.stand_at(NOW);
        let clock = Arc::<Moved>::default();
        let mux = Mux::with_pace(Self::mux_config(&double), world(&clock), pace).unwrap();
        let cloudflare = Cloudflare::with_pace(Self::cloudflare_config(&double), world(&clock), pace).unwrap();
        Self { double, clock, mux, cloudflare }
    }

    pub fn mux_config(double: &VideoDouble) -> MuxConfig {
        MuxConfig {
            token_id: double.mux_token_id.clone(),
            token_secret: double.mux_token_secret.clone(),
            signing_key_id: double.signing_key_id.clone(),
            signing_key: double.signing_key(),
            webhook_secrets: vec![double.webhook_secret.clone()],
            environment_id: Some("double".to_owned()),
            playback_restriction_id: None,
            quality: MuxQuality::Basic,
            api_url: Some(double.url.clone()),
            stream_url: Some(double.url.clone()),
            image_url: Some(double.url.clone()),
        }
    }

    pub fn cloudflare_config(double: &VideoDouble) -> CloudflareConfig {
        CloudflareConfig {
            account_id: double.cloudflare_account.clone(),
            api_token: double.cloudflare_token.clone(),
            customer_domain: "customer-double.cloudflarestream.com".to_owned(),
            signing_key_id: double.signing_key_id.clone(),
            signing_key: double.signing_key(),
            webhook_secrets: vec![double.webhook_secret.clone()],
            api_url: Some(format!("{}/client/v4", double.url)),
            stream_url: Some(double.url.clone()),
        }
    }

    pub fn hosts(&self) -> [&dyn VideoHost; 2] {
        [&self.mux, &self.cloudflare]
    }

    pub fn pass(&self, seconds: i64) {
        let passed = self.clock.0.fetch_add(seconds, Ordering::Relaxed) + seconds;
        self.double.stand_at(NOW + passed);
    }

    pub fn faults(&self, faults: Vec<Fault>) {
        self.double.set_faults(faults);
    }

    /// Requests so far with this method.
    pub fn asked(&self, method: &str) -> Vec<Request> {
        self.double.requests().into_iter().filter(|request| request.method == method).collect()
    }

    /// A video whose bytes are at the host.
    pub async fn uploaded(&self, host: &dyn VideoHost) -> VideoRef {
        let mut video = video();
        let (url, protocol, remote_id) = there(host.open_upload(&video, &file()).await.unwrap());
        video.remote_id = Some(remote_id);
        assert_eq!(host.look(&video).await.unwrap(), HostState::Waiting);
        send(&url, protocol).await;
        video
    }

    /// A video that can be played.
    pub async fn ready(&self, host: &dyn VideoHost) -> VideoRef {
        let video = self.uploaded(host).await;
        adopted(&video, host.look(&video).await.unwrap())
    }
}

/// Addresses for ten minutes.
pub fn addresses(host: &dyn VideoHost, video: &VideoRef) -> PlaybackUrls {
    host.playback(video, &viewer(600)).unwrap()
}

/// Keeps what the tests in JavaScript look at.
pub fn keep(name: &str, what: &Value) {
    if let Some(folder) = std::env::var_os("LYCEUM_VIDEO_REQUESTS").map(PathBuf::from) {
        std::fs::write(folder.join(format!("{name}.json")), serde_json::to_vec(what).unwrap()).unwrap();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        keep(&format!("requests-{}", Uuid::new_v4()), &json!(self.double.requests()));
    }
}

pub fn world(clock: &Arc<Moved>) -> World {
    World::new(Arc::clone(clock) as Arc<dyn Clock>, Arc::clone(clock) as Arc<dyn Random>)
}

pub fn pace() -> Pace {
    Pace { timeout: Duration::from_secs(20), first_wait: Duration::from_millis(2) }
}

pub fn video() -> VideoRef {
    VideoRef {
        org_id: OrgId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)),
        id: VideoId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002)),
        title: "Erste Schritte".to_owned(),
        remote_id: None,
        playback_id: None,
    }
}

pub fn file() -> NewFile {
    NewFile { bytes: i64::try_from(12 * MIB + 5).unwrap(), longest_ms: 3_600_000, origin: ORIGIN.to_owned() }
}

pub fn viewer(seconds: i64) -> Viewer {
    Viewer { playback_id: "playback".to_owned(), until: at(NOW + seconds) }
}

pub fn there(place: UploadPlace) -> (String, UploadProtocol, String) {
    match place {
        UploadPlace::There { protocol, url, remote_id } => (url, protocol, remote_id),
        UploadPlace::Here => panic!("bytes go to the host"),
    }
}

/// The video, as the product keeps it after a look.
pub fn adopted(video: &VideoRef, state: HostState) -> VideoRef {
    let HostState::Ready { ids: RemoteIds { remote_id, playback_id }, duration_ms, size } = state else { panic!("{state:?}") };
    assert_eq!((duration_ms, size), (12_500, Some((1_920, 1_080))));
    VideoRef { remote_id: Some(remote_id), playback_id, ..video.clone() }
}

/// Sends a file of 12 MiB and 5 bytes in two portions, asking in between how much is there.
async fn send(url: &str, protocol: UploadProtocol) {
    let (whole, first) = (12 * MIB + 5, 6 * MIB);
    match protocol {
        UploadProtocol::ResumablePut => {
            let got = call("PUT", url, &[("Content-Range", format!("bytes 0-{}/{whole}", first - 1))], first).await;
            assert_eq!((got.0, got.header("Range")), (308, Some("bytes=0-6291455")));
            let asked = call("PUT", url, &[("Content-Range", format!("bytes */{whole}"))], 0).await;
            assert_eq!((asked.0, asked.header("Range")), (308, Some("bytes=0-6291455")));
            assert_eq!(asked.header("Access-Control-Allow-Origin"), Some(ORIGIN));
            let last = call("PUT", url, &[("Content-Range", format!("bytes {first}-{}/{whole}", whole - 1))], whole - first).await;
            assert_eq!(last.0, 200);
        }
        UploadProtocol::Tus => {
            let tus = |offset: u64| [("Tus-Resumable", "1.0.0".to_owned()), ("Upload-Offset", offset.to_string())];
            assert_eq!(call("PATCH", url, &tus(0), first).await.0, 204);
            let asked = call("HEAD", url, &tus(0)[..1], 0).await;
            assert_eq!((asked.0, asked.header("Upload-Offset")), (200, Some("6291456")));
            assert_eq!(call("PATCH", url, &tus(0), 5).await.0, 409);
            assert_eq!(call("PATCH", url, &tus(first), whole - first).await.0, 204);
        }
    }
}

pub async fn get(url: &str) -> Got {
    call("GET", url, &[], 0).await
}

/// A request to the double as a browser sends it, with so many bytes.
pub async fn call(method: &str, url: &str, headers: &[(&str, String)], bytes: u64) -> Got {
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\n{more}Content-Length: {bytes}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![7; usize::try_from(bytes).unwrap()]).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Got(head[9..12].parse().unwrap(), head.to_owned(), body.to_owned())
}
