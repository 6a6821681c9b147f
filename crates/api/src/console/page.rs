//! The console's one page, with the strictest policy that it runs under: no script but its own files, no style but its own and those
//! that carry the answer's nonce, no markup made from text (Trusted Types), no frame around it.

use std::path::Path;

use actix_web::{HttpResponse, http::header};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use crate::{
    app::App,
    http::{Answer, Code, Problem},
};

/// Where the page would be found as a file: there it is not.
pub const PAGE_PATH: &str = "/console.html";
/// What stands in the file for the nonce.
const PLACE: &str = "NONCE_OF_THIS_ANSWER";

/// The page.
///
/// # Errors
/// 404 where the web app was built without it.
pub fn page(app: &App, folder: &Path) -> Answer {
    let file = folder.join(PAGE_PATH.trim_start_matches('/'));
    let html = std::fs::read_to_string(file).map_err(|error| Problem::new(Code::NotFound).caused_by(error))?;
    let nonce = STANDARD_NO_PAD.encode(app.db.world().bytes::<16>());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy(&nonce)))
        .body(html.replace(PLACE, &nonce)))
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types default"
    )
}
