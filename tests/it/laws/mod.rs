//! What holds for every operation and every table, whoever adds one.

mod console;
mod contract;
mod limits;
mod lists;
mod migrations;
pub(crate) mod operations;
mod row_level_security;
mod schema;
pub(crate) mod stranger;
mod support;
mod twice;
mod weak;
pub(crate) mod world;
