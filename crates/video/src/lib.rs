//! Videos: uploaded, made playable, watched by those who may, and paid for by the minute.
//!
//! - [`host`] is the one interface behind which a company stands that keeps videos: Mux, or Cloudflare Stream.
//! - [`process`] is how far a video is in the hands of the platform's own workers, [`remote`] in those of a host elsewhere.
//! - [`moving`] is how one comes from one host to another, while it is played on.
//! - [`transcription`] is the one interface behind which somebody hears what is said; [`transcribe`] makes captions of it.
//! - [`manage`] is what authors do with videos, [`upload`] how their bytes come, [`captions`] what is said in them.
//! - [`playback`] is who may watch, and until when; [`usage`] is what it costs.
//!
//! Bytes and minutes count against the plan from the moment they are reserved ([`repositories::videos`]); what is deleted gives
//! them back in the same transaction, and its files go afterwards.

pub mod captions;
pub mod host;
pub mod manage;
pub mod moving;
pub mod playback;
pub mod process;
pub mod remote;
pub mod transcribe;
pub mod transcription;
pub mod upload;
pub mod usage;

use billing::BillingError;
use repositories::{Denied, RepositoryError, courses::AccessError};
use storage::StorageError;

pub use host::{HostError, VideoHost};
pub use transcription::{Transcriber, TranscriptionError};

/// Why something about videos was refused.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    /// The video is not in a state in which that can be done.
    #[error("the video is {0}")]
    State(&'static str),
    /// The video cannot be moved to another host.
    #[error("it cannot be moved: {0}")]
    NotMovable(&'static str),
    /// Lessons show it.
    #[error("lessons show it")]
    InUse,
    /// Somebody changed it meanwhile.
    #[error("somebody changed it meanwhile")]
    Stale(i64),
    /// There are captions in this language already, and the caller did not say which version of them is known.
    #[error("say which version is replaced")]
    VersionNeeded,
    /// The video has captions in as many languages as one may have.
    #[error("too many languages")]
    TooManyLanguages,
    /// The video has no sound.
    #[error("it has no sound")]
    Silent,
    /// The sound is with the company that keeps the video.
    #[error("its host keeps the sound")]
    SoundElsewhere,
    /// Captions are being made from its sound already.
    #[error("captions are being made already")]
    TranscriptionRunning,
    /// A person gave captions in this language.
    #[error("a person gave captions in this language")]
    CaptionsExist,
    /// It cannot be played yet, or never will.
    #[error("it cannot be played")]
    NotPlayable,
    /// The viewer watches as many videos as one may at a time.
    #[error("{0} videos are playing already")]
    TooManyStreams(usize),
    /// The viewer's look was ended: by the viewer, or by watching elsewhere.
    #[error("it plays somewhere else")]
    Ended,
    /// The learner's enrollment is not active.
    #[error("the enrollment is not active")]
    Inactive,
    /// Its upload was ended, or took too long.
    #[error("the upload was ended")]
    UploadGone,
    /// Another request appends to it.
    #[error("another request appends to the upload")]
    UploadLocked,
    /// The upload stands elsewhere.
    #[error("the upload stands at {0}")]
    UploadOffset(i64),
    /// More bytes come than were announced.
    #[error("there are more bytes than were announced")]
    TooLong,
    /// The bytes do not fit the checksum that came with them.
    #[error("the bytes do not fit their checksum")]
    Checksum,
    /// The bytes broke off.
    #[error(transparent)]
    Broken(#[from] upload::Broken),
    /// This process is asked to stop; another one goes on.
    #[error("this process stops")]
    Stopping,
    /// The caller may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The plan does not allow it.
    #[error(transparent)]
    Billing(#[from] BillingError),
    /// The host did not do it.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// There is no such thing for the caller, or the database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl From<AccessError> for VideoError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Denied(denied) => denied.into(),
            AccessError::Repository(error) => error.into(),
        }
    }
}
