//! Mails: what they say, how they look, and how they leave.

pub mod mail;
pub mod notices;
pub mod transport;
