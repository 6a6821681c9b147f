//! The platform's operators: how an account is set up, and how it signs in. Always with password and second factor.
//!
//! An account is made at the command line, which prints a code that works for a day. With it the operator chooses a password and takes
//! the second factor's secret into an authenticator. That secret is derived from the code, so that looking at the first page twice
//! shows the same one and nothing half done is stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{identity::EmailAddress, ports::World};
use keyring::{MasterSecret, TotpSecret, hash};
use repositories::{
    Db, RepositoryError,
    operators::{OperatorDevice, OperatorSetup},
};

use crate::{
    error::IdentityError,
    passwords::{PasswordHasher, check_rules},
    sessions::Device,
};

/// An account that waits for its operator, and the secret that goes into the authenticator.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Whose.
    pub account: OperatorSetup,
    /// The second factor's secret.
    pub secret: TotpSecret,
}

/// E-mail, password, and the authenticator's code.
#[derive(Clone, Copy, Debug)]
pub struct OperatorSignIn<'a> {
    /// The address.
    pub email: &'a EmailAddress,
    /// The password.
    pub password: &'a str,
    /// The code.
    pub code: &'a str,
}

/// A code or token that nobody guesses, and the hash under which it is kept.
pub fn secret_word(world: &World) -> (String, String) {
    let word = URL_SAFE_NO_PAD.encode(world.bytes::<32>());
    let kept = hash(word.as_bytes());
    (word, kept)
}

/// The account that a set-up code is for.
///
/// # Errors
/// [`IdentityError::LinkInvalid`] when the code was used, is too old, or is none of ours.
pub async fn begin_setup(db: &Db, secret: &MasterSecret, code: &str) -> Result<Setup, IdentityError> {
    let account = db.operator_setup(&hash(code.as_bytes())).await?.ok_or(IdentityError::LinkInvalid)?;
    Ok(Setup { secret: secret_of(secret, &account, code), account })
}

/// Sets the account up and opens its first session; answers the session's token.
///
/// # Errors
/// [`IdentityError::LinkInvalid`], [`IdentityError::Password`], [`IdentityError::WrongCode`]; nothing is changed then.
pub async fn finish_setup(
    db: &Db,
    secret: &MasterSecret,
    hasher: &PasswordHasher,
    (setup_code, password, code): (&str, &str, &str),
    device: Device,
) -> Result<String, IdentityError> {
    let Setup { account, secret: totp } = begin_setup(db, secret, setup_code).await?;
    check_rules(password, &[&account.name, &account.email]).map_err(IdentityError::Password)?;
    let step = totp.step_of(code, db.world().now(), 0).ok_or(IdentityError::WrongCode)?;
    let password_hash = hasher.hash(password).await?;
    let sealed = secret.seal(&context(account.id.0), totp.as_bytes()).map_err(|_| IdentityError::Busy)?;
    let (token, device) = session_on(db, device);
    let done = db.set_up_operator(&hash(setup_code.as_bytes()), &password_hash, &sealed, step, device).await;
    done.map_err(|error| match error {
        RepositoryError::NotFound => IdentityError::LinkInvalid,
        other => other.into(),
    })?;
    Ok(token)
}

/// Signs an operator in; answers the session's token.
///
/// # Errors
/// [`IdentityError::InvalidCredentials`] alike for an unknown or disabled account, a wrong password, and a code that is wrong or was
/// used before.
pub async fn sign_in(
    db: &Db,
    secret: &MasterSecret,
    hasher: &PasswordHasher,
    with: OperatorSignIn<'_>,
    device: Device,
) -> Result<String, IdentityError> {
    let found = db.operator_credentials(with.email).await?;
    let matches = hasher.verify(with.password, found.as_ref().map(|found| found.password_hash.as_str())).await?;
    let found = found.filter(|_| matches).ok_or(IdentityError::InvalidCredentials)?;
    let totp = open_totp(secret, found.id.0, &found.sealed_totp).ok_or(IdentityError::InvalidCredentials)?;
    let step = totp.step_of(with.code, db.world().now(), 0).ok_or(IdentityError::InvalidCredentials)?;
    let (token, device) = session_on(db, device);
    db.sign_in_operator(&found, step, device).await.map_err(|error| match error {
        // disabled meanwhile, or somebody was here with this very code
        RepositoryError::NotFound => IdentityError::InvalidCredentials,
        other => other.into(),
    })?;
    Ok(token)
}

fn session_on(db: &Db, device: Device) -> (String, OperatorDevice) {
    let (token, token_hash) = secret_word(db.world());
    (token, OperatorDevice { token_hash, ip: device.ip, user_agent: device.user_agent })
}

fn context(operator: uuid::Uuid) -> String {
    format!("operator-totp:{operator}")
}

fn secret_of(secret: &MasterSecret, account: &OperatorSetup, code: &str) -> TotpSecret {
    let mac = secret.mac("operator-totp", &[account.id.0.as_bytes().as_slice(), code.as_bytes()].concat());
    let mut bytes = [0; 20];
    for (byte, from) in bytes.iter_mut().zip(mac) {
        *byte = from;
    }
    TotpSecret::from_bytes(bytes)
}

fn open_totp(secret: &MasterSecret, operator: uuid::Uuid, sealed: &str) -> Option<TotpSecret> {
    let bytes = secret.open(&context(operator), sealed).ok()?;
    Some(TotpSecret::from_bytes(bytes.try_into().ok()?))
}
