//! The product's tests, through HTTP, on the database that `LYCEUM_TEST_DB` names.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod certificates;
mod laws;
mod learning;
mod messaging;
mod smoke;
