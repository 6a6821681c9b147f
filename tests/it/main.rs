//! The product's tests, through HTTP, on the database that `LYCEUM_TEST_DB` names.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod administration;
mod assets;
mod billing;
mod catalog;
mod certificates;
mod console;
mod courses;
mod faults;
mod identity;
mod laws;
mod learning;
mod messaging;
mod organizations;
mod outbound;
mod smoke;
mod threats;
mod video;
mod wall;
