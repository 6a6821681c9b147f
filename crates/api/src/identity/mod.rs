//! People: sessions, one's own account, members, invitations, API keys.

pub mod cookie;
pub mod dto;
pub mod refusals;
pub mod routes;
