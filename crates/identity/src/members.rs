//! Members: what they may do, and how they leave.
//!
//! Only owners change owners. The last acting owner stays, whoever asks at the same time. A member who is suspended or removed is
//! out at once: sessions end, API keys and open invitations are revoked, an instructor's seat becomes free. Rows are locked
//! in one order everywhere: the member, the settings (with the owners' count), invitations, counters.

use domain::{
    access::{Permission, RemoveMember, Role, RoleSet, UpdateMember},
    events::DomainEvent,
    identity::{Membership, User, UserStatus, UserWithRoles},
    ids::UserId,
};
use repositories::{Grant, RepositoryError, TenantTx, audit::Object, invitations::FreedSeats, links::LinkKind, usage::Instructors};
use serde_json::json;

use crate::{error::IdentityError, invitations::words};

/// What of a member is changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemberPatch {
    /// The roles, all of them.
    pub roles: Option<RoleSet>,
    /// Whether the member is suspended.
    pub suspended: Option<bool>,
}

/// Changes a member's roles or suspends them. New roles count at once, in sessions that are open.
///
/// # Errors
/// [`IdentityError::RoleAboveYours`], [`IdentityError::LastOwner`], [`IdentityError::OwnSuspension`], or the plan's limit of
/// instructors.
pub async fn update_member(
    tx: &TenantTx,
    grant: &Grant<UpdateMember>,
    id: UserId,
    patch: MemberPatch,
) -> Result<UserWithRoles, IdentityError> {
    let (user, before) = lock(tx, id).await?;
    let status = match patch.suspended {
        Some(true) => UserStatus::Suspended,
        Some(false) => UserStatus::Active,
        None => before.status,
    };
    let after = Membership { status, roles: patch.roles.unwrap_or(before.roles) };
    if !grant.roles().may_manage(before.roles) || !grant.roles().may_manage(after.roles) {
        return Err(IdentityError::RoleAboveYours);
    }
    count_owner(tx, before, after).await?;
    if id == grant.user_id() && after.status == UserStatus::Suspended {
        return Err(IdentityError::OwnSuspension);
    }
    let freed = if after.status == UserStatus::Suspended && before.status == UserStatus::Active {
        shut_out(tx, id).await?
    } else {
        withdraw_invitations(tx, id, before.roles, after.roles).await?
    };
    let seat = change_seats(tx, before, after, freed).await?;
    tx.users().set_membership(id, (before, after), seat).await?;
    audit(tx, grant, &user, before, after).await?;
    Ok(tx.users().member(id).await?)
}

async fn audit(
    tx: &TenantTx,
    grant: &Grant<UpdateMember>,
    user: &User,
    before: Membership,
    after: Membership,
) -> Result<(), RepositoryError> {
    let object = || Object::new("user", user.id, user.name.as_str());
    if before.roles != after.roles {
        tx.audit(grant, "member_roles_changed", object(), json!({ "before": words(before.roles), "after": words(after.roles) })).await?;
    }
    if before.status != after.status {
        let action = if after.status == UserStatus::Suspended { "member_suspended" } else { "member_reinstated" };
        tx.audit(grant, action, object(), json!({})).await?;
    }
    Ok(())
}

/// Removes a member: no way in, the address free again. What the member did stays, and so do certificates; whoever keeps
/// enrollments hears of it by an event.
///
/// # Errors
/// [`IdentityError::RoleAboveYours`], [`IdentityError::LastOwner`].
pub async fn remove_member(tx: &TenantTx, grant: &Grant<RemoveMember>, id: UserId) -> Result<(), IdentityError> {
    let (user, before) = lock(tx, id).await?;
    if !grant.roles().may_manage(before.roles) {
        return Err(IdentityError::RoleAboveYours);
    }
    count_owner(tx, before, Membership::none()).await?;
    let freed = shut_out(tx, id).await?;
    change_seats(tx, before, Membership::none(), freed).await?;
    tx.users().remove(id).await?;
    tx.emit(&DomainEvent::MemberRemoved { user_id: id }).await?;
    let details = json!({ "email": user.email, "roles": words(before.roles) });
    Ok(tx.audit(grant, "member_removed", Object::new("user", id, user.name), details).await?)
}

async fn lock(tx: &TenantTx, id: UserId) -> Result<(User, Membership), RepositoryError> {
    let user = tx.users().lock(id).await?;
    if user.status == UserStatus::Removed {
        return Err(RepositoryError::NotFound);
    }
    let roles = tx.users().roles(id).await?;
    let status = user.status;
    Ok((user, Membership { status, roles }))
}

async fn count_owner(tx: &TenantTx, before: Membership, after: Membership) -> Result<(), IdentityError> {
    match (before.is_acting_owner(), after.is_acting_owner()) {
        (true, false) if !tx.owner_may_go().await? => Err(IdentityError::LastOwner),
        (false, true) => Ok(tx.owner_came().await?),
        _ => Ok(()),
    }
}

/// Ends everything by which somebody could come in or let others in; says how many seats that frees.
async fn shut_out(tx: &TenantTx, id: UserId) -> Result<i64, RepositoryError> {
    tx.sessions().revoke_all(id, None).await?;
    tx.api_keys().revoke_all(id).await?;
    tx.links().take_all(LinkKind::PasswordReset, id).await?;
    tx.links().take_all(LinkKind::EmailVerification, id).await?;
    let FreedSeats(freed) = tx.invitations().revoke_of(id, None).await?;
    Ok(freed)
}

/// Takes back the invitations that somebody with the new roles could not have sent.
async fn withdraw_invitations(tx: &TenantTx, id: UserId, before: RoleSet, after: RoleSet) -> Result<i64, RepositoryError> {
    let FreedSeats(freed) = if before.allow(Permission::ManageMembers) && !after.allow(Permission::ManageMembers) {
        tx.invitations().revoke_of(id, None).await?
    } else if before.has(Role::Owner) && !after.has(Role::Owner) {
        tx.invitations().revoke_of(id, Some(Role::Owner)).await?
    } else {
        FreedSeats(0)
    };
    Ok(freed)
}

async fn change_seats(
    tx: &TenantTx,
    before: Membership,
    after: Membership,
    freed: i64,
) -> Result<Option<repositories::usage::Seat<'_, Instructors>>, IdentityError> {
    let freed = freed + i64::from(before.fills_seat() && !after.fills_seat());
    if freed > 0 {
        tx.release_seat::<Instructors>(freed).await?;
    }
    if after.fills_seat() && !before.fills_seat() { Ok(Some(billing::take(tx, 1).await?)) } else { Ok(None) }
}
