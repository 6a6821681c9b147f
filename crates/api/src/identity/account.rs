//! Operations on one's own account.

use actix_web::{HttpResponse, get, patch, post, web::Data};
use domain::{
    access::{ChangePassword, GetMe, UpdateMe},
    events::DomainEvent,
    identity::clean_name,
};
use identity::{IdentityError, passwords::check_rules};
use repositories::users::UserPatch;

use super::{
    dto::{Me, MePatch, PasswordChange},
    refusals::refuse_at,
};
use crate::{
    app::App,
    http::{Allowed, Answer, Code, Json, Problem, limit::Limit},
};

const PASSWORD_CHANGES: Limit = Limit::new("password_change", 10, 900);

/// Read one's own account.
#[utoipa::path(tag = "identity", responses((status = 200, body = Me)))]
#[get("/me")]
pub async fn get_me(app: Data<App>, caller: Allowed<GetMe>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let user = read.users().get(caller.grant.user_id()).await?;
    Ok(HttpResponse::Ok().json(Me::of(user, caller.grant.roles())))
}

/// Change one's own account.
#[utoipa::path(tag = "identity", responses((status = 200, body = Me)))]
#[patch("/me")]
pub async fn update_me(app: Data<App>, caller: Allowed<UpdateMe>, body: Json<MePatch>) -> Answer {
    let body = body.into_inner();
    let patch = UserPatch {
        name: body.name.as_deref().and_then(clean_name),
        language: body.language,
        time_zone: body.time_zone,
        theme: body.theme.map(Into::into),
        ..UserPatch::default()
    };
    let tx = app.db.write(&caller.grant).await?;
    tx.users().change(caller.grant.user_id(), patch).await?;
    let user = tx.users().get(caller.grant.user_id()).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Me::of(user, caller.grant.roles())))
}

/// Change one's own password.
///
/// Needs the present one; ends all other sessions; a mail tells of it. At most 10 tries in a quarter of an hour.
#[utoipa::path(tag = "identity", responses((status = 204)))]
#[post("/me/password")]
pub async fn change_password(app: Data<App>, caller: Allowed<ChangePassword>, body: Json<PasswordChange>) -> Answer {
    let user_id = caller.grant.user_id();
    PASSWORD_CHANGES.count(&app.db, &user_id.to_string()).await?;
    let read = app.db.read(&caller.grant).await?;
    let found = read.users().credentials(user_id).await?;
    drop(read);
    if !app.hasher.verify(&body.current_password, Some(&found.password_hash)).await? {
        return Err(Problem::new(Code::InvalidCredentials).detail("The present password is wrong."));
    }
    check_rules(&body.new_password, &[&found.user.name, &found.user.email])
        .map_err(|fault| refuse_at(IdentityError::Password(fault), "/new_password"))?;
    let password_hash = app.hasher.hash(&body.new_password).await?;
    let tx = app.db.write(&caller.grant).await?;
    tx.users().change(user_id, UserPatch { password_hash: Some(password_hash), ..UserPatch::default() }).await?;
    tx.sessions().revoke_all(user_id, caller.member.session_id()).await?;
    tx.emit(&DomainEvent::PasswordChanged { user_id }).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
