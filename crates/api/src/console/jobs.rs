//! Background jobs of the console.

use std::sync::Arc;

use domain::access::MeasureHealth;
use repositories::JobLease;

use crate::{app::App, jobs::JobError};

/// Takes the figures of an organization that lists of all organizations show.
///
/// # Errors
/// When the database fails.
pub async fn measure_health(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<MeasureHealth>();
    let read = app.db.read(&grant).await?;
    let health = read.measure_health(&grant).await?;
    drop(read);
    Ok(app.db.keep_health(&grant, &health).await?)
}
