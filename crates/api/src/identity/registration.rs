//! Operations by which people register, prove an address, and get in again without a password.
//!
//! None takes an `Idempotency-Key`: what would be kept to compare is a hash of a password. Repeating one does no harm.

use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use domain::{
    access::{ConfirmEmailVerification, ConfirmPasswordReset, RegisterUser, RequestEmailVerification, RequestPasswordReset},
    identity::clean_name,
};
use identity::{
    links::{self, Whose},
    registration::{self, Registration},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::{Accepted, NewPassword, NewUser, ResetRequest, VerificationRequest, VerifiedEmail};
use crate::{
    app::App,
    http::{
        Answer, Client, Code, Json, Problem, Public,
        json::{Empty, parsed_email},
        limit::Limit,
    },
};

const REGISTRATIONS_OF_ACCOUNT: Limit = Limit::new("registration_account", 5, 3_600);
const REGISTRATIONS_FROM_ADDRESS: Limit = Limit::new("registration_address", 60, 3_600);
const REGISTRATIONS_OF_ORGANIZATION: Limit = Limit::new("registration_organization", 2_000, 3_600);
const REQUESTS_OF_ACCOUNT: Limit = Limit::new("link_request_account", 5, 3_600);
const REQUESTS_FROM_ADDRESS: Limit = Limit::new("link_request_address", 60, 3_600);
const REQUESTS_OF_ORGANIZATION: Limit = Limit::new("link_request_organization", 2_000, 3_600);
const LINKS_FROM_ADDRESS: Limit = Limit::new("link_address", 120, 900);
const LINKS_OF_ORGANIZATION: Limit = Limit::new("link_organization", 2_000, 900);

fn accepted(message: &str) -> HttpResponse {
    HttpResponse::Accepted().json(Accepted { message: message.to_owned() })
}

/// Counts for the caller's address, for the organization, and for the account if one is named; before anything is looked at.
async fn count(app: &App, client: &Client, org: &str, limits: [&Limit; 2], account: Option<(&Limit, &str)>) -> Result<(), Problem> {
    let [from_address, of_organization] = limits;
    from_address.count(&app.db, &client.ip).await?;
    of_organization.count(&app.db, org).await?;
    match account {
        Some((limit, email)) => limit.count(&app.db, &format!("{org}:{}", email.to_lowercase())).await,
        None => Ok(()),
    }
}

/// Register.
///
/// Makes a learner's account and mails a link that proves the address; an address that has an account gets a mail that says
/// so. Both are answered alike. Refused: where the organization invites its people (`self_registration_closed`), and a password
/// that breaks a rule. In an hour, 5 for an address, 60 from one caller, 2,000 in an organization.
#[utoipa::path(tag = "identity", responses((status = 202, body = Accepted)))]
#[post("/users")]
pub async fn register_user(app: Data<App>, caller: Public<RegisterUser>, client: Client, body: Json<NewUser>) -> Answer {
    let org = caller.tenant.org_id().to_string();
    let body = body.into_inner();
    let email = parsed_email(&body.email, "/email")?;
    let limits = [&REGISTRATIONS_FROM_ADDRESS, &REGISTRATIONS_OF_ORGANIZATION];
    count(&app, &client, &org, limits, Some((&REGISTRATIONS_OF_ACCOUNT, email.key()))).await?;
    let new = Registration { name: clean_name(&body.name).unwrap_or_default(), email, password: body.password };
    registration::register_user(&app.db, &caller.grant, &app.hasher, new).await?;
    Ok(accepted("Look into your mailbox: a mail with the next step is on its way."))
}

/// Ask for a link that proves an address.
///
/// With a session and no `email`, for one's own; else for the address in the body. Answered alike whether or not the address
/// is known, and when it is proven already. In an hour, 5 for an address, 60 from one caller, 2,000 in an organization.
#[utoipa::path(tag = "identity", responses((status = 202, body = Accepted)))]
#[post("/email-verifications")]
pub async fn request_email_verification(
    app: Data<App>,
    caller: Public<RequestEmailVerification>,
    client: Client,
    body: Json<VerificationRequest>,
) -> Answer {
    let org = caller.tenant.org_id().to_string();
    let own = caller.member.as_ref().filter(|member| member.session_id().is_some()).map(repositories::Member::user_id);
    let (whose, account) = match (&body.email, own) {
        (Some(email), _) => {
            let email = parsed_email(email, "/email")?;
            (Whose::Address(email.clone()), email.key().to_owned())
        }
        (None, Some(user_id)) => (Whose::Own(user_id), user_id.to_string()),
        (None, None) => return Err(Problem::new(Code::Unauthenticated).detail("Name the address, or sign in.")),
    };
    count(&app, &client, &org, [&REQUESTS_FROM_ADDRESS, &REQUESTS_OF_ORGANIZATION], Some((&REQUESTS_OF_ACCOUNT, &account))).await?;
    links::request_email_verification(&app.db, &caller.grant, whose).await?;
    Ok(accepted("If the address has an account that needs it, a mail with a link is on its way."))
}

/// The token in a mail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MailedLink {
    /// The token.
    #[param(max_length = 200)]
    pub token: String,
}

/// Prove an address.
///
/// Works once, for 72 hours. At most 120 links in a quarter of an hour from one caller.
#[utoipa::path(tag = "identity", params(MailedLink), responses((status = 200, body = VerifiedEmail)))]
#[post("/email-verifications/{token}/confirm")]
pub async fn confirm_email_verification(
    app: Data<App>,
    caller: Public<ConfirmEmailVerification>,
    client: Client,
    path: Path<MailedLink>,
    _body: Json<Empty>,
) -> Answer {
    let org = caller.tenant.org_id().to_string();
    count(&app, &client, &org, [&LINKS_FROM_ADDRESS, &LINKS_OF_ORGANIZATION], None).await?;
    let email = links::confirm_email_verification(&app.db, &caller.grant, app.keyring.master(), &path.token).await?;
    Ok(HttpResponse::Ok().json(VerifiedEmail { email }))
}

/// Ask for a link that sets a new password.
///
/// Answered alike whether or not the address is known. In an hour, 5 for an address, 60 from one caller, 2,000 in an
/// organization.
#[utoipa::path(tag = "identity", responses((status = 202, body = Accepted)))]
#[post("/password-resets")]
pub async fn request_password_reset(
    app: Data<App>,
    caller: Public<RequestPasswordReset>,
    client: Client,
    body: Json<ResetRequest>,
) -> Answer {
    let org = caller.tenant.org_id().to_string();
    let email = parsed_email(&body.email, "/email")?;
    count(&app, &client, &org, [&REQUESTS_FROM_ADDRESS, &REQUESTS_OF_ORGANIZATION], Some((&REQUESTS_OF_ACCOUNT, email.key()))).await?;
    links::request_password_reset(&app.db, &caller.grant, &email).await?;
    Ok(accepted("If the address has an account, a mail with a link is on its way."))
}

/// Set a new password.
///
/// Works once, for an hour. Ends all sessions, uses up all other links of this kind, takes the address as proven; a mail
/// tells of it. A password that breaks a rule leaves the link as it is. At most 120 links in a quarter of an hour from one
/// caller.
#[utoipa::path(tag = "identity", params(MailedLink), responses((status = 204)))]
#[post("/password-resets/{token}/confirm")]
pub async fn confirm_password_reset(
    app: Data<App>,
    caller: Public<ConfirmPasswordReset>,
    client: Client,
    path: Path<MailedLink>,
    body: Json<NewPassword>,
) -> Answer {
    let org = caller.tenant.org_id().to_string();
    count(&app, &client, &org, [&LINKS_FROM_ADDRESS, &LINKS_OF_ORGANIZATION], None).await?;
    let secrets = (app.keyring.master(), &app.hasher);
    links::confirm_password_reset(&app.db, &caller.grant, secrets, (&path.token, &body.password)).await?;
    Ok(HttpResponse::NoContent().finish())
}
