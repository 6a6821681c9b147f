//! Organizations: sign-up, subdomains, settings.

mod create_organization;
mod get_organization;
mod slugs;
mod update_organization;
