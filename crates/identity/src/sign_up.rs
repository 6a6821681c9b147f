//! An organization signs itself up: its name, its address, its first owner, all in one transaction.

use domain::{
    access::Role,
    identity::EmailAddress,
    ids::{HandoffId, LinkId, OrgId},
    organizations::Slug,
    plans::Plan,
};
use repositories::{Db, RepositoryError, usage::Instructors, users::NewUser};

use crate::{
    error::IdentityError,
    passwords::{PasswordHasher, check_rules},
};

/// What somebody who signs up says.
#[derive(Debug)]
pub struct NewOrganization {
    /// The organization's name.
    pub name: String,
    /// The address that it wants.
    pub slug: String,
    /// The owner's name.
    pub owner_name: String,
    /// The owner's address.
    pub owner_email: EmailAddress,
    /// The owner's password.
    pub owner_password: String,
    /// The plan that new organizations get.
    pub plan: Plan,
}

/// What was made.
#[derive(Clone, Copy, Debug)]
pub struct SignedUp {
    /// The organization.
    pub org_id: OrgId,
    /// The row of the code that opens the owner's first session on the organization's host.
    pub handoff_id: HandoffId,
    /// The link by which the owner proves the address.
    pub link_id: LinkId,
}

/// Makes the organization and its owner.
///
/// # Errors
/// [`IdentityError::Slug`], [`IdentityError::SlugTaken`], [`IdentityError::Password`]; nothing was made then.
pub async fn create_organization(db: &Db, hasher: &PasswordHasher, new: NewOrganization) -> Result<SignedUp, IdentityError> {
    let slug = Slug::parse(&new.slug)?;
    check_rules(&new.owner_password, &[&new.name, &new.owner_name, new.owner_email.as_str()]).map_err(IdentityError::Password)?;
    if !db.slug_is_free(&slug).await? {
        return Err(IdentityError::SlugTaken);
    }
    let password_hash = hasher.hash(&new.owner_password).await?;
    let tx = db.found_organization(&slug, new.plan).await.map_err(taken)?;
    tx.add_settings(&new.name).await?;
    let owner = NewUser { email: new.owner_email, name: new.owner_name, password_hash, email_verified_at: None, language: "en".to_owned() };
    let email = owner.email.as_str().to_owned();
    let seat = billing::take::<Instructors>(&tx, 1).await?;
    let user_id = tx.users().add(owner, [Role::Owner].into_iter().collect(), Some(seat)).await?;
    let handoff_id = tx.add_handoff(user_id).await?;
    let link_id = crate::links::request_verification(&tx, user_id, &email).await?;
    let org_id = tx.org_id();
    tx.commit().await.map_err(taken)?;
    Ok(SignedUp { org_id, handoff_id, link_id })
}

fn taken(error: RepositoryError) -> IdentityError {
    match error {
        RepositoryError::Duplicate => IdentityError::SlugTaken,
        other => IdentityError::Repository(other),
    }
}
