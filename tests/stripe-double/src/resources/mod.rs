//! Stripe's resources: what each endpoint takes, does and shows.

pub mod checkout;
pub mod customers;
pub mod events;
pub mod invoices;
pub mod payment_methods;
pub mod portal;
pub mod prices;
pub mod products;
pub mod schedules;
pub mod subscriptions;
pub mod tax_ids;
