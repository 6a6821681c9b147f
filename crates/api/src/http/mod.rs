//! What every operation shares: who asks, for which organization, with which body, and how refusals look.

pub mod allowed;
pub mod client;
pub mod etag;
pub mod host;
pub mod json;
pub mod limit;
pub mod once;
pub mod origin;
pub mod page;
pub mod problem;
pub mod security;

pub use allowed::{Allowed, Public, Supporting};
pub use client::Client;
pub use etag::IfMatch;
pub use host::{Apex, Site};
pub use json::Json;
pub use once::{Once, Reply};
pub use page::PageQuery;
pub use problem::{Answer, Code, Problem};
