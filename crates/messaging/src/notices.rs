//! Which mail an event asks for: read anew from the rows, so that a mail never tells what is no longer so.

use domain::{
    access::SendMail,
    certificates::VerificationCode,
    events::{DomainEvent, PlanNotice},
    ids::{CertificateId, UserId},
    sending_domains::DomainStatus,
};
use keyring::MasterSecret;
use repositories::{Grant, RepositoryError, TenantRead, links::LinkKind};

use crate::mail::MailTemplate;

/// A mail that is to be written.
#[derive(Clone, Debug)]
pub struct Notice {
    /// To whom.
    pub to: String,
    /// What it says.
    pub template: MailTemplate,
}

/// The mail that an event asks for; `None` when there is nothing to say any more: the link was used, the invitation taken back.
/// `origin` is the organization's own address.
///
/// # Errors
/// When the database fails.
pub async fn notice(
    read: &TenantRead,
    grant: &Grant<SendMail>,
    secret: &MasterSecret,
    origin: &str,
    event: &DomainEvent,
) -> Result<Option<Notice>, RepositoryError> {
    let token = |purpose: &str, id| secret.link_token(purpose, grant.org_id(), id);
    let found = match event {
        DomainEvent::EmailVerificationRequested { link_id } => {
            match gone(read.links().living(LinkKind::EmailVerification, *link_id).await)? {
                None => None,
                Some(link) => {
                    let user = read.users().get(link.user_id).await?;
                    let link_url = format!("{origin}/verify-email#token={}", token(LinkKind::EmailVerification.as_str(), link.id.0));
                    Some(Notice { to: link.email, template: MailTemplate::VerifyEmail { name: user.name, link: link_url } })
                }
            }
        }
        DomainEvent::PasswordResetRequested { link_id } => match gone(read.links().living(LinkKind::PasswordReset, *link_id).await)? {
            None => None,
            Some(link) => {
                let user = read.users().get(link.user_id).await?;
                let link_url = format!("{origin}/reset-password#token={}", token(LinkKind::PasswordReset.as_str(), link.id.0));
                Some(Notice { to: link.email, template: MailTemplate::PasswordReset { name: user.name, link: link_url } })
            }
        },
        DomainEvent::RegistrationRepeated { user_id } => {
            let (sign_in_link, reset_link) = (format!("{origin}/sign-in"), format!("{origin}/forgot-password"));
            to_user(read, *user_id, |name| MailTemplate::AlreadyRegistered { name, sign_in_link, reset_link }).await?
        }
        DomainEvent::PasswordChanged { user_id } => to_user(read, *user_id, |name| MailTemplate::PasswordChanged { name }).await?,
        DomainEvent::InvitationCreated { invitation_id } => {
            let invitation = read.invitations().get(*invitation_id).await?;
            let is_open = invitation.accepted_at.is_none() && invitation.revoked_at.is_none() && invitation.expires_at > read.now();
            is_open.then(|| Notice {
                to: invitation.email,
                template: MailTemplate::Invitation {
                    invited_by: invitation.inviter_name,
                    roles: invitation.roles.iter().map(|role| role.as_str().to_owned()).collect(),
                    link: format!("{origin}/accept-invitation#token={}", token("invitation", invitation_id.0)),
                    expires_at: invitation.expires_at,
                },
            })
        }
        DomainEvent::LearnerEnrolled { enrollment_id } => {
            let entry = read.enrollments().entry(*enrollment_id).await?;
            let (course_title, link) = (entry.course.title, format!("{origin}/learn/{enrollment_id}"));
            to_user(read, entry.enrollment.user_id, |name| MailTemplate::Enrolled { name, course_title, link }).await?
        }
        DomainEvent::CertificateIssued { certificate_id } => certificate(read, origin, *certificate_id, false).await?,
        DomainEvent::CertificateRevoked { certificate_id } => certificate(read, origin, *certificate_id, true).await?,
        DomainEvent::PlanNoticeDue { user_id, notice } => {
            let (known, plan) = (read.subscription().await?, read.plan().await?);
            let until = if *notice == PlanNotice::TrialEnding { known.trial_ends_at } else { known.grace_ends_at() };
            let plan = known.offer.filter(|_| *notice != PlanNotice::PlanReduced).map_or(plan, |offer| offer.plan).as_str();
            let plan = plan.get(..1).unwrap_or_default().to_uppercase() + plan.get(1..).unwrap_or_default();
            let link = format!("{origin}/plan");
            to_user(read, *user_id, |name| MailTemplate::PlanNotice { name, notice: *notice, plan, until, link }).await?
        }
        DomainEvent::SendingDomainFailed { sending_domain_id, user_id } => {
            let present = read.sending_domains().find().await?.filter(|domain| domain.id == *sending_domain_id);
            match present.filter(|domain| domain.standing.status == DomainStatus::Failing) {
                None => None,
                Some(domain) => {
                    let (domain, link) = (domain.domain, format!("{origin}/settings/email"));
                    to_user(read, *user_id, |name| MailTemplate::SendingDomainFailed { name, domain, link }).await?
                }
            }
        }
        DomainEvent::LinkRequestedInVain
        | DomainEvent::SubscriptionChangeRequested { .. }
        | DomainEvent::MemberRemoved { .. }
        | DomainEvent::VideoUploaded { .. }
        | DomainEvent::VideoTranscriptionRequested { .. }
        | DomainEvent::VideoDeleted { .. }
        | DomainEvent::VideoAwaited { .. }
        | DomainEvent::RemoteVideoDropped { .. }
        | DomainEvent::VideoMoveBegun { .. }
        | DomainEvent::VideosToMove { .. }
        | DomainEvent::VideoLeft { .. }
        | DomainEvent::CoursePublished { .. }
        | DomainEvent::LessonCompleted { .. }
        | DomainEvent::CourseCompleted { .. } => None,
    };
    Ok(found)
}

async fn certificate(read: &TenantRead, origin: &str, id: CertificateId, revoked: bool) -> Result<Option<Notice>, RepositoryError> {
    let certificate = read.certificates().get(id).await?;
    // taken back before its mail went out: the mail that tells of that is another
    if certificate.revoked_at.is_some() != revoked {
        return Ok(None);
    }
    let verify_link = verification(origin, &certificate.code);
    let (course_title, reason) = (certificate.course_title, certificate.revocation_reason);
    to_user(read, certificate.user_id, |name| {
        if revoked {
            MailTemplate::CertificateRevoked { name, course_title, reason, verify_link }
        } else {
            MailTemplate::CertificateIssued { name, course_title, link: format!("{origin}/certificates"), verify_link }
        }
    })
    .await
}

fn verification(origin: &str, code: &VerificationCode) -> String {
    format!("{origin}/verify/{code}")
}

async fn to_user(read: &TenantRead, id: UserId, template: impl FnOnce(String) -> MailTemplate) -> Result<Option<Notice>, RepositoryError> {
    let Some(member) = gone(read.users().member(id).await)? else { return Ok(None) };
    Ok(Some(Notice { to: member.user.email, template: template(member.user.name) }))
}

/// What is no longer there is nothing to write of.
fn gone<T>(found: Result<T, RepositoryError>) -> Result<Option<T>, RepositoryError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(RepositoryError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}
