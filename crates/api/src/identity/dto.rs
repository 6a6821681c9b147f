//! What goes in and out of the operations on people.

use chrono::{DateTime, Utc};
use domain::{
    access::{Permission, Role, RoleSet},
    identity::{Theme, User},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// E-mail and password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The e-mail address.
    #[validate(length(max = 254))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The password.
    #[validate(length(max = 1024))]
    #[schema(format = Password, max_length = 1024)]
    pub password: String,
}

/// The code of a sign-up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Handoff {
    /// The code.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub code: String,
}

/// An open session. The refresh token is in a cookie that scripts cannot read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Goes into the `Authorization` header of every request.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the access token must be refreshed.
    pub expires_in: i64,
    /// The session.
    pub session_id: Uuid,
}

/// A signed-in device.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionInfo {
    /// The session.
    pub id: Uuid,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last refreshed.
    pub last_seen_at: DateTime<Utc>,
    /// The browser's own words.
    #[schema(required = true)]
    pub user_agent: Option<String>,
    /// The address that it was opened from.
    #[schema(required = true)]
    pub ip: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What one may do in the organization as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct MayDo {
    /// Change the organization's settings.
    pub manage_organization: bool,
    /// See who is a member.
    pub view_members: bool,
    /// Invite, change and remove members.
    pub manage_members: bool,
    /// Create courses.
    pub author_courses: bool,
    /// Have a say in courses.
    pub use_courses: bool,
    /// Read the audit log.
    pub view_audit: bool,
    /// See and replay background jobs.
    pub manage_jobs: bool,
    /// Hold API keys.
    pub manage_api_keys: bool,
}

impl From<RoleSet> for MayDo {
    fn from(roles: RoleSet) -> Self {
        Self {
            manage_organization: roles.allow(Permission::ManageOrganization),
            view_members: roles.allow(Permission::ViewMembers),
            manage_members: roles.allow(Permission::ManageMembers),
            author_courses: roles.allow(Permission::AuthorCourses),
            use_courses: roles.allow(Permission::UseCourses),
            view_audit: roles.allow(Permission::ViewAudit),
            manage_jobs: roles.allow(Permission::ManageJobs),
            manage_api_keys: roles.allow(Permission::UseApiKeys),
        }
    }
}

/// A role in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Role)]
pub enum RoleWord {
    /// Answers for the organization.
    Owner,
    /// Runs it day by day.
    Admin,
    /// Looks after teams of learners.
    Manager,
    /// Builds and teaches courses.
    Instructor,
    /// Learns.
    Learner,
}

impl From<Role> for RoleWord {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Manager => Self::Manager,
            Role::Instructor => Self::Instructor,
            Role::Learner => Self::Learner,
        }
    }
}

impl From<RoleWord> for Role {
    fn from(role: RoleWord) -> Self {
        match role {
            RoleWord::Owner => Self::Owner,
            RoleWord::Admin => Self::Admin,
            RoleWord::Manager => Self::Manager,
            RoleWord::Instructor => Self::Instructor,
            RoleWord::Learner => Self::Learner,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Theme)]
pub enum ThemeWord {
    /// As the device has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl From<Theme> for ThemeWord {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::System => Self::System,
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

impl From<ThemeWord> for Theme {
    fn from(theme: ThemeWord) -> Self {
        match theme {
            ThemeWord::System => Self::System,
            ThemeWord::Light => Self::Light,
            ThemeWord::Dark => Self::Dark,
        }
    }
}

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
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
    /// The language, such as `en`.
    pub language: String,
    /// The time zone, such as `Europe/Vienna`.
    pub time_zone: String,
    /// Light or dark.
    pub theme: ThemeWord,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// What one may do.
    pub can: MayDo,
}

impl Me {
    /// Shows a user to themselves.
    pub fn of(user: User, roles: RoleSet) -> Self {
        Self {
            id: user.id.0,
            name: user.name,
            email: user.email,
            email_verified: user.email_verified_at.is_some(),
            roles: roles.iter().map(RoleWord::from).collect(),
            language: user.language,
            time_zone: user.time_zone,
            theme: user.theme.into(),
            created_at: user.created_at,
            can: roles.into(),
        }
    }
}

/// What of one's account is changed; what is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    /// The name.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    /// The language, such as `en` or `pt-BR`.
    #[validate(custom(function = "valid_language"))]
    #[schema(pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 20)]
    pub language: Option<String>,
    /// The time zone, such as `Europe/Vienna`.
    #[validate(custom(function = "valid_time_zone"))]
    #[schema(max_length = 60)]
    pub time_zone: Option<String>,
    /// Light or dark.
    pub theme: Option<ThemeWord>,
}

fn valid_language(word: &str) -> Result<(), ValidationError> {
    let fine = word.len() <= 20
        && word.split('-').enumerate().all(|(place, part)| {
            let length = if place == 0 { 2..=3 } else { 2..=8 };
            length.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fine { Ok(()) } else { Err(ValidationError::new("language").with_message("name a language as in BCP 47, such as en".into())) }
}

fn valid_time_zone(word: &str) -> Result<(), ValidationError> {
    let fine = (1..=60).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b));
    if fine { Ok(()) } else { Err(ValidationError::new("time_zone").with_message("name a time zone such as Europe/Vienna".into())) }
}

/// A change of password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present password.
    #[validate(length(max = 1024))]
    #[schema(format = Password, max_length = 1024)]
    pub current_password: String,
    /// The new one: 15 to 256 characters, not easily guessed.
    #[schema(format = Password, min_length = 15, max_length = 256)]
    pub new_password: String,
}

/// Somebody who registers.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The name, 1 to 120 characters.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The e-mail address.
    #[validate(custom(function = "crate::http::json::email"))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The password: 15 to 256 characters, not one of the first that an attacker tries.
    #[schema(format = Password, min_length = 15, max_length = 256)]
    pub password: String,
}

/// What happens next.
#[derive(Debug, Serialize, ToSchema)]
pub struct Accepted {
    /// In words, the same whether or not the address is known.
    pub message: String,
}

/// Whose address is to be proven.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationRequest {
    /// The e-mail address; one's own if absent, which takes a session.
    #[validate(custom(function = "crate::http::json::email"))]
    #[schema(format = Email, max_length = 254)]
    pub email: Option<String>,
}

/// An address that was proven.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifiedEmail {
    /// The e-mail address.
    pub email: String,
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// The e-mail address.
    #[validate(custom(function = "crate::http::json::email"))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

/// The new password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The password: 15 to 256 characters, not one of the first that an attacker tries.
    #[schema(format = Password, min_length = 15, max_length = 256)]
    pub password: String,
}
