//! Accounts and sessions of the platform's operators, and the log of what they did. Operators are no users of any organization:
//! nothing here reads or writes an organization's rows.

use domain::{
    identity::EmailAddress,
    ids::{OperatorId, OrgId},
    operators::OperatorAccount,
    page::{Cursor, Page, PageRequest},
    time::{OPERATOR_IDLE, OPERATOR_SESSION, OPERATOR_SETUP, Timestamp},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    db::Db,
    entity::{operator_acts, operator_sessions, operators},
    error::RepositoryError,
};

/// A session's last use is written down at most this often.
const STAMPED: chrono::Duration = chrono::Duration::seconds(60);
/// Who acts at the command line.
pub const COMMAND_LINE: &str = "command line";

/// An operator whose session was read for this very request. Only [`Db::operator_by_session`] makes one.
#[derive(Clone, Debug)]
pub struct Operator {
    id: OperatorId,
    name: String,
    email: String,
    session: Uuid,
    expires_at: Timestamp,
}

impl Operator {
    /// Who.
    pub fn id(&self) -> OperatorId {
        self.id
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// When the session ends, however much it is used.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

/// What an operator signs in with.
#[derive(Clone, Debug)]
pub struct OperatorCredentials {
    /// Who.
    pub id: OperatorId,
    /// The argon2id hash.
    pub password_hash: String,
    /// The second factor's secret, sealed.
    pub sealed_totp: String,
}

/// An account that somebody is about to set up.
#[derive(Clone, Debug)]
pub struct OperatorSetup {
    /// Who.
    pub id: OperatorId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
}

/// Which device a session is opened on.
#[derive(Clone, Debug)]
pub struct OperatorDevice {
    /// The hash of the session's token.
    pub token_hash: String,
    /// The address.
    pub ip: Option<String>,
    /// The browser's words.
    pub user_agent: Option<String>,
}

/// An act in the operators' log.
#[derive(Clone, Debug)]
pub struct OperatorAct {
    /// The entry.
    pub id: Uuid,
    /// When.
    pub occurred_at: Timestamp,
    /// Who; `None` for the command line.
    pub operator_id: Option<OperatorId>,
    /// The name at the time.
    pub operator_name: String,
    /// What was done, such as `organization_suspended`.
    pub action: String,
    /// To which organization, if to one.
    pub org_id: Option<OrgId>,
    /// Its slug at the time.
    pub organization_slug: Option<String>,
    /// What changed, and why.
    pub details: Value,
}

/// Who acts in the operators' log: somebody with an account, or whoever has the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Actor<'a> {
    Operator(&'a Operator),
    Account(OperatorId, &'a str),
    CommandLine,
}

impl Db {
    /// Makes an account that its operator sets up with a code.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when the address has one.
    pub async fn add_operator(&self, email: &EmailAddress, name: &str, setup_hash: &str) -> Result<OperatorId, RepositoryError> {
        let id = self.world().new_id();
        let now = self.world().now();
        let tx = self.begin_system().await?;
        operators::Entity::insert(operators::ActiveModel {
            id: Set(id),
            email: Set(email.as_str().to_owned()),
            email_key: Set(email.key().to_owned()),
            name: Set(name.to_owned()),
            created_at: Set(now),
            password_hash: Set(None),
            sealed_totp: Set(None),
            totp_step: Set(0),
            setup_hash: Set(Some(setup_hash.to_owned())),
            setup_expires_at: Set(Some(now + OPERATOR_SETUP)),
            disabled_at: Set(None),
        })
        .exec_without_returning(&tx)
        .await?;
        self.write_operator_act(&tx, Actor::CommandLine, "operator_added", None, &serde_json::json!({ "email": email.as_str() })).await?;
        tx.commit().await?;
        Ok(OperatorId(id))
    }

    /// Takes password, second factor and sessions away; the account is set up anew with a code. A disabled account is enabled again.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when nobody has the address.
    pub async fn reset_operator(&self, email: &EmailAddress, setup_hash: &str) -> Result<(), RepositoryError> {
        let until = self.world().now() + OPERATOR_SETUP;
        let update = operators::Entity::update_many()
            .col_expr(operators::Column::PasswordHash, Expr::value(Option::<String>::None))
            .col_expr(operators::Column::SealedTotp, Expr::value(Option::<String>::None))
            .col_expr(operators::Column::DisabledAt, Expr::value(Option::<Timestamp>::None))
            .col_expr(operators::Column::SetupHash, Expr::value(setup_hash))
            .col_expr(operators::Column::SetupExpiresAt, Expr::value(until));
        self.change_operator(email, update, "operator_reset").await
    }

    /// Shuts an operator out, at once and with every session.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when nobody has the address.
    pub async fn disable_operator(&self, email: &EmailAddress) -> Result<(), RepositoryError> {
        let update = operators::Entity::update_many()
            .col_expr(operators::Column::DisabledAt, Expr::value(self.world().now()))
            .col_expr(operators::Column::SetupHash, Expr::value(Option::<String>::None));
        self.change_operator(email, update, "operator_disabled").await
    }

    async fn change_operator(
        &self,
        email: &EmailAddress,
        update: sea_orm::UpdateMany<operators::Entity>,
        action: &str,
    ) -> Result<(), RepositoryError> {
        let tx = self.begin_system().await?;
        let changed = update.filter(operators::Column::EmailKey.eq(email.key())).exec_with_returning(&tx).await?;
        let account = changed.into_iter().next().ok_or(RepositoryError::NotFound)?;
        operator_sessions::Entity::update_many()
            .col_expr(operator_sessions::Column::EndedAt, Expr::value(self.world().now()))
            .filter(operator_sessions::Column::OperatorId.eq(account.id))
            .filter(operator_sessions::Column::EndedAt.is_null())
            .exec(&tx)
            .await?;
        self.write_operator_act(&tx, Actor::CommandLine, action, None, &serde_json::json!({ "email": account.email })).await?;
        Ok(tx.commit().await?)
    }

    /// Every account, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operators(&self) -> Result<Vec<OperatorAccount>, RepositoryError> {
        let rows = operators::Entity::find().order_by_asc(operators::Column::CreatedAt).all(&self.0.reader).await?;
        Ok(rows
            .into_iter()
            .map(|row| OperatorAccount {
                id: OperatorId(row.id),
                email: row.email,
                name: row.name,
                created_at: row.created_at,
                is_set_up: row.password_hash.is_some() && row.sealed_totp.is_some(),
                disabled_at: row.disabled_at,
            })
            .collect())
    }

    /// The account that a set-up code is for, while the code works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operator_setup(&self, setup_hash: &str) -> Result<Option<OperatorSetup>, RepositoryError> {
        let row = operators::Entity::find().filter(can_be_set_up(setup_hash, self.world().now())).one(&self.0.reader).await?;
        Ok(row.map(|row| OperatorSetup { id: OperatorId(row.id), email: row.email, name: row.name }))
    }

    /// Sets an account up and uses its code up, in one statement.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the code was used meanwhile, or is too old.
    pub async fn set_up_operator(
        &self,
        setup_hash: &str,
        password_hash: &str,
        sealed_totp: &str,
        totp_step: i64,
        device: OperatorDevice,
    ) -> Result<OperatorId, RepositoryError> {
        let tx = self.begin_system().await?;
        let done = operators::Entity::update_many()
            .col_expr(operators::Column::PasswordHash, Expr::value(password_hash))
            .col_expr(operators::Column::SealedTotp, Expr::value(sealed_totp))
            .col_expr(operators::Column::TotpStep, Expr::value(totp_step))
            .col_expr(operators::Column::SetupHash, Expr::value(Option::<String>::None))
            .filter(can_be_set_up(setup_hash, self.world().now()))
            .exec_with_returning(&tx)
            .await?;
        let account = done.into_iter().next().ok_or(RepositoryError::NotFound)?;
        let id = OperatorId(account.id);
        let who = Actor::Account(id, &account.name);
        self.write_operator_act(&tx, who, "operator_set_up", None, &serde_json::json!({ "ip": device.ip })).await?;
        self.open_operator_session(&tx, id, device).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// What the operator with this address signs in with; nobody who is disabled or not yet set up has anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operator_credentials(&self, email: &EmailAddress) -> Result<Option<OperatorCredentials>, RepositoryError> {
        let found = operators::Entity::find()
            .filter(operators::Column::EmailKey.eq(email.key()))
            .filter(operators::Column::DisabledAt.is_null())
            .one(&self.0.reader)
            .await?;
        Ok(found.and_then(|row| {
            Some(OperatorCredentials { id: OperatorId(row.id), password_hash: row.password_hash?, sealed_totp: row.sealed_totp? })
        }))
    }

    /// Opens a session with a code of the second factor, if no code of this step or a later one was taken before, and the account is
    /// still as it was when the password was verified.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it is not.
    pub async fn sign_in_operator(
        &self,
        credentials: &OperatorCredentials,
        totp_step: i64,
        device: OperatorDevice,
    ) -> Result<(), RepositoryError> {
        let tx = self.begin_system().await?;
        let taken = operators::Entity::update_many()
            .col_expr(operators::Column::TotpStep, Expr::value(totp_step))
            .filter(operators::Column::Id.eq(credentials.id.0))
            .filter(operators::Column::TotpStep.lt(totp_step))
            .filter(operators::Column::PasswordHash.eq(credentials.password_hash.as_str()))
            .filter(operators::Column::DisabledAt.is_null())
            .exec_with_returning(&tx)
            .await?;
        let account = taken.into_iter().next().ok_or(RepositoryError::NotFound)?;
        let who = Actor::Account(credentials.id, &account.name);
        self.write_operator_act(&tx, who, "operator_signed_in", None, &serde_json::json!({ "ip": device.ip })).await?;
        self.open_operator_session(&tx, credentials.id, device).await?;
        Ok(tx.commit().await?)
    }

    async fn open_operator_session(
        &self,
        tx: &impl ConnectionTrait,
        operator: OperatorId,
        device: OperatorDevice,
    ) -> Result<(), RepositoryError> {
        let now = self.world().now();
        operator_sessions::Entity::insert(operator_sessions::ActiveModel {
            id: Set(self.world().new_id()),
            operator_id: Set(operator.0),
            token_hash: Set(device.token_hash),
            created_at: Set(now),
            last_seen_at: Set(now),
            expires_at: Set(now + OPERATOR_SESSION),
            ended_at: Set(None),
            ip: Set(device.ip),
            user_agent: Set(device.user_agent),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(())
    }

    /// The operator behind a session's token, if account and session are alive: read anew for every request, for operators are few.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operator_by_session(&self, token_hash: &str) -> Result<Option<Operator>, RepositoryError> {
        let now = self.world().now();
        let session = operator_sessions::Entity::find()
            .filter(operator_sessions::Column::TokenHash.eq(token_hash))
            .filter(operator_sessions::Column::EndedAt.is_null())
            .filter(operator_sessions::Column::ExpiresAt.gt(now))
            .filter(operator_sessions::Column::LastSeenAt.gt(now - OPERATOR_IDLE))
            .one(&self.0.reader)
            .await?;
        let Some(session) = session else { return Ok(None) };
        let account =
            operators::Entity::find_by_id(session.operator_id).filter(operators::Column::DisabledAt.is_null()).one(&self.0.reader).await?;
        let Some(account) = account else { return Ok(None) };
        if now - session.last_seen_at >= STAMPED {
            operator_sessions::Entity::update_many()
                .col_expr(operator_sessions::Column::LastSeenAt, Expr::value(now))
                .filter(operator_sessions::Column::Id.eq(session.id))
                .exec(&self.0.writer)
                .await?;
        }
        Ok(Some(Operator {
            id: OperatorId(account.id),
            name: account.name,
            email: account.email,
            session: session.id,
            expires_at: session.expires_at,
        }))
    }

    /// Ends an operator's session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_operator_session(&self, operator: &Operator) -> Result<(), RepositoryError> {
        operator_sessions::Entity::update_many()
            .col_expr(operator_sessions::Column::EndedAt, Expr::value(self.world().now()))
            .filter(operator_sessions::Column::Id.eq(operator.session))
            .exec(&self.0.writer)
            .await?;
        Ok(())
    }

    /// Drops sessions that ended before the moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_operator_sessions(&self, before: Timestamp) -> Result<(), RepositoryError> {
        operator_sessions::Entity::delete_many().filter(operator_sessions::Column::ExpiresAt.lt(before)).exec(&self.0.writer).await?;
        Ok(())
    }

    /// The operators' log, newest first; that of one organization if it is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operator_acts(
        &self,
        _operator: &Operator,
        org_id: Option<OrgId>,
        page: PageRequest,
    ) -> Result<Page<OperatorAct>, RepositoryError> {
        use operator_acts::Column;
        let mut select = operator_acts::Entity::find();
        if let Some(org_id) = org_id {
            select = select.filter(Column::OrgId.eq(org_id.0));
        }
        if let Some(after) = page.after {
            let tie = Condition::all().add(Column::OccurredAt.eq(after.at)).add(Column::Id.lt(after.id));
            select = select.filter(Condition::any().add(Column::OccurredAt.lt(after.at)).add(tie));
        }
        let newest = select.order_by(Column::OccurredAt, Order::Desc).order_by(Column::Id, Order::Desc);
        let rows = newest.limit(page.limit + 1).all(&self.0.reader).await?;
        let acts = rows.into_iter().map(|row| OperatorAct {
            id: row.id,
            occurred_at: row.occurred_at,
            operator_id: row.operator_id.map(OperatorId),
            operator_name: row.operator_name,
            action: row.action,
            org_id: row.org_id.map(OrgId),
            organization_slug: row.organization_slug,
            details: serde_json::from_str(&row.details).unwrap_or(Value::Null),
        });
        Ok(crate::scoped::cut(acts.collect(), page, |act| Cursor { at: act.occurred_at, id: act.id }))
    }

    /// Writes an act into the operators' log, in the act's own transaction.
    pub(crate) async fn write_operator_act(
        &self,
        tx: &impl ConnectionTrait,
        actor: Actor<'_>,
        action: &str,
        organization: Option<(OrgId, &str)>,
        details: &Value,
    ) -> Result<(), RepositoryError> {
        let (operator_id, name) = match actor {
            Actor::Operator(operator) => (Some(operator.id.0), operator.name.as_str()),
            Actor::Account(id, name) => (Some(id.0), name),
            Actor::CommandLine => (None, COMMAND_LINE),
        };
        operator_acts::Entity::insert(operator_acts::ActiveModel {
            id: Set(self.world().new_id()),
            occurred_at: Set(self.world().now()),
            operator_id: Set(operator_id),
            operator_name: Set(name.to_owned()),
            action: Set(action.to_owned()),
            org_id: Set(organization.map(|(id, _)| id.0)),
            organization_slug: Set(organization.map(|(_, slug)| slug.to_owned())),
            details: Set(details.to_string()),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(())
    }
}

fn can_be_set_up(setup_hash: &str, now: Timestamp) -> Condition {
    Condition::all()
        .add(operators::Column::SetupHash.eq(setup_hash))
        .add(operators::Column::SetupExpiresAt.gt(now))
        .add(operators::Column::DisabledAt.is_null())
}
