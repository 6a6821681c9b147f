//! The platform's operators: added, listed, disabled and reset by whoever has the machine.

use domain::identity::{EmailAddress, clean_name};
use identity::operators::secret_word;
use repositories::{Db, DbConfig, RepositoryError};

use crate::{
    app::{self, StartError, system_world},
    config::Config,
};

/// What is done with operators.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum OperatorCommand {
    /// Make an account, and print the code with which its operator sets it up.
    Add {
        /// The address that the operator signs in with.
        email: String,
        /// The operator's name: organizations read it in their audit log.
        name: String,
    },
    /// Show every account.
    List,
    /// Shut an operator out, at once.
    Disable {
        /// The operator's address.
        email: String,
    },
    /// Take password and second factor away, and print a new set-up code.
    Reset {
        /// The operator's address.
        email: String,
    },
}

/// Does it.
///
/// # Errors
/// A sentence for the operator: an address that is none, that has an account or has none, or a database that does not answer.
pub async fn run(config: &Config, command: OperatorCommand) -> Result<(), StartError> {
    if app::migrates_at_start(config) {
        app::migrate(config).await?;
    }
    let unreachable = |error| StartError::because("LYCEUM_DATABASE_URL: the database does not answer", error);
    let db = Db::open(&DbConfig { url: config.database.url.clone(), max_connections: 2 }, system_world()).await.map_err(unreachable)?;
    match command {
        OperatorCommand::Add { email, name } => {
            let (address, name) = (address(&email)?, clean_name(&name).ok_or_else(|| StartError(format!("{name:?} is no name")))?);
            let (code, kept) = secret_word(db.world());
            db.add_operator(&address, &name, &kept).await.map_err(|error| match error {
                RepositoryError::Duplicate => StartError(format!("{email} is an operator already: lyceum operator reset {email}")),
                other => StartError::because("the operator was not added", other),
            })?;
            show_code(config, &email, &code);
        }
        OperatorCommand::Reset { email } => {
            let (code, kept) = secret_word(db.world());
            db.reset_operator(&address(&email)?, &kept).await.map_err(|error| unknown(&email, error))?;
            show_code(config, &email, &code);
        }
        OperatorCommand::Disable { email } => {
            db.disable_operator(&address(&email)?).await.map_err(|error| unknown(&email, error))?;
            println!("{email} is disabled, and every session has ended");
        }
        OperatorCommand::List => {
            for account in db.operators().await.map_err(unreachable)? {
                let state = match (account.disabled_at, account.is_set_up) {
                    (Some(_), _) => "disabled",
                    (None, true) => "active",
                    (None, false) => "not set up",
                };
                println!("{}  {}  {state}", account.email, account.name);
            }
        }
    }
    Ok(())
}

fn address(email: &str) -> Result<EmailAddress, StartError> {
    EmailAddress::parse(email).ok_or_else(|| StartError(format!("{email:?} is not an e-mail address")))
}

fn unknown(email: &str, error: RepositoryError) -> StartError {
    match error {
        RepositoryError::NotFound => StartError(format!("nobody has the address {email}: lyceum operator list")),
        other => StartError::because("the operator was not changed", other),
    }
}

fn show_code(config: &Config, email: &str, code: &str) {
    println!("{email} sets the account up within 24 hours at {}/setup#code={code}", config.server.console_origin());
    println!("Set-up code: {code}");
}
