//! The inbox of the payment provider's messages: each is kept as it came, once, before anything is done about it. The job that follows
//! asks the provider how things stand, so that neither order nor lateness matters.

use domain::{
    ids::{OrgId, WebhookId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use uuid::Uuid;

use crate::{
    db::Db,
    entity::{payment_customers, webhook_inbox as inbox},
    error::RepositoryError,
    operators::Operator,
    scoped::cut,
};

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

/// A message as it came in.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// The provider's id of the message; a hash of it when it has none.
    pub event_id: String,
    /// What it is about, such as `invoice.paid`.
    pub kind: String,
    /// The message, unchanged.
    pub body: String,
    /// The customer that it is about.
    pub customer_id: Option<String>,
    /// Why nothing can be done about it, if so.
    pub refused: Option<(WebhookStatus, String)>,
}

/// A message in the inbox.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Ours.
    pub id: WebhookId,
    /// The provider's.
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
        let owner = match &new.customer_id {
            Some(id) => payment_customers::Entity::find_by_id(id.clone()).one(&tx).await?.map(|row| OrgId(row.org_id)),
            None => None,
        };
        let (status, note) = match (new.refused, owner) {
            (Some((status, note)), _) => (status, Some(note)),
            (None, Some(_)) => (WebhookStatus::Received, None),
            (None, None) => (WebhookStatus::Foreign, Some("it names no customer of this platform".to_owned())),
        };
        let id = self.world().new_id();
        let row = inbox::ActiveModel {
            id: Set(id),
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
            self.queue_in(&tx, org, "sync_subscription", &serde_json::json!({ "webhook_id": id }).to_string(), &format!("webhook:{id}"))
                .await?;
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
        inbox::Entity::update_many()
            .col_expr(inbox::Column::Status, Expr::value(WebhookStatus::Applied.as_str()))
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

pub(crate) fn webhook(row: inbox::Model, slugs: &[(Uuid, String)]) -> Webhook {
    let slug = row.org_id.and_then(|org| slugs.iter().find(|(id, _)| *id == org)).map(|(_, slug)| slug.clone());
    Webhook {
        id: WebhookId(row.id),
        event_id: row.event_id,
        kind: row.kind,
        owner: row.org_id.map(OrgId).zip(slug),
        status: row.status,
        note: row.note,
        received_at: row.received_at,
        applied_at: row.applied_at,
    }
}
