//! Attacks that go through more than one operation.

mod busy_doors;
mod interleaved;
mod secrets;
mod side_paths;
mod tenant_jobs;
