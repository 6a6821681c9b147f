//! Plans: what they allow, what counts, and that the counters are right.

mod api_requests;
mod get_entitlements;
mod mails;
mod recount_usage;
