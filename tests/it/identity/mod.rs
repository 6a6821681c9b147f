//! People: how they come in, what they may do, how they leave.

mod accept_invitation;
mod access_token;
mod account;
mod api_keys;
mod create_invitation;
mod create_session;
mod email_verification;
pub(crate) mod fixtures;
mod hosts;
mod limits;
mod list_members;
mod origin;
mod password_reset;
mod refresh_session;
mod register_user;
mod remove_member;
mod revoke_invitation;
mod sessions;
mod update_member;
