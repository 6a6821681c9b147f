//! What users are in an organization.

use serde::{Deserialize, Serialize};

use super::Permission;

/// What a user is in an organization. A user can be several things at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers for the organization: may do everything, plan and ownership included.
    Owner,
    /// Runs the organization day by day.
    Admin,
    /// Looks after teams of learners.
    Manager,
    /// Builds and teaches courses.
    Instructor,
    /// Learns.
    Learner,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Admin, Self::Manager, Self::Instructor, Self::Learner];

    /// The role's word in the database and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Instructor => "instructor",
            Self::Learner => "learner",
        }
    }

    /// The role with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether the role may write courses, and so fills an instructor's seat of the plan.
    pub const fn is_authoring(self) -> bool {
        matches!(self, Self::Owner | Self::Admin | Self::Instructor)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Owner => 1,
            Self::Admin => 2,
            Self::Manager => 4,
            Self::Instructor => 8,
            Self::Learner => 16,
        }
    }
}

/// The roles of one user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleSet(u8);

impl RoleSet {
    /// Whether the role is among them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles, the most powerful first.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// Whether one of the roles has the permission.
    pub fn allow(self, permission: Permission) -> bool {
        self.iter().any(|role| permission.is_held_by(role))
    }

    /// Whether one of the roles may write courses.
    pub fn is_authoring(self) -> bool {
        self.iter().any(Role::is_authoring)
    }

    /// Whether a user with these roles may give, take or edit `other` roles: nobody raises anybody above themselves.
    pub fn may_manage(self, other: Self) -> bool {
        self.has(Role::Owner) || !other.has(Role::Owner)
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<T: IntoIterator<Item = Role>>(roles: T) -> Self {
        Self(roles.into_iter().fold(0, |bits, role| bits | role.bit()))
    }
}
