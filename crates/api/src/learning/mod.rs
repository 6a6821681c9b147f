//! Learning: enrollments, the player, what devices send, progress.

pub mod dto;
pub mod enrollment_dto;
pub mod events;
pub mod jobs;
pub mod refusals;
pub mod routes;
