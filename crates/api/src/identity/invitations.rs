//! Operations on invitations.

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path, Query},
};
use domain::{
    access::{AcceptInvitation, CreateInvitation, ListInvitations, PreviewInvitation, RevokeInvitation},
    identity::clean_name,
    ids::InvitationId,
};
use identity::invitations::{self, NewMember};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    cookie,
    dto::{RoleWord, Session},
    member_dto::{Acceptance, Invitation, InvitationPreview, NewInvitation, role_set},
};
use crate::{
    app::App,
    http::{Allowed, Answer, Client, Json, Once, PageQuery, Public, Reply, json::parsed_email, limit::Limit, page::PageBody},
};

const INVITATIONS_OF_ORGANIZATION: Limit = Limit::new("invitation", 1_000, 3_600);
const LINKS_FROM_ADDRESS: Limit = Limit::new("invitation_link", 120, 900);
const LINKS_OF_ORGANIZATION: Limit = Limit::new("invitation_link_organization", 2_000, 900);

/// List invitations.
///
/// Open, accepted, expired and revoked ones, newest first, for owners and admins.
#[utoipa::path(tag = "identity", params(PageQuery), responses((status = 200, body = PageBody<Invitation>)))]
#[get("/invitations")]
pub async fn list_invitations(app: Data<App>, caller: Allowed<ListInvitations>, page: Query<PageQuery>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = read.invitations().list(page.request()?).await?;
    let now = read.now();
    Ok(HttpResponse::Ok().json(PageBody::of(found, |invitation| Invitation::of(invitation, now))))
}

/// Invite somebody.
///
/// Mails a link that works once, for 72 hours, and as long as the inviter may give these roles. An older open invitation for
/// the address is revoked. Refused: an address that has an account (`already_member`), the owner's role by anybody but an
/// owner (`role_above_yours`), an authoring role beyond the plan's instructors (`plan_limit_reached`): an open invitation
/// counts. At most 1,000 an hour in an organization.
#[utoipa::path(tag = "identity", params(Once), responses((status = 201, body = Invitation)))]
#[post("/invitations")]
pub async fn create_invitation(app: Data<App>, caller: Allowed<CreateInvitation>, once: Once, body: Json<NewInvitation>) -> Answer {
    INVITATIONS_OF_ORGANIZATION.count(&app.db, &caller.tenant.org_id().to_string()).await?;
    let email = parsed_email(&body.email, "/email")?;
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let made = invitations::create_invitation(tx, &caller.grant, &email, role_set(&body.roles)).await?;
        Reply::created(&Invitation::of(made, tx.now()))
    })
    .await
}

/// Which invitation.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct InvitationPath {
    /// The invitation.
    pub invitation_id: Uuid,
}

/// Revoke an invitation.
///
/// Its link stops working at once. Doing so again changes nothing. Refused: one that was accepted (`already_member`), an
/// owner's by anybody but an owner (`role_above_yours`).
#[utoipa::path(tag = "identity", params(InvitationPath), responses((status = 204)))]
#[delete("/invitations/{invitation_id}")]
pub async fn revoke_invitation(app: Data<App>, caller: Allowed<RevokeInvitation>, path: Path<InvitationPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    invitations::revoke_invitation(&tx, &caller.grant, InvitationId(path.invitation_id)).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The token in an invitation's mail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct InvitationLink {
    /// The token.
    #[param(max_length = 200)]
    pub token: String,
}

/// Look at an invitation.
///
/// For whoever has its link. One that cannot be accepted answers `link_invalid`.
#[utoipa::path(tag = "identity", params(InvitationLink), responses((status = 200, body = InvitationPreview)))]
#[get("/invitations/{token}/preview")]
pub async fn preview_invitation(app: Data<App>, caller: Public<PreviewInvitation>, client: Client, path: Path<InvitationLink>) -> Answer {
    LINKS_FROM_ADDRESS.count(&app.db, &client.ip).await?;
    let shown = invitations::preview_invitation(&app.db, &caller.grant, app.keyring.master(), &path.token).await?;
    Ok(HttpResponse::Ok().json(InvitationPreview {
        organization_name: shown.organization_name,
        email: shown.invitation.email,
        roles: shown.invitation.roles.iter().map(RoleWord::from).collect(),
        invited_by_name: shown.invitation.inviter_name,
        expires_at: shown.invitation.expires_at,
    }))
}

/// Accept an invitation.
///
/// Makes the account with the invitation's address, which counts as verified, and its roles, and signs it in. Works once.
/// Refused: a link that was used, revoked, is too old, or whose sender has left or may no longer give these roles
/// (`link_invalid`); an address that has registered by itself meanwhile (`already_member`). Counted before the link is
/// looked at: 120 in a quarter of an hour from one address, 2,000 in an organization.
#[utoipa::path(tag = "identity", params(InvitationLink), responses((status = 201, body = Session)))]
#[post("/invitations/{token}/accept")]
pub async fn accept_invitation(
    app: Data<App>,
    caller: Public<AcceptInvitation>,
    client: Client,
    path: Path<InvitationLink>,
    body: Json<Acceptance>,
) -> Answer {
    let org = caller.tenant.org_id();
    LINKS_FROM_ADDRESS.count(&app.db, &client.ip).await?;
    LINKS_OF_ORGANIZATION.count(&app.db, &org.to_string()).await?;
    let body = body.into_inner();
    let new = NewMember { name: clean_name(&body.name).unwrap_or_default(), password: body.password };
    let secrets = (app.keyring.master(), &app.hasher);
    let opened = invitations::accept_invitation(&app.db, &caller.grant, secrets, (&path.token, new), client.into()).await?;
    cookie::answer(&app, org, opened, HttpResponse::Created())
}
