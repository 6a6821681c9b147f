//! The audit log: every administrative act, written in the act's own transaction, never changed.

use domain::{
    access::{Action, ListAuditEvents},
    ids::{AuditEventId, OperatorId, UserId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, FromQueryResult, JoinType, sea_query::Expr};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{audit_events, users},
    error::RepositoryError,
    principal::{Actor, Grant},
    scoped::{Reading, Scoped, Writing},
};

/// The word for an actor of the platform.
const OPERATOR: &str = "operator";

/// What an act was done to.
#[derive(Clone, Debug)]
pub struct Object {
    kind: &'static str,
    id: Option<Uuid>,
    label: Option<String>,
}

impl Object {
    /// A thing with an id and the name that it had at the time.
    pub fn new(kind: &'static str, id: impl Into<Uuid>, label: impl Into<String>) -> Self {
        Self { kind, id: Some(id.into()), label: Some(label.into()) }
    }

    /// The organization itself.
    pub fn organization() -> Self {
        Self { kind: "organization", id: None, label: None }
    }
}

/// An act in the log.
#[derive(Clone, Debug)]
pub struct AuditEvent {
    /// The entry.
    pub id: AuditEventId,
    /// When.
    pub occurred_at: Timestamp,
    /// What was done, such as `course_published`.
    pub action: String,
    /// `user`, `api_key`, `job`, `operator` or `visitor`.
    pub actor_kind: String,
    /// The user who acted, in person or through an API key; the operator or the job otherwise.
    pub actor_id: Option<Uuid>,
    /// The user's present name; an operator's at the time.
    pub actor_name: Option<String>,
    /// What kind of thing it was done to.
    pub object_kind: String,
    /// Which.
    pub object_id: Option<Uuid>,
    /// The name that it had.
    pub object_label: Option<String>,
    /// What changed.
    pub details: Value,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only this act.
    pub action: Option<String>,
    /// Only this user's acts.
    pub actor_id: Option<UserId>,
}

impl TenantTx {
    /// Writes an act into the log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit<A: Action>(&self, grant: &Grant<A>, action: &str, object: Object, details: Value) -> Result<(), RepositoryError> {
        let (kind, actor_id) = match grant.actor() {
            Actor::User { user_id, .. } => ("user", Some(user_id.0)),
            Actor::ApiKey { user_id, .. } => ("api_key", Some(user_id.0)),
            Actor::Job { job_id, .. } => ("job", Some(job_id.0)),
            Actor::Operator { operator_id, name, .. } => return self.audit_operator(*operator_id, name, action, object, details).await,
            Actor::Visitor => ("visitor", None),
        };
        self.write_act((kind, actor_id), action, object, details).await
    }

    /// Writes an act of one of the platform's operators into the organization's log. Operators are no users of it, so the entry
    /// carries the name.
    pub(crate) async fn audit_operator(
        &self,
        operator_id: OperatorId,
        name: &str,
        action: &str,
        object: Object,
        mut details: Value,
    ) -> Result<(), RepositoryError> {
        if let Some(details) = details.as_object_mut() {
            details.insert(OPERATOR.to_owned(), Value::from(name));
        }
        self.write_act((OPERATOR, Some(operator_id.0)), action, object, details).await
    }

    async fn write_act(
        &self,
        (kind, actor_id): (&str, Option<Uuid>),
        action: &str,
        object: Object,
        details: Value,
    ) -> Result<(), RepositoryError> {
        let row = audit_events::ActiveModel {
            id: Set(self.new_id()),
            occurred_at: Set(self.now()),
            action: Set(action.to_owned()),
            actor_kind: Set(kind.to_owned()),
            actor_id: Set(actor_id),
            object_kind: Set(object.kind.to_owned()),
            object_id: Set(object.id),
            object_label: Set(object.label),
            details: Set(details.to_string()),
            ..Default::default()
        };
        Scoped::<audit_events::Entity, Writing>::new(&self.scope).insert_many([row]).await
    }
}

#[derive(Debug, FromQueryResult)]
struct AuditRow {
    id: Uuid,
    occurred_at: Timestamp,
    action: String,
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    object_kind: String,
    object_id: Option<Uuid>,
    object_label: Option<String>,
    details: String,
}

impl TenantRead {
    /// The log, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_events(
        &self,
        _grant: &Grant<ListAuditEvents>,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, RepositoryError> {
        let rows: Page<AuditRow> = Scoped::<audit_events::Entity, Reading>::new(&self.scope)
            .select()
            .join::<users::Entity>(JoinType::LeftJoin, audit_events::Column::ActorId)
            .and_columns([(Expr::col((users::Entity, users::Column::Name)), "actor_name")])
            .filter_some(filter.action, |action| Condition::all().add(audit_events::Column::Action.eq(action)))
            .filter_some(filter.actor_id, |actor| Condition::all().add(audit_events::Column::ActorId.eq(actor.0)))
            .page_as(audit_events::Column::OccurredAt, page, |row: &AuditRow| Cursor { at: row.occurred_at, id: row.id })
            .await?;
        Ok(rows.map(audit_event))
    }
}

fn audit_event(row: AuditRow) -> AuditEvent {
    let details: Value = serde_json::from_str(&row.details).unwrap_or(Value::Null);
    let operator = (row.actor_kind == OPERATOR).then(|| details.get(OPERATOR)?.as_str().map(str::to_owned)).flatten();
    AuditEvent {
        id: AuditEventId(row.id),
        occurred_at: row.occurred_at,
        action: row.action,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: operator.or(row.actor_name),
        object_kind: row.object_kind,
        object_id: row.object_id,
        object_label: row.object_label,
        details,
    }
}
