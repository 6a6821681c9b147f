//! The tenant wall: the only crate that knows the database.
//!
//! - [`principal`]: who is asking ([`Member`], [`Visitor`], [`JobLease`], [`SupportSession`]) and what was proven ([`Grant`], [`CourseGrant`]).
//! - [`Db::read`] and [`Db::write`] open a transaction in the grant's organization, and nothing else does.
//! - `scoped`: every statement on an organization's rows begins with `org_id = ?`; it is private to this crate.
//! - [`system`], [`outbox`], [`operators`] and [`console`]: the one door to the tables of the platform, which belong to no organization.
//! - One module for each slice holds its repositories: typed ids in, domain types out.

pub mod api_keys;
pub mod assets;
pub mod audit;
pub mod catalog;
pub mod certificates;
pub mod console;
pub mod course_staff;
pub mod courses;
pub mod db;
mod entity;
pub mod error;
mod expired;
pub mod frozen;
pub mod health;
pub mod idempotency;
pub mod invitations;
pub mod learning;
pub mod lesson_revisions;
pub mod lessons;
pub mod links;
pub mod mails;
pub mod operators;
pub mod organization_settings;
pub mod outbox;
pub mod outlines;
pub mod principal;
mod scoped;
pub mod sections;
pub mod sending_domains;
pub mod sessions;
pub mod subscriptions;
pub mod support;
pub mod system;
mod text;
pub mod usage;
pub mod users;
pub mod videos;
mod waiting;
pub mod webhooks;

pub use db::{Db, DbConfig, TenantRead, TenantTx};
pub use error::RepositoryError;
pub use operators::Operator;
pub use principal::{Actor, CourseGrant, Denied, Grant, JobLease, Member, Principal, SupportSession, Tenant, Visitor};
pub use scoped::{Reading, Writing};
