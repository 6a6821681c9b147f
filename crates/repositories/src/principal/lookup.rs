//! Members, found in the organization that the host names and remembered for five seconds.

use std::sync::Arc;

use domain::{
    access::{Role, RoleSet, Scope},
    ids::{ApiKeyId, OrgId, SessionId, UserId},
    time::{MEMBERSHIP_CACHE, Timestamp},
};
use moka::sync::Cache;
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, sea_query::Expr};
use uuid::Uuid;

use super::{Actor, Member, Tenant};
use crate::{
    db::{Db, Intent},
    entity::{api_keys, member_roles, sessions, users},
    error::RepositoryError,
    scoped::{Reading, Scoped},
};

#[derive(Debug, FromQueryResult)]
struct MemberRow {
    principal_id: Uuid,
    user_id: Uuid,
    name: String,
    email_verified_at: Option<Timestamp>,
    role: String,
    scopes: Option<String>,
    frozen_at: Option<Timestamp>,
}

impl Db {
    /// The member behind a session, if the session and the member are alive in this organization.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn member_by_session(
        &self,
        tenant: &Tenant,
        session_id: SessionId,
        user_id: UserId,
    ) -> Result<Option<Member>, RepositoryError> {
        let key = (tenant.org_id, MemberKey::Session(session_id, user_id));
        if let Some(found) = self.0.members.get(&key, self.world().now()) {
            return Ok(Some(found));
        }
        let epoch = self.0.members.epoch(tenant.org_id);
        let scope = self.scope(tenant.org_id, Intent::Read).await?;
        let rows: Vec<MemberRow> = Scoped::<sessions::Entity, Reading>::new(&scope)
            .select()
            .join::<users::Entity>(JoinType::InnerJoin, sessions::Column::UserId)
            .join_on::<member_roles::Entity>(JoinType::InnerJoin, sessions::Column::UserId, member_roles::Column::UserId)
            .filter(sessions::Column::Id.eq(session_id.0))
            .filter(sessions::Column::UserId.eq(user_id.0))
            .filter(sessions::Column::RevokedAt.is_null())
            .filter(sessions::Column::ExpiresAt.gt(scope.now))
            .filter(users::Column::Status.eq("active"))
            .columns(member_columns(Expr::col((sessions::Entity, sessions::Column::Id)), Expr::null()))
            .all_as()
            .await?;
        let member = member(tenant, rows, |id, user_id| Actor::User { user_id, session_id: SessionId(id) });
        self.remember(key, epoch, member)
    }

    /// The member behind an API key, by the hash of its secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn member_by_api_key(&self, tenant: &Tenant, secret_hash: &str) -> Result<Option<Member>, RepositoryError> {
        let key = (tenant.org_id, MemberKey::ApiKey(secret_hash.to_owned()));
        if let Some(found) = self.0.members.get(&key, self.world().now()) {
            return Ok(Some(found));
        }
        let epoch = self.0.members.epoch(tenant.org_id);
        let scope = self.scope(tenant.org_id, Intent::Read).await?;
        let rows: Vec<MemberRow> = Scoped::<api_keys::Entity, Reading>::new(&scope)
            .select()
            .join::<users::Entity>(JoinType::InnerJoin, api_keys::Column::UserId)
            .join_on::<member_roles::Entity>(JoinType::InnerJoin, api_keys::Column::UserId, member_roles::Column::UserId)
            .filter(api_keys::Column::SecretHash.eq(secret_hash))
            .filter(api_keys::Column::RevokedAt.is_null())
            .filter(Condition::any().add(api_keys::Column::ExpiresAt.is_null()).add(api_keys::Column::ExpiresAt.gt(scope.now)))
            .filter(users::Column::Status.eq("active"))
            .columns(member_columns(
                Expr::col((api_keys::Entity, api_keys::Column::Id)),
                Expr::col((api_keys::Entity, api_keys::Column::Scopes)),
            ))
            .all_as()
            .await?;
        let used = rows.first().map(|row| ApiKeyId(row.principal_id));
        let member = member(tenant, rows, |id, user_id| Actor::ApiKey { user_id, api_key_id: ApiKeyId(id) });
        drop(scope);
        if let Some(id) = used
            && self.0.members.is_first_use(tenant.org_id, id, self.world().now())
            && let Err(error) = self.stamp_api_key(tenant.org_id, id).await
        {
            // the stamp is for people to look at: a call does not fail for it
            tracing::warn!(%error, "an API key's use could not be stamped");
        }
        self.remember(key, epoch, member)
    }

    async fn stamp_api_key(&self, org_id: OrgId, id: ApiKeyId) -> Result<(), RepositoryError> {
        let tx = self.begin_write(org_id, None).await?;
        tx.stamp_api_key(id).await?;
        tx.commit().await
    }

    fn remember(&self, key: (OrgId, MemberKey), epoch: u64, member: Option<Member>) -> Result<Option<Member>, RepositoryError> {
        if let Some(member) = &member {
            self.0.members.put(key, epoch, self.world().now(), member.clone());
        }
        Ok(member)
    }
}

fn member_columns(principal: Expr, scopes: Expr) -> [(Expr, &'static str); 7] {
    [
        (principal, "principal_id"),
        (Expr::col((users::Entity, users::Column::Id)), "user_id"),
        (Expr::col((users::Entity, users::Column::Name)), "name"),
        (Expr::col((users::Entity, users::Column::EmailVerifiedAt)), "email_verified_at"),
        (Expr::col((users::Entity, users::Column::FrozenAt)), "frozen_at"),
        (Expr::col((member_roles::Entity, member_roles::Column::Role)), "role"),
        (scopes, "scopes"),
    ]
}

fn member(tenant: &Tenant, rows: Vec<MemberRow>, actor: impl FnOnce(Uuid, UserId) -> Actor) -> Option<Member> {
    let roles: RoleSet = rows.iter().filter_map(|row| Role::parse(&row.role)).collect();
    let row = rows.into_iter().next()?;
    let user_id = UserId(row.user_id);
    let scopes = row.scopes.map(|words| words.split(',').filter_map(Scope::parse).collect());
    Some(Member {
        org_id: tenant.org_id,
        user_id,
        name: row.name,
        email_verified: row.email_verified_at.is_some(),
        roles,
        actor: actor(row.principal_id, user_id),
        scopes,
        is_frozen: row.frozen_at.is_some(),
        standing: tenant.standing,
    })
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum MemberKey {
    Session(SessionId, UserId),
    ApiKey(String),
}

#[derive(Clone, Debug)]
struct Remembered {
    member: Member,
    at: Timestamp,
    epoch: u64,
}

/// Members read lately. An entry is used for five seconds, and not at all after a change made in this process.
#[derive(Debug)]
pub(crate) struct MemberCache {
    members: Cache<(OrgId, MemberKey), Arc<Remembered>>,
    epochs: Cache<OrgId, u64>,
    // when this process last stamped an API key as used
    stamps: Cache<(OrgId, ApiKeyId), Timestamp>,
}

impl MemberCache {
    pub(crate) fn new() -> Self {
        // an epoch may only be dropped when every entry made under it is certainly too old
        Self {
            members: Cache::new(20_000),
            epochs: Cache::builder().time_to_idle(std::time::Duration::from_secs(3_600)).build(),
            stamps: Cache::new(20_000),
        }
    }

    /// Whether a key's use is to be stamped: at most once a minute.
    fn is_first_use(&self, org_id: OrgId, id: ApiKeyId, now: Timestamp) -> bool {
        let is_first = self.stamps.get(&(org_id, id)).is_none_or(|at| now < at || now - at >= chrono::Duration::minutes(1));
        if is_first {
            self.stamps.insert((org_id, id), now);
        }
        is_first
    }

    fn epoch(&self, org_id: OrgId) -> u64 {
        self.epochs.get(&org_id).unwrap_or(0)
    }

    fn get(&self, key: &(OrgId, MemberKey), now: Timestamp) -> Option<Member> {
        let found = self.members.get(key)?;
        let fresh = found.epoch == self.epoch(key.0) && now >= found.at && now - found.at < MEMBERSHIP_CACHE;
        fresh.then(|| found.member.clone())
    }

    fn put(&self, key: (OrgId, MemberKey), epoch: u64, now: Timestamp, member: Member) {
        self.members.insert(key, Arc::new(Remembered { member, at: now, epoch }));
    }

    /// Forgets every member of the organization.
    pub(crate) fn forget(&self, org_id: OrgId) {
        let next = self.epoch(org_id) + 1;
        self.epochs.insert(org_id, next);
    }
}
