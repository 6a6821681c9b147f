//! Background jobs on pictures.

use std::sync::Arc;

use courses::{CourseError, assets::sweep_assets as sweep};
use domain::access::SweepAssets;
use repositories::JobLease;

use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// Deletes pictures that nothing shows, and files that no row points to.
///
/// # Errors
/// When the database or the storage fails.
pub async fn sweep_assets(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<SweepAssets>();
    let swept = sweep(&app.db, &app.storage, &grant).await.map_err(|error| match error {
        CourseError::Repository(error) => error.into(),
        other => JobError::Temporary(chain(&other)),
    })?;
    tracing::debug!(swept, "pictures swept");
    Ok(())
}
