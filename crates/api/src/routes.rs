//! Every operation of the API, on one screen.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    administration, assets, billing, catalog, certificates, courses, identity, learning, messaging, organizations, support, video,
};

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// Registers every operation. What is not named here does not exist, neither for callers nor in the description.
pub fn all(config: &mut ServiceConfig) {
    organizations(config);
    identity(config);
    administration(config);
    support(config);
    billing(config);
    messaging(config);
    authoring(config);
    catalog(config);
    video(config);
    learning(config);
    certificates(config);
}

fn video(config: &mut ServiceConfig) {
    config
        .service(video::routes::create_video)
        .service(video::routes::list_videos)
        .service(video::routes::get_video)
        .service(video::routes::update_video)
        .service(video::routes::delete_video)
        .service(video::routes::cancel_video)
        .service(video::routes::retry_video)
        .service(video::moves::create_video_move)
        .service(video::moves::delete_video_move)
        .service(video::usage::get_video_usage)
        .service(video::usage::get_video_retention)
        .service(video::uploads::get_upload_options)
        .service(video::uploads::create_video_upload)
        .service(video::uploads::get_video_upload)
        .service(video::uploads::append_video_upload)
        .service(video::uploads::end_video_upload)
        .service(video::captions::set_video_captions)
        .service(video::captions::list_video_captions)
        .service(video::captions::get_video_captions)
        .service(video::captions::delete_video_captions)
        .service(video::transcriptions::create_video_transcription)
        .service(video::transcriptions::list_video_transcriptions)
        .service(video::playbacks::create_playback)
        .service(video::playbacks::renew_playback)
        .service(video::playbacks::end_playback)
        .service(video::playbacks::create_video_playback)
        .service(video::playbacks::create_catalog_playback);
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
        .service(identity::registration::register_user)
        .service(identity::registration::request_email_verification)
        .service(identity::registration::confirm_email_verification)
        .service(identity::registration::request_password_reset)
        .service(identity::registration::confirm_password_reset)
        .service(identity::account::get_me)
        .service(identity::account::update_me)
        .service(identity::account::change_password)
        .service(identity::invitations::list_invitations)
        .service(identity::invitations::create_invitation)
        .service(identity::invitations::revoke_invitation)
        .service(identity::invitations::preview_invitation)
        .service(identity::invitations::accept_invitation)
        .service(identity::members::list_members)
        .service(identity::members::update_member)
        .service(identity::members::remove_member)
        .service(identity::api_keys::list_api_keys)
        .service(identity::api_keys::create_api_key)
        .service(identity::api_keys::revoke_api_key);
}

fn administration(config: &mut ServiceConfig) {
    config
        .service(administration::routes::list_audit_events)
        .service(administration::routes::list_jobs)
        .service(administration::routes::replay_job);
}

fn support(config: &mut ServiceConfig) {
    config
        .service(support::routes::enter_support_session)
        .service(support::routes::get_support_session)
        .service(support::routes::leave_support_session)
        .service(support::routes::list_support_sessions)
        .service(support::routes::revoke_support_session);
}

fn billing(config: &mut ServiceConfig) {
    config
        .service(billing::routes::get_entitlements)
        .service(billing::subscription::list_plans)
        .service(billing::subscription::get_subscription)
        .service(billing::subscription::preview_plan)
        .service(billing::subscription::list_invoices)
        .service(billing::subscription::create_checkout)
        .service(billing::subscription::create_portal_session)
        .service(billing::subscription::refresh_subscription)
        .service(billing::subscription::create_subscription_change)
        .service(billing::subscription::get_subscription_change)
        .service(billing::subscription::get_kept)
        .service(billing::subscription::update_kept);
}

fn messaging(config: &mut ServiceConfig) {
    config
        .service(messaging::routes::get_sending_domain)
        .service(messaging::routes::set_sending_domain)
        .service(messaging::routes::remove_sending_domain)
        .service(messaging::routes::check_sending_domain)
        .service(messaging::routes::rotate_dkim_key);
}

fn authoring(config: &mut ServiceConfig) {
    config
        .service(courses::courses::list_courses)
        .service(courses::courses::create_course)
        .service(courses::courses::get_course)
        .service(courses::courses::update_course)
        .service(courses::courses::delete_course)
        .service(courses::courses::restore_course)
        .service(courses::courses::publish_course)
        .service(courses::courses::get_course_checks)
        .service(courses::outline::get_outline)
        .service(courses::outline::update_outline)
        .service(courses::outline::get_bin)
        .service(courses::outline::create_section)
        .service(courses::outline::update_section)
        .service(courses::outline::delete_section)
        .service(courses::outline::restore_section)
        .service(courses::lessons::create_lesson)
        .service(courses::lessons::get_lesson)
        .service(courses::lessons::update_lesson)
        .service(courses::lessons::delete_lesson)
        .service(courses::lessons::restore_lesson)
        .service(courses::lessons::publish_lesson)
        .service(courses::lessons::unpublish_lesson)
        .service(courses::lessons::duplicate_lesson)
        .service(courses::lessons::list_lesson_revisions)
        .service(courses::staff::get_staff)
        .service(courses::staff::update_staff)
        .service(courses::preview::preview_outline)
        .service(courses::preview::preview_lesson)
        .service(assets::routes::create_asset);
}

fn catalog(config: &mut ServiceConfig) {
    config.service(catalog::routes::list_catalog).service(catalog::routes::get_catalog_course).service(catalog::routes::get_catalog_lesson);
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
        .service(certificates::routes::get_certificate_pdf)
        .service(certificates::routes::get_certificate)
        .service(certificates::routes::revoke_certificate)
        .service(certificates::routes::reissue_certificate);
}
