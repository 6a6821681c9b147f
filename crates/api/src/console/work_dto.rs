//! What goes in and out of the operations on background work, and on the operators' log.

use chrono::{DateTime, Utc};
use repositories::{
    console,
    webhooks::{self, WebhookStatus},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::administration::dto::Job;

/// A job, and whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformJob {
    /// Whose.
    pub organization_id: Uuid,
    /// Whose, as a subdomain.
    pub organization_slug: String,
    /// The job.
    pub job: Job,
}

impl From<console::PlatformJob> for PlatformJob {
    fn from(job: console::PlatformJob) -> Self {
        Self { organization_id: job.org_id.0, organization_slug: job.organization_slug, job: job.job.into() }
    }
}

/// Where a mail stands that did not leave yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// It waits, or is tried again.
    Waiting,
    /// It failed for good.
    Failed,
}

/// What became of a message of the payment provider or of a video host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// A job of its organization will look.
    Received,
    /// The job has looked.
    Applied,
    /// It concerns nobody here.
    Foreign,
    /// It is well signed and cannot be read.
    Unreadable,
}

impl From<WebhookState> for WebhookStatus {
    fn from(state: WebhookState) -> Self {
        match state {
            WebhookState::Received => Self::Received,
            WebhookState::Applied => Self::Applied,
            WebhookState::Foreign => Self::Foreign,
            WebhookState::Unreadable => Self::Unreadable,
        }
    }
}

/// A message of the payment provider or of a video host.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook {
    /// The message.
    pub id: Uuid,
    /// Who sent it: `stripe`, `mux` or `cloudflare`.
    pub provider: String,
    /// The sender's id of it.
    pub event_id: String,
    /// What it is about, such as `invoice.paid`.
    pub kind: String,
    /// `received`, `applied`, `foreign` or `unreadable`.
    pub status: String,
    /// Why nothing was done.
    #[schema(required = true)]
    pub note: Option<String>,
    /// Whose it is; `null` for nobody's.
    #[schema(required = true)]
    pub organization_id: Option<Uuid>,
    /// Whose, as a subdomain.
    #[schema(required = true)]
    pub organization_slug: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When something was done about it.
    #[schema(required = true)]
    pub applied_at: Option<DateTime<Utc>>,
}

impl From<webhooks::Webhook> for Webhook {
    fn from(webhook: webhooks::Webhook) -> Self {
        let (organization_id, organization_slug) = webhook.owner.map(|(id, slug)| (id.0, slug)).unzip();
        Self {
            id: webhook.id.0,
            provider: webhook.provider,
            event_id: webhook.event_id,
            kind: webhook.kind,
            status: webhook.status,
            note: webhook.note,
            organization_id,
            organization_slug,
            received_at: webhook.received_at,
            applied_at: webhook.applied_at,
        }
    }
}

/// An act of an operator.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperatorAct {
    /// The entry.
    pub id: Uuid,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who; `null` for the command line.
    #[schema(required = true)]
    pub operator_id: Option<Uuid>,
    /// The name at the time.
    pub operator_name: String,
    /// What was done, such as `organization_suspended`.
    pub action: String,
    /// To which organization, if to one.
    #[schema(required = true)]
    pub organization_id: Option<Uuid>,
    /// Its subdomain at the time.
    #[schema(required = true)]
    pub organization_slug: Option<String>,
    /// What changed, and why.
    #[schema(value_type = Object)]
    pub details: Value,
}

impl From<repositories::operators::OperatorAct> for OperatorAct {
    fn from(act: repositories::operators::OperatorAct) -> Self {
        Self {
            id: act.id,
            occurred_at: act.occurred_at,
            operator_id: act.operator_id.map(|id| id.0),
            operator_name: act.operator_name,
            action: act.action,
            organization_id: act.org_id.map(|id| id.0),
            organization_slug: act.organization_slug,
            details: act.details,
        }
    }
}
