//! Background jobs of the messaging slice.

use std::sync::Arc;

use billing::BillingError;
use chrono::Duration;
use domain::{access::SendMail, events::DomainEvent};
use messaging::{
    mail::{MailBrand, MailTemplate, render},
    notices::notice,
    transport::{MailError, OutgoingMail},
};
use repositories::{Grant, JobLease, usage::Emails};

use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// How long a mail waits before it asks again whether the plan has room: a larger plan, or the next month, gives it.
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
    let from_address = app.config.mail.from.clone().unwrap_or_else(|| format!("no-reply@{}", app.config.server.base_domain));
    let mail = OutgoingMail {
        message_id: lease.job_id().0,
        from_name: settings.name,
        from_address,
        to: notice.to,
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        sent_at: app.db.world().now(),
    };
    // A mail cannot be rolled back: a worker that was held past its lease finds out before it sends.
    if !app.db.renew_lease(lease).await? {
        return Err(repositories::RepositoryError::LeaseLost.into());
    }
    app.mailer.send(&mail).await.map_err(|error| match error {
        MailError::Temporary(_) => JobError::Temporary(chain(&error)),
        MailError::Permanent(_) => JobError::Final(chain(&error)),
    })
}

/// Counts the mail, once for its job, before it goes. What the plan has no room for waits.
async fn count(app: &Arc<App>, lease: &JobLease, grant: &Grant<SendMail>, template: &MailTemplate) -> Result<(), JobError> {
    let tx = app.db.write(grant).await?;
    let taken =
        if template.is_essential() { billing::take_beyond_limit::<Emails>(&tx, 1).await } else { billing::take::<Emails>(&tx, 1).await };
    let seat = match taken {
        Ok(seat) => seat,
        Err(BillingError::LimitReached(limit)) => {
            let (plan, allowed) = (limit.plan.as_str(), limit.allowed);
            let reason = format!("the plan {plan} allows {allowed} mails a month, and they were sent; this one waits");
            return Err(JobError::NotYet(reason, tx.now() + WAIT_FOR_ROOM));
        }
        Err(BillingError::ReadOnly) => return Err(JobError::NotYet("a payment is overdue".to_owned(), tx.now() + WAIT_FOR_ROOM)),
        Err(BillingError::Repository(error)) => return Err(error.into()),
    };
    tx.count_mail(lease.job_id(), template.kind(), seat).await?;
    Ok(tx.commit().await?)
}
