//! Questions to the outside that are not mails: DNS.

pub mod dns;
