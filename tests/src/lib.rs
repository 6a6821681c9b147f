//! The test harness: a whole application on a port of its own, with a database of its own, and people in it.
//!
//! ```ignore
//! let app = TestApp::spawn().await;
//! let acme = app.organization("acme").await;
//! let ann = acme.member(Role::Learner).await;
//! ann.get("/me").await.expect(200);
//! ```
//!
//! `LYCEUM_TEST_DB` is `sqlite` (the default) or `postgres`, which needs `TEST_POSTGRES_URL` (see `scripts/with-postgres.sh`).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a harness fails by panicking"
)]

pub mod app;
pub mod catalog;
pub mod client;
pub mod clock;
pub mod console;
pub mod db;
pub mod dns;
pub mod hosts;
pub mod node;
pub mod payments;
pub mod people;
pub mod smtp;

pub use app::TestApp;
pub use client::{Client, Response};
pub use clock::TestClock;
pub use console::OperatorInTest;
pub use hosts::HostedApp;
pub use node::{Installation, Node};
pub use payments::PayingApp;
pub use people::{Org, PASSWORD};
