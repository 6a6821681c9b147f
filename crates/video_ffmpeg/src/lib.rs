//! ffmpeg as a child process: what a file is, and how it becomes playable.
//!
//! Files in, files out; nothing here knows organizations, rows or storage. [`Ffmpeg::probe`] says what a file is, by its content.
//! [`ladder`] says in which forms it is kept, [`Ffmpeg::encode`] makes them, [`Ffmpeg::poster`] and [`Ffmpeg::sprite`] draw pictures,
//! [`Ffmpeg::sound`] writes what is said for those who listen.
//!
//! A file of a stranger is read by a parser that has had holes. So the form is decided here by the file's first bytes, the child is
//! told which one parser to use, may open no other file and no address, has no network where the system can take it away, and runs
//! under limits of memory, time and file size. It dies with the process that started it.
//!
//! The forms are made in two runs ([`batches`]): 360 lines and sound alone first, because that is what somebody waits for, then
//! the larger ones from one reading of the file. The second run copies the sound of the first.

mod child;
mod config;
mod container;
mod encode;
mod error;
mod ffmpeg;
mod graph;
mod ladder;
mod pictures;
mod probe;
mod rendition;
mod sandbox;
mod scan;
mod sound;

pub use config::{Config, Limits};
pub use encode::{Progress, Work};
pub use error::{Error, Fault, Limit};
pub use ffmpeg::{Abilities, Ffmpeg};
pub use ladder::{Picture, Rung, batches, ladder, space_needed};
pub use pictures::Source;
pub use probe::{AudioTrack, Probe, Rate, VideoTrack};
pub use rendition::{Rendition, Segment, finished};
pub use sandbox::Isolation;
pub use sound::{Piece, SoundSource};
