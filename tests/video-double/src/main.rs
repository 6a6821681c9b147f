//! Runs the double of Mux and Cloudflare Stream by itself.

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use video_double::{Options, VideoDouble};

/// A double of Mux and of Cloudflare Stream: nothing is encoded.
#[derive(Debug, Parser)]
#[command(name = "video-double")]
struct Arguments {
    /// Where it listens
    #[arg(long, default_value = "127.0.0.1:12112")]
    listen: String,
    /// Its address as a browser reaches it
    #[arg(long)]
    public_url: Option<String>,
    /// A folder with video.m3u8 and what it names
    #[arg(long)]
    media: Option<PathBuf>,
    /// Where messages of Mux are delivered
    #[arg(long)]
    mux_webhook: Option<String>,
    /// Where messages of Cloudflare Stream are delivered
    #[arg(long)]
    cloudflare_webhook: Option<String>,
    /// What messages are signed with
    #[arg(long, default_value = "double-webhook-secret")]
    webhook_secret: String,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = Options {
        listen: arguments.listen,
        public_url: arguments.public_url,
        media: arguments.media,
        webhook_secret: arguments.webhook_secret,
    };
    let double = match VideoDouble::start_with(options) {
        Ok(double) => double,
        Err(failure) => {
            eprintln!("The double of the video hosts cannot start: {failure}");
            return ExitCode::FAILURE;
        }
    };
    double.deliver_to(arguments.mux_webhook.as_deref(), arguments.cloudflare_webhook.as_deref(), 0);
    println!("The double of Mux and Cloudflare Stream is at {}", double.url);
    println!("Mux: token {}, secret {}", double.mux_token_id, double.mux_token_secret);
    println!("Cloudflare: account {}, token {}", double.cloudflare_account, double.cloudflare_token);
    println!("Signing key of both: {}\n{}", double.signing_key_id, double.signing_key());
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
