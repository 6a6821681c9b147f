//! Refusals of the video slice in public words.

use domain::video::captions::CaptionFault;
use serde_json::json;
use video::{HostError, VideoError};

use crate::{
    courses::refusals::sentence,
    http::{Code, Problem},
};

impl From<VideoError> for Problem {
    fn from(error: VideoError) -> Self {
        match error {
            VideoError::State(state) => Self::new(Code::VideoState).detail(format!("The video is {state}.")).with("status", json!(state)),
            VideoError::InUse => Self::new(Code::VideoInUse),
            VideoError::Stale(version) => repositories::RepositoryError::Stale(version).into(),
            VideoError::VersionNeeded => Self::new(Code::IfMatchRequired).detail("Send If-Match with the version that you read."),
            VideoError::TooManyLanguages => Self::new(Code::TooManyLanguages),
            VideoError::NotPlayable => Self::new(Code::VideoNotPlayable),
            VideoError::TooManyStreams(playing) => Self::new(Code::TooManyStreams).with("playing", json!(playing)),
            VideoError::Ended => Self::new(Code::PlaybackEnded),
            VideoError::Inactive => Self::new(Code::EnrollmentInactive),
            VideoError::Denied(denied) => denied.into(),
            VideoError::Billing(error) => error.into(),
            VideoError::Host(error) => host(&error),
            VideoError::Storage(error) => Self::internal(error),
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
