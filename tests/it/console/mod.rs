//! The console: operators' accounts, organizations from the outside, support sessions.

mod accounts;
mod organizations;
mod page;
mod support;
mod work;
