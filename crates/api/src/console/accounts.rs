//! Operations on operators' accounts and sessions.

use actix_web::{HttpResponse, delete, get, post, web::Data};
use domain::identity::EmailAddress;
use identity::operators::{self, OperatorSignIn};

use super::{
    access::{self, OnConsole, Operated},
    dto::{FinishedSetup, NewOperatorSession, OperatorSession, OperatorSetup, QrCode, SetupCode},
};
use crate::{
    app::App,
    http::{Answer, Client, Code, Json, Problem, limit::Limit},
};

const SIGN_INS_OF_OPERATOR: Limit = Limit::new("operator_sign_in", 10, 900);
const SIGN_INS_FROM_ADDRESS: Limit = Limit::new("operator_address", 60, 900);
const SETUPS_FROM_ADDRESS: Limit = Limit::new("operator_setup", 30, 900);
/// What authenticators show beside the code.
const ISSUER: &str = "Lyceum console";

/// Begin to set up an account.
///
/// For the code that `lyceum operator add` printed, as long as it works: whose account it is, and the secret that goes into the
/// authenticator. Asking again with the same code gives the same secret.
#[utoipa::path(tag = "accounts", responses((status = 200, body = OperatorSetup)))]
#[post("/setup/begin")]
pub async fn begin_operator_setup(app: Data<App>, _console: OnConsole, client: Client, body: Json<SetupCode>) -> Answer {
    SETUPS_FROM_ADDRESS.count(&app.db, &client.ip).await?;
    let setup = operators::begin_setup(&app.db, app.keyring.master(), body.setup_code.trim()).await?;
    let address = setup.secret.address(ISSUER, &setup.account.email);
    let qr = QrCode::of(&address).ok_or_else(|| Problem::new(Code::Internal))?;
    let secret = setup.secret.base32();
    Ok(HttpResponse::Ok().json(OperatorSetup { email: setup.account.email, name: setup.account.name, secret, address, qr }))
}

/// Set up an account.
///
/// Takes the password and a code of the authenticator, which proves that it has the secret; uses the set-up code up and signs in.
/// Refused: a password that breaks a rule, a wrong code; nothing is changed then.
#[utoipa::path(tag = "accounts", responses((status = 201, body = OperatorSession)))]
#[post("/setup")]
pub async fn finish_operator_setup(app: Data<App>, _console: OnConsole, client: Client, body: Json<FinishedSetup>) -> Answer {
    SETUPS_FROM_ADDRESS.count(&app.db, &client.ip).await?;
    let given = (body.setup_code.trim(), body.password.as_str(), body.code.as_str());
    let token = operators::finish_setup(&app.db, app.keyring.master(), &app.hasher, given, client.into()).await?;
    opened(&app, token).await
}

/// Sign in.
///
/// E-mail, password and a code of the authenticator, together. Whatever is wrong gets the same answer; a code works once. Attempts are
/// counted for the account and for the caller's address before anything is looked at: 10 and 60 in a quarter of an hour. The session
/// ends after half an hour without use, and after eight hours in any case.
#[utoipa::path(tag = "accounts", responses((status = 201, body = OperatorSession)))]
#[post("/sessions")]
pub async fn create_operator_session(app: Data<App>, _console: OnConsole, client: Client, body: Json<NewOperatorSession>) -> Answer {
    let account = body.email.trim().to_lowercase();
    SIGN_INS_FROM_ADDRESS.count(&app.db, &client.ip).await?;
    SIGN_INS_OF_OPERATOR.count(&app.db, &account).await?;
    let email = EmailAddress::parse(&body.email).ok_or_else(|| Problem::new(Code::InvalidCredentials))?;
    let with = OperatorSignIn { email: &email, password: &body.password, code: &body.code };
    let token = operators::sign_in(&app.db, app.keyring.master(), &app.hasher, with, client.into()).await?;
    app.db.forget_uses(&SIGN_INS_OF_OPERATOR.key(&account)).await?;
    opened(&app, token).await
}

async fn opened(app: &App, token: String) -> Answer {
    let operator = app.db.operator_by_session(&keyring::hash(token.as_bytes())).await?;
    let operator = operator.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    Ok(HttpResponse::Created().cookie(access::cookie(token)).json(OperatorSession::from(&operator)))
}

/// Read one's own session.
#[utoipa::path(tag = "accounts", responses((status = 200, body = OperatorSession)))]
#[get("/sessions/current")]
pub async fn get_operator_session(operator: Operated) -> Answer {
    Ok(HttpResponse::Ok().json(OperatorSession::from(&*operator)))
}

/// Sign out.
#[utoipa::path(tag = "accounts", responses((status = 204)))]
#[delete("/sessions/current")]
pub async fn end_operator_session(app: Data<App>, operator: Operated) -> Answer {
    app.db.end_operator_session(&operator).await?;
    Ok(HttpResponse::NoContent().cookie(access::cleared()).finish())
}
