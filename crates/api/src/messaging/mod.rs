//! Mails: the job that sends them, and the developer's mailbox.

pub mod jobs;
pub mod mailbox;
