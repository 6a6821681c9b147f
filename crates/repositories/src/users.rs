//! Users of an organization and their roles.

use domain::{
    access::{Role, RoleSet},
    identity::{EmailAddress, Membership, Theme, User, UserStatus, UserWithRoles},
    ids::UserId,
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use std::collections::HashMap;
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{member_roles, users},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
    usage::{Instructors, Seat},
};

/// Users.
pub struct UserRepo<'t, M> {
    rows: Scoped<'t, users::Entity, M>,
}

impl TenantRead {
    /// Users, to read.
    pub fn users(&self) -> UserRepo<'_, Reading> {
        UserRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Users, to read and write.
    pub fn users(&self) -> UserRepo<'_, Writing> {
        UserRepo { rows: Scoped::new(&self.scope) }
    }
}

/// A user to be added.
#[derive(Debug)]
pub struct NewUser {
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: String,
    /// The password's argon2id hash.
    pub password_hash: String,
    /// When the address was proven, if it was.
    pub email_verified_at: Option<Timestamp>,
    /// The language of mails and pages.
    pub language: String,
}

/// What of a user is changed.
#[derive(Debug, Default)]
pub struct UserPatch {
    /// The name.
    pub name: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The time zone.
    pub time_zone: Option<String>,
    /// Light or dark.
    pub theme: Option<Theme>,
    /// The password's new hash.
    pub password_hash: Option<String>,
    /// When the address was proven.
    pub email_verified_at: Option<Timestamp>,
    /// Whether the user may come in.
    pub status: Option<UserStatus>,
    /// Last seen.
    pub last_seen_at: Option<Timestamp>,
}

/// A user and the hash of the password.
#[derive(Debug)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// The argon2id hash.
    pub password_hash: String,
}

/// Which members are wanted.
#[derive(Debug, Default)]
pub struct MemberFilter {
    /// Part of the name or address.
    pub text: Option<String>,
    /// Holding this role.
    pub role: Option<Role>,
}

impl<M> UserRepo<'_, M> {
    /// The user with this address and the password's hash; removed users have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_credentials(&self, email: &EmailAddress) -> Result<Option<Credentials>, RepositoryError> {
        let row = self.rows.select().filter(users::Column::EmailKey.eq(email.key())).one().await?;
        row.map(credentials).transpose()
    }

    /// A user's present hash.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such user.
    pub async fn credentials(&self, id: UserId) -> Result<Credentials, RepositoryError> {
        credentials(self.rows.get(id).await?)
    }

    /// A user.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such user.
    pub async fn get(&self, id: UserId) -> Result<User, RepositoryError> {
        user(self.rows.get(id).await?)
    }

    /// A member and the roles; a removed user is not found.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such member.
    pub async fn member(&self, id: UserId) -> Result<UserWithRoles, RepositoryError> {
        let user = self.get(id).await?;
        if user.status == UserStatus::Removed {
            return Err(RepositoryError::NotFound);
        }
        Ok(UserWithRoles { user, roles: self.roles(id).await? })
    }

    /// A user's roles.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles(&self, id: UserId) -> Result<RoleSet, RepositoryError> {
        Ok(self.roles_of(&[id.0]).await?.remove(&id.0).unwrap_or_default())
    }

    /// Members, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(&self, filter: MemberFilter, page: PageRequest) -> Result<Page<UserWithRoles>, RepositoryError> {
        let mut select = self.rows.select().filter(users::Column::Status.ne(UserStatus::Removed.as_str()));
        if let Some(text) = &filter.text {
            select = select.filter(
                Condition::any()
                    .add(crate::text::contains(users::Column::Name, text))
                    .add(crate::text::contains(users::Column::Email, text)),
            );
        }
        if let Some(role) = filter.role {
            let holders = self.rows.of::<member_roles::Entity>().select().filter(member_roles::Column::Role.eq(role.as_str()));
            select = select.filter(users::Column::Id.in_subquery(holders.into_subquery(member_roles::Column::UserId)));
        }
        let rows = select.page(users::Column::CreatedAt, page, |row| Cursor { at: row.created_at, id: row.id }).await?;
        let ids: Vec<Uuid> = rows.items.iter().map(|row| row.id).collect();
        let mut roles = self.roles_of(&ids).await?;
        let next = rows.next;
        let items = rows
            .items
            .into_iter()
            .map(|row| {
                let roles = roles.remove(&row.id).unwrap_or_default();
                Ok(UserWithRoles { user: user(row)?, roles })
            })
            .collect::<Result<Vec<_>, RepositoryError>>()?;
        Ok(Page { items, next })
    }

    /// The roles of several users, in one statement; users without any are absent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles_of(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, RoleSet>, RepositoryError> {
        let mut found: HashMap<Uuid, Vec<Role>> = HashMap::new();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows =
            self.rows.of::<member_roles::Entity>().select().filter(member_roles::Column::UserId.is_in(ids.iter().copied())).all().await?;
        for row in rows {
            let role = Role::parse(&row.role).ok_or_else(|| RepositoryError::damaged("role", &row.role))?;
            found.entry(row.user_id).or_default().push(role);
        }
        Ok(found.into_iter().map(|(id, roles)| (id, roles.into_iter().collect())).collect())
    }
}

impl UserRepo<'_, Writing> {
    /// Adds a user with roles. An authoring role is paid for with a seat.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when the address has an account here.
    pub async fn add(&self, new: NewUser, roles: RoleSet, seat: Option<Seat<'_, Instructors>>) -> Result<UserId, RepositoryError> {
        if roles.is_authoring() != seat.is_some() {
            return Err(RepositoryError::Damaged("an authoring role and its seat go together".to_owned()));
        }
        let scope = self.rows.scope();
        let id = scope.world.new_id();
        let added = self
            .rows
            .insert_or_ignore(users::ActiveModel {
                id: Set(id),
                email: Set(new.email.as_str().to_owned()),
                email_key: Set(new.email.key().to_owned()),
                name: Set(new.name),
                password_hash: Set(new.password_hash),
                email_verified_at: Set(new.email_verified_at),
                status: Set(UserStatus::Active.as_str().to_owned()),
                language: Set(new.language),
                time_zone: Set("UTC".to_owned()),
                theme: Set(Theme::System.as_str().to_owned()),
                created_at: Set(scope.now),
                last_seen_at: Set(None),
                ..Default::default()
            })
            .await?;
        if !added {
            return Err(RepositoryError::Duplicate);
        }
        self.insert_roles(UserId(id), roles).await?;
        Ok(UserId(id))
    }

    /// Makes a member something else. What begins to fill an instructor's seat is paid for with one; what ceases to, the
    /// caller gives back beside this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_membership(
        &self,
        id: UserId,
        (before, after): (Membership, Membership),
        seat: Option<Seat<'_, Instructors>>,
    ) -> Result<(), RepositoryError> {
        if (after.fills_seat() && !before.fills_seat()) != seat.is_some() {
            return Err(RepositoryError::Damaged("an authoring role and its seat go together".to_owned()));
        }
        if before.roles != after.roles {
            self.set_roles(id, after.roles).await?;
        }
        if before.status != after.status {
            self.change(id, UserPatch { status: Some(after.status), ..UserPatch::default() }).await?;
        }
        Ok(())
    }

    async fn set_roles(&self, id: UserId, roles: RoleSet) -> Result<(), RepositoryError> {
        self.rows.of::<member_roles::Entity>().delete(member_roles::Column::UserId.eq(id.0)).await?;
        self.insert_roles(id, roles).await
    }

    async fn insert_roles(&self, id: UserId, roles: RoleSet) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        scope.members_changed();
        let rows = roles.iter().map(|role| member_roles::ActiveModel {
            id: Set(scope.world.new_id()),
            user_id: Set(id.0),
            role: Set(role.as_str().to_owned()),
            ..Default::default()
        });
        self.rows.of::<member_roles::Entity>().insert_many(rows).await
    }

    /// Changes what is given.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such user.
    pub async fn change(&self, id: UserId, patch: UserPatch) -> Result<(), RepositoryError> {
        self.rows.scope().members_changed();
        self.rows
            .update()
            // an update needs something to set: the id stays what it is
            .set(users::Column::Id, id.0)
            .set_some(users::Column::Name, patch.name)
            .set_some(users::Column::Language, patch.language)
            .set_some(users::Column::TimeZone, patch.time_zone)
            .set_some(users::Column::Theme, patch.theme.map(Theme::as_str))
            .set_some(users::Column::PasswordHash, patch.password_hash)
            .set_some(users::Column::EmailVerifiedAt, patch.email_verified_at)
            .set_some(users::Column::Status, patch.status.map(UserStatus::as_str))
            .set_some(users::Column::LastSeenAt, patch.last_seen_at)
            .filter(users::Column::Id.eq(id.0))
            .one()
            .await
    }

    /// Removes a member: no roles, no way in, the address free again. What the user did stays.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such user.
    pub async fn remove(&self, id: UserId) -> Result<(), RepositoryError> {
        self.set_roles(id, RoleSet::default()).await?;
        self.rows
            .update()
            .set(users::Column::Status, UserStatus::Removed.as_str())
            .set(users::Column::EmailKey, format!("removed:{id}"))
            .set(users::Column::PasswordHash, "")
            .filter(users::Column::Id.eq(id.0))
            .filter(users::Column::Status.ne(UserStatus::Removed.as_str()))
            .one()
            .await
    }

    /// Locks a user's row until the transaction ends; gives the present hash with it.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such user.
    pub async fn lock_credentials(&self, id: UserId) -> Result<Credentials, RepositoryError> {
        credentials(self.rows.select().filter(users::Column::Id.eq(id.0)).lock().get().await?)
    }

    /// Locks a user's row until the transaction ends, so that two changes of one member come one after the other.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such user.
    pub async fn lock(&self, id: UserId) -> Result<User, RepositoryError> {
        user(self.rows.select().filter(users::Column::Id.eq(id.0)).lock().get().await?)
    }
}

fn credentials(mut row: users::Model) -> Result<Credentials, RepositoryError> {
    let password_hash = std::mem::take(&mut row.password_hash);
    Ok(Credentials { user: user(row)?, password_hash })
}

fn user(row: users::Model) -> Result<User, RepositoryError> {
    Ok(User {
        id: UserId(row.id),
        email: row.email,
        name: row.name,
        email_verified_at: row.email_verified_at,
        status: UserStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("user status", &row.status))?,
        language: row.language,
        time_zone: row.time_zone,
        theme: Theme::parse(&row.theme).ok_or_else(|| RepositoryError::damaged("theme", &row.theme))?,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    })
}
