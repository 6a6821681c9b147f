//! Who is asking, and what was proven about them.
//!
//! A [`Grant`] is a proof that somebody may do one action in one organization. It has these sources and no other:
//! [`Member::grant`] (a user whose session or API key was found in the organization that the host names),
//! [`Visitor::grant`] (anybody on that host, public actions only), [`JobLease::grant`] (a claimed job, job actions only) and
//! [`SupportSession::grant`] (an operator of the platform whom the organization can see, reading actions only).

use std::{marker::PhantomData, sync::Arc};

use domain::{
    access::{Action, CourseAction, JobAction, MemberAction, Permission, PublicAction, Role, RoleSet, Scope, SupportAction},
    ids::{ApiKeyId, CourseId, JobId, OperatorId, OrgId, SessionId, SupportSessionId, UserId},
    operators::SupportVisit,
    organizations::OrganizationStatus,
    plans::Plan,
    subscriptions::Standing,
    time::{MEMBERSHIP_CACHE, Timestamp},
};
use moka::sync::Cache;
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, sea_query::Expr};
use uuid::Uuid;

use crate::{
    db::{Db, Intent},
    entity::{api_keys, member_roles, sessions, users},
    error::RepositoryError,
    scoped::{Reading, Scoped},
};

/// An organization that a host name led to. Only [`crate::system`] makes one.
#[derive(Clone, Debug)]
pub struct Tenant {
    pub(crate) org_id: OrgId,
    pub(crate) slug: String,
    pub(crate) status: OrganizationStatus,
    pub(crate) plan: Plan,
    pub(crate) standing: Standing,
    pub(crate) closed_because: Option<String>,
}

impl Tenant {
    /// The organization.
    pub fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// Its present slug.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// Whether it is open.
    pub fn status(&self) -> OrganizationStatus {
        self.status
    }

    /// The plan that it is on.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// What it may do, by what it paid.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Why the platform closed it, in words for its owners.
    pub fn closed_because(&self) -> Option<&str> {
        self.closed_because.as_deref()
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in user.
    User {
        /// Who.
        user_id: UserId,
        /// On which device.
        session_id: SessionId,
    },
    /// A program with a user's API key.
    ApiKey {
        /// Whose key.
        user_id: UserId,
        /// Which key.
        api_key_id: ApiKeyId,
    },
    /// A background job.
    Job {
        /// Which.
        job_id: JobId,
        /// Fences off a worker whose lease has run out.
        lease_token: Uuid,
    },
    /// An operator of the platform, in a support session.
    Operator {
        /// Who.
        operator_id: OperatorId,
        /// In which session.
        session_id: SupportSessionId,
        /// The operator's name: the organization has no user of it.
        name: String,
    },
    /// Anybody.
    Visitor,
}

/// Proof that somebody may do `A` in one organization. Fields are private: see the module for its sources.
#[derive(Debug)]
pub struct Grant<A> {
    org_id: OrgId,
    actor: Actor,
    user_id: UserId,
    roles: RoleSet,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Grant<A> {
    /// The organization.
    pub fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl<A: MemberAction> Grant<A> {
    /// The member who acts, in person or through an API key.
    pub fn user_id(&self) -> UserId {
        self.user_id
    }

    /// The member's roles.
    pub fn roles(&self) -> RoleSet {
        self.roles
    }
}

/// Proof that somebody may do `A` in one course: a grant that the course has confirmed.
#[derive(Debug)]
pub struct CourseGrant<A> {
    grant: Grant<A>,
    course_id: CourseId,
}

impl<A: CourseAction> CourseGrant<A> {
    /// For the course repository, after it looked.
    pub(crate) fn confirmed(grant: &Grant<A>, course_id: CourseId) -> Self {
        let grant =
            Grant { org_id: grant.org_id, actor: grant.actor.clone(), user_id: grant.user_id, roles: grant.roles, action: PhantomData };
        Self { grant, course_id }
    }

    /// The course.
    pub fn course_id(&self) -> CourseId {
        self.course_id
    }

    /// The proof for the organization.
    pub fn grant(&self) -> &Grant<A> {
        &self.grant
    }

    /// The member who acts.
    pub fn user_id(&self) -> UserId {
        self.grant.user_id
    }
}

/// Why a proof was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No role has the permission.
    #[error("no role of yours allows this")]
    Role,
    /// The API key's scopes do not reach, or no key may do this.
    #[error("this API key does not allow this")]
    Scope,
    /// A payment is long overdue: the organization can be read only.
    #[error("a payment is overdue")]
    ReadOnly,
    /// The plan has no seat for this member any more.
    #[error("the plan has no seat for this member")]
    SeatFrozen,
    /// The plan has no room for this course any more.
    #[error("the plan has no room for this course")]
    CourseFrozen,
    /// A support session looks, and does nothing else.
    #[error("a support session does not allow this")]
    Support,
}

/// Anybody on an organization's host.
#[derive(Clone, Debug)]
pub struct Visitor {
    org_id: OrgId,
}

impl Visitor {
    /// A visitor of the organization that the host named.
    pub fn of(tenant: &Tenant) -> Self {
        Self { org_id: tenant.org_id }
    }

    /// Proof for a public action.
    pub fn grant<A: PublicAction>(&self) -> Grant<A> {
        Grant { org_id: self.org_id, actor: Actor::Visitor, user_id: UserId(Uuid::nil()), roles: RoleSet::default(), action: PhantomData }
    }
}

/// A claimed job: proof that this worker, for now, is the one to do it.
#[derive(Clone, Debug)]
pub struct JobLease {
    pub(crate) org_id: OrgId,
    pub(crate) job_id: JobId,
    pub(crate) token: Uuid,
    pub(crate) kind: String,
    pub(crate) payload: String,
    pub(crate) attempt: i64,
    pub(crate) max_attempts: i64,
}

impl JobLease {
    /// The job.
    pub fn job_id(&self) -> JobId {
        self.job_id
    }

    /// The organization that it works for.
    pub fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// The job's word.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What it was given: JSON that holds ids only.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Which attempt this is, from 1.
    pub fn attempt(&self) -> i64 {
        self.attempt
    }

    /// Proof for a job's action.
    pub fn grant<A: JobAction>(&self) -> Grant<A> {
        let actor = Actor::Job { job_id: self.job_id, lease_token: self.token };
        Grant { org_id: self.org_id, actor, user_id: UserId(Uuid::nil()), roles: RoleSet::default(), action: PhantomData }
    }
}

/// An operator of the platform who looks into one organization, for half an hour at the most. Its row was read for this very request:
/// once it is ended or revoked, nothing more is granted.
#[derive(Clone, Debug)]
pub struct SupportSession {
    pub(crate) org_id: OrgId,
    pub(crate) visit: SupportVisit,
}

impl SupportSession {
    /// Who, why, and until when.
    pub fn visit(&self) -> &SupportVisit {
        &self.visit
    }

    /// What the operator sees as: an owner.
    pub fn roles(&self) -> RoleSet {
        [Role::Owner].into_iter().collect()
    }

    /// Proof for an action that only reads, of those that an owner may do for the organization: nothing that concerns credentials or
    /// an account of one's own, which an operator has not.
    ///
    /// # Errors
    /// [`Denied::Support`] for every other.
    pub fn grant<A: MemberAction>(&self) -> Result<Grant<A>, Denied> {
        let is_own_account = matches!(A::PERMISSION, Permission::OwnAccount);
        if A::POLICY.writes || A::POLICY.scope.is_none() || is_own_account || !self.roles().allow(A::PERMISSION) {
            return Err(Denied::Support);
        }
        Ok(self.proven())
    }

    /// Proof for a public action that only reads.
    ///
    /// # Errors
    /// [`Denied::Support`] for one that writes.
    pub fn public_grant<A: PublicAction>(&self) -> Result<Grant<A>, Denied> {
        if A::POLICY.writes { Err(Denied::Support) } else { Ok(self.proven()) }
    }

    /// Proof for an action on the support session itself.
    pub fn own_grant<A: SupportAction>(&self) -> Grant<A> {
        self.proven()
    }

    fn proven<A: Action>(&self) -> Grant<A> {
        let visit = &self.visit;
        let actor = Actor::Operator { operator_id: visit.operator_id, session_id: visit.id, name: visit.operator_name.clone() };
        Grant { org_id: self.org_id, actor, user_id: UserId(Uuid::nil()), roles: self.roles(), action: PhantomData }
    }
}

/// Whoever speaks for the organization or sees it from the inside.
#[derive(Clone, Debug)]
pub enum Principal {
    /// A member.
    Member(Member),
    /// An operator, who only looks.
    Support(SupportSession),
}

impl Principal {
    /// Proof for an action, if this principal may do it.
    ///
    /// # Errors
    /// [`Denied`] says what is missing.
    pub fn grant<A: MemberAction>(&self) -> Result<Grant<A>, Denied> {
        match self {
            Self::Member(member) => member.grant(),
            Self::Support(session) => session.grant(),
        }
    }

    /// Proof for a public action, with the name on it.
    ///
    /// # Errors
    /// [`Denied`] for an operator who wants to change something.
    pub fn public_grant<A: PublicAction>(&self) -> Result<Grant<A>, Denied> {
        match self {
            Self::Member(member) => Ok(member.public_grant()),
            Self::Support(session) => session.public_grant(),
        }
    }

    /// The roles.
    pub fn roles(&self) -> RoleSet {
        match self {
            Self::Member(member) => member.roles(),
            Self::Support(session) => session.roles(),
        }
    }

    /// The member's session, unless an API key speaks, or an operator.
    pub fn session_id(&self) -> Option<SessionId> {
        self.member().and_then(Member::session_id)
    }

    /// The member, unless an operator looks.
    pub fn member(&self) -> Option<&Member> {
        match self {
            Self::Member(member) => Some(member),
            Self::Support(_) => None,
        }
    }
}

/// A user of the organization that the host names, read from the database at most five seconds ago.
#[derive(Clone, Debug)]
pub struct Member {
    org_id: OrgId,
    user_id: UserId,
    name: String,
    email_verified: bool,
    roles: RoleSet,
    actor: Actor,
    scopes: Option<Vec<Scope>>,
    is_frozen: bool,
    standing: Standing,
}

impl Member {
    /// The user.
    pub fn user_id(&self) -> UserId {
        self.user_id
    }

    /// The user's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the user has proven the e-mail address.
    pub fn email_verified(&self) -> bool {
        self.email_verified
    }

    /// The user's roles.
    pub fn roles(&self) -> RoleSet {
        self.roles
    }

    /// Whether the plan has no seat any more for this member to write courses.
    pub fn is_frozen(&self) -> bool {
        self.is_frozen
    }

    /// What the organization may do, by what it paid.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The session, unless an API key speaks.
    pub fn session_id(&self) -> Option<SessionId> {
        match self.actor {
            Actor::User { session_id, .. } => Some(session_id),
            _ => None,
        }
    }

    /// A word for who acts, under which idempotency keys are kept.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Proof for an action, if a role allows it and, for an API key, a scope too.
    ///
    /// # Errors
    /// [`Denied`] says what is missing.
    pub fn grant<A: MemberAction>(&self) -> Result<Grant<A>, Denied> {
        if let Some(scopes) = &self.scopes
            && !A::POLICY.scope.is_some_and(|needed| scopes.contains(&needed))
        {
            return Err(Denied::Scope);
        }
        if !self.roles.allow(A::PERMISSION) {
            return Err(Denied::Role);
        }
        if A::POLICY.writes && A::PERMISSION.waits_for_payment() && self.standing == Standing::ReadOnly {
            return Err(Denied::ReadOnly);
        }
        if A::POLICY.writes && A::PERMISSION.is_authoring() && self.is_frozen {
            return Err(Denied::SeatFrozen);
        }
        Ok(Grant { org_id: self.org_id, actor: self.actor.clone(), user_id: self.user_id, roles: self.roles, action: PhantomData })
    }

    /// Proof for a public action, with the member's name on it.
    pub fn public_grant<A: PublicAction>(&self) -> Grant<A> {
        Grant { org_id: self.org_id, actor: self.actor.clone(), user_id: self.user_id, roles: self.roles, action: PhantomData }
    }
}

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
