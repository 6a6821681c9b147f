//! Videos: who may do what with them, and what it leads to.

mod captions;
mod encode;
pub(crate) mod fixtures;
mod hosts;
mod hosts_messages;
mod hosts_moves;
mod hosts_weather;
mod pages;
mod playback;
mod transcriptions;
mod upload;
mod upload_cuts;
mod watching;
mod worker_killed;
