//! What the double knows.

use std::{
    path::PathBuf,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use aws_lc_rs::{
    encoding::AsDer,
    rsa::{KeyPair, KeySize},
    signature::KeyPair as _,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::{courier::Letter, faults::Fault};

/// Which of the two a video is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// Mux.
    Mux,
    /// Cloudflare Stream.
    Cloudflare,
}

/// How far a video is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its bytes did not come.
    Waiting,
    /// Its upload was ended.
    Cancelled,
    /// Its upload came too late.
    TimedOut,
    /// It is worked on.
    Processing,
    /// It can be played.
    Ready,
    /// It will never be: a code in the host's words, and a text.
    Failed(String, String),
}

/// A video, as it is kept.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    /// Which of the two it is at.
    pub host: Host,
    /// Its id.
    pub id: String,
    /// The id of its upload: Mux has two.
    pub upload_id: Option<String>,
    /// The id to play it by.
    pub playback_id: String,
    /// What its maker said of it.
    pub settings: Value,
    /// The page that may upload.
    pub origin: Option<String>,
    /// Its bytes, as announced.
    pub expected: Option<u64>,
    /// Its bytes so far.
    pub received: u64,
    /// How far it is.
    pub stage: Stage,
    /// How often the file for moving out was looked for since it was asked for.
    pub export_looks: Option<u32>,
    /// Its length.
    pub seconds: f64,
}

/// A call to an API.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// The host that was meant.
    pub host: Host,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// Its query.
    pub query: String,
    /// Its headers, in lowercase, without what proves who sends it.
    pub headers: Vec<(String, String)>,
    /// Its body, where it is JSON.
    pub body: Option<Value>,
    /// The status of its answer; nothing while it is under way.
    pub status: Option<u16>,
}

#[derive(Default)]
pub(crate) struct State {
    pub videos: Vec<Kept>,
    pub faults: Vec<Fault>,
    pub requests: Vec<Request>,
    pub is_holding: bool,
    pub mux_webhook: Option<String>,
    pub cloudflare_webhook: Option<String>,
    pub now: Option<i64>,
    pub copies: u32,
    pub is_mute: bool,
    pub whole: Option<Vec<u8>>,
}

/// The double: what it knows, and what tests may do with it.
pub struct Double {
    /// Its address, which is that of both APIs, of uploads, playlists and pictures.
    pub url: String,
    /// The id of the access token of Mux.
    pub mux_token_id: String,
    /// The secret of the access token of Mux.
    pub mux_token_secret: String,
    /// The account at Cloudflare.
    pub cloudflare_account: String,
    /// The API token of Cloudflare.
    pub cloudflare_token: String,
    /// What messages of both are signed with.
    pub webhook_secret: String,
    /// The id of the signing key of both.
    pub signing_key_id: String,
    pub(crate) media: Option<PathBuf>,
    pub(crate) letters: UnboundedSender<Letter>,
    pub(crate) state: Mutex<State>,
    counter: AtomicU64,
}

impl std::fmt::Debug for Double {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Double").field("url", &self.url).finish_non_exhaustive()
    }
}

struct Keys {
    private: String,
    public: Vec<u8>,
}

/// One pair for the whole process: making one takes a moment.
fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let made = KeyPair::generate(KeySize::Rsa2048).ok().and_then(|pair| {
            let private = pair.as_der().ok()?.as_ref().to_vec();
            Some(Keys { private: pem(&private), public: pair.public_key().as_ref().to_vec() })
        });
        made.unwrap_or(Keys { private: String::new(), public: Vec::new() })
    })
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

impl Double {
    pub(crate) fn new(url: String, media: Option<PathBuf>, webhook_secret: String, letters: UnboundedSender<Letter>) -> Self {
        Self {
            url,
            mux_token_id: "double-id".to_owned(),
            mux_token_secret: "double-token-secret".to_owned(),
            cloudflare_account: "doubleaccount".to_owned(),
            cloudflare_token: "double-api-token".to_owned(),
            webhook_secret,
            signing_key_id: "double-key".to_owned(),
            media,
            letters,
            state: Mutex::default(),
            counter: AtomicU64::new(1),
        }
    }

    /// The private key for tokens, as the hosts give theirs out: PEM in base64.
    pub fn signing_key(&self) -> String {
        STANDARD.encode(&keys().private)
    }

    /// The public key of it: PKCS#1, DER.
    pub fn public_key(&self) -> Vec<u8> {
        keys().public.clone()
    }

    /// Everything that is kept.
    pub fn videos(&self) -> Vec<Kept> {
        self.state().videos.clone()
    }

    /// One video, by its id or that of its upload.
    pub fn video(&self, id: &str) -> Option<Kept> {
        let id = id.trim_start_matches("upload:");
        self.state().videos.iter().find(|kept| kept.is(id)).cloned()
    }

    /// Every call so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// What goes wrong from now on, instead of what went wrong before.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.state().faults = faults;
    }

    /// Whether videos stay unfinished until [`Double::finish`] or [`Double::fail`].
    pub fn hold(&self, is_holding: bool) {
        self.state().is_holding = is_holding;
    }

    /// Lets its clock stand at this moment, in seconds since 1970; it is the computer's otherwise.
    pub fn stand_at(&self, now: i64) {
        self.state().now = Some(now);
    }

    /// Delivers messages to these addresses. `extra_copies` come besides the first of each.
    pub fn deliver_to(&self, mux: Option<&str>, cloudflare: Option<&str>, extra_copies: u32) {
        let mut state = self.state();
        state.mux_webhook = mux.map(str::to_owned);
        state.cloudflare_webhook = cloudflare.map(str::to_owned);
        state.copies = extra_copies;
    }

    /// What is given out as the whole file of any video.
    pub fn give(&self, file: Vec<u8>) {
        self.state().whole = Some(file);
    }

    /// Whether messages are lost.
    pub fn mute(&self, is_mute: bool) {
        self.state().is_mute = is_mute;
    }

    /// All bytes of a video are there, as if somebody had sent them.
    pub fn receive(&self, id: &str) {
        let bytes = self.video(id).and_then(|kept| kept.expected).unwrap_or(1);
        self.received(id, bytes);
    }

    /// A video becomes ready.
    pub fn finish(&self, id: &str) {
        self.move_to(id, Stage::Ready);
    }

    /// A video fails, with a code and a text in the host's words.
    pub fn fail(&self, id: &str, code: &str, text: &str) {
        self.move_to(id, Stage::Failed(code.to_owned(), text.to_owned()));
    }

    /// Somebody lets everybody play a video.
    pub fn make_public(&self, id: &str) {
        self.change(id, |kept| {
            kept.settings["playback_policies"] = json!(["public"]);
            kept.settings["requireSignedURLs"] = json!(false);
        });
    }

    /// The upload of a video is too late.
    pub fn expire(&self, id: &str) {
        self.move_to(id, Stage::TimedOut);
    }

    /// The present moment, in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.state().now.unwrap_or_else(|| chrono::Utc::now().timestamp())
    }

    /// How many bytes there are now; the last one starts the work.
    pub(crate) fn received(&self, id: &str, bytes: u64) {
        let (is_whole, is_holding) = {
            let mut state = self.state();
            let is_holding = state.is_holding;
            let Some(kept) = state.videos.iter_mut().find(|kept| kept.is(id.trim_start_matches("upload:"))) else { return };
            kept.received = bytes;
            let is_whole = kept.stage == Stage::Waiting && kept.expected.is_none_or(|expected| bytes >= expected);
            if is_whole {
                kept.stage = Stage::Processing;
            }
            (is_whole, is_holding)
        };
        if is_whole {
            self.tell(id, "video.upload.asset_created");
            self.tell(id, "video.asset.created");
            if !is_holding {
                self.finish(id);
            }
        }
    }

    fn move_to(&self, id: &str, stage: Stage) {
        let message = match stage {
            Stage::Ready => "video.asset.ready",
            Stage::Failed(..) => "video.asset.errored",
            _ => "video.upload.errored",
        };
        if let Some(kept) = self.state().videos.iter_mut().find(|kept| kept.is(id.trim_start_matches("upload:"))) {
            kept.stage = stage;
        }
        self.tell(id, message);
    }

    pub(crate) fn keep(&self, kept: Kept) {
        self.state().videos.push(kept);
    }

    /// Changes a video; `None` when there is none.
    pub(crate) fn change<T>(&self, id: &str, change: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        self.state().videos.iter_mut().find(|kept| kept.is(id)).map(change)
    }

    pub(crate) fn forget(&self, id: &str) -> bool {
        let mut state = self.state();
        let before = state.videos.len();
        state.videos.retain(|kept| kept.id != id);
        state.videos.len() < before
    }

    /// An id such as both hosts make them: 32 letters and digits.
    pub(crate) fn new_id(&self, start: &str) -> String {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        format!("{start:0<24}{number:08x}")
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    pub(crate) fn is(&self, id: &str) -> bool {
        self.id == id || self.upload_id.as_deref() == Some(id)
    }
}
