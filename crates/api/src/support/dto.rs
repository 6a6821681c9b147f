//! What goes in and out of the operations on support sessions.

use chrono::{DateTime, Utc};
use domain::{
    operators::{SupportEnd, SupportVisit},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::identity::dto::MayDo;

/// The code of a support session.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportCode {
    /// The code.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub code: String,
}

/// How a support session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SupportEnd)]
pub enum SupportEndWord {
    /// The operator left.
    Left,
    /// Somebody of the organization ended it.
    Revoked,
    /// Its time was over, or its code was never used.
    Expired,
}

impl From<SupportEnd> for SupportEndWord {
    fn from(end: SupportEnd) -> Self {
        match end {
            SupportEnd::Left => Self::Left,
            SupportEnd::Revoked => Self::Revoked,
            SupportEnd::Expired => Self::Expired,
        }
    }
}

/// An operator of the platform who looks, or looked, into the organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportSession {
    /// The session.
    pub id: Uuid,
    /// The operator's name.
    pub operator_name: String,
    /// Why, in the operator's words.
    pub reason: String,
    /// When the operator asked for it.
    pub started_at: DateTime<Utc>,
    /// When the operator came in.
    #[schema(required = true)]
    pub entered_at: Option<DateTime<Utc>>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When the operator left, or was shown out.
    #[schema(required = true)]
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended; `null` while it is open.
    #[schema(required = true)]
    pub end: Option<SupportEndWord>,
}

impl SupportSession {
    /// Shows a session as it is at a moment.
    pub fn of(visit: SupportVisit, now: Timestamp) -> Self {
        Self {
            id: visit.id.0,
            end: visit.end(now).map(Into::into),
            operator_name: visit.operator_name,
            reason: visit.reason,
            started_at: visit.started_at,
            entered_at: visit.entered_at,
            expires_at: visit.expires_at,
            ended_at: visit.ended_at,
        }
    }
}

/// The operator's own support session.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnSupportSession {
    /// The session.
    pub session: SupportSession,
    /// What an owner may do, whose view it is; a support session itself changes nothing.
    pub can: MayDo,
}

/// What the code of a support session opens. Nothing renews it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportAccess {
    /// Goes into the `Authorization` header of every request to this organization; no other takes it.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the session ends.
    pub expires_in: i64,
    /// The session.
    pub session: SupportSession,
}
