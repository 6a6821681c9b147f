//! Videos: where they are kept, how far they are, and what was really watched of them.
//!
//! - A [`Video`] belongs to a course; a lesson shows one, and publishing freezes which. Another file for a lesson is another video.
//! - A host makes it playable: this platform's own workers, or a company behind the same interface.
//! - [`moves`] is the way of a video from one host to another; until it has arrived it is played from where it was.
//! - [`watched`] holds what a learner saw as intervals; their union decides when a lesson is complete.
//! - What is stored of it counts against the plan in bytes and in minutes: reserved before, settled to what was measured.
//!
//! Tables: `videos`, `video_uploads`, `video_captions`, `video_transcriptions`, `video_moves`, `video_playbacks`, `video_usage`, `video_seconds`.

pub mod captions;
pub mod moves;
pub mod transcription;
pub mod video;
pub mod watched;

pub use moves::{Made, MoveStatus, VideoMove};
pub use video::{Chapter, HostKind, RenditionName, Sprite, Video, VideoFault, VideoStatus};
pub use watched::Watched;
