//! Invitations. The token in the mail is an HMAC of the row's id; an authoring role keeps an instructor's seat from the start.

use domain::{
    access::{Role, RoleSet},
    identity::{EmailAddress, Invitation, UserStatus},
    ids::{InvitationId, UserId},
    page::{Cursor, Page, PageRequest},
    time::{INVITATION, Timestamp},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, FromQueryResult, JoinType, sea_query::Expr};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{invitations, users},
    error::RepositoryError,
    scoped::{Reading, Scoped, ScopedSelect, ScopedUpdate, Writing},
    usage::{Instructors, Seat},
};

/// Invitations.
pub struct InvitationRepo<'t, M> {
    rows: Scoped<'t, invitations::Entity, M>,
}

impl TenantRead {
    /// Invitations, to read.
    pub fn invitations(&self) -> InvitationRepo<'_, Reading> {
        InvitationRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Invitations, to read and write.
    pub fn invitations(&self) -> InvitationRepo<'_, Writing> {
        InvitationRepo { rows: Scoped::new(&self.scope) }
    }

    /// Uses an open invitation up; only one caller ever gets it. The seat that it kept goes to the new member.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it was accepted, taken back, or is too old.
    pub async fn take_invitation(&self, id: InvitationId) -> Result<(Invitation, Option<Seat<'_, Instructors>>), RepositoryError> {
        let kept = self.invitations().rows.get(id).await?.holds_seat;
        let repo = self.invitations();
        repo.open()
            .set(invitations::Column::AcceptedAt, self.now())
            .set(invitations::Column::HoldsSeat, false)
            .filter(invitations::Column::Id.eq(id.0))
            // what the seat is handed over on is what was read: a release in between would have changed it
            .filter(invitations::Column::HoldsSeat.eq(kept))
            .filter(invitations::Column::ExpiresAt.gt(self.now()))
            .one()
            .await?;
        Ok((repo.get(id).await?, kept.then(|| Seat::handed_over(self))))
    }
}

/// Seats that invitations gave up; the caller gives them back to the plan's counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the plan's counter must learn of it"]
pub struct FreedSeats(pub i64);

impl<M> InvitationRepo<'_, M> {
    /// An invitation, in whatever state.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: InvitationId) -> Result<Invitation, RepositoryError> {
        let row: Option<InvitationRow> = self.select().filter(invitations::Column::Id.eq(id.0)).one_as().await?;
        invitation(row.ok_or(RepositoryError::NotFound)?)
    }

    /// All invitations, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, page: PageRequest) -> Result<Page<Invitation>, RepositoryError> {
        let rows: Page<InvitationRow> = self
            .select()
            .page_as(invitations::Column::CreatedAt, page, |row: &InvitationRow| Cursor { at: row.created_at, id: row.id })
            .await?;
        let items = rows.items.into_iter().map(invitation).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items, next: rows.next })
    }

    fn select(&self) -> ScopedSelect<'_, invitations::Entity> {
        self.rows.select().join::<users::Entity>(JoinType::InnerJoin, invitations::Column::InvitedBy).and_columns([
            (Expr::col((users::Entity, users::Column::Name)), "inviter_name"),
            (Expr::col((users::Entity, users::Column::Status)), "inviter_status"),
        ])
    }
}

impl InvitationRepo<'_, Writing> {
    /// Adds an invitation. An authoring role is paid for with a seat, which the invitation keeps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(
        &self,
        email: &EmailAddress,
        roles: RoleSet,
        invited_by: UserId,
        seat: Option<Seat<'_, Instructors>>,
    ) -> Result<InvitationId, RepositoryError> {
        if roles.is_authoring() != seat.is_some() {
            return Err(RepositoryError::Damaged("an authoring role and its seat go together".to_owned()));
        }
        let scope = self.rows.scope();
        let id = scope.world.new_id();
        let row = invitations::ActiveModel {
            id: Set(id),
            email: Set(email.as_str().to_owned()),
            email_key: Set(email.key().to_owned()),
            roles: Set(roles.iter().map(Role::as_str).collect::<Vec<_>>().join(",")),
            invited_by: Set(invited_by.0),
            holds_seat: Set(seat.is_some()),
            created_at: Set(scope.now),
            expires_at: Set(scope.now + INVITATION),
            accepted_at: Set(None),
            accepted_by: Set(None),
            revoked_at: Set(None),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok(InvitationId(id))
    }

    /// Keeps who accepted an invitation that was taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accepted_by(&self, id: InvitationId, user_id: UserId) -> Result<(), RepositoryError> {
        self.rows.update().set(invitations::Column::AcceptedBy, user_id.0).filter(invitations::Column::Id.eq(id.0)).one().await
    }

    /// Takes an invitation back, open or expired.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it was accepted or taken back before.
    pub async fn revoke(&self, id: InvitationId) -> Result<FreedSeats, RepositoryError> {
        match self.revoke_where(Condition::all().add(invitations::Column::Id.eq(id.0))).await? {
            (0, _) => Err(RepositoryError::NotFound),
            (_, freed) => Ok(freed),
        }
    }

    /// Takes back what is open for an address, for a newer invitation replaces it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_for(&self, email: &EmailAddress) -> Result<FreedSeats, RepositoryError> {
        Ok(self.revoke_where(Condition::all().add(invitations::Column::EmailKey.eq(email.key()))).await?.1)
    }

    /// Takes back what a person has open: everything, or only what gives a role.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_of(&self, inviter: UserId, giving: Option<Role>) -> Result<FreedSeats, RepositoryError> {
        let giving = giving.map(|role| invitations::Column::Roles.contains(role.as_str()));
        let which = Condition::all().add(invitations::Column::InvitedBy.eq(inviter.0)).add_option(giving);
        Ok(self.revoke_where(which).await?.1)
    }

    /// Takes the seats from invitations that are too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_expired(&self) -> Result<FreedSeats, RepositoryError> {
        let now = self.rows.scope().now;
        let freed = self
            .open()
            .set(invitations::Column::HoldsSeat, false)
            .filter(invitations::Column::HoldsSeat.eq(true))
            .filter(invitations::Column::ExpiresAt.lte(now))
            .rows()
            .await?;
        Ok(FreedSeats(i64::try_from(freed).unwrap_or(i64::MAX)))
    }

    // Two statements, because an update answers the row as it is afterwards: first those with a seat, then the others.
    async fn revoke_where(&self, which: Condition) -> Result<(u64, FreedSeats), RepositoryError> {
        let now = self.rows.scope().now;
        let with_seat = self
            .open()
            .set(invitations::Column::RevokedAt, now)
            .set(invitations::Column::HoldsSeat, false)
            .filter(which.clone())
            .filter(invitations::Column::HoldsSeat.eq(true))
            .rows()
            .await?;
        let without = self.open().set(invitations::Column::RevokedAt, now).filter(which).rows().await?;
        Ok((with_seat + without, FreedSeats(i64::try_from(with_seat).unwrap_or(i64::MAX))))
    }

    /// A change of those that were neither accepted nor taken back.
    fn open(&self) -> ScopedUpdate<'_, invitations::Entity> {
        self.rows.update().filter(invitations::Column::AcceptedAt.is_null()).filter(invitations::Column::RevokedAt.is_null())
    }
}

#[derive(Debug, FromQueryResult)]
struct InvitationRow {
    id: Uuid,
    email: String,
    roles: String,
    invited_by: Uuid,
    inviter_name: String,
    inviter_status: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    accepted_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

fn invitation(row: InvitationRow) -> Result<Invitation, RepositoryError> {
    let roles = row
        .roles
        .split(',')
        .map(|word| Role::parse(word).ok_or_else(|| RepositoryError::damaged("role", word)))
        .collect::<Result<RoleSet, _>>()?;
    let is_member = row.inviter_status != UserStatus::Removed.as_str();
    Ok(Invitation {
        id: InvitationId(row.id),
        email: row.email,
        roles,
        invited_by: UserId(row.invited_by),
        inviter_name: is_member.then_some(row.inviter_name),
        created_at: row.created_at,
        expires_at: row.expires_at,
        accepted_at: row.accepted_at,
        revoked_at: row.revoked_at,
    })
}
