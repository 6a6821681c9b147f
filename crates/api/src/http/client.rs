//! The other end of the line: address and browser, for sessions and limits.

use std::{
    future::{Ready, ready},
    net::IpAddr,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};

use super::problem::Problem;
use crate::app::App;

/// Handler argument: where the request came from.
#[derive(Clone, Debug)]
pub struct Client {
    /// The address; behind a configured proxy, the one that the proxy saw.
    pub ip: String,
    /// The browser's own words, cut to 300 characters.
    pub user_agent: Option<String>,
}

impl FromRequest for Client {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let trusted = request.app_data::<Data<App>>().map(|app| app.config.server.trusted_proxies.as_slice()).unwrap_or_default();
        ready(Ok(Self { ip: address(request, trusted), user_agent: user_agent.map(|words| words.chars().take(300).collect()) }))
    }
}

/// Walks `X-Forwarded-For` from the right as long as the speaker is one of our proxies; anybody else's header is not read.
fn address(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let Some(mut speaker) = request.peer_addr().map(|peer| peer.ip()) else { return "unknown".to_owned() };
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    for word in forwarded.rsplit(',') {
        if !trusted.contains(&speaker) {
            break;
        }
        match word.trim().parse() {
            Ok(before) => speaker = before,
            Err(_) => break,
        }
    }
    speaker.to_string()
}
