//! API keys. Only the SHA-256 of a whole key is stored, by which it is found: 256 random bits need no slow hash.

use domain::{
    access::Scope,
    identity::ApiKey,
    ids::{ApiKeyId, UserId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{ActiveValue::Set, ColumnTrait};

use crate::{
    db::{TenantRead, TenantTx},
    entity::api_keys,
    error::RepositoryError,
    scoped::{Reading, Scoped, ScopedUpdate, Writing},
};

/// API keys.
pub struct ApiKeyRepo<'t, M> {
    rows: Scoped<'t, api_keys::Entity, M>,
}

impl TenantRead {
    /// API keys, to read.
    pub fn api_keys(&self) -> ApiKeyRepo<'_, Reading> {
        ApiKeyRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// API keys, to read and write.
    pub fn api_keys(&self) -> ApiKeyRepo<'_, Writing> {
        ApiKeyRepo { rows: Scoped::new(&self.scope) }
    }

    /// Marks a key as used now.
    pub(crate) async fn stamp_api_key(&self, id: ApiKeyId) -> Result<(), RepositoryError> {
        self.api_keys().rows.update().set(api_keys::Column::LastUsedAt, self.now()).filter(api_keys::Column::Id.eq(id.0)).rows().await?;
        Ok(())
    }
}

/// A key to be added.
#[derive(Debug)]
pub struct NewApiKey {
    /// What it is for.
    pub name: String,
    /// How the secret begins.
    pub prefix: String,
    /// The secret's hash.
    pub secret_hash: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
}

impl<M> ApiKeyRepo<'_, M> {
    /// A key of a user.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the user has no such key.
    pub async fn get(&self, user_id: UserId, id: ApiKeyId) -> Result<ApiKey, RepositoryError> {
        let row = self.rows.select().filter(api_keys::Column::Id.eq(id.0)).filter(api_keys::Column::UserId.eq(user_id.0)).get().await?;
        Ok(api_key(row))
    }

    /// A user's keys, revoked ones included, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_user(&self, user_id: UserId, page: PageRequest) -> Result<Page<ApiKey>, RepositoryError> {
        let rows = self
            .rows
            .select()
            .filter(api_keys::Column::UserId.eq(user_id.0))
            .page(api_keys::Column::CreatedAt, page, |row| Cursor { at: row.created_at, id: row.id })
            .await?;
        Ok(rows.map(api_key))
    }
}

impl ApiKeyRepo<'_, Writing> {
    /// Adds a key of a user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, user_id: UserId, new: NewApiKey) -> Result<ApiKey, RepositoryError> {
        let scope = self.rows.scope();
        let row = api_keys::ActiveModel {
            id: Set(scope.world.new_id()),
            user_id: Set(user_id.0),
            name: Set(new.name),
            prefix: Set(new.prefix),
            secret_hash: Set(new.secret_hash),
            scopes: Set(new.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",")),
            created_at: Set(scope.now),
            last_used_at: Set(None),
            expires_at: Set(new.expires_at),
            revoked_at: Set(None),
            ..Default::default()
        };
        Ok(api_key(self.rows.insert(row).await?))
    }

    /// Revokes a key of a user.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the user has no such living key.
    pub async fn revoke(&self, user_id: UserId, id: ApiKeyId) -> Result<(), RepositoryError> {
        self.revoking(user_id).filter(api_keys::Column::Id.eq(id.0)).one().await
    }

    /// Revokes all keys of a user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_all(&self, user_id: UserId) -> Result<(), RepositoryError> {
        self.revoking(user_id).rows().await?;
        Ok(())
    }

    fn revoking(&self, user_id: UserId) -> ScopedUpdate<'_, api_keys::Entity> {
        let scope = self.rows.scope();
        scope.members_changed();
        self.rows
            .update()
            .set(api_keys::Column::RevokedAt, scope.now)
            .filter(api_keys::Column::UserId.eq(user_id.0))
            .filter(api_keys::Column::RevokedAt.is_null())
    }
}

fn api_key(row: api_keys::Model) -> ApiKey {
    ApiKey {
        id: ApiKeyId(row.id),
        name: row.name,
        prefix: row.prefix,
        scopes: row.scopes.split(',').filter_map(Scope::parse).collect(),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    }
}
