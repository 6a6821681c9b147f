//! What the organization's plan allows, how much of it is in use, and how it is paid.

pub mod dto;
pub mod jobs;
pub mod payments;
mod preview;
pub mod routes;
pub mod subscription;
pub mod subscription_dto;
pub mod webhook;
