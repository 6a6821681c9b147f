//! What has run out and is of no more use: kept answers, one-time links and codes, sessions that are over, mails of old jobs.

use chrono::Duration;
use domain::time::{IDEMPOTENCY, SESSION};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    db::TenantTx,
    entity::{handoffs, idempotency_keys, links, mails, sessions},
    error::RepositoryError,
    scoped::{Scoped, Writing},
};

/// Longer than any job is kept: while its job can be tried again, a mail stays paid for.
const MAILS: Duration = Duration::days(60);

impl TenantTx {
    /// Deletes it; says how many rows went. A session stays for as long again as it could have lived: a refresh token that
    /// turns up again in that time is known for what it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_expired(&self) -> Result<u64, RepositoryError> {
        let now = self.now();
        let answers = Scoped::<idempotency_keys::Entity, Writing>::new(&self.scope)
            .delete(idempotency_keys::Column::CreatedAt.lt(now - IDEMPOTENCY))
            .await?;
        let links = Scoped::<links::Entity, Writing>::new(&self.scope).delete(links::Column::ExpiresAt.lt(now)).await?;
        let codes = Scoped::<handoffs::Entity, Writing>::new(&self.scope).delete(handoffs::Column::ExpiresAt.lt(now)).await?;
        let over = Condition::any().add(sessions::Column::ExpiresAt.lt(now - SESSION)).add(sessions::Column::RevokedAt.lt(now - SESSION));
        let sessions = Scoped::<sessions::Entity, Writing>::new(&self.scope).delete(over).await?;
        let mails = Scoped::<mails::Entity, Writing>::new(&self.scope).delete(mails::Column::CountedAt.lt(now - MAILS)).await?;
        Ok(answers + links + codes + sessions + mails)
    }
}
