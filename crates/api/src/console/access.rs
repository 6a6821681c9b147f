//! Who may come to the console: anybody for the first pages, an operator for everything else, and both on its host only.

use std::{
    future::{Future, Ready, ready},
    pin::Pin,
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::Method,
    web::Data,
};
use repositories::Operator;

use crate::{
    app::App,
    http::{Code, Problem, Site, origin::OwnOrigin},
};

/// The cookie's name: the prefix makes browsers demand `Secure`, no `Domain`, and the path `/`.
pub const COOKIE: &str = "__Host-lyceum_console";

/// The cookie with a session's token: this host only, never readable by scripts. It goes with the browser's window.
pub fn cookie(token: String) -> Cookie<'static> {
    Cookie::build(COOKIE, token).path("/").secure(true).http_only(true).same_site(SameSite::Strict).finish()
}

/// Takes the cookie away.
pub fn cleared() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// Handler argument: the request is for the console, from its own pages; whoever asks.
#[derive(Clone, Copy, Debug)]
pub struct OnConsole;

impl FromRequest for OnConsole {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !matches!(request.extensions().get::<Site>(), Some(Site::Console)) {
            return ready(Err(Problem::new(Code::NotFound)));
        }
        // a cookie comes along by itself: only the console's own pages may change anything
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return ready(Ok(Self));
        }
        ready(OwnOrigin::from_request(request, payload).into_inner().map(|OwnOrigin| Self))
    }
}

/// Handler argument: the request is for the console, from an operator whose account and session are alive.
#[derive(Debug)]
pub struct Operated(pub Operator);

impl std::ops::Deref for Operated {
    type Target = Operator;

    fn deref(&self) -> &Operator {
        &self.0
    }
}

impl FromRequest for Operated {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let on_console = OnConsole::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let OnConsole = on_console?;
            let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::new(Code::Internal))?;
            let nobody = || Problem::new(Code::Unauthenticated);
            let token = request.cookie(COOKIE).ok_or_else(nobody)?;
            let found = app.db.operator_by_session(&keyring::hash(token.value().as_bytes())).await?;
            found.map(Self).ok_or_else(nobody)
        })
    }
}
