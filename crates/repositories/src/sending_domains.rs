//! The domain that an organization sends from, at most one, and its DKIM keys. Private halves leave sealed, and only for signing.

use domain::{
    ids::{KeyId, OrgId, SendingDomainId},
    sending_domains::{DkimKey, DomainStatus, Finding, KeyState, SendingDomain, Standing},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, JoinType, Order};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{dkim_keys, sending_domains},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// The sending domain.
pub struct SendingDomainRepo<'t, M> {
    rows: Scoped<'t, sending_domains::Entity, M>,
}

impl TenantRead {
    /// The sending domain, to read.
    pub fn sending_domains(&self) -> SendingDomainRepo<'_, Reading> {
        SendingDomainRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// The sending domain, to read and write.
    pub fn sending_domains(&self) -> SendingDomainRepo<'_, Writing> {
        SendingDomainRepo { rows: Scoped::new(&self.scope) }
    }
}

/// How the sender of mails is written.
#[derive(Clone, Debug)]
pub struct Sender {
    /// What stands before the `@`.
    pub local_part: String,
    /// The name, if it is not the organization's.
    pub display_name: Option<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
}

/// A key to be added.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// The key.
    pub id: KeyId,
    /// The name under which DNS will show it.
    pub selector: String,
    /// The public half.
    pub public_key: String,
    /// The private half, sealed.
    pub sealed_private_key: String,
    /// Whether it signs, or will.
    pub state: KeyState,
}

/// The key that signs, sealed.
#[derive(Clone, Debug)]
pub struct SealedKey {
    /// The organization that it was sealed for.
    pub org_id: OrgId,
    /// The key.
    pub id: KeyId,
    /// The name under which DNS shows it.
    pub selector: String,
    /// The private half, sealed.
    pub sealed_private_key: String,
}

impl<M> SendingDomainRepo<'_, M> {
    /// The sending domain with its keys, if one was named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self) -> Result<Option<SendingDomain>, RepositoryError> {
        let Some(row) = self.rows.select().one().await? else { return Ok(None) };
        Ok(Some(sending_domain(row, self.key_rows().await?)?))
    }

    /// Whether mails are sent from a domain of the organization's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_verified(&self) -> Result<bool, RepositoryError> {
        let verified = self.rows.select().filter(sending_domains::Column::Status.eq(DomainStatus::Verified.as_str()));
        Ok(verified.one().await?.is_some())
    }

    /// The key that signs for a verified domain.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn signing_key(&self, id: SendingDomainId) -> Result<SealedKey, RepositoryError> {
        let keys = self.rows.of::<dkim_keys::Entity>();
        let row = keys
            .select()
            .filter(dkim_keys::Column::SendingDomainId.eq(id.0))
            .filter(dkim_keys::Column::State.eq(KeyState::Signing.as_str()))
            .get()
            .await?;
        let org_id = self.rows.scope().org_id;
        Ok(SealedKey { org_id, id: KeyId(row.id), selector: row.selector, sealed_private_key: row.sealed_private_key })
    }

    async fn key_rows(&self) -> Result<Vec<dkim_keys::Model>, RepositoryError> {
        self.rows
            .of::<dkim_keys::Entity>()
            .select()
            .join::<sending_domains::Entity>(JoinType::InnerJoin, dkim_keys::Column::SendingDomainId)
            .order(dkim_keys::Column::CreatedAt, Order::Asc)
            .order(dkim_keys::Column::Id, Order::Asc)
            .all()
            .await
    }
}

impl SendingDomainRepo<'_, Writing> {
    /// The sending domain, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock(&self) -> Result<Option<SendingDomain>, RepositoryError> {
        let Some(row) = self.rows.select().lock().one().await? else { return Ok(None) };
        Ok(Some(sending_domain(row, self.key_rows().await?)?))
    }

    /// Adds the sending domain. Whoever calls holds the lock of the settings, so that there is one at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, domain: &str, sender: Sender) -> Result<SendingDomainId, RepositoryError> {
        let scope = self.rows.scope();
        let id = SendingDomainId(scope.world.new_id());
        let row = sending_domains::ActiveModel {
            id: Set(id.0),
            domain: Set(domain.to_owned()),
            local_part: Set(sender.local_part),
            display_name: Set(sender.display_name),
            reply_to: Set(sender.reply_to),
            status: Set(DomainStatus::Pending.as_str().to_owned()),
            findings: Set("[]".to_owned()),
            created_at: Set(scope.now),
            checked_at: Set(None),
            verified_at: Set(None),
            wrong_since: Set(None),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok(id)
    }

    /// Changes how the sender is written.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the domain is gone.
    pub async fn set_sender(&self, id: SendingDomainId, sender: Sender) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(sending_domains::Column::LocalPart, sender.local_part)
            .set(sending_domains::Column::DisplayName, sender.display_name)
            .set(sending_domains::Column::ReplyTo, sender.reply_to)
            .filter(sending_domains::Column::Id.eq(id.0))
            .one()
            .await
    }

    /// Writes down what a look at DNS found, and where the domain stands after it.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the domain is gone.
    pub async fn set_standing(&self, id: SendingDomainId, standing: Standing, findings: &[Finding]) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(sending_domains::Column::Status, standing.status.as_str())
            .set(sending_domains::Column::CheckedAt, standing.checked_at)
            .set(sending_domains::Column::VerifiedAt, standing.verified_at)
            .set(sending_domains::Column::WrongSince, standing.wrong_since)
            .set(sending_domains::Column::Findings, serde_json::to_string(findings)?)
            .filter(sending_domains::Column::Id.eq(id.0))
            .one()
            .await
    }

    /// Removes the sending domain with its keys.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it is gone.
    pub async fn remove(&self, id: SendingDomainId) -> Result<(), RepositoryError> {
        match self.rows.delete(sending_domains::Column::Id.eq(id.0)).await? {
            0 => Err(RepositoryError::NotFound),
            _ => Ok(()),
        }
    }

    /// Adds a key.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when the organization has a key under this selector.
    pub async fn add_key(&self, id: SendingDomainId, key: NewKey) -> Result<(), RepositoryError> {
        let row = dkim_keys::ActiveModel {
            id: Set(key.id.0),
            sending_domain_id: Set(id.0),
            selector: Set(key.selector),
            public_key: Set(key.public_key),
            sealed_private_key: Set(key.sealed_private_key),
            state: Set(key.state.as_str().to_owned()),
            created_at: Set(self.rows.scope().now),
            retired_at: Set(None),
            ..Default::default()
        };
        self.keys().insert_many([row]).await
    }

    /// Lets the next key sign. The one that signed is retired, and its private half forgotten. Says whether there was a next one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn switch_keys(&self, id: SendingDomainId) -> Result<bool, RepositoryError> {
        let now = self.rows.scope().now;
        let is = |state: KeyState| dkim_keys::Column::State.eq(state.as_str());
        let of_domain = || dkim_keys::Column::SendingDomainId.eq(id.0);
        if self.keys().select().filter(of_domain()).filter(is(KeyState::Next)).one().await?.is_none() {
            return Ok(false);
        }
        self.keys()
            .update()
            .set(dkim_keys::Column::State, KeyState::Retired.as_str())
            .set(dkim_keys::Column::RetiredAt, now)
            .set(dkim_keys::Column::SealedPrivateKey, "")
            .filter(of_domain())
            .filter(is(KeyState::Signing))
            .rows()
            .await?;
        self.keys()
            .update()
            .set(dkim_keys::Column::State, KeyState::Signing.as_str())
            .filter(of_domain())
            .filter(is(KeyState::Next))
            .one()
            .await?;
        Ok(true)
    }

    /// Drops keys that were retired before the moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_retired_keys(&self, before: domain::time::Timestamp) -> Result<u64, RepositoryError> {
        let long_ago =
            Condition::all().add(dkim_keys::Column::State.eq(KeyState::Retired.as_str())).add(dkim_keys::Column::RetiredAt.lt(before));
        self.keys().delete(long_ago).await
    }

    fn keys(&self) -> Scoped<'_, dkim_keys::Entity, Writing> {
        self.rows.of()
    }
}

fn sending_domain(row: sending_domains::Model, keys: Vec<dkim_keys::Model>) -> Result<SendingDomain, RepositoryError> {
    let status = DomainStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("status of a sending domain", &row.status))?;
    Ok(SendingDomain {
        id: SendingDomainId(row.id),
        domain: row.domain,
        local_part: row.local_part,
        display_name: row.display_name,
        reply_to: row.reply_to,
        standing: Standing { status, checked_at: row.checked_at, verified_at: row.verified_at, wrong_since: row.wrong_since },
        findings: serde_json::from_str(&row.findings)?,
        keys: keys.into_iter().map(dkim_key).collect::<Result<_, _>>()?,
        created_at: row.created_at,
    })
}

fn dkim_key(row: dkim_keys::Model) -> Result<DkimKey, RepositoryError> {
    Ok(DkimKey {
        id: KeyId(row.id),
        selector: row.selector,
        public_key: row.public_key,
        state: KeyState::parse(&row.state).ok_or_else(|| RepositoryError::damaged("state of a key", &row.state))?,
        created_at: row.created_at,
        retired_at: row.retired_at,
    })
}
