//! Organizations: sign-up on the apex, settings and branding on their own host.

pub mod dto;
pub mod routes;
