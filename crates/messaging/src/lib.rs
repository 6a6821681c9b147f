//! Mails: what they say, how they look, from whose domain they come, and how they leave.

pub mod mail;
pub mod notices;
pub mod sending_domains;
pub mod transport;
