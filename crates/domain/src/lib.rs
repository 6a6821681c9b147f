//! The words and rules of Lyceum: pure values, no I/O, no async.
//!
//! Every other crate speaks in these types. Rules that need a database live one
//! or two floors up; rules that need only their arguments live here.

pub mod access;
pub mod breaker;
pub mod certificates;
pub mod content;
pub mod courses;
pub mod events;
pub mod identity;
pub mod ids;
pub mod keys;
pub mod learning;
pub mod money;
pub mod operators;
pub mod organizations;
pub mod page;
pub mod plans;
pub mod ports;
pub mod sending_domains;
pub mod subscriptions;
pub mod time;
pub mod video;
