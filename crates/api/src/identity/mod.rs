//! People: sessions, one's own account, members, invitations, API keys.

pub mod account;
pub mod cookie;
pub mod dto;
pub mod invitations;
pub mod jobs;
pub mod refusals;
pub mod sessions;
