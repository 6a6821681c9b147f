//! Refusals of the video slice in public words.

use domain::video::captions::CaptionFault;
use serde_json::json;
use storage::StorageError;
use video::{HostError, VideoError, upload::Broken};

use crate::{
    courses::refusals::sentence,
    http::{Code, Problem},
};

impl From<VideoError> for Problem {
    fn from(error: VideoError) -> Self {
        match error {
            VideoError::State(state) => Self::new(Code::VideoState).detail(format!("The video is {state}.")).with("status", json!(state)),
            VideoError::NotMovable(_) => Self::new(Code::VideoNotMovable).detail(sentence(&error)),
            VideoError::InUse => Self::new(Code::VideoInUse),
            VideoError::Stale(version) => repositories::RepositoryError::Stale(version).into(),
            VideoError::VersionNeeded => Self::new(Code::IfMatchRequired).detail("Send If-Match with the version that you read."),
            VideoError::TooManyLanguages => Self::new(Code::TooManyLanguages),
            VideoError::Silent => Self::new(Code::VideoSilent),
            VideoError::SoundElsewhere => Self::new(Code::SoundElsewhere),
            VideoError::TranscriptionRunning => Self::new(Code::TranscriptionRunning),
            VideoError::CaptionsExist => Self::new(Code::CaptionsExist),
            VideoError::NotPlayable => Self::new(Code::VideoNotPlayable),
            VideoError::TooManyStreams(playing) => Self::new(Code::TooManyStreams).with("playing", json!(playing)),
            VideoError::Ended => Self::new(Code::PlaybackEnded),
            VideoError::Inactive => Self::new(Code::EnrollmentInactive),
            VideoError::Denied(denied) => denied.into(),
            VideoError::Billing(error) => error.into(),
            VideoError::Host(error) => host(&error),
            VideoError::UploadGone | VideoError::Storage(StorageError::NotFound) => Self::new(Code::UploadGone),
            VideoError::UploadLocked => Self::new(Code::UploadLocked).retry_after(1),
            VideoError::UploadOffset(offset) => Self::new(Code::UploadOffset).with("offset", json!(offset)),
            VideoError::TooLong => Self::new(Code::ContentTooLarge).detail("There are more bytes than were announced."),
            VideoError::Checksum => Self::new(Code::ChecksumMismatch),
            VideoError::Broken(Broken::Cut) => Self::new(Code::MalformedRequest).detail("The bytes broke off."),
            VideoError::Broken(Broken::Silent) => Self::new(Code::TooSlow),
            VideoError::Stopping => Self::new(Code::Busy).retry_after(1),
            VideoError::Storage(error) => error.into(),
            VideoError::Repository(error) => error.into(),
        }
    }
}

fn host(error: &HostError) -> Problem {
    let code = if error.is_temporary() { Code::VideoHostUnavailable } else { Code::VideoHostRefused };
    Problem::new(code).detail(sentence(error))
}

impl From<CaptionFault> for Problem {
    fn from(fault: CaptionFault) -> Self {
        let code = if fault == CaptionFault::TooLarge { Code::ContentTooLarge } else { Code::InvalidCaptions };
        Self::new(code).detail(sentence(&fault)).with("line", json!(fault.line()))
    }
}
