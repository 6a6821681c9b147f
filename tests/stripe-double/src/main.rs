//! Runs the double of Stripe by itself: with a clock that goes, and webhooks for one receiver.

use std::process::ExitCode;

use clap::Parser;
use stripe_double::{Endpoint, Options, SignedBy, StripeDouble};

/// A stateful double of Stripe: no money moves.
#[derive(Debug, Parser)]
#[command(name = "stripe-double")]
struct Arguments {
    /// Where it listens
    #[arg(long, default_value = "127.0.0.1:12111")]
    listen: String,
    /// The address of its pages as a browser reaches them
    #[arg(long)]
    public_url: Option<String>,
    /// The key that calls must carry
    #[arg(long, default_value = "sk_test_double")]
    api_key: String,
    /// Where events are delivered
    #[arg(long)]
    webhook_url: Option<String>,
    /// What webhooks are signed with
    #[arg(long, default_value = "whsec_double")]
    webhook_secret: String,
    /// Date signatures by the double's clock instead of the computer's
    #[arg(long)]
    sign_by_double: bool,
    /// Let the clock stand at this moment, in seconds since 1970
    #[arg(long)]
    stand_at: Option<i64>,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let signed_by = if arguments.sign_by_double { SignedBy::Double } else { SignedBy::Wall };
    let endpoint = |url: String| Endpoint { signed_by, ..Endpoint::new(&url, &arguments.webhook_secret) };
    let options = Options {
        listen: arguments.listen,
        api_key: arguments.api_key,
        public_url: arguments.public_url,
        start_at: arguments.stand_at,
        is_going: arguments.stand_at.is_none(),
        webhooks: arguments.webhook_url.map(endpoint).into_iter().collect(),
    };
    match StripeDouble::start_with(options) {
        Ok(double) => {
            println!("The double of Stripe is at {}", double.url);
            match tokio::signal::ctrl_c().await {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            }
        }
        Err(failure) => {
            eprintln!("The double of Stripe cannot start: {failure}");
            ExitCode::FAILURE
        }
    }
}
