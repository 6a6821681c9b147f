//! Jobs that wait for room under a limit: how many there are, and how they go on when there is room.

use domain::{ids::OrgId, plans::Metric, time::Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, UpdateMany, sea_query::Expr};

use crate::{
    db::{Db, TenantRead, TenantTx},
    entity::jobs,
    error::RepositoryError,
};

impl Db {
    /// Makes the jobs of an organization that wait for room of a metric due now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wake_waiting(&self, org_id: OrgId, metric: Metric) -> Result<(), RepositoryError> {
        waiting(org_id, metric, self.world().now()).exec(&self.0.writer).await?;
        self.0.jobs_due.notify_waiters();
        Ok(())
    }
}

impl TenantTx {
    /// Makes the organization's jobs that wait for room of a metric due now: there is some.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wake_waiting(&self, metric: Metric) -> Result<(), RepositoryError> {
        waiting(self.org_id(), metric, self.now()).exec(&self.scope.tx).await?;
        Ok(())
    }
}

fn waiting(org_id: OrgId, metric: Metric, now: Timestamp) -> UpdateMany<jobs::Entity> {
    jobs::Entity::update_many()
        .col_expr(jobs::Column::RunAt, Expr::value(now))
        .filter(jobs::Column::OrgId.eq(org_id.0))
        .filter(jobs::Column::Status.eq("queued"))
        .filter(jobs::Column::WaitsFor.eq(metric.as_str()))
}

impl TenantRead {
    /// How many mails wait for room.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_mails(&self) -> Result<i64, RepositoryError> {
        let waiting = jobs::Entity::find()
            .filter(jobs::Column::OrgId.eq(self.org_id().0))
            .filter(jobs::Column::Status.eq("queued"))
            .filter(jobs::Column::WaitsFor.eq(Metric::Emails.as_str()));
        Ok(i64::try_from(waiting.count(&self.scope.tx).await?).unwrap_or(i64::MAX))
    }
}
