//! Domain events: facts that one slice writes in its own transaction and others act upon later.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{
        CertificateId, CourseId, EnrollmentId, InvitationId, LessonId, LinkId, SendingDomainId, SubscriptionChangeId, TranscriptionId,
        UserId, VideoId,
    },
    time::Timestamp,
    video::HostKind,
};

/// Something that happened in an organization. Events carry ids only; whoever acts reads the rows anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DomainEvent {
    /// Somebody asked to prove an e-mail address.
    EmailVerificationRequested {
        /// The link to mail.
        link_id: LinkId,
    },
    /// Somebody registered with an address that has an account already.
    RegistrationRepeated {
        /// The account's user.
        user_id: UserId,
    },
    /// Somebody asked to reset a password.
    PasswordResetRequested {
        /// The link to mail.
        link_id: LinkId,
    },
    /// A password was changed or reset.
    PasswordChanged {
        /// Whose.
        user_id: UserId,
    },
    /// Somebody asked for a link to an address that gets none. Nothing follows: it is written so that the answer takes as
    /// long as for an address that gets one.
    LinkRequestedInVain,
    /// A member was removed.
    MemberRemoved {
        /// Who.
        user_id: UserId,
    },
    /// Somebody was invited.
    InvitationCreated {
        /// The invitation to mail.
        invitation_id: InvitationId,
    },
    /// A video's bytes are all here, or it is to be tried again: make it playable.
    VideoUploaded {
        /// Which.
        video_id: VideoId,
    },
    /// A video was deleted, or its upload stopped: its files go.
    VideoDeleted {
        /// Which.
        video_id: VideoId,
    },
    /// A host elsewhere gets a video's bytes, or is to be asked anew what became of them: it is followed.
    VideoAwaited {
        /// Which.
        video_id: VideoId,
    },
    /// What a host elsewhere has of a video is wanted no more: it goes.
    RemoteVideoDropped {
        /// Which video it is of.
        video_id: VideoId,
        /// Which host.
        host: HostKind,
        /// The host's id of it. The video's row may name another by now.
        remote_id: String,
        /// Not before then: somebody may still be watching it there.
        #[serde(default)]
        not_before: Option<Timestamp>,
    },
    /// Somebody wants a video at another host: it is carried there.
    VideoMoveBegun {
        /// Which.
        video_id: VideoId,
        /// When: another move of the same video is another job's.
        begun_at: Timestamp,
    },
    /// All videos of the organization are wanted at one host: those that are elsewhere are moved.
    VideosToMove {
        /// Which host.
        host: HostKind,
    },
    /// A video is kept elsewhere: its files here go.
    VideoLeft {
        /// Which.
        video_id: VideoId,
        /// Not before then: somebody may still be watching it from here.
        not_before: Timestamp,
    },
    /// Somebody asked for captions made from a video's sound.
    VideoTranscriptionRequested {
        /// The request.
        transcription_id: TranscriptionId,
    },
    /// A course was published.
    CoursePublished {
        /// Which.
        course_id: CourseId,
    },
    /// A learner was enrolled by staff.
    LearnerEnrolled {
        /// Which enrollment.
        enrollment_id: EnrollmentId,
    },
    /// A learner completed a lesson.
    LessonCompleted {
        /// In which enrollment.
        enrollment_id: EnrollmentId,
        /// Which lesson.
        lesson_id: LessonId,
    },
    /// A learner completed the last required lesson of a course.
    CourseCompleted {
        /// Which enrollment.
        enrollment_id: EnrollmentId,
    },
    /// A certificate was issued.
    CertificateIssued {
        /// Which.
        certificate_id: CertificateId,
    },
    /// A certificate was revoked.
    CertificateRevoked {
        /// Which.
        certificate_id: CertificateId,
    },
    /// The records of the sending domain have been wrong for a day: one event for each owner, who is told.
    SendingDomainFailed {
        /// Which domain.
        sending_domain_id: SendingDomainId,
        /// Who is told.
        user_id: UserId,
    },
    /// Somebody asked to change the subscription.
    SubscriptionChangeRequested {
        /// The change.
        change_id: SubscriptionChangeId,
    },
    /// Something about the plan that an owner should know.
    PlanNoticeDue {
        /// The owner.
        user_id: UserId,
        /// What.
        notice: PlanNotice,
    },
}

/// What owners are told about their plan by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanNotice {
    /// The free days end soon.
    TrialEnding,
    /// A payment failed: the days of grace run.
    PaymentFailed,
    /// The days of grace are over: nothing can be changed.
    ReadOnly,
    /// The payment came, and everything works again.
    PaymentRecovered,
    /// The plan became smaller.
    PlanReduced,
}

impl DomainEvent {
    /// The event's stable word.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::EmailVerificationRequested { .. } => "email_verification_requested",
            Self::RegistrationRepeated { .. } => "registration_repeated",
            Self::PasswordResetRequested { .. } => "password_reset_requested",
            Self::PasswordChanged { .. } => "password_changed",
            Self::LinkRequestedInVain => "link_requested_in_vain",
            Self::MemberRemoved { .. } => "member_removed",
            Self::InvitationCreated { .. } => "invitation_created",
            Self::VideoUploaded { .. } => "video_uploaded",
            Self::VideoDeleted { .. } => "video_deleted",
            Self::VideoAwaited { .. } => "video_awaited",
            Self::RemoteVideoDropped { .. } => "remote_video_dropped",
            Self::VideoMoveBegun { .. } => "video_move_begun",
            Self::VideosToMove { .. } => "videos_to_move",
            Self::VideoLeft { .. } => "video_left",
            Self::VideoTranscriptionRequested { .. } => "video_transcription_requested",
            Self::CoursePublished { .. } => "course_published",
            Self::LearnerEnrolled { .. } => "learner_enrolled",
            Self::LessonCompleted { .. } => "lesson_completed",
            Self::CourseCompleted { .. } => "course_completed",
            Self::CertificateIssued { .. } => "certificate_issued",
            Self::CertificateRevoked { .. } => "certificate_revoked",
            Self::SubscriptionChangeRequested { .. } => "subscription_change_requested",
            Self::PlanNoticeDue { .. } => "plan_notice_due",
            Self::SendingDomainFailed { .. } => "sending_domain_failed",
        }
    }
}
