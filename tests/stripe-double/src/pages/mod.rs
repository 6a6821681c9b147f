//! The pages that Stripe hosts, as plain forms: Checkout, the billing portal, and an invoice.

pub mod checkout;
pub mod invoice;
pub mod page;
pub mod portal;
