//! What goes in and out of the operations on members, invitations and API keys.

use chrono::{DateTime, Utc};
use domain::{
    access::{Permission, Role, RoleSet, Scope},
    identity::UserWithRoles,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::dto::RoleWord;

/// Somebody to be invited.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// The e-mail address.
    #[validate(custom(function = "crate::http::json::email"))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The roles that the person will have, at least one.
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5)]
    pub roles: Vec<RoleWord>,
}

/// Gives roles a set: naming one twice is naming it once.
pub fn role_set(roles: &[RoleWord]) -> RoleSet {
    roles.iter().map(|role| Role::from(*role)).collect()
}

/// Somebody's name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    /// The user.
    pub id: Uuid,
    /// The name.
    pub name: String,
}

/// An invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    /// The invitation.
    pub id: Uuid,
    /// The address that it was sent to.
    pub email: String,
    /// The roles that it gives, the most powerful first.
    pub roles: Vec<RoleWord>,
    /// `open`, `accepted`, `expired` or `revoked`.
    pub status: String,
    /// Who invited; `null` once that person has left.
    #[schema(required = true)]
    pub invited_by: Option<Person>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    /// Shows an invitation as it stands at a moment.
    pub fn of(invitation: domain::identity::Invitation, now: DateTime<Utc>) -> Self {
        let inviter = invitation.invited_by.0;
        Self {
            id: invitation.id.0,
            status: invitation.status(now).as_str().to_owned(),
            roles: invitation.roles.iter().map(RoleWord::from).collect(),
            invited_by: invitation.inviter_name.map(|name| Person { id: inviter, name }),
            email: invitation.email,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        }
    }
}

/// What an invitation's link shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationPreview {
    /// The organization.
    pub organization_name: String,
    /// The address that was invited.
    pub email: String,
    /// The roles that it gives.
    pub roles: Vec<RoleWord>,
    /// Who invited.
    #[schema(required = true)]
    pub invited_by_name: Option<String>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// Who accepts.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The name, 1 to 120 characters.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The password: 15 to 256 characters, not one of the first that an attacker tries.
    #[schema(format = Password, min_length = 15, max_length = 256)]
    pub password: String,
}

/// Whether a member may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MemberStatus)]
pub enum StatusWord {
    /// May.
    Active,
    /// May not, for now.
    Suspended,
}

/// What one may do with a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberCan {
    /// Change roles, suspend, reinstate.
    pub edit: bool,
    /// Remove.
    pub remove: bool,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// The user.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Whether the address was proven.
    pub email_verified: bool,
    /// The roles, the most powerful first.
    pub roles: Vec<RoleWord>,
    /// Whether the member may come in.
    pub status: StatusWord,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last signed in.
    #[schema(required = true)]
    pub last_seen_at: Option<DateTime<Utc>>,
    /// What the caller may do with the member.
    pub can: MemberCan,
}

impl Member {
    /// Shows a member to somebody with these roles.
    pub fn of(member: UserWithRoles, caller: RoleSet) -> Self {
        let may = caller.allow(Permission::ManageMembers) && caller.may_manage(member.roles);
        let is_suspended = member.user.status == domain::identity::UserStatus::Suspended;
        Self {
            id: member.user.id.0,
            name: member.user.name,
            email: member.user.email,
            email_verified: member.user.email_verified_at.is_some(),
            roles: member.roles.iter().map(RoleWord::from).collect(),
            status: if is_suspended { StatusWord::Suspended } else { StatusWord::Active },
            created_at: member.user.created_at,
            last_seen_at: member.user.last_seen_at,
            can: MemberCan { edit: may, remove: may },
        }
    }
}

/// What of a member is changed; what is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberPatch {
    /// The roles that the member will have, all of them, at least one.
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5)]
    pub roles: Option<Vec<RoleWord>>,
    /// Suspend or reinstate.
    pub status: Option<StatusWord>,
}

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Scope)]
pub enum ScopeWord {
    /// Read.
    Read,
    /// Teach and learn.
    Write,
    /// Administer.
    Admin,
}

impl From<ScopeWord> for Scope {
    fn from(scope: ScopeWord) -> Self {
        match scope {
            ScopeWord::Read => Self::Read,
            ScopeWord::Write => Self::Write,
            ScopeWord::Admin => Self::Admin,
        }
    }
}

impl From<Scope> for ScopeWord {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Read => Self::Read,
            Scope::Write => Self::Write,
            Scope::Admin => Self::Admin,
        }
    }
}

/// An API key to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    /// What it is for, 1 to 120 characters.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What it may do, cut with what its user may do.
    #[validate(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    pub scopes: Vec<ScopeWord>,
    /// When it stops working; never if absent.
    pub expires_at: Option<DateTime<Utc>>,
}

/// An API key.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    /// The key.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// How the secret begins.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<ScopeWord>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    #[schema(required = true)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it stops working.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    #[schema(required = true)]
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<domain::identity::ApiKey> for ApiKey {
    fn from(key: domain::identity::ApiKey) -> Self {
        Self {
            id: key.id.0,
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.into_iter().map(ScopeWord::from).collect(),
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
        }
    }
}

/// An API key that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedApiKey {
    /// The key.
    #[serde(flatten)]
    pub key: ApiKey,
    /// The secret: shown this once.
    pub secret: String,
}
