//! Answers kept under an `Idempotency-Key`: the key's row first, then the effect, then the answer, one commit.

use domain::ids::{ApiKeyId, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait};

use crate::{
    db::TenantTx,
    entity::idempotency_keys,
    error::RepositoryError,
    principal::Actor,
    scoped::{Scoped, Writing},
};

/// Which call a key belongs to.
#[derive(Clone, Debug)]
pub struct IdempotentCall {
    /// Who calls.
    pub actor: Actor,
    /// The operation.
    pub operation: &'static str,
    /// The caller's key.
    pub key: String,
    /// A hash of path and body.
    pub body_hash: String,
}

/// What is known of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownCall {
    /// It is new: do it, then [`TenantTx::keep_answer`].
    Fresh,
    /// It was done; this was the answer.
    Done {
        /// The HTTP status.
        status: u16,
        /// The body, as JSON.
        body: String,
    },
    /// The key was used for something else.
    Different,
}

impl TenantTx {
    /// Claims the key for this transaction, or says what became of it. A call with the same key that is under way is waited for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_call(&self, call: &IdempotentCall) -> Result<KnownCall, RepositoryError> {
        let keys = self.calls();
        let row = idempotency_keys::ActiveModel {
            id: Set(self.new_id()),
            actor: Set(actor_word(&call.actor)),
            operation: Set(call.operation.to_owned()),
            key: Set(call.key.clone()),
            body_hash: Set(call.body_hash.clone()),
            status: Set(None),
            body: Set(None),
            created_at: Set(self.now()),
            ..Default::default()
        };
        if keys.insert_or_ignore(row.clone()).await? {
            return Ok(KnownCall::Fresh);
        }
        let known = keys.select().filter(same_call(call)).get().await?;
        if known.created_at < self.now() - domain::time::IDEMPOTENCY {
            keys.delete(idempotency_keys::Column::Id.eq(known.id)).await?;
            keys.insert(row).await?;
            return Ok(KnownCall::Fresh);
        }
        if known.body_hash != call.body_hash {
            return Ok(KnownCall::Different);
        }
        match (known.status.and_then(|status| u16::try_from(status).ok()), known.body) {
            (Some(status), Some(body)) => Ok(KnownCall::Done { status, body }),
            _ => Err(RepositoryError::Damaged("an idempotency key without its answer".to_owned())),
        }
    }

    /// Keeps the answer beside the effect.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_answer(&self, call: &IdempotentCall, status: u16, body: &str) -> Result<(), RepositoryError> {
        self.calls()
            .update()
            .set(idempotency_keys::Column::Status, i64::from(status))
            .set(idempotency_keys::Column::Body, body)
            .filter(same_call(call))
            .one()
            .await
    }

    /// Forgets what is known of a call, beside the change that undoes its effect: the same call is new then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_call(&self, call: &IdempotentCall) -> Result<(), RepositoryError> {
        self.calls().delete(same_call(call)).await?;
        Ok(())
    }

    fn calls(&self) -> Scoped<'_, idempotency_keys::Entity, Writing> {
        Scoped::new(&self.scope)
    }
}

fn same_call(call: &IdempotentCall) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(idempotency_keys::Column::Actor.eq(actor_word(&call.actor)))
        .add(idempotency_keys::Column::Operation.eq(call.operation))
        .add(idempotency_keys::Column::Key.eq(call.key.as_str()))
}

fn actor_word(actor: &Actor) -> String {
    match actor {
        Actor::User { user_id: UserId(id), .. } => format!("user:{id}"),
        Actor::ApiKey { api_key_id: ApiKeyId(id), .. } => format!("key:{id}"),
        Actor::Job { job_id, .. } => format!("job:{job_id}"),
        Actor::Operator { session_id, .. } => format!("support:{session_id}"),
        Actor::Visitor => "visitor".to_owned(),
    }
}
