//! Sessions, and the one-time codes that open the first one.

use domain::{
    identity::Session,
    ids::{HandoffId, SessionId, UserId},
    page::{Cursor, Page, PageRequest},
    time::{HANDOFF, SESSION},
};
use sea_orm::{ActiveValue::Set, ColumnTrait};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{handoffs, sessions},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// Sessions.
pub struct SessionRepo<'t, M> {
    rows: Scoped<'t, sessions::Entity, M>,
}

impl TenantRead {
    /// Sessions, to read.
    pub fn sessions(&self) -> SessionRepo<'_, Reading> {
        SessionRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Sessions, to read and write.
    pub fn sessions(&self) -> SessionRepo<'_, Writing> {
        SessionRepo { rows: Scoped::new(&self.scope) }
    }

    /// Makes a one-time code's row for a user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_handoff(&self, user_id: UserId) -> Result<HandoffId, RepositoryError> {
        let id = self.new_id();
        let row = handoffs::ActiveModel {
            id: Set(id),
            user_id: Set(user_id.0),
            created_at: Set(self.now()),
            expires_at: Set(self.now() + HANDOFF),
            used_at: Set(None),
            ..Default::default()
        };
        Scoped::<handoffs::Entity, Writing>::new(&self.scope).insert_many([row]).await?;
        Ok(HandoffId(id))
    }

    /// Uses a code up; only one caller ever gets the user.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it was used or is too old.
    pub async fn use_handoff(&self, id: HandoffId) -> Result<UserId, RepositoryError> {
        let used = Scoped::<handoffs::Entity, Writing>::new(&self.scope)
            .update()
            .set(handoffs::Column::UsedAt, self.now())
            .filter(handoffs::Column::Id.eq(id.0))
            .filter(handoffs::Column::UsedAt.is_null())
            .filter(handoffs::Column::ExpiresAt.gt(self.now()))
            .returning()
            .await?;
        used.first().map(|row| UserId(row.user_id)).ok_or(RepositoryError::NotFound)
    }
}

impl<M> SessionRepo<'_, M> {
    /// A session.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: SessionId) -> Result<Session, RepositoryError> {
        Ok(session(self.rows.get(id).await?))
    }

    /// A user's living sessions, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_user(&self, user_id: UserId, page: PageRequest) -> Result<Page<Session>, RepositoryError> {
        let now = self.rows.scope().now;
        let rows = self
            .rows
            .select()
            .filter(sessions::Column::UserId.eq(user_id.0))
            .filter(sessions::Column::RevokedAt.is_null())
            .filter(sessions::Column::ExpiresAt.gt(now))
            .page(sessions::Column::CreatedAt, page, |row| Cursor { at: row.created_at, id: row.id })
            .await?;
        Ok(rows.map(session))
    }
}

impl SessionRepo<'_, Writing> {
    /// Opens a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(&self, user_id: UserId, user_agent: Option<String>, ip: Option<String>) -> Result<SessionId, RepositoryError> {
        let scope = self.rows.scope();
        let id = scope.world.new_id();
        let row = sessions::ActiveModel {
            id: Set(id),
            user_id: Set(user_id.0),
            generation: Set(0),
            user_agent: Set(user_agent),
            ip: Set(ip),
            created_at: Set(scope.now),
            last_seen_at: Set(scope.now),
            expires_at: Set(scope.now + SESSION),
            revoked_at: Set(None),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok(SessionId(id))
    }

    /// Moves a living session to the generation of the refresh token that was presented, if that is the next or the
    /// present one. `None` for anything else: the caller decides what a token from the past means.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance(&self, id: SessionId, presented: i64) -> Result<Option<Session>, RepositoryError> {
        let now = self.rows.scope().now;
        let rows = self
            .rows
            .update()
            .set(sessions::Column::Generation, presented)
            .set(sessions::Column::LastSeenAt, now)
            .set(sessions::Column::ExpiresAt, now + SESSION)
            .filter(sessions::Column::Id.eq(id.0))
            .filter(sessions::Column::Generation.is_in([presented - 1, presented]))
            .filter(sessions::Column::RevokedAt.is_null())
            .filter(sessions::Column::ExpiresAt.gt(now))
            .returning()
            .await?;
        Ok(rows.into_iter().next().map(session))
    }

    /// Ends a session of a user.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the user has no such living session.
    pub async fn revoke(&self, user_id: UserId, id: SessionId) -> Result<(), RepositoryError> {
        self.ending(user_id).filter(sessions::Column::Id.eq(id.0)).one().await
    }

    /// Ends all sessions of a user, but one if it is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_all(&self, user_id: UserId, but: Option<SessionId>) -> Result<(), RepositoryError> {
        let mut update = self.ending(user_id);
        if let Some(keep) = but {
            update = update.filter(sessions::Column::Id.ne(keep.0));
        }
        update.rows().await?;
        Ok(())
    }

    fn ending(&self, user_id: UserId) -> crate::scoped::ScopedUpdate<'_, sessions::Entity> {
        let scope = self.rows.scope();
        scope.members_changed();
        self.rows
            .update()
            .set(sessions::Column::RevokedAt, scope.now)
            .filter(sessions::Column::UserId.eq(user_id.0))
            .filter(sessions::Column::RevokedAt.is_null())
    }
}

fn session(row: sessions::Model) -> Session {
    Session {
        id: SessionId(row.id),
        user_id: UserId(row.user_id),
        generation: row.generation,
        user_agent: row.user_agent,
        ip: row.ip,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    }
}
