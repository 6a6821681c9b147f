//! `lyceum stripe sync`: brings Stripe's products, prices and portal to the table of plans.

use crate::{
    app::{StartError, payments, system_world},
    config::Config,
};

/// Makes what is missing and changes what differs, and prints a line for each; doing so again changes nothing.
///
/// # Errors
/// A sentence for the operator.
pub async fn sync(config: &Config) -> Result<(), StartError> {
    let Some(provider) = payments(config, &system_world())? else {
        return Err(StartError("LYCEUM_STRIPE_KEY: is not set".to_owned()));
    };
    let terms = format!("{}/terms", config.server.apex_origin());
    let report = provider.sync_catalog(&terms).await.map_err(|error| StartError::because("Stripe", error))?;
    for line in &report.changes {
        println!("{line}");
    }
    if report.changes.is_empty() {
        println!("Stripe is as the table of plans says.");
    }
    Ok(())
}
