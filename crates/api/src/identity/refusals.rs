//! Refusals of the identity slice in public words.

use domain::organizations::SlugError;
use identity::{IdentityError, PasswordFault};

use crate::http::{Code, Problem, problem::FieldError};

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        refuse_at(error, "/password")
    }
}

/// The refusal, with the place of the field that it is about.
pub fn refuse_at(error: IdentityError, pointer: &str) -> Problem {
    match error {
        IdentityError::Slug(SlugError::Invalid) => Problem::new(Code::InvalidSlug).detail(format!("A subdomain: {}.", SlugError::Invalid)),
        IdentityError::Slug(SlugError::Reserved) => Problem::new(Code::SlugReserved),
        IdentityError::SlugTaken => Problem::new(Code::SlugTaken),
        IdentityError::Password(fault) => Problem::invalid(vec![password_fault(fault, pointer)]),
        IdentityError::InvalidCredentials => Problem::new(Code::InvalidCredentials),
        IdentityError::WrongCode => Problem::new(Code::WrongCode),
        IdentityError::EmailUnverified => Problem::new(Code::EmailUnverified),
        IdentityError::SessionExpired => Problem::new(Code::SessionExpired),
        IdentityError::LinkInvalid => Problem::new(Code::LinkInvalid),
        IdentityError::RegistrationClosed => Problem::new(Code::RegistrationClosed),
        IdentityError::AlreadyMember => Problem::new(Code::AlreadyMember),
        IdentityError::RoleAboveYours => Problem::new(Code::RoleAboveYours),
        IdentityError::LastOwner => Problem::new(Code::LastOwner),
        IdentityError::OwnSuspension => Problem::new(Code::Forbidden).detail("Nobody can suspend themself. Another administrator can."),
        IdentityError::Busy => Problem::new(Code::Busy).retry_after(2),
        IdentityError::Billing(error) => error.into(),
        IdentityError::Repository(error) => error.into(),
    }
}

fn password_fault(fault: PasswordFault, pointer: &str) -> FieldError {
    match fault {
        PasswordFault::TooShort => {
            FieldError::new(pointer, "password_too_short", "use at least 15 characters: a few words are easy to keep in mind")
        }
        PasswordFault::TooLong => FieldError::new(pointer, "password_too_long", "use at most 256 characters"),
        PasswordFault::TooCommon => FieldError::new(pointer, "password_too_common", "this is among the first that an attacker would try"),
    }
}
