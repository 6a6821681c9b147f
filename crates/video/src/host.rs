//! What the product wants of whoever keeps videos and makes them playable.
//!
//! Nothing here is done inside a transaction. Ids of ours go along with every request, so that the same request twice is one video.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    ids::{OrgId, VideoId},
    time::Timestamp,
    video::{HostKind, Video, VideoFault, VideoMove},
};
use futures::stream::BoxStream;

/// Why a host did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// It does not answer, or asks to come back later: ask again.
    #[error("the video host does not answer: {0}")]
    Unavailable(String),
    /// It has no such video.
    #[error("the video host does not know it: {0}")]
    Missing(String),
    /// It refuses, and will refuse again.
    #[error("the video host refuses: {0}")]
    Refused(String),
}

impl HostError {
    /// Whether another try can help.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// A video, as a host is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoRef {
    /// Its organization.
    pub org_id: OrgId,
    /// The video.
    pub id: VideoId,
    /// Its title, for the host's own lists.
    pub title: String,
    /// The host's id of it, once there is one. For Mux the id of the direct upload until the asset exists, as `upload:ID`.
    pub remote_id: Option<String>,
    /// The host's id to play it by.
    pub playback_id: Option<String>,
}

impl VideoRef {
    /// A video as its host is told of it.
    pub fn of(org_id: OrgId, video: &Video) -> Self {
        Self {
            org_id,
            id: video.id,
            title: video.title.clone(),
            remote_id: video.remote_id.clone(),
            playback_id: video.remote_playback_id.clone(),
        }
    }

    /// A video on its way, as the host is told of it to which it goes.
    pub fn on_its_way(org_id: OrgId, video: &Video, going: &VideoMove) -> Self {
        let (remote_id, playback_id) = (going.remote_id.clone(), going.remote_playback_id.clone());
        Self { remote_id, playback_id, ..Self::of(org_id, video) }
    }
}

/// A file that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Bytes.
    pub bytes: i64,
    /// The longest that it may be, in milliseconds: what the plan has room for. Cloudflare reserves as much of what was bought.
    pub longest_ms: i64,
    /// The address of the page that will send them: hosts answer to it only.
    pub origin: String,
}

/// Where the bytes of a video go.
#[derive(Clone, PartialEq, Eq)]
pub enum UploadPlace {
    /// To this platform, by tus.
    Here,
    /// To the host itself.
    There {
        /// How.
        protocol: UploadProtocol,
        /// Where. It is a secret: who has it can upload once.
        url: String,
        /// The host's id of the video, or of the upload.
        remote_id: String,
    },
}

impl std::fmt::Debug for UploadPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Here => f.write_str("Here"),
            Self::There { protocol, url: _, remote_id } => {
                f.debug_struct("There").field("protocol", protocol).field("remote_id", remote_id).finish_non_exhaustive()
            }
        }
    }
}

/// How bytes are sent to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadProtocol {
    /// tus 1.0, the address being that of the upload itself.
    Tus,
    /// PUT in portions with `Content-Range`, as Mux and Google's storage have it.
    ResumablePut,
}

/// What became of a video at its host.
#[derive(Clone, Debug, PartialEq)]
pub enum HostState {
    /// No bytes, or not all, came yet.
    Waiting,
    /// The host works on it.
    Processing {
        /// The host's ids, as far as known now.
        ids: RemoteIds,
        /// Percent, where the host says so.
        percent: Option<i64>,
    },
    /// It can be played.
    Ready {
        /// The host's ids.
        ids: RemoteIds,
        /// Milliseconds.
        duration_ms: i64,
        /// Pixels across and down, where the host says so.
        size: Option<(i64, i64)>,
    },
    /// It will never be.
    Failed(VideoFault, String),
}

/// A host's own ids of a video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteIds {
    /// Of the video.
    pub remote_id: String,
    /// To play it by.
    pub playback_id: Option<String>,
}

/// A whole video that a host sends.
pub struct Download {
    /// Its bytes in all.
    pub bytes: i64,
    /// The bytes. Nobody has counted them yet.
    pub parts: BoxStream<'static, Result<Bytes, HostError>>,
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// Who watches, and until when that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The playback, which is of one user, one session and one video.
    pub playback_id: String,
    /// Until when the addresses work.
    pub until: Timestamp,
}

/// Addresses for one viewer. Who has them can watch until they expire.
#[derive(Clone, PartialEq, Eq)]
pub struct PlaybackUrls {
    /// The HLS playlist.
    pub playlist: String,
    /// A picture to show before it plays.
    pub poster: Option<String>,
    /// A WebVTT list of pictures for the seek bar.
    pub storyboard: Option<String>,
}

impl std::fmt::Debug for PlaybackUrls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { playlist: _, poster, storyboard } = self;
        let (has_poster, has_storyboard) = (poster.is_some(), storyboard.is_some());
        f.debug_struct("PlaybackUrls").field("has_poster", &has_poster).field("has_storyboard", &has_storyboard).finish_non_exhaustive()
    }
}

/// A message of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostMessage {
    /// The host's id of the message; of the content where it gives none.
    pub id: String,
    /// What it is about, in the host's words.
    pub kind: String,
    /// The video that it is about, by the id that we gave (passthrough or meta); none if it is nobody's here.
    pub video: Option<(OrgId, VideoId)>,
    /// The host's id of the video or of its upload.
    pub remote_id: Option<String>,
}

/// Why a message is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageRefusal {
    /// It is not signed by the host, or was signed too long ago.
    #[error("the signature does not fit")]
    Signature,
    /// It is signed, but nobody can read it.
    #[error("the message cannot be read")]
    Unreadable,
    /// No secret is set up to check messages with.
    #[error("messages of this host are not set up")]
    NotSetUp,
}

/// Somebody who keeps videos elsewhere and makes them playable.
#[async_trait]
pub trait VideoHost: std::fmt::Debug + Send + Sync {
    /// Which one.
    fn kind(&self) -> HostKind;

    /// Opens a place for the bytes of a new video.
    ///
    /// # Errors
    /// [`HostError`]; asking again is harmless.
    async fn open_upload(&self, video: &VideoRef, file: &NewFile) -> Result<UploadPlace, HostError>;

    /// Looks what became of a video.
    ///
    /// # Errors
    /// [`HostError`].
    async fn look(&self, video: &VideoRef) -> Result<HostState, HostError>;

    /// Has the host fetch a file from an address: how a video moves in. Asked twice, there can be two videos; the host's messages
    /// name ours for both.
    ///
    /// # Errors
    /// [`HostError`].
    async fn fetch(&self, video: &VideoRef, url: &str) -> Result<RemoteIds, HostError>;

    /// An address from which the video can be fetched whole for the next hour: how a video moves out. `None` while the host
    /// still prepares it: ask again.
    ///
    /// # Errors
    /// [`HostError::Refused`] when the host does not give files out.
    async fn export(&self, video: &VideoRef) -> Result<Option<String>, HostError>;

    /// Fetches a video whole from an address that [`VideoHost::export`] gave.
    ///
    /// # Errors
    /// [`HostError::Refused`] when it does not say how large it is.
    async fn download(&self, url: &str) -> Result<Download, HostError>;

    /// Deletes it there; one that is gone already is fine.
    ///
    /// # Errors
    /// [`HostError`].
    async fn delete(&self, video: &VideoRef) -> Result<(), HostError>;

    /// Signs addresses for a viewer. Nothing is asked of the host.
    ///
    /// # Errors
    /// [`HostError::Missing`] while there is nothing to play.
    fn playback(&self, video: &VideoRef, viewer: &Viewer) -> Result<PlaybackUrls, HostError>;

    /// Signs the address of a picture that shows the video to those who may see its lesson and need not watch. `None` where whoever has
    /// it could play the video, too.
    fn poster(&self, _video: &VideoRef, _until: Timestamp) -> Option<String> {
        None
    }

    /// The origins that a browser must be allowed to load pictures, playlists and segments from, and to upload to.
    fn origins(&self) -> Vec<String>;

    /// Reads a message of the host, after its signature.
    ///
    /// # Errors
    /// [`MessageRefusal`].
    fn read_message(
        &self,
        header: &(dyn Fn(&str) -> Option<String> + Sync),
        body: &[u8],
        now: Timestamp,
    ) -> Result<HostMessage, MessageRefusal>;
}
