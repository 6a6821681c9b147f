//! Videos: who may do what with them, and what it leads to.

pub(crate) mod fixtures;
mod pages;
mod playback;
mod watching;
