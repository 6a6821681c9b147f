//! Who is asking, and what was proven about them.
//!
//! A [`Grant`] is a proof that somebody may do one action in one organization. It has these sources and no other:
//! [`Member::grant`] (a user whose session or API key was found in the organization that the host names),
//! [`Visitor::grant`] (anybody on that host, public actions only), [`JobLease::grant`] (a claimed job, job actions only) and
//! [`SupportSession::grant`] (an operator of the platform whom the organization can see, reading actions only).

mod lookup;

use std::marker::PhantomData;

use domain::{
    access::{Action, CourseAction, JobAction, MemberAction, Permission, PublicAction, Role, RoleSet, Scope, SupportAction},
    ids::{ApiKeyId, CourseId, JobId, OperatorId, OrgId, SessionId, SupportSessionId, UserId},
    operators::SupportVisit,
    organizations::OrganizationStatus,
    plans::Plan,
    subscriptions::Standing,
};
use uuid::Uuid;

pub(crate) use lookup::MemberCache;

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
        if A::POLICY.is_held_back() && A::PERMISSION.waits_for_payment() && self.standing == Standing::ReadOnly {
            return Err(Denied::ReadOnly);
        }
        if A::POLICY.is_held_back() && A::PERMISSION.is_authoring() && self.is_frozen {
            return Err(Denied::SeatFrozen);
        }
        Ok(Grant { org_id: self.org_id, actor: self.actor.clone(), user_id: self.user_id, roles: self.roles, action: PhantomData })
    }

    /// Proof for a public action, with the member's name on it.
    pub fn public_grant<A: PublicAction>(&self) -> Grant<A> {
        Grant { org_id: self.org_id, actor: self.actor.clone(), user_id: self.user_id, roles: self.roles, action: PhantomData }
    }
}
