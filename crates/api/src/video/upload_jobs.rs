//! Background jobs on uploads.

use std::sync::Arc;

use domain::access::ExpireUploads;
use repositories::JobLease;
use video::{VideoError, upload};

use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// Gives up uploads that nobody goes on with.
///
/// # Errors
/// When the database or the storage fails.
pub async fn expire_uploads(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<ExpireUploads>();
    let settled = upload::expire_uploads(&app.db, &app.storage, &grant).await.map_err(|error| match error {
        VideoError::Repository(error) => error.into(),
        other => JobError::Temporary(chain(&other)),
    })?;
    tracing::debug!(settled, "uploads settled");
    Ok(())
}
