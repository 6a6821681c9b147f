//! The port against the double of Stripe. With `LYCEUM_STRIPE_REQUESTS=FOLDER` every request is kept there for
//! `tests/stripe-double/verify/requests.mjs`, which holds them against Stripe's own types.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that stumbles fails")]

mod bills;
mod catalog;
mod changes;
mod checkout;
mod customers;
mod shop;
mod subscriptions;
mod weather;
