//! Operations of the billing slice.

use actix_web::{HttpResponse, get, web::Data};
use domain::access::GetEntitlements;

use super::dto::Entitlements;
use crate::{
    app::App,
    http::{Allowed, Answer},
};

/// Read the plan's limits and their use.
///
/// Owners, admins, managers and instructors may. What is refused with `plan_limit_reached` is decided by these figures; a limit
/// warns (`room` is `low`) from four fifths on. Until the organization has a verified sending domain, mails stand under a smaller
/// limit of the platform (`limited_by` is `sending_domain`): such a domain lifts it, and a larger plan does not.
#[utoipa::path(tag = "billing", responses((status = 200, body = Entitlements)))]
#[get("/entitlements")]
pub async fn get_entitlements(app: Data<App>, caller: Allowed<GetEntitlements>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = billing::entitlements(&read, &caller.grant, app.config.mail.platform_limit).await?;
    Ok(HttpResponse::Ok().json(Entitlements::at(read.now(), &found)))
}
