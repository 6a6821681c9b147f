//! Configuration: a TOML file and `LYCEUM_*` variables, read once at the start. A variable wins over the file.
//!
//! Every fault names the variable. `lyceum doctor` prints what was understood.

mod areas;
mod hosts;
mod settings;
mod transcription;

pub use areas::{Database, Mail, Payments, Security, Server, Storage, Stripe, Video};
pub use hosts::VideoHosts;
pub use settings::{ConfigError, Settings};
pub use transcription::Transcription;

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Addresses and hosts.
    pub server: Server,
    /// Where rows live.
    pub database: Database,
    /// Where files live.
    pub storage: Storage,
    /// How videos are made playable.
    pub video: Video,
    /// How mail leaves.
    pub mail: Mail,
    /// How organizations pay.
    pub payments: Payments,
    /// Secrets and first plan.
    pub security: Security,
}

impl Config {
    /// Reads the settings; every fault is reported, not only the first.
    ///
    /// # Errors
    /// The faults, each with its variable's name.
    pub fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let mut faults = Vec::new();
        let server = Server::read(settings, &mut faults);
        let database = Database::read(settings, &mut faults);
        let storage = Storage::read(settings, &mut faults);
        let video = Video::read(settings, &mut faults);
        let mail = Mail::read(settings, &mut faults);
        let payments = Payments::read(settings, &mut faults);
        let security = Security::read(settings, &mut faults);
        faults.extend(settings.unknown());
        match (server, database, storage, video, mail, payments, security) {
            (Some(server), Some(database), Some(storage), Some(video), Some(mail), Some(payments), Some(security)) if faults.is_empty() => {
                Ok(Self { server, database, storage, video, mail, payments, security })
            }
            _ => Err(ConfigError(faults)),
        }
    }
}
