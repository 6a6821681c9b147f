//! The one binary.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use lyceum::{
    app::{self, StartError},
    commands::{
        backup, doctor,
        operator::{self, OperatorCommand},
        plan, seed,
        serve::{self, Parts},
        stripe, video_host,
    },
    config::{Config, Settings},
};

/// Lyceum: courses, learners and certificates for many organizations.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// A TOML file with settings; LYCEUM_* variables win over it.
    #[arg(long, env = "LYCEUM_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests, and work in the background unless told not to.
    Serve {
        /// Listen here instead of LYCEUM_PORT.
        #[arg(long)]
        port: Option<u16>,
        /// Leave background work to `lyceum worker`.
        #[arg(long)]
        without_worker: bool,
    },
    /// Work in the background only.
    Worker,
    /// Bring the database's schema to this version.
    Migrate,
    /// Make a demonstration to look around in.
    Seed {
        /// The organization `demo`: people in every role, a course, learners, a certificate.
        #[arg(long, required = true)]
        demo: bool,
    },
    /// Print the API's description.
    Openapi {
        /// That of the console's API instead.
        #[arg(long)]
        console: bool,
    },
    /// Write everything that an installation on SQLite keeps into an archive, while it is in use.
    Backup {
        /// The archive to write.
        archive: PathBuf,
    },
    /// Put an archive back into an empty data folder.
    Restore {
        /// The archive to read.
        archive: PathBuf,
    },
    /// Put an organization on a plan, whatever it pays.
    Plan {
        /// Its subdomain.
        slug: String,
        /// free, starter, pro, business or contract; `self-service` lets it choose and pay itself again.
        plan: String,
    },
    /// Choose who keeps an organization's new videos. Those that it has stay where they are, unless they are to be moved.
    VideoHost {
        /// Its subdomain.
        slug: String,
        /// builtin, mux or cloudflare; `default` for what LYCEUM_VIDEO_HOST says.
        host: String,
        /// Move the videos that it has there, too.
        #[arg(long = "move")]
        moves: bool,
    },
    /// What has to do with Stripe.
    Stripe {
        #[command(subcommand)]
        command: StripeCommand,
    },
    /// The platform's operators, who use the console.
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Print the key by which a server in front of this one can check the addresses of videos by itself. It is a secret.
    MediaKey,
    /// Look at everything that must work, and say what does not.
    Doctor,
}

#[derive(Subcommand)]
enum StripeCommand {
    /// Bring products, prices and the customers' portal to the table of plans.
    Sync,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    lyceum::logging::start();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match Box::pin(run(arguments)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lyceum: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), StartError> {
    let mut settings = Settings::load(arguments.config.as_deref()).map_err(|error| StartError(error.to_string()))?;
    if let Command::Openapi { console } = arguments.command {
        let document = if console { lyceum::console::openapi::document() } else { lyceum::openapi::document() };
        let text = serde_json::to_string_pretty(&document).map_err(|error| StartError::because("openapi", error))?;
        println!("{text}");
        return Ok(());
    }
    if let Command::Serve { port: Some(port), .. } = arguments.command {
        settings.set("port", &port.to_string());
    }
    let config = Config::read(&settings).map_err(|error| StartError(error.to_string()))?;
    match arguments.command {
        Command::Serve { without_worker, .. } => serve::run(config, Parts { server: true, worker: !without_worker }).await,
        Command::Worker => serve::run(config, Parts { server: false, worker: true }).await,
        Command::Migrate => app::migrate(&config).await,
        Command::Seed { .. } => seed::demo(config).await,
        Command::Backup { archive } => backup::backup(&config, &archive).await,
        Command::Restore { archive } => backup::restore(&config, &archive),
        Command::Stripe { command: StripeCommand::Sync } => stripe::sync(&config).await,
        Command::Plan { slug, plan } => plan::set(&config, &slug, &plan).await,
        Command::VideoHost { slug, host, moves } => video_host::set(&config, &slug, &host, moves).await,
        Command::Operator(command) => operator::run(&config, command).await,
        Command::MediaKey => {
            println!("{}", app::master_secret(&config, &app::system_world())?.media_key());
            Ok(())
        }
        Command::Doctor => doctor::run(&config).await,
        Command::Openapi { .. } => Ok(()),
    }
}
