//! Audit log and background jobs.

mod forget_expired;
mod list_audit_events;
mod list_jobs;
mod replay_job;
