//! Audit log and background jobs.

mod list_audit_events;
mod list_jobs;
mod replay_job;
