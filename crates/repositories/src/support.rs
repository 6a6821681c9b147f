//! Support sessions: an operator of the platform looks into one organization, for a reason that stands in that organization's log.
//! The row is read for every request of the operator, so that leaving and revoking take effect at once.

use domain::{
    access::{EnterSupportSession, LeaveSupportSession, ListSupportSessions, RevokeSupportSession},
    ids::{OperatorId, SupportSessionId, UserId},
    operators::SupportVisit,
    page::{Cursor, Page, PageRequest},
    time::{SUPPORT_CODE, SUPPORT_SESSION},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::{
    audit::Object,
    db::{Db, Intent, TenantRead, TenantTx},
    entity::{operators, support_sessions},
    error::RepositoryError,
    operators::Operator,
    principal::{Grant, SupportSession, Tenant},
    scoped::{Reading, Scoped, ScopedUpdate, Writing},
};

impl Db {
    /// The support session with this id, if the operator has come in, neither it nor the operator was shut out since, and its time
    /// is not over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn support_session(&self, tenant: &Tenant, id: SupportSessionId) -> Result<Option<SupportSession>, RepositoryError> {
        let scope = self.scope(tenant.org_id, Intent::Read).await?;
        let row = Scoped::<support_sessions::Entity, Reading>::new(&scope)
            .select()
            .filter(support_sessions::Column::Id.eq(id.0))
            .filter(support_sessions::Column::EnteredAt.is_not_null())
            .filter(support_sessions::Column::EndedAt.is_null())
            .filter(support_sessions::Column::ExpiresAt.gt(scope.now))
            .one()
            .await?;
        let Some(row) = row else { return Ok(None) };
        let enabled = operators::Entity::find_by_id(row.operator_id).filter(operators::Column::DisabledAt.is_null());
        if enabled.one(&scope.tx).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(SupportSession { org_id: tenant.org_id, visit: visit(row) }))
    }
}

impl TenantRead {
    /// Who of the platform looked, or looks, into the organization, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn support_sessions(
        &self,
        _grant: &Grant<ListSupportSessions>,
        page: PageRequest,
    ) -> Result<Page<SupportVisit>, RepositoryError> {
        let rows = Scoped::<support_sessions::Entity, Reading>::new(&self.scope)
            .select()
            .page(support_sessions::Column::StartedAt, page, |row| Cursor { at: row.started_at, id: row.id })
            .await?;
        Ok(rows.map(visit))
    }
}

impl TenantTx {
    /// Begins a support session in the organization of this transaction, and says so in its log.
    pub(crate) async fn begin_support(&self, operator: &Operator, reason: &str) -> Result<SupportVisit, RepositoryError> {
        let row = support_sessions::ActiveModel {
            id: Set(self.new_id()),
            operator_id: Set(operator.id().0),
            operator_name: Set(operator.name().to_owned()),
            reason: Set(reason.to_owned()),
            started_at: Set(self.now()),
            expires_at: Set(self.now() + SUPPORT_SESSION),
            entered_at: Set(None),
            ended_at: Set(None),
            revoked_by_id: Set(None),
            ..Default::default()
        };
        let visit = visit(Scoped::<support_sessions::Entity, Writing>::new(&self.scope).insert(row).await?);
        let details = json!({ "reason": reason, "expires_at": visit.expires_at });
        self.audit_operator(operator.id(), operator.name(), "support_started", object(&visit), details).await?;
        Ok(visit)
    }

    /// Uses the code of a support session up; only one caller ever comes in by it.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it was used, is too old, or the session was ended meanwhile.
    pub async fn enter_support(&self, _grant: &Grant<EnterSupportSession>, id: SupportSessionId) -> Result<SupportVisit, RepositoryError> {
        let entered = self
            .open_support(id)
            .set(support_sessions::Column::EnteredAt, self.now())
            .filter(support_sessions::Column::EnteredAt.is_null())
            .filter(support_sessions::Column::StartedAt.gt(self.now() - SUPPORT_CODE))
            .returning()
            .await?;
        let visit = entered.into_iter().next().map(visit).ok_or(RepositoryError::NotFound)?;
        self.audit_operator(visit.operator_id, &visit.operator_name, "support_entered", object(&visit), json!({})).await?;
        Ok(visit)
    }

    /// Ends the operator's own support session.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it has ended meanwhile.
    pub async fn leave_support(&self, grant: &Grant<LeaveSupportSession>, id: SupportSessionId) -> Result<(), RepositoryError> {
        let left = self.open_support(id).set(support_sessions::Column::EndedAt, self.now()).returning().await?;
        let visit = left.into_iter().next().map(visit).ok_or(RepositoryError::NotFound)?;
        self.audit(grant, "support_left", object(&visit), json!({})).await
    }

    /// Shows an operator out.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the organization has no such session, [`RepositoryError::Duplicate`] when it has ended already.
    pub async fn revoke_support(&self, grant: &Grant<RevokeSupportSession>, id: SupportSessionId) -> Result<SupportVisit, RepositoryError> {
        Scoped::<support_sessions::Entity, Writing>::new(&self.scope).get(id).await?;
        let ended = self
            .open_support(id)
            .set(support_sessions::Column::EndedAt, self.now())
            .set(support_sessions::Column::RevokedById, grant.user_id().0)
            .returning()
            .await?;
        let visit = ended.into_iter().next().map(visit).ok_or(RepositoryError::Duplicate)?;
        self.audit(grant, "support_revoked", object(&visit), json!({ "operator": visit.operator_name })).await?;
        Ok(visit)
    }

    fn open_support(&self, id: SupportSessionId) -> ScopedUpdate<'_, support_sessions::Entity> {
        Scoped::<support_sessions::Entity, Writing>::new(&self.scope)
            .update()
            .filter(support_sessions::Column::Id.eq(id.0))
            .filter(support_sessions::Column::EndedAt.is_null())
            .filter(support_sessions::Column::ExpiresAt.gt(self.now()))
    }
}

fn object(visit: &SupportVisit) -> Object {
    Object::new("support_session", visit.id, visit.operator_name.as_str())
}

fn visit(row: support_sessions::Model) -> SupportVisit {
    SupportVisit {
        id: SupportSessionId(row.id),
        operator_id: OperatorId(row.operator_id),
        operator_name: row.operator_name,
        reason: row.reason,
        started_at: row.started_at,
        entered_at: row.entered_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
        revoked_by: row.revoked_by_id.map(UserId),
    }
}
