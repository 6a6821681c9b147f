//! Certificates: lists, public verification, documents, revocation.

pub mod dto;
pub mod jobs;
pub mod refusals;
pub mod routes;
