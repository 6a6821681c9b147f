//! The inbox of messages of the payment provider and of video hosts: each is kept as it came, once, before anything is done about it.
//! The job that follows asks the sender how things stand, so that neither order nor lateness matters.

use domain::{
    ids::{OrgId, VideoId, WebhookId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
    video::HostKind,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    db::Db,
    entity::{organizations, payment_customers, webhook_inbox as inbox},
    error::RepositoryError,
    operators::Operator,
    scoped::cut,
};

/// What is said of a message whose organization is not found.
const NOBODY: &str = "it names nobody of this platform";

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookStatus {
    /// A job of its organization will look.
    Received,
    /// The job has looked.
    Applied,
    /// It concerns nobody here: another account, a customer of something else.
    Foreign,
    /// It is well signed and cannot be read.
    Unreadable,
}

impl WebhookStatus {
    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Applied => "applied",
            Self::Foreign => "foreign",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Nothing that is known here.
    Nothing,
    /// A customer of the payment provider.
    Customer(String),
    /// A video of this organization, as its sender says.
    Video(OrgId, VideoMessage),
}

/// What a video host's message is about, for the job that follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoMessage {
    /// The video.
    pub video_id: VideoId,
    /// The host that sent it.
    pub host: HostKind,
    /// The host's id of what it has.
    pub remote_id: Option<String>,
}

/// The job that follows messages of a sender.
pub(crate) fn follower(provider: &str) -> &'static str {
    if provider == "stripe" { "sync_subscription" } else { "follow_video" }
}

/// What the job is told: which message, and what it is about.
pub(crate) fn payload(id: WebhookId, subject: Option<&str>) -> Result<String, RepositoryError> {
    let mut payload: Map<String, Value> = subject.map(serde_json::from_str).transpose()?.unwrap_or_default();
    payload.insert("webhook_id".to_owned(), serde_json::to_value(id)?);
    Ok(Value::Object(payload).to_string())
}

/// A message as it came in.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// The provider's id of the message; a hash of it when it has none.
    pub event_id: String,
    /// What it is about, such as `invoice.paid`.
    pub kind: String,
    /// The message, unchanged.
    pub body: String,
    /// What it is about.
    pub about: About,
    /// Why nothing can be done about it, if so.
    pub refused: Option<(WebhookStatus, String)>,
}

/// A message in the inbox.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Ours.
    pub id: WebhookId,
    /// Who sent it.
    pub provider: String,
    /// The sender's.
    pub event_id: String,
    /// What it is about.
    pub kind: String,
    /// Whose it is, with the subdomain.
    pub owner: Option<(OrgId, String)>,
    /// What became of it: a word of [`WebhookStatus`].
    pub status: String,
    /// Why nothing was done.
    pub note: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// When something was done about it.
    pub applied_at: Option<Timestamp>,
}

impl Db {
    /// Keeps a message, and queues its organization's job in the same transaction; one that came before changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receive_webhook(&self, provider: &str, new: NewWebhook) -> Result<(), RepositoryError> {
        let tx = self.begin_system().await?;
        let (owner, subject) = owner(&tx, &new.about).await?;
        let (status, note) = match (new.refused, owner) {
            (Some((status, note)), _) => (status, Some(note)),
            (None, Some(_)) => (WebhookStatus::Received, None),
            (None, None) => (WebhookStatus::Foreign, Some(NOBODY.to_owned())),
        };
        let id = self.world().new_id();
        let job = payload(WebhookId(id), subject.as_deref())?;
        let row = inbox::ActiveModel {
            id: Set(id),
            subject: Set(subject),
            provider: Set(provider.to_owned()),
            event_id: Set(new.event_id),
            kind: Set(new.kind),
            body: Set(new.body),
            org_id: Set(owner.filter(|_| status == WebhookStatus::Received).map(|org| org.0)),
            status: Set(status.as_str().to_owned()),
            note: Set(note),
            received_at: Set(self.world().now()),
            applied_at: Set(None),
        };
        let insert = inbox::Entity::insert_many([row]).on_conflict(OnConflict::new().do_nothing().to_owned());
        let is_new = insert.exec_without_returning(&tx).await? == 1;
        if let (true, WebhookStatus::Received, Some(org)) = (is_new, status, owner) {
            self.queue_in(&tx, org, follower(provider), &job, &format!("webhook:{id}")).await?;
        }
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    /// Notes that something was done about a message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_applied(&self, id: WebhookId) -> Result<(), RepositoryError> {
        self.webhook_is(id, WebhookStatus::Applied, None).await
    }

    /// Notes that a message is about nothing of its organization's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_foreign(&self, id: WebhookId, why: &str) -> Result<(), RepositoryError> {
        self.webhook_is(id, WebhookStatus::Foreign, Some(why.to_owned())).await
    }

    async fn webhook_is(&self, id: WebhookId, status: WebhookStatus, note: Option<String>) -> Result<(), RepositoryError> {
        inbox::Entity::update_many()
            .col_expr(inbox::Column::Status, Expr::value(status.as_str()))
            .col_expr(inbox::Column::Note, Expr::value(note))
            .col_expr(inbox::Column::AppliedAt, Expr::value(self.world().now()))
            .filter(inbox::Column::Id.eq(id.0))
            .exec(self.writer())
            .await?;
        Ok(())
    }

    /// Messages that came in, the newest first, for the platform's operators. Their words stay here: they name people.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhooks(
        &self,
        _operator: &Operator,
        status: Option<WebhookStatus>,
        page: PageRequest,
    ) -> Result<Page<Webhook>, RepositoryError> {
        let mut select = inbox::Entity::find();
        if let Some(status) = status {
            select = select.filter(inbox::Column::Status.eq(status.as_str()));
        }
        if let Some(after) = page.after {
            let tie = Condition::all().add(inbox::Column::ReceivedAt.eq(after.at)).add(inbox::Column::Id.lt(after.id));
            select = select.filter(Condition::any().add(inbox::Column::ReceivedAt.lt(after.at)).add(tie));
        }
        let newest = select.order_by(inbox::Column::ReceivedAt, Order::Desc).order_by(inbox::Column::Id, Order::Desc);
        let rows = newest.limit(page.limit + 1).all(self.reader()).await?;
        let slugs = self.slugs(rows.iter().filter_map(|row| row.org_id)).await?;
        let items = rows.into_iter().map(|row| webhook(row, &slugs)).collect();
        Ok(cut(items, page, |row: &Webhook| Cursor { at: row.received_at, id: row.id.0 }))
    }

    /// Forgets messages that were dealt with long ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_webhooks(&self, before: Timestamp) -> Result<(), RepositoryError> {
        inbox::Entity::delete_many()
            .filter(inbox::Column::Status.is_in([WebhookStatus::Applied.as_str(), WebhookStatus::Foreign.as_str()]))
            .filter(inbox::Column::ReceivedAt.lt(before))
            .exec(self.writer())
            .await?;
        Ok(())
    }
}

/// Whose a message is, and what its job is told of it.
async fn owner(tx: &DatabaseTransaction, about: &About) -> Result<(Option<OrgId>, Option<String>), RepositoryError> {
    Ok(match about {
        About::Nothing => (None, None),
        About::Customer(id) => {
            let customer = payment_customers::Entity::find_by_id(id.clone()).one(tx).await?;
            (customer.map(|row| OrgId(row.org_id)), None)
        }
        About::Video(org_id, message) => {
            let known = organizations::Entity::find_by_id(org_id.0).one(tx).await?;
            (known.map(|row| OrgId(row.id)), Some(serde_json::to_string(message)?))
        }
    })
}

pub(crate) fn webhook(row: inbox::Model, slugs: &[(Uuid, String)]) -> Webhook {
    let slug = row.org_id.and_then(|org| slugs.iter().find(|(id, _)| *id == org)).map(|(_, slug)| slug.clone());
    Webhook {
        id: WebhookId(row.id),
        provider: row.provider,
        event_id: row.event_id,
        kind: row.kind,
        owner: row.org_id.map(OrgId).zip(slug),
        status: row.status,
        note: row.note,
        received_at: row.received_at,
        applied_at: row.applied_at,
    }
}
