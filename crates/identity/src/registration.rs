//! People register by themselves, where the organization lets them.

use domain::{
    access::{RegisterUser, Role},
    events::DomainEvent,
    identity::EmailAddress,
};
use repositories::{Db, Grant, RepositoryError, users::NewUser};

use crate::{
    error::IdentityError,
    links::request_verification,
    passwords::{PasswordHasher, check_rules},
};

/// What somebody who registers says.
#[derive(Debug)]
pub struct Registration {
    /// The name.
    pub name: String,
    /// The address.
    pub email: EmailAddress,
    /// The password.
    pub password: String,
}

/// Makes a learner's account and mails a link that proves its address. An address that has an account gets a mail that says
/// so. The password is hashed and a row is written in both cases, so that the answer tells neither by words nor by time.
///
/// # Errors
/// [`IdentityError::RegistrationClosed`], [`IdentityError::Password`].
pub async fn register_user(db: &Db, grant: &Grant<RegisterUser>, hasher: &PasswordHasher, new: Registration) -> Result<(), IdentityError> {
    let settings = db.read(grant).await?.settings().await?;
    if !settings.self_registration {
        return Err(IdentityError::RegistrationClosed);
    }
    check_rules(&new.password, &[&settings.name, &new.name, new.email.as_str()]).map_err(IdentityError::Password)?;
    let password_hash = hasher.hash(&new.password).await?;
    let tx = db.write(grant).await?;
    let user =
        NewUser { email: new.email.clone(), name: new.name, password_hash, email_verified_at: None, language: settings.default_language };
    match tx.users().add(user, [Role::Learner].into_iter().collect(), None).await {
        Ok(user_id) => {
            request_verification(&tx, user_id, new.email.as_str()).await?;
        }
        Err(RepositoryError::Duplicate) => {
            let known = tx.users().find_credentials(&new.email).await?.ok_or(RepositoryError::NotFound)?;
            tx.emit(&DomainEvent::RegistrationRepeated { user_id: known.user.id }).await?;
        }
        Err(other) => return Err(other.into()),
    }
    Ok(tx.commit().await?)
}
