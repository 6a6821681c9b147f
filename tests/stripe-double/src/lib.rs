//! A stateful double of Stripe, for tests and for trying things out without Stripe's servers. It is never part of the product.
//!
//! It speaks the part of Stripe's API that subscriptions of organizations need, hosts plain Checkout and portal pages, and
//! delivers signed webhooks. Its clock is moved by hand, so that trials end and invoices fail when a test wants it; its
//! weather too, so that calls time out after they succeeded and webhooks arrive twice, late, altered or in another order.
//!
//! State lives in memory, as the JSON documents that Stripe would show. A request changes all of it or nothing.
//! Taxes are nought, and money of one account is in cents.

#![recursion_limit = "256"]

mod account;
mod api;
mod billing;
mod control;
mod courier;
mod document;
mod double;
mod expansion;
mod faults;
mod journal;
mod pages;
mod params;
mod refusal;
mod resources;
mod routes;
mod server;
mod signature;

pub use account::{API_VERSION, Account, Dunning};
pub use courier::{Endpoint, RETRY_SECONDS, SignedBy};
pub use double::{Double, Release};
pub use faults::{CallFault, CallFaultKind, Faults, FaultsPatch, Tamper, WebhookModes};
pub use journal::{Delivery, Request};
pub use refusal::Refusal;
pub use resources::payment_methods::Card;
pub use server::{Options, StripeDouble};
