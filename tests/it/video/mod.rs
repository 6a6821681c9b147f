//! Videos: who may do what with them, and what it leads to.

mod captions;
pub(crate) mod fixtures;
mod playback;
mod watching;
