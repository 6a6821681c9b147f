//! One-time links. The token in the mail is an HMAC of the row's id: nothing secret is stored.

use chrono::Duration;
use domain::ids::{LinkId, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait};

use crate::{
    db::{TenantRead, TenantTx},
    entity::links,
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// To prove an address.
    EmailVerification,
    /// To set a new password.
    PasswordReset,
}

impl LinkKind {
    /// The kind's word: also the purpose that its token is bound to.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmailVerification => "email_verification",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// A link's row.
#[derive(Clone, Debug)]
pub struct Link {
    /// The link.
    pub id: LinkId,
    /// Whose.
    pub user_id: UserId,
    /// The address that it was made for.
    pub email: String,
}

/// Links.
pub struct LinkRepo<'t, M> {
    rows: Scoped<'t, links::Entity, M>,
}

impl TenantRead {
    /// Links, to read.
    pub fn links(&self) -> LinkRepo<'_, Reading> {
        LinkRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Links, to read and write.
    pub fn links(&self) -> LinkRepo<'_, Writing> {
        LinkRepo { rows: Scoped::new(&self.scope) }
    }
}

impl<M> LinkRepo<'_, M> {
    /// A link that can still be used.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it was used or is too old.
    pub async fn living(&self, kind: LinkKind, id: LinkId) -> Result<Link, RepositoryError> {
        let now = self.rows.scope().now;
        let row = self
            .rows
            .select()
            .filter(links::Column::Id.eq(id.0))
            .filter(links::Column::Kind.eq(kind.as_str()))
            .filter(links::Column::UsedAt.is_null())
            .filter(links::Column::ExpiresAt.gt(now))
            .get()
            .await?;
        Ok(link(row))
    }
}

impl LinkRepo<'_, Writing> {
    /// Makes a link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, kind: LinkKind, user_id: UserId, email: &str, lives: Duration) -> Result<LinkId, RepositoryError> {
        let scope = self.rows.scope();
        let id = scope.world.new_id();
        let row = links::ActiveModel {
            id: Set(id),
            kind: Set(kind.as_str().to_owned()),
            user_id: Set(user_id.0),
            email: Set(email.to_owned()),
            created_at: Set(scope.now),
            expires_at: Set(scope.now + lives),
            used_at: Set(None),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok(LinkId(id))
    }

    /// Uses a link up; only one caller ever gets it.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it was used or is too old.
    pub async fn take(&self, kind: LinkKind, id: LinkId) -> Result<Link, RepositoryError> {
        let now = self.rows.scope().now;
        let rows = self
            .rows
            .update()
            .set(links::Column::UsedAt, now)
            .filter(links::Column::Id.eq(id.0))
            .filter(links::Column::Kind.eq(kind.as_str()))
            .filter(links::Column::UsedAt.is_null())
            .filter(links::Column::ExpiresAt.gt(now))
            .returning()
            .await?;
        rows.into_iter().next().map(link).ok_or(RepositoryError::NotFound)
    }

    /// Uses up all links of a kind that a user has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_all(&self, kind: LinkKind, user_id: UserId) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(links::Column::UsedAt, self.rows.scope().now)
            .filter(links::Column::UserId.eq(user_id.0))
            .filter(links::Column::Kind.eq(kind.as_str()))
            .filter(links::Column::UsedAt.is_null())
            .rows()
            .await?;
        Ok(())
    }
}

fn link(row: links::Model) -> Link {
    Link { id: LinkId(row.id), user_id: UserId(row.user_id), email: row.email }
}
