//! Mails on their way out, and the domain that they come from.

mod sending_domain;
mod sending_limit;
mod smtp_transport;
