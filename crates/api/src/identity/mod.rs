//! People: sessions, one's own account, members, invitations, API keys.

pub mod account;
pub mod api_keys;
pub mod cookie;
pub mod dto;
pub mod invitations;
pub mod jobs;
pub mod member_dto;
pub mod members;
pub mod refusals;
pub mod registration;
pub mod sessions;
