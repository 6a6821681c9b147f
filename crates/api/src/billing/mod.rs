//! What the organization's plan allows, and how much of it is in use.

pub mod dto;
pub mod jobs;
pub mod routes;
