//! Mails, from words to wire.

mod smtp_transport;
