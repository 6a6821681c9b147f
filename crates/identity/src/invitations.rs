//! Invitations: how people come into an organization.
//!
//! An invitation is bound to its organization, an address and the roles that it gives; it works once, for 72 hours, and only
//! as long as whoever sent it may still give these roles. One address has one open invitation: a newer one takes the older back.

use domain::{
    access::{AcceptInvitation, CreateInvitation, Permission, PreviewInvitation, ReleaseInvitations, RevokeInvitation, Role, RoleSet},
    events::DomainEvent,
    identity::{EmailAddress, Invitation, InvitationStatus, UserStatus},
    ids::InvitationId,
};
use keyring::MasterSecret;
use repositories::{
    Db, Grant, RepositoryError, TenantRead, TenantTx, audit::Object, invitations::FreedSeats, usage::Instructors, users::NewUser,
};
use serde_json::json;

use crate::{
    error::IdentityError,
    links::invalid,
    passwords::{PasswordHasher, check_rules},
    sessions::{self, Device, OpenSession},
};

const PURPOSE: &str = "invitation";

/// Roles as the log keeps them.
pub(crate) fn words(roles: RoleSet) -> Vec<&'static str> {
    roles.iter().map(Role::as_str).collect()
}

/// Invites an address.
///
/// # Errors
/// [`IdentityError::RoleAboveYours`], [`IdentityError::AlreadyMember`], or the plan's limit of instructors.
pub async fn create_invitation(
    tx: &TenantTx,
    grant: &Grant<CreateInvitation>,
    email: &EmailAddress,
    roles: RoleSet,
) -> Result<Invitation, IdentityError> {
    // the inviter's row first: the rights that count are those of this moment
    let inviter = tx.users().lock(grant.user_id()).await?;
    let theirs = tx.users().roles(inviter.id).await?;
    if inviter.status != UserStatus::Active || !theirs.allow(Permission::ManageMembers) || !theirs.may_manage(roles) {
        return Err(IdentityError::RoleAboveYours);
    }
    tx.lock_settings().await?;
    if tx.users().find_credentials(email).await?.is_some() {
        return Err(IdentityError::AlreadyMember);
    }
    let FreedSeats(expired) = tx.invitations().release_expired().await?;
    let FreedSeats(replaced) = tx.invitations().revoke_for(email).await?;
    release(tx, expired + replaced).await?;
    let seat = if roles.is_authoring() { Some(billing::take::<Instructors>(tx, 1).await?) } else { None };
    let id = tx.invitations().add(email, roles, grant.user_id(), seat).await?;
    tx.emit(&DomainEvent::InvitationCreated { invitation_id: id }).await?;
    tx.audit(grant, "invitation_created", Object::new("invitation", id, email.as_str()), json!({ "roles": words(roles) })).await?;
    Ok(tx.invitations().get(id).await?)
}

async fn release(tx: &TenantTx, seats: i64) -> Result<(), RepositoryError> {
    if seats == 0 { Ok(()) } else { tx.release_seat::<Instructors>(seats).await }
}

/// Takes an invitation back. Doing so again changes nothing.
///
/// # Errors
/// [`IdentityError::AlreadyMember`] when it was accepted, [`IdentityError::RoleAboveYours`] for an owner's invitation.
pub async fn revoke_invitation(tx: &TenantTx, grant: &Grant<RevokeInvitation>, id: InvitationId) -> Result<(), IdentityError> {
    let invitation = tx.invitations().get(id).await?;
    if !grant.roles().may_manage(invitation.roles) {
        return Err(IdentityError::RoleAboveYours);
    }
    let FreedSeats(freed) = match tx.invitations().revoke(id).await {
        Ok(freed) => freed,
        Err(RepositoryError::NotFound) if tx.invitations().get(id).await?.accepted_at.is_some() => {
            return Err(IdentityError::AlreadyMember);
        }
        Err(RepositoryError::NotFound) => return Ok(()),
        Err(other) => return Err(other.into()),
    };
    release(tx, freed).await?;
    let object = Object::new("invitation", id, invitation.email);
    Ok(tx.audit(grant, "invitation_revoked", object, json!({ "roles": words(invitation.roles) })).await?)
}

/// Gives back the seats of invitations that are too old; says how many.
///
/// # Errors
/// When the database fails.
pub async fn release_invitations(tx: &TenantTx, _grant: &Grant<ReleaseInvitations>) -> Result<i64, RepositoryError> {
    let FreedSeats(freed) = tx.invitations().release_expired().await?;
    release(tx, freed).await?;
    Ok(freed)
}

/// What a link shows before it is accepted.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The organization's name.
    pub organization_name: String,
    /// The invitation.
    pub invitation: Invitation,
}

/// Looks at an invitation by its link.
///
/// # Errors
/// [`IdentityError::LinkInvalid`] when it cannot be accepted.
pub async fn preview_invitation(
    db: &Db,
    grant: &Grant<PreviewInvitation>,
    secret: &MasterSecret,
    token: &str,
) -> Result<Preview, IdentityError> {
    let id = read_token(secret, grant.org_id(), token)?;
    let read = db.read(grant).await?;
    Ok(Preview { invitation: acceptable(&read, id).await?, organization_name: read.settings().await?.name })
}

/// Who an invited person says to be.
#[derive(Debug)]
pub struct NewMember {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// Accepts an invitation: makes the account, whose address the mail has proven, with the invitation's roles, and signs it in.
///
/// # Errors
/// [`IdentityError::LinkInvalid`] when it cannot be accepted, [`IdentityError::Password`], and [`IdentityError::AlreadyMember`]
/// when the address has registered by itself meanwhile.
pub async fn accept_invitation(
    db: &Db,
    grant: &Grant<AcceptInvitation>,
    (secret, hasher): (&MasterSecret, &PasswordHasher),
    (token, new): (&str, NewMember),
    device: Device,
) -> Result<OpenSession, IdentityError> {
    let id = read_token(secret, grant.org_id(), token)?;
    let read = db.read(grant).await?;
    let known = acceptable(&read, id).await?;
    let settings = read.settings().await?;
    drop(read);
    check_rules(&new.password, &[&settings.name, &new.name, &known.email]).map_err(IdentityError::Password)?;
    let email = EmailAddress::parse(&known.email).ok_or(IdentityError::LinkInvalid)?;
    let password_hash = hasher.hash(&new.password).await?;

    let tx = db.write(grant).await?;
    // the inviter's row first, as everywhere: who is being removed or demoted gives nothing any more
    tx.users().lock(known.invited_by).await?;
    if known.roles.has(Role::Owner) {
        // the settings' row is locked before the invitation's, as everywhere
        tx.owner_came().await?;
    }
    let (invitation, seat) = tx.take_invitation(id).await.map_err(invalid)?;
    may_give(&tx, &invitation).await?;
    let user = NewUser { email, name: new.name, password_hash, email_verified_at: Some(tx.now()), language: settings.default_language };
    let user_id = tx.users().add(user, invitation.roles, seat).await.map_err(|error| match error {
        RepositoryError::Duplicate => IdentityError::AlreadyMember,
        other => other.into(),
    })?;
    tx.invitations().accepted_by(id, user_id).await?;
    let details = json!({ "roles": words(invitation.roles), "user_id": user_id });
    tx.audit(grant, "invitation_accepted", Object::new("invitation", id, invitation.email), details).await?;
    let opened = sessions::open(&tx, secret, user_id, device).await?;
    tx.commit().await?;
    Ok(opened)
}

fn read_token(secret: &MasterSecret, org_id: domain::ids::OrgId, token: &str) -> Result<InvitationId, IdentityError> {
    secret.read_link_token(PURPOSE, org_id, token).map(InvitationId).ok_or(IdentityError::LinkInvalid)
}

async fn acceptable(read: &TenantRead, id: InvitationId) -> Result<Invitation, IdentityError> {
    let invitation = read.invitations().get(id).await.map_err(invalid)?;
    if invitation.status(read.now()) != InvitationStatus::Open {
        return Err(IdentityError::LinkInvalid);
    }
    may_give(read, &invitation).await?;
    Ok(invitation)
}

/// An invitation is worth what its sender could give now.
async fn may_give(read: &TenantRead, invitation: &Invitation) -> Result<(), IdentityError> {
    let inviter = read.users().member(invitation.invited_by).await.map_err(invalid)?;
    let may = inviter.user.status == UserStatus::Active
        && inviter.roles.allow(Permission::ManageMembers)
        && inviter.roles.may_manage(invitation.roles);
    if may { Ok(()) } else { Err(IdentityError::LinkInvalid) }
}
