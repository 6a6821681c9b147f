//! The append-only log of what learners did.

use std::collections::HashSet;

use domain::{ids::EnrollmentId, learning::log::Taken};
use sea_orm::{ActiveValue::Set, ColumnTrait};
use uuid::Uuid;

use crate::{
    db::TenantTx,
    entity::learning_events,
    error::RepositoryError,
    scoped::{Scoped, Writing},
};

/// The log.
pub struct EventLogRepo<'t> {
    rows: Scoped<'t, learning_events::Entity, Writing>,
}

impl TenantTx {
    /// The log of what learners did.
    pub fn learning_events(&self) -> EventLogRepo<'_> {
        EventLogRepo { rows: Scoped::new(&self.scope) }
    }
}

impl EventLogRepo<'_> {
    /// Those of the facts that the enrollment has already. Exact while the enrollment is locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known(&self, enrollment: EnrollmentId, client_event_ids: &[Uuid]) -> Result<HashSet<Uuid>, RepositoryError> {
        let rows: Vec<Known> = self
            .rows
            .select()
            .filter(learning_events::Column::EnrollmentId.eq(enrollment.0))
            .filter(learning_events::Column::ClientEventId.is_in(client_event_ids.iter().copied()))
            .columns([(sea_orm::sea_query::Expr::col(learning_events::Column::ClientEventId), "client_event_id")])
            .all_as()
            .await?;
        Ok(rows.into_iter().map(|row| row.client_event_id).collect())
    }

    /// Adds facts that the enrollment does not have.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when it has one of them.
    pub async fn append(&self, enrollment: EnrollmentId, device: Uuid, taken: &[Taken]) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        self.rows
            .insert_many(taken.iter().map(|Taken { event, credited_seconds, credited_ms }| learning_events::ActiveModel {
                id: Set(scope.world.new_id()),
                enrollment_id: Set(enrollment.0),
                lesson_id: Set(event.lesson_id.0),
                client_event_id: Set(event.client_event_id),
                device_id: Set(device),
                sequence: Set(event.stamp.sequence),
                kind: Set(event.fact.kind().to_owned()),
                position: Set(event.fact.position()),
                claimed_seconds: Set(event.fact.claimed_seconds()),
                credited_seconds: Set(*credited_seconds),
                watched_video: Set(event.fact.watched().map(|(video, _)| video.0)),
                from_ms: Set(event.fact.watched().map(|(_, interval)| interval.from_ms)),
                to_ms: Set(event.fact.watched().map(|(_, interval)| interval.to_ms)),
                credited_ms: Set(event.fact.watched().map(|_| *credited_ms)),
                occurred_at: Set(event.stamp.occurred_at),
                received_at: Set(scope.now),
                ..Default::default()
            }))
            .await
    }
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Known {
    client_event_id: Uuid,
}
