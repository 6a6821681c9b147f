//! Attacks that go through more than one operation.

mod busy_doors;
mod interleaved;
mod secrets;
mod tenant_jobs;
