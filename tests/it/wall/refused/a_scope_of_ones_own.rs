//! What binds statements to an organization cannot be had, so not for another organization either.
use repositories::scoped::Scoped;
use repositories::db::Scope;
