//! The console of the platform's operators: accounts of its own, on a host of its own, with a description of its own.
//!
//! It shows figures of organizations and changes their status and plan; it never shows what is in one. Sessions are opaque tokens in a
//! cookie of the console's host. Nothing here exists on any other host, and no operation of organizations exists here.

pub mod access;
pub mod accounts;
pub mod dto;
pub mod jobs;
pub mod openapi;
pub mod organizations;
pub mod overview;
pub mod page;
pub mod routes;
pub mod work;
pub mod work_dto;
