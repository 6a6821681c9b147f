//! Background jobs of the messaging slice.

use std::sync::Arc;

use billing::BillingError;
use chrono::Duration;
use domain::{
    access::{SendMail, WatchSendingDomain},
    events::DomainEvent,
    plans::{LimitedBy, Metric},
    sending_domains::DomainStatus,
};
use keyring::dkim::DkimSigner;
use messaging::{
    mail::{MailBrand, MailTemplate, render},
    notices::notice,
    sending_domains::{look, record_look},
    transport::{DkimIdentity, MailError, OutgoingMail},
};
use repositories::{Grant, JobLease, RepositoryError, TenantRead, usage::Emails};

use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// How long a mail waits before it asks again whether there is room, unless it is woken before: the next month gives some.
const WAIT_FOR_ROOM: Duration = Duration::hours(1);

/// Writes and sends the mail that an event asks for. The message's id is the job's: if the process dies after the mail server
/// took the mail and before that is recorded, the second copy carries the same id, and mail programs show one.
///
/// # Errors
/// When the mail cannot be written or sent.
pub async fn send_mail(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(event) = serde_json::from_str::<DomainEvent>(lease.payload()) else { return Err(JobError::wrong_payload(lease)) };
    let grant = lease.grant::<SendMail>();
    let origin = app.config.server.organization_origin(&app.db.organization_slug(lease.org_id()).await?);
    let read = app.db.read(&grant).await?;
    let Some(notice) = notice(&read, &grant, app.keyring.master(), &origin, &event).await? else { return Ok(()) };
    let settings = read.settings().await?;
    let is_counted = read.mail_is_counted(lease.job_id()).await?;
    let sender = sender(app, &read, &settings.name).await?;
    // nothing waits for a mail server while a transaction is open
    drop(read);
    if !is_counted {
        count(app, lease, &grant, &notice.template).await?;
    }
    let brand = MailBrand {
        organization_name: settings.name.clone(),
        color: settings.color,
        logo_url: settings.logo_asset_id.map(|_| format!("{origin}/logo")),
        origin,
    };
    let rendered = render(&brand, &notice.template).map_err(|error| JobError::Final(chain(&error)))?;
    let platform = app.platform_address();
    let mail = OutgoingMail {
        message_id: lease.job_id().0,
        from_name: sender.name,
        from_address: sender.address,
        id_domain: platform.rsplit_once('@').map_or(platform.as_str(), |(_, domain)| domain).to_owned(),
        reply_to: sender.reply_to,
        signed_by: sender.signed_by,
        to: notice.to,
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        sent_at: app.db.world().now(),
    };
    // A mail cannot be rolled back: a worker that was held past its lease finds out before it sends.
    if !app.db.renew_lease(lease).await? {
        return Err(RepositoryError::LeaseLost.into());
    }
    app.mailer.send(&mail).await.map_err(|error| match error {
        MailError::Temporary(_) => JobError::Temporary(chain(&error)),
        MailError::Permanent(_) => JobError::Final(chain(&error)),
    })
}

/// Who a mail is from.
struct MailSender {
    name: String,
    address: String,
    reply_to: Option<String>,
    signed_by: Option<Arc<DkimIdentity>>,
}

/// The organization's own address once its domain is verified, and signed then; the platform's before.
async fn sender(app: &Arc<App>, read: &TenantRead, organization: &str) -> Result<MailSender, JobError> {
    let domain = read.sending_domains().find().await?.filter(|domain| domain.standing.status == DomainStatus::Verified);
    let Some(domain) = domain else {
        return Ok(MailSender { name: organization.to_owned(), address: app.platform_address(), reply_to: None, signed_by: None });
    };
    let key = read.sending_domains().signing_key(domain.id).await?;
    let signer = DkimSigner::open(app.keyring.master(), key.org_id, key.id, &key.sealed_private_key)
        .map_err(|error| JobError::Temporary(format!("the key of {}: {error}", domain.domain)))?;
    Ok(MailSender {
        address: domain.address(),
        name: domain.display_name.unwrap_or_else(|| organization.to_owned()),
        reply_to: domain.reply_to,
        signed_by: Some(Arc::new(DkimIdentity { domain: domain.domain, selector: key.selector, signer })),
    })
}

/// Looks at the records of the organization's sending domain when that is due: each hour while it is new, each day afterwards.
///
/// # Errors
/// When the database fails. A DNS server that does not answer is no failure: the next look is tomorrow's.
pub async fn watch_sending_domain(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<WatchSendingDomain>();
    let read = app.db.read(&grant).await?;
    let Some(domain) = read.sending_domains().find().await? else { return Ok(()) };
    if !domain.standing.is_due(domain.created_at, read.now()) {
        return Ok(());
    }
    drop(read);
    let findings = look(&*app.dns, &domain, &app.spf_host()).await;
    let tx = app.db.write(&grant).await?;
    match record_look(&tx, &grant, domain.id, &findings).await {
        Ok(_) => Ok(tx.commit().await?),
        // another domain took its place meanwhile
        Err(RepositoryError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Counts the mail, once for its job, before it goes. What there is no room for waits.
async fn count(app: &Arc<App>, lease: &JobLease, grant: &Grant<SendMail>, template: &MailTemplate) -> Result<(), JobError> {
    let tx = app.db.write(grant).await?;
    let platform = app.config.mail.platform_limit;
    let taken =
        if template.is_essential() { billing::take_beyond_limit::<Emails>(&tx, 1).await } else { billing::take_mail(&tx, platform).await };
    let seat = match taken {
        Ok(seat) => seat,
        Err(BillingError::LimitReached(limit)) => {
            let (plan, allowed) = (limit.plan.as_str(), limit.allowed);
            let reason = match limit.limited_by {
                LimitedBy::Plan => format!("the plan {plan} allows {allowed} mails a month, and they were sent; this one waits"),
                LimitedBy::SendingDomain => {
                    format!("without a verified sending domain {allowed} mails a month are sent, and they were; this one waits")
                }
            };
            return Err(JobError::NoRoom(reason, Metric::Emails, tx.now() + WAIT_FOR_ROOM));
        }
        Err(BillingError::ReadOnly) => {
            return Err(JobError::NoRoom("a payment is overdue".to_owned(), Metric::Emails, tx.now() + WAIT_FOR_ROOM));
        }
        Err(BillingError::Repository(error)) => return Err(error.into()),
    };
    tx.count_mail(lease.job_id(), template.kind(), seat).await?;
    Ok(tx.commit().await?)
}
