//! Every operation of the API, on one screen.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{identity, organizations};

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// Registers every operation. What is not named here does not exist, neither for callers nor in the description.
pub fn all(config: &mut ServiceConfig) {
    organizations(config);
    identity(config);
}

fn organizations(config: &mut ServiceConfig) {
    config
        .service(organizations::routes::create_organization)
        .service(organizations::routes::get_slug_availability)
        .service(organizations::routes::get_organization)
        .service(organizations::routes::update_organization);
}

fn identity(config: &mut ServiceConfig) {
    config
        .service(identity::routes::create_session)
        .service(identity::routes::exchange_handoff)
        .service(identity::routes::refresh_session)
        .service(identity::routes::end_session)
        .service(identity::routes::list_sessions)
        .service(identity::routes::revoke_session)
        .service(identity::routes::get_me)
        .service(identity::routes::update_me)
        .service(identity::routes::change_password);
}
