//! The HTTP interface of Lyceum, its worker and its commands.
//!
//! [`routes`] lists every operation on one screen. [`http`] is what they share. Each slice has a folder of its own:
//! `routes.rs` (one handler for each operation) and `dto.rs` (what goes in and out).

pub mod app;
pub mod commands;
pub mod config;
pub mod console;
pub mod files;
pub mod http;
pub mod jobs;
pub mod logging;
pub mod metrics;
pub mod openapi;
pub mod reference;
pub mod routes;
pub mod server;
pub mod web_app;
pub mod worker;

pub mod administration;
pub mod assets;
pub mod billing;
pub mod catalog;
pub mod certificates;
pub mod courses;
pub mod identity;
pub mod learning;
pub mod messaging;
pub mod organizations;
pub mod support;
pub mod video;

/// Addresses that are no operations of the API: files, the reference, what the payment provider and video hosts call, and the mailbox of a developer.
pub(crate) fn undocumented(config: &mut actix_web::web::ServiceConfig, dev: bool) {
    config
        .service(files::asset)
        .service(files::logo)
        .service(video::media::media)
        .service(video::moves::original)
        .service(reference::operations)
        .service(reference::problems)
        .service(billing::webhook::stripe)
        .service(video::hosts::webhooks::mux)
        .service(video::hosts::webhooks::cloudflare_stream);
    if dev {
        config.service(messaging::mailbox::list);
    }
}
