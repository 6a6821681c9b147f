//! The catalog: published courses as visitors and members find them.

pub mod dto;
pub mod routes;
