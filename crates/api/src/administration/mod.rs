//! What owners and admins look after: the audit log and background jobs.

pub mod dto;
pub mod routes;
