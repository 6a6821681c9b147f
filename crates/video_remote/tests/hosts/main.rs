//! Both hosts behind the port, against their double. With `LYCEUM_VIDEO_REQUESTS=FOLDER` every request, a message and tokens are
//! kept there for `tests/video-double/verify`, which holds them against Mux's documents and its own library.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that stumbles fails")]

mod cloudflare;
mod messages;
mod mux;
mod stage;
mod weather;
