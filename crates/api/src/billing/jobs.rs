//! Background jobs of the billing slice.

use std::sync::Arc;

use billing::{
    payments::{PaymentError, PaymentProvider},
    subscriptions::{apply, close_change, is_given_up, review},
};
use domain::{
    access::{RecountUsage, ReviewPlan, SyncSubscription},
    events::DomainEvent,
    ids::WebhookId,
    subscriptions::{ChangeKind, ChangeStatus, Chosen, ProvidedSubscription, SubscriptionChange, WantedChange, choose},
};
use repositories::JobLease;
use serde::Deserialize;

use crate::{
    app::App,
    jobs::{JobError, chain},
};

/// Sets right the counters that differ from what they count, and says so in the audit log.
///
/// # Errors
/// When the database fails.
pub async fn recount_usage(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<RecountUsage>();
    let tx = app.db.write(&grant).await?;
    let drifts = billing::recount_usage(&tx, &grant).await?;
    tx.commit().await?;
    for drift in &drifts {
        let metric = drift.metric.as_str();
        tracing::error!(org = %lease.org_id(), metric, was = drift.was, counted = drift.counted, "a usage counter had drifted");
    }
    Ok(())
}

/// Looks at the clock and at what the plan has room for.
///
/// # Errors
/// When the database fails.
pub async fn review_plan(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let grant = lease.grant::<ReviewPlan>();
    let tx = app.db.write(&grant).await?;
    review(&tx, &grant).await?;
    Ok(tx.commit().await?)
}

#[derive(Deserialize)]
struct Occasion {
    webhook_id: Option<WebhookId>,
}

/// Asks the provider how the organization's subscription stands, and follows: after a message of the provider, or because somebody
/// asked.
///
/// # Errors
/// When the provider does not answer, or the database fails.
pub async fn sync_subscription(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(occasion) = serde_json::from_str::<Occasion>(lease.payload()) else { return Err(JobError::wrong_payload(lease)) };
    follow(app, lease, None).await?;
    if let Some(id) = occasion.webhook_id {
        app.db.webhook_applied(id).await?;
    }
    Ok(())
}

/// Asks the provider although nothing was heard from it. What differs from what was known says that a message was lost.
///
/// # Errors
/// When the provider does not answer, or the database fails.
pub async fn reconcile_subscription(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let differences = follow(app, lease, None).await?;
    if differences.is_empty() {
        return Ok(());
    }
    tracing::error!(org = %lease.org_id(), ?differences, "a subscription differed from what the payment provider says");
    let grant = lease.grant::<SyncSubscription>();
    let tx = app.db.write(&grant).await?;
    let details = serde_json::json!({ "differences": differences });
    tx.audit(&grant, "subscription_corrected", repositories::audit::Object::organization(), details).await?;
    Ok(tx.commit().await?)
}

/// Does a change of the subscription that was asked for, once, however often the job is begun.
///
/// # Errors
/// When the provider does not answer, or the database fails.
pub async fn change_subscription(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    let Ok(DomainEvent::SubscriptionChangeRequested { change_id }) = serde_json::from_str(lease.payload()) else {
        return Err(JobError::wrong_payload(lease));
    };
    let grant = lease.grant::<SyncSubscription>();
    let read = app.db.read(&grant).await?;
    let (change, customer) = (read.subscription_change(change_id).await?, read.subscription().await?.customer_id);
    let now = read.now();
    drop(read);
    if change.status != ChangeStatus::Pending {
        return Ok(());
    }
    if is_given_up(&change, now) {
        return give_up(app, lease, &change).await;
    }
    let error = match (app.payments.as_deref(), customer) {
        (Some(provider), Some(customer)) => match carry_out(provider, &customer, &change).await {
            Err(PaymentError::Unavailable(error)) => return Err(JobError::Temporary(error)),
            outcome => outcome.err(),
        },
        _ => Some(PaymentError::Missing("the organization is no customer".to_owned())),
    };
    let code = error.as_ref().map(|error| match error {
        PaymentError::Declined(_) => "payment_declined",
        _ => "payment_refused",
    });
    if let Some(error) = &error {
        tracing::warn!(org = %lease.org_id(), change = %change_id, error = chain(error), "a change of a subscription was not done");
    }
    follow(app, lease, Some((&change, code))).await?;
    Ok(())
}

/// Closes a change that nobody waits for any more, without trying again: done, if an attempt whose answer was lost had done it.
async fn give_up(app: &Arc<App>, lease: &JobLease, change: &SubscriptionChange) -> Result<(), JobError> {
    let grant = lease.grant::<SyncSubscription>();
    // the provider may still not answer; then the next message or the night will tell
    let _ = follow(app, lease, None).await;
    let tx = app.db.write(&grant).await?;
    let is_done = tx.subscription().await?.is_as(change.wanted);
    close_change(&tx, &grant, change.id, (!is_done).then_some("payments_unavailable")).await?;
    Ok(tx.commit().await?)
}

async fn carry_out(provider: &dyn PaymentProvider, customer: &str, change: &SubscriptionChange) -> Result<(), PaymentError> {
    let found = choose(provider.subscriptions(customer).await?).counts;
    let present = found.filter(|it| it.status.is_live()).ok_or_else(|| PaymentError::Missing("no subscription lives".to_owned()))?;
    // the same key for the same change: what was done before a crash is not done again
    let key = format!("change:{}", change.id);
    match change.wanted {
        WantedChange::Cancel => provider.cancel_at_period_end(&present, &key).await,
        WantedChange::Resume => provider.resume(&present, &key).await,
        WantedChange::To(offer) => match present.offer.and_then(|is| ChangeKind::between(is, offer)) {
            Some(ChangeKind::Now) => provider.change_now(&present, offer, change.prorated_at, &key).await,
            Some(ChangeKind::AtPeriodEnd) => provider.change_at_period_end(&present, offer, &key).await,
            // it is done: by an attempt of ours that did not live to say so
            None if present.offer == Some(offer) => Ok(()),
            None => Err(PaymentError::Refused("the subscription's price is none of the platform's".to_owned())),
        },
    }
}

/// Takes over how things stand at the provider; closes a change in the same transaction. Says what differed from what was known.
async fn follow(app: &Arc<App>, lease: &JobLease, closes: Option<(&SubscriptionChange, Option<&str>)>) -> Result<Vec<String>, JobError> {
    let grant = lease.grant::<SyncSubscription>();
    let Some(provider) = app.payments.as_deref() else { return Ok(Vec::new()) };
    let customer = app.db.read(&grant).await?.subscription().await?.customer_id;
    let Some(customer) = customer else { return Ok(Vec::new()) };
    let found = provider.subscriptions(&customer).await;
    let is_gone = matches!(found, Err(PaymentError::Missing(_)));
    let Chosen { counts, surplus } = choose(match found {
        Ok(found) => found,
        Err(PaymentError::Missing(_)) => Vec::new(),
        Err(error) => return Err(of_provider(&error)),
    });
    for extra in &surplus {
        end_surplus(provider, lease, extra).await?;
    }
    let tx = app.db.write(&grant).await?;
    let applied = apply(&tx, &grant, counts.as_ref(), is_gone).await?;
    if let Some((change, error)) = closes {
        close_change(&tx, &grant, change.id, error).await?;
    }
    tx.commit().await?;
    Ok(applied.differences)
}

async fn end_surplus(provider: &dyn PaymentProvider, lease: &JobLease, extra: &ProvidedSubscription) -> Result<(), JobError> {
    tracing::error!(org = %lease.org_id(), subscription = extra.id, "a second subscription is ended: an organization has one");
    provider.cancel_now(&extra.id, &format!("surplus:{}", extra.id)).await.map_err(|error| of_provider(&error))
}

fn of_provider(error: &PaymentError) -> JobError {
    if error.is_temporary() { JobError::Temporary(chain(error)) } else { JobError::Final(chain(error)) }
}
