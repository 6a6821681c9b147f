//! Rules of people: addresses and names.

use crate::{
    access::{Role, RoleSet, Scope},
    ids::{ApiKeyId, InvitationId, SessionId, UserId},
    time::Timestamp,
};

/// The longest e-mail address (RFC 5321: 254 characters in a path).
pub const EMAIL_MAX: usize = 254;
/// The longest name of a person or an organization, in characters.
pub const NAME_MAX: usize = 120;
/// The shortest password (NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password is the only factor).
pub const PASSWORD_MIN: usize = 15;
/// The longest password, in characters; NIST asks for at least 64.
pub const PASSWORD_MAX: usize = 256;

/// An e-mail address that was looked at: as it was typed, and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    typed: String,
    key: String,
}

impl EmailAddress {
    /// Checks the shape `local@domain.tld`; only a mail that arrives proves more.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = text.trim();
        let (local, host) = typed.rsplit_once('@')?;
        let local_is_fine = (1..=64).contains(&local.len())
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let host_is_fine = host.len() <= 253
            && host.contains('.')
            && host.split('.').all(|label| {
                (1..=63).contains(&label.len())
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        let fine = typed.len() <= EMAIL_MAX && local_is_fine && host_is_fine;
        fine.then(|| Self { typed: typed.to_owned(), key: typed.to_lowercase() })
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// As it is compared: two addresses that differ in case are one.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Whether a member may use the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserStatus {
    /// May.
    Active,
    /// May not, for now.
    Suspended,
    /// Was removed; the row stays for what the user did.
    Removed,
}

impl UserStatus {
    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::Removed].into_iter().find(|status| status.as_str() == word)
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the device has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The theme's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == word)
    }
}

/// A user of one organization.
#[derive(Clone, Debug)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// When the address was proven.
    pub email_verified_at: Option<Timestamp>,
    /// Whether the user may come in.
    pub status: UserStatus,
    /// The language of mails and pages, such as `en`.
    pub language: String,
    /// The time zone, such as `Europe/Vienna`.
    pub time_zone: String,
    /// Light or dark.
    pub theme: Theme,
    /// Since when.
    pub created_at: Timestamp,
    /// Last signed in or refreshed.
    pub last_seen_at: Option<Timestamp>,
}

/// What a user is in the organization: whether they may come in, and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Whether they may come in.
    pub status: UserStatus,
    /// As what.
    pub roles: RoleSet,
}

impl Membership {
    /// Of somebody who was removed.
    pub fn none() -> Self {
        Self { status: UserStatus::Removed, roles: RoleSet::default() }
    }

    /// Whether this is one of the owners who answer for the organization: a suspended one cannot.
    pub fn is_acting_owner(self) -> bool {
        self.status == UserStatus::Active && self.roles.has(Role::Owner)
    }

    /// Whether this fills an instructor's seat of the plan: a suspended author does not.
    pub fn fills_seat(self) -> bool {
        self.status == UserStatus::Active && self.roles.is_authoring()
    }
}

/// A user and what they are.
#[derive(Clone, Debug)]
pub struct UserWithRoles {
    /// The user.
    pub user: User,
    /// The roles.
    pub roles: RoleSet,
}

/// A signed-in device.
#[derive(Clone, Debug)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// The highest refresh token that was presented.
    pub generation: i64,
    /// The browser's words.
    pub user_agent: Option<String>,
    /// The address it was opened from.
    pub ip: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used.
    pub last_seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationStatus {
    /// It can be accepted.
    Open,
    /// Somebody accepted it.
    Accepted,
    /// It is too old.
    Expired,
    /// It was taken back, or replaced by a newer one.
    Revoked,
}

impl InvitationStatus {
    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// An invitation: bound to one organization, one address and the roles that it gives.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The invitation.
    pub id: InvitationId,
    /// The address that it is for.
    pub email: String,
    /// The roles that it gives.
    pub roles: RoleSet,
    /// Who invited.
    pub invited_by: UserId,
    /// The inviter's name, while the inviter is a member.
    pub inviter_name: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// Where it stands at a moment.
    pub fn status(&self, now: Timestamp) -> InvitationStatus {
        if self.accepted_at.is_some() {
            InvitationStatus::Accepted
        } else if self.revoked_at.is_some() {
            InvitationStatus::Revoked
        } else if self.expires_at <= now {
            InvitationStatus::Expired
        } else {
            InvitationStatus::Open
        }
    }
}

/// A key by which a program acts for a user. Its secret is nowhere: only its hash is kept.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// What it is for, in its user's words.
    pub name: String,
    /// How the secret begins, so that people can tell keys apart.
    pub prefix: String,
    /// What it may do, cut with what its user may do.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A name as it may be stored: trimmed, without control characters, not empty, not too long.
pub fn clean_name(text: &str) -> Option<String> {
    let name: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    (!name.is_empty() && name.chars().count() <= NAME_MAX).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_shape_and_no_case() {
        let address = EmailAddress::parse("  Ann.Lee+1@Example.org ").unwrap();
        assert_eq!((address.as_str(), address.key()), ("Ann.Lee+1@Example.org", "ann.lee+1@example.org"));
        for bad in [
            "",
            "ann",
            "ann@",
            "@example.org",
            "ann@example",
            "a..b@example.org",
            "a\nb@example.org",
            "ann@-x.org",
            "ann @example.org",
            "a@b@example.org",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn only_those_who_may_come_in_count_as_owners_and_authors() {
        let of = |status, role: Role| Membership { status, roles: [role].into_iter().collect() };
        assert!(of(UserStatus::Active, Role::Owner).is_acting_owner() && of(UserStatus::Active, Role::Owner).fills_seat());
        assert!(!of(UserStatus::Suspended, Role::Owner).is_acting_owner() && !of(UserStatus::Suspended, Role::Owner).fills_seat());
        assert!(!of(UserStatus::Active, Role::Admin).is_acting_owner() && of(UserStatus::Active, Role::Instructor).fills_seat());
        assert!(!of(UserStatus::Active, Role::Learner).fills_seat() && !Membership::none().fills_seat());
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(clean_name(" Zoë\r\nBcc: x ").as_deref(), Some("ZoëBcc: x"));
        assert_eq!(clean_name(" \n "), None);
        assert_eq!(clean_name(&"x".repeat(121)), None);
    }
}
