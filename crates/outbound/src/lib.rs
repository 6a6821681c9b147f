//! Questions to the outside that are not mails: DNS, and what all clients of HTTP have in common.

pub mod dns;
pub mod http;
