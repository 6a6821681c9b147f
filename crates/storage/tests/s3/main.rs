//! The storage in an S3-compatible server:
//!
//! ```sh
//! scripts/with-s3.sh cargo test --workspace --test s3 -- --ignored --skip long_upload
//! scripts/with-s3.sh cargo test --workspace --test s3 -- --ignored long_upload
//! ```

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod chaos;
mod files;
mod long_upload;
