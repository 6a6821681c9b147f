//! A double of Mux and of Cloudflare Stream, for tests and for trying things out without either. It is never part of the product.
//!
//! It speaks the part of both APIs that `video_remote` needs, takes bytes as each of them does (PUT in portions; tus), hands out
//! a playlist to whoever has a token that holds, and delivers messages signed as each of them signs. Nothing is encoded: a video
//! is ready as soon as its bytes are there, unless a test holds it back.

#![expect(clippy::indexing_slicing, reason = "of names in JSON: what is missing is null, and what is set is made")]

mod cloudflare;
mod control;
mod courier;
mod double;
mod faults;
mod media;
mod mux;
mod server;
mod uploads;

pub use courier::{cloudflare_signature, mux_signature};
pub use double::{Double, Host, Kept, Request, Stage};
pub use faults::{Fault, FaultKind};
pub use server::{Options, VideoDouble};
