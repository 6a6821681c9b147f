//! Typed identifiers. All are UUIDv7 and unique inside their organization; an id alone proves nothing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id_types! {
    /// An organization: the tenant that owns a row.
    OrgId,
    /// A user of one organization.
    UserId,
    /// A signed-in device of a user.
    SessionId,
    /// An API key of a user.
    ApiKeyId,
    /// An invitation by e-mail.
    InvitationId,
    /// A one-time link: e-mail verification or password reset.
    LinkId,
    /// A one-time sign-in code that the apex hands to an organization's host.
    HandoffId,
    /// A course.
    CourseId,
    /// A section of a course.
    SectionId,
    /// A lesson of a section.
    LessonId,
    /// Immutable published content of a lesson.
    LessonRevisionId,
    /// Immutable published structure of a course.
    OutlineRevisionId,
    /// An uploaded picture or file.
    AssetId,
    /// A change of a subscription that was asked for.
    SubscriptionChangeId,
    /// A message of the payment provider.
    WebhookId,
    /// A learner in a course.
    EnrollmentId,
    /// A certificate document.
    CertificateId,
    /// An administrative act in the audit log.
    AuditEventId,
    /// A domain event.
    EventId,
    /// A unit of background work.
    JobId,
    /// A signing key.
    KeyId,
    /// An operator of the platform: no user of any organization.
    OperatorId,
    /// An operator's look into one organization.
    SupportSessionId,
    /// An act of an operator in the platform's log.
    OperatorActId,
    /// The domain that an organization sends mails from.
    SendingDomainId,
    /// A video of a course.
    VideoId,
    /// A viewer's look at one video: what its addresses are signed for.
    PlaybackId,
    /// A request for captions made from a video's sound.
    TranscriptionId,
}
