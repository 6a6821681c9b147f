//! Videos: uploaded, made playable, watched by those who may, and paid for by the minute.
//!
//! - [`host`] is the one interface behind which a host stands: this platform's workers, Mux, or Cloudflare Stream.

pub mod host;
