//! Mails: the job that sends them, the domain that they come from, and the developer's mailbox.

pub mod dto;
pub mod jobs;
pub mod mailbox;
pub mod routes;
