//! With real ffmpeg, on clips that it makes for each test.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests fail by panicking")]

mod bad_files;
mod odd_files;
mod pictures;
mod sound;
mod support;
mod weather;
mod whole;
