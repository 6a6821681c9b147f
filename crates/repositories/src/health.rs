//! What the platform knows of each organization without looking into it: a few figures that a job of the organization writes down,
//! so that a list of all organizations is one statement, and says how old they are.

use domain::{access::MeasureHealth, plans::Metric, time::Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, Order, sea_query::OnConflict};

use crate::{
    db::{Db, TenantRead, TenantTx},
    entity::{organization_health, users},
    error::RepositoryError,
    principal::Grant,
    scoped::{Reading, Scoped},
};

/// The figures.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// The organization's name.
    pub name: String,
    /// When the figures were taken; `None` before the first time.
    pub measured_at: Option<Timestamp>,
    /// People who may come in.
    pub members: i64,
    /// What of the plan is in use, in the order of [`Metric::COUNTED`].
    pub usage: Vec<(Metric, i64)>,
    /// When one of its people was last seen.
    pub last_activity_at: Option<Timestamp>,
}

impl Health {
    /// How much of a metric is in use.
    pub fn used(&self, metric: Metric) -> i64 {
        self.usage.iter().find(|(known, _)| *known == metric).map_or(0, |(_, used)| *used)
    }
}

impl TenantRead {
    /// Takes the figures of this organization.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn measure_health(&self, _grant: &Grant<MeasureHealth>) -> Result<Health, RepositoryError> {
        let usage = self.usage().await?;
        let people = Scoped::<users::Entity, Reading>::new(&self.scope);
        let members = people.select().filter(users::Column::Status.eq("active")).count().await?;
        let seen = people.select().filter(users::Column::LastSeenAt.is_not_null());
        let last = seen.order(users::Column::LastSeenAt, Order::Desc).limit(1).one().await?;
        Ok(Health {
            name: self.settings().await?.name,
            measured_at: Some(self.now()),
            members: i64::try_from(members).unwrap_or(i64::MAX),
            usage: Metric::COUNTED.into_iter().map(|metric| (metric, usage.get(&metric).copied().unwrap_or_default())).collect(),
            last_activity_at: last.and_then(|user| user.last_seen_at),
        })
    }
}

impl TenantTx {
    /// Makes the row of a new organization, so that it can be found by name at once.
    pub(crate) async fn begin_health(&self, name: &str) -> Result<(), RepositoryError> {
        let health = Health { name: name.to_owned(), ..Health::default() };
        let insert = organization_health::Entity::insert(row(self.org_id().0, &health));
        insert.exec_without_returning(&self.scope.tx).await?;
        Ok(())
    }
}

impl Db {
    /// Writes the figures of a job's organization down.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_health(&self, grant: &Grant<MeasureHealth>, health: &Health) -> Result<(), RepositoryError> {
        use organization_health::Column;
        let columns = [
            Column::Name,
            Column::NameKey,
            Column::MeasuredAt,
            Column::Members,
            Column::PublishedCourses,
            Column::ActiveLearners,
            Column::Instructors,
            Column::StorageBytes,
            Column::VideoMinutes,
            Column::Emails,
            Column::LastActivityAt,
        ];
        let newest = OnConflict::column(Column::Id).update_columns(columns).to_owned();
        let insert = organization_health::Entity::insert(row(grant.org_id().0, health)).on_conflict(newest);
        insert.exec_without_returning(&self.0.writer).await?;
        Ok(())
    }
}

fn row(id: uuid::Uuid, health: &Health) -> organization_health::ActiveModel {
    organization_health::ActiveModel {
        id: Set(id),
        name: Set(health.name.clone()),
        name_key: Set(health.name.to_lowercase()),
        measured_at: Set(health.measured_at),
        members: Set(health.members),
        published_courses: Set(health.used(Metric::PublishedCourses)),
        active_learners: Set(health.used(Metric::ActiveLearners)),
        instructors: Set(health.used(Metric::Instructors)),
        storage_bytes: Set(health.used(Metric::StorageBytes)),
        video_minutes: Set(health.used(Metric::VideoMinutes)),
        emails: Set(health.used(Metric::Emails)),
        last_activity_at: Set(health.last_activity_at),
    }
}
