//! Mails that the plan's counter paid for: one row for each job that sends one, however often it is tried.

use domain::ids::JobId;
use sea_orm::ActiveValue::Set;

use crate::{
    db::{TenantRead, TenantTx},
    entity::mails,
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
    usage::{Emails, Seat},
};

impl TenantRead {
    /// Whether the mail of a job is paid for already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_is_counted(&self, job: JobId) -> Result<bool, RepositoryError> {
        Ok(Scoped::<mails::Entity, Reading>::new(&self.scope).find(job.0).await?.is_some())
    }
}

impl TenantTx {
    /// Writes down that the seat pays for a job's mail.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when it is paid for already.
    pub async fn count_mail(&self, job: JobId, kind: &str, _seat: Seat<'_, Emails>) -> Result<(), RepositoryError> {
        let row = mails::ActiveModel { id: Set(job.0), kind: Set(kind.to_owned()), counted_at: Set(self.now()), ..Default::default() };
        Scoped::<mails::Entity, Writing>::new(&self.scope).insert_many([row]).await
    }
}
