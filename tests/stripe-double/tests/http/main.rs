//! The double through HTTP, as the product and a browser meet it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod calls;
mod pages;
mod receiver;
mod shop;
mod subscriptions;
mod weather;
mod webhooks;
