//! Why something was not done, and whose fault it is.

use std::{fmt, io};

use domain::video::VideoFault;

/// What is wrong with a file, in words for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which fault.
    pub kind: VideoFault,
    /// A sentence for the author: what it is, and what to do.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.detail)
    }
}

/// What a child used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The wall clock.
    Time,
    /// CPU, or the system ended it for want of memory: both are the same signal.
    Cpu,
    /// Memory.
    Memory,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is at fault; another try gives the same.
    #[error("{0}")]
    File(Fault),
    /// Somebody stopped it.
    #[error("stopped")]
    Canceled,
    /// There is no room on the disk, or a file grew over its limit: nothing that the author could mend.
    #[error("no room to write")]
    NoSpace,
    /// It needs more than one video is given.
    #[error("over the limit of {0:?}")]
    Limit(Limit),
    /// A program, an encoder or a filter is not there.
    #[error("{0} is missing: install ffmpeg 5.1 or later with libx264")]
    Missing(String),
    /// The child failed; the end of what it said.
    #[error("ffmpeg failed: {0}")]
    Failed(String),
    /// A file or a process could not be opened, read or written.
    #[error("a file or process of this computer failed")]
    Io(#[from] io::Error),
}

impl Error {
    /// A fault of the file.
    pub(crate) fn file(kind: VideoFault, detail: impl Into<String>) -> Self {
        Self::File(Fault { kind, detail: detail.into() })
    }

    /// Whether the same may go well later, without anybody doing anything about the file. [`Error::Failed`] and [`Error::Limit`] may
    /// too, but deserve few tries.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::NoSpace | Self::Io(_) | Self::Missing(_))
    }

    /// Whether the file itself is at fault.
    pub const fn is_of_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// What the author is told when no further try is made; `None` for what was stopped.
    pub fn fault(&self) -> Option<Fault> {
        let internal = |detail: &str| Some(Fault { kind: VideoFault::Internal, detail: detail.to_owned() });
        match self {
            Self::File(fault) => Some(fault.clone()),
            Self::Canceled => None,
            Self::Limit(_) => {
                internal("Making this video playable takes more than one video is given. Save it with a smaller picture and try again.")
            }
            Self::NoSpace | Self::Missing(_) | Self::Failed(_) | Self::Io(_) => {
                internal("The video could not be made playable for a reason of ours. Try again later.")
            }
        }
    }
}
