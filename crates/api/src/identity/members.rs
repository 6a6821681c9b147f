//! Operations on members.

use actix_web::{
    HttpResponse, delete, get, patch,
    web::{Data, Path, Query},
};
use domain::{
    access::{ListMembers, RemoveMember, UpdateMember},
    ids::UserId,
};
use identity::members;
use repositories::users::MemberFilter;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    dto::RoleWord,
    member_dto::{Member, MemberPatch, StatusWord, role_set},
};
use crate::{
    app::App,
    http::{
        Allowed, Answer, Json, Problem,
        page::{PageBody, page_request},
    },
};

/// Which members are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MemberQuery {
    /// Part of the name or the e-mail address.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Holding this role.
    pub role: Option<RoleWord>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List members.
///
/// Newest first, suspended ones included, for everybody but learners.
#[utoipa::path(tag = "identity", params(MemberQuery), responses((status = 200, body = PageBody<Member>)))]
#[get("/members")]
pub async fn list_members(app: Data<App>, caller: Allowed<ListMembers>, query: Query<MemberQuery>) -> Answer {
    let query = query.into_inner();
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let text = query.q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(Problem::invalid_field("?q", "length", "search for at most 200 characters"));
    }
    let read = app.db.read(&caller.grant).await?;
    let found = read.users().members(MemberFilter { text, role: query.role.map(Into::into) }, page).await?;
    let roles = caller.grant.roles();
    Ok(HttpResponse::Ok().json(PageBody::of(found, |member| Member::of(member, roles))))
}

/// Which member.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MemberPath {
    /// The user.
    pub user_id: Uuid,
}

/// Change a member.
///
/// New roles count at once, also in sessions that are open. Suspending ends the member's sessions, revokes API keys and open
/// invitations, and frees an instructor's seat; reinstating brings only the seat back. Refused: an owner, or the owner's
/// role, by anybody but an owner (`role_above_yours`); the last owner (`last_owner`); suspending oneself (`forbidden`); an
/// authoring role beyond the plan's instructors (`plan_limit_reached`).
#[utoipa::path(tag = "identity", params(MemberPath), responses((status = 200, body = Member)))]
#[patch("/members/{user_id}")]
pub async fn update_member(app: Data<App>, caller: Allowed<UpdateMember>, path: Path<MemberPath>, body: Json<MemberPatch>) -> Answer {
    let patch = members::MemberPatch {
        roles: body.roles.as_deref().map(role_set),
        suspended: body.status.map(|status| status == StatusWord::Suspended),
    };
    let tx = app.db.write(&caller.grant).await?;
    let member = members::update_member(&tx, &caller.grant, UserId(path.user_id), patch).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Member::of(member, caller.grant.roles())))
}

/// Remove a member.
///
/// Sessions end, API keys and open invitations are revoked, and the e-mail address is free again. What the member did stays,
/// and so do certificates. Owners and admins may leave this way themselves. Refused: an owner by anybody but an owner
/// (`role_above_yours`), the last owner (`last_owner`).
#[utoipa::path(tag = "identity", params(MemberPath), responses((status = 204)))]
#[delete("/members/{user_id}")]
pub async fn remove_member(app: Data<App>, caller: Allowed<RemoveMember>, path: Path<MemberPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    members::remove_member(&tx, &caller.grant, UserId(path.user_id)).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
