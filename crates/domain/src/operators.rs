//! Words of the platform's operators: what they do to organizations, and how they look into one.

use crate::{
    ids::{OperatorId, SupportSessionId, UserId},
    time::Timestamp,
};

/// The shortest reason for an act on an organization, in characters.
pub const REASON_MIN: usize = 10;
/// The longest.
pub const REASON_MAX: usize = 500;

/// A reason as it may be stored: trimmed, without control characters but line ends, long enough to say something.
pub fn clean_reason(text: &str) -> Option<String> {
    let reason: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    (REASON_MIN..=REASON_MAX).contains(&reason.chars().count()).then_some(reason)
}

/// An account of the platform.
#[derive(Clone, Debug)]
pub struct OperatorAccount {
    /// The account.
    pub id: OperatorId,
    /// The address that its operator signs in with.
    pub email: String,
    /// The name.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Whether password and second factor are set.
    pub is_set_up: bool,
    /// When it was disabled.
    pub disabled_at: Option<Timestamp>,
}

/// How a support session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportEnd {
    /// The operator left.
    Left,
    /// Somebody of the organization ended it.
    Revoked,
    /// Its time was over, or its code was never used.
    Expired,
}

impl SupportEnd {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// An operator's look into one organization.
#[derive(Clone, Debug)]
pub struct SupportVisit {
    /// The session.
    pub id: SupportSessionId,
    /// Who.
    pub operator_id: OperatorId,
    /// The operator's name at the time.
    pub operator_name: String,
    /// Why.
    pub reason: String,
    /// When the operator asked for it.
    pub started_at: Timestamp,
    /// When the operator came in.
    pub entered_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When the operator left, or was shown out.
    pub ended_at: Option<Timestamp>,
    /// Who of the organization ended it.
    pub revoked_by: Option<UserId>,
}

impl SupportVisit {
    /// Whether the operator is, or can still come, in at a moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.end(now).is_none()
    }

    /// How it ended; `None` while it is open.
    pub fn end(&self, now: Timestamp) -> Option<SupportEnd> {
        let missed = self.entered_at.is_none() && self.started_at + crate::time::SUPPORT_CODE <= now;
        match self.ended_at {
            Some(_) if self.revoked_by.is_some() => Some(SupportEnd::Revoked),
            Some(_) => Some(SupportEnd::Left),
            None if missed || self.expires_at <= now => Some(SupportEnd::Expired),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        assert_eq!(clean_reason("  Ticket 4711:\u{7} login loop ").as_deref(), Some("Ticket 4711: login loop"));
        assert_eq!(clean_reason("because"), None);
        assert_eq!(clean_reason("          \n       "), None);
        assert_eq!(clean_reason(&"x".repeat(501)), None);
        assert!(clean_reason(&"x".repeat(500)).is_some());
    }

    #[test]
    fn a_session_is_open_until_something_ends_it() {
        let at = |minute: i64| chrono::DateTime::from_timestamp(1_800_000_000 + 60 * minute, 0).unwrap();
        let visit = SupportVisit {
            id: uuid::Uuid::nil().into(),
            operator_id: uuid::Uuid::nil().into(),
            operator_name: "Olga".into(),
            reason: "Ticket 4711: a login loop".into(),
            started_at: at(0),
            entered_at: Some(at(0)),
            expires_at: at(30),
            ended_at: None,
            revoked_by: None,
        };
        assert!(visit.is_open(at(29)));
        assert_eq!(visit.end(at(30)), Some(SupportEnd::Expired));
        assert_eq!(SupportVisit { entered_at: None, ..visit.clone() }.end(at(1)), Some(SupportEnd::Expired));
        assert_eq!(SupportVisit { ended_at: Some(at(3)), ..visit.clone() }.end(at(4)), Some(SupportEnd::Left));
        let revoked = SupportVisit { ended_at: Some(at(3)), revoked_by: Some(uuid::Uuid::nil().into()), ..visit };
        assert_eq!(revoked.end(at(4)), Some(SupportEnd::Revoked));
    }
}
