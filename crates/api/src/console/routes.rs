//! Every operation of the console, on one screen.

use utoipa_actix_web::service_config::ServiceConfig;

use super::{accounts, organizations, overview, work};

/// Where the console's API lives, on the console's host.
pub const PREFIX: &str = "/api/v1/console";

/// Operations that ask for no session: whoever calls them has none yet.
pub const OPEN: [&str; 3] = ["begin_operator_setup", "finish_operator_setup", "create_operator_session"];

/// Registers every operation.
pub fn all(config: &mut ServiceConfig) {
    config
        .service(accounts::begin_operator_setup)
        .service(accounts::finish_operator_setup)
        .service(accounts::create_operator_session)
        .service(accounts::get_operator_session)
        .service(accounts::end_operator_session)
        .service(overview::get_overview)
        .service(organizations::list_organizations)
        .service(organizations::get_organization_facts)
        .service(organizations::measure_organization)
        .service(organizations::suspend_organization)
        .service(organizations::resume_organization)
        .service(organizations::give_plan)
        .service(organizations::start_support_session)
        .service(work::list_platform_jobs)
        .service(work::list_mails)
        .service(work::replay_platform_job)
        .service(work::list_webhooks)
        .service(work::replay_webhook)
        .service(work::list_operator_acts);
}
