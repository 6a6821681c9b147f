//! Support sessions as the organization has them: an operator comes in, and its owners see who, why, and can end it.

pub mod dto;
pub mod routes;
