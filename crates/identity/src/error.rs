//! Why something about people was refused.

use billing::BillingError;
use domain::organizations::SlugError;
use repositories::RepositoryError;

use crate::passwords::PasswordFault;

/// Why something about people was refused.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The slug cannot be taken.
    #[error(transparent)]
    Slug(#[from] SlugError),
    /// Somebody has, or had, the slug.
    #[error("the slug is taken")]
    SlugTaken,
    /// The password breaks a rule.
    #[error("the password breaks a rule")]
    Password(PasswordFault),
    /// E-mail or password is wrong: which, is not said.
    #[error("e-mail or password is wrong")]
    InvalidCredentials,
    /// The code of the second factor is wrong.
    #[error("the code is wrong")]
    WrongCode,
    /// The organization demands a proven address first.
    #[error("the e-mail address is not verified")]
    EmailUnverified,
    /// The session has ended, or the token was used before.
    #[error("the session has ended")]
    SessionExpired,
    /// The link has expired, was used, or is none of ours.
    #[error("the link is not valid")]
    LinkInvalid,
    /// The organization does not let people register.
    #[error("registration is closed")]
    RegistrationClosed,
    /// The person is a member already.
    #[error("already a member")]
    AlreadyMember,
    /// Only an owner may do this to an owner.
    #[error("the role is above the caller's")]
    RoleAboveYours,
    /// The last owner cannot go.
    #[error("the last owner")]
    LastOwner,
    /// Nobody suspends themself: they could not take it back.
    #[error("one's own suspension")]
    OwnSuspension,
    /// Too many passwords are being hashed.
    #[error("too busy")]
    Busy,
    /// The plan does not allow it.
    #[error(transparent)]
    Billing(BillingError),
    /// The database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl From<BillingError> for IdentityError {
    fn from(error: BillingError) -> Self {
        match error {
            BillingError::Repository(error) => Self::Repository(error),
            refused @ (BillingError::LimitReached(_) | BillingError::ReadOnly) => Self::Billing(refused),
        }
    }
}
