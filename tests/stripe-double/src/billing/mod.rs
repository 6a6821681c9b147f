//! What Stripe Billing does by itself: periods, prorations, invoices, failed payments, and time.

pub mod change;
pub mod invoice;
pub mod period;
pub mod proration;
pub mod schedule;
pub mod subscription;
pub mod time;
