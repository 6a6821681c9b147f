//! Who people are: organizations' sign-up, accounts, sessions, invitations, API keys.
//!
//! Rules: the same address in two organizations is two accounts; an answer never tells whether an address is known;
//! a link is used once; a password is hashed by argon2id, a few at a time; the last owner stays.
//! The platform's operators are accounts of another kind: no users of any organization, made at the command line, and never without
//! a second factor.
//! Tables: users, member_roles, sessions, handoffs, links, invitations, api_keys, organization_settings, support_sessions; operators,
//! operator_sessions.

pub mod api_keys;
pub mod error;
pub mod invitations;
pub mod links;
pub mod members;
pub mod operators;
pub mod passwords;
pub mod registration;
pub mod sessions;
pub mod sign_up;
pub mod support;

pub use error::IdentityError;
pub use passwords::{PasswordFault, PasswordHasher};

/// How API keys begin, so that people and scanners recognize them.
pub const API_KEY_PREFIX: &str = "lyk_";
