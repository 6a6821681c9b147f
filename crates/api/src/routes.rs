//! Every operation of the API, on one screen.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{certificates, identity, learning, organizations};

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// Registers every operation. What is not named here does not exist, neither for callers nor in the description.
pub fn all(config: &mut ServiceConfig) {
    organizations(config);
    identity(config);
    learning(config);
    certificates(config);
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
        .service(identity::sessions::create_session)
        .service(identity::sessions::exchange_handoff)
        .service(identity::sessions::refresh_session)
        .service(identity::sessions::end_session)
        .service(identity::sessions::list_sessions)
        .service(identity::sessions::revoke_session)
        .service(identity::account::get_me)
        .service(identity::account::update_me)
        .service(identity::account::change_password)
        .service(identity::invitations::list_invitations)
        .service(identity::invitations::create_invitation)
        .service(identity::invitations::revoke_invitation)
        .service(identity::invitations::preview_invitation)
        .service(identity::invitations::accept_invitation);
}

fn learning(config: &mut ServiceConfig) {
    config
        .service(learning::routes::list_enrollments)
        .service(learning::routes::create_enrollment)
        .service(learning::routes::get_enrollment)
        .service(learning::routes::update_enrollment)
        .service(learning::routes::get_enrollment_outline)
        .service(learning::routes::get_enrollment_lesson)
        .service(learning::routes::record_events)
        .service(learning::routes::complete_lesson)
        .service(learning::routes::get_progress)
        .service(learning::routes::list_learners)
        .service(learning::routes::get_dashboard);
}

fn certificates(config: &mut ServiceConfig) {
    config
        .service(certificates::routes::list_certificates)
        .service(certificates::routes::get_certificate)
        .service(certificates::routes::revoke_certificate)
        .service(certificates::routes::reissue_certificate);
}
