//! What is asked of the payment provider on behalf of a person who waits: never while a transaction is open.

use billing::{
    payments::{Checkout, Closed, NewCheckout, NewCustomer, PaymentError, PaymentProvider},
    subscriptions::{CheckoutAttempt, SubscriptionError, begin_checkout},
};
use domain::{
    access::CreateCheckout,
    money::Currency,
    subscriptions::{Offer, ProvidedSubscription, choose},
};

use crate::{
    app::App,
    http::{Allowed, Code, Problem},
};

/// The provider, where the platform has one.
///
/// # Errors
/// 409 where it has none.
pub fn provider(app: &App) -> Result<&dyn PaymentProvider, Problem> {
    app.payments.as_deref().ok_or_else(|| Problem::new(Code::PaymentsOff))
}

/// Opens a payment page. Of several that open one at the same time only the last gets it, and pages that were open before are closed: an
/// organization can pay once.
///
/// # Errors
/// What the rules or the provider refuse.
pub async fn open_checkout(app: &App, caller: &Allowed<CreateCheckout>, offer: Offer, currency: Currency) -> Result<Checkout, Problem> {
    let provider = provider(app)?;
    let tx = app.db.write(&caller.grant).await?;
    let attempt = begin_checkout(&tx, &caller.grant, offer, currency).await?;
    let (name, owners) = (tx.settings().await?.name, tx.owners().await?);
    tx.commit().await?;
    if let Some(previous) = &attempt.previous
        && provider.close_checkout(previous).await? == Closed::WasPaid
    {
        refresh(app, caller.tenant.org_id(), &format!("paid:{previous}")).await?;
        return Err(SubscriptionError::Exists.into());
    }
    let email = owners.into_iter().next().map(|(_, email)| email).unwrap_or_default();
    let customer_id = customer(app, caller, &attempt, NewCustomer { org_id: caller.tenant.org_id(), name, email }).await?;
    let page = app.config.server.organization_origin(caller.tenant.slug()) + "/plan";
    let new = NewCheckout {
        org_id: caller.tenant.org_id(),
        customer_id,
        offer,
        currency,
        trial_days: attempt.trial_days,
        success_url: format!("{page}?checkout=done"),
        cancel_url: format!("{page}?checkout=left"),
    };
    let checkout = provider.create_checkout(&new, &format!("checkout:{}", attempt.id)).await?;
    let tx = app.db.write(&caller.grant).await?;
    let is_last = tx.keep_checkout(attempt.id, &checkout.id).await?;
    tx.commit().await?;
    if is_last {
        return Ok(checkout);
    }
    provider.close_checkout(&checkout.id).await?;
    Err(Problem::new(Code::CheckoutSuperseded))
}

async fn customer(app: &App, caller: &Allowed<CreateCheckout>, attempt: &CheckoutAttempt, new: NewCustomer) -> Result<String, Problem> {
    if let Some(known) = &attempt.customer_id {
        return Ok(known.clone());
    }
    let id = provider(app)?.create_customer(&new, &format!("customer:{}", attempt.id)).await?;
    let tx = app.db.write(&caller.grant).await?;
    tx.keep_customer(&id).await?;
    tx.commit().await?;
    Ok(id)
}

/// The subscription that counts, as the provider tells of it now.
///
/// # Errors
/// When the provider does not answer; 409 without a subscription.
pub async fn present(app: &App, customer_id: Option<&str>) -> Result<ProvidedSubscription, Problem> {
    let Some(customer_id) = customer_id else { return Err(SubscriptionError::None.into()) };
    let found = choose(provider(app)?.subscriptions(customer_id).await?).counts;
    found.filter(|subscription| subscription.status.is_live()).ok_or_else(|| SubscriptionError::None.into())
}

/// Queues a look at how the subscription stands; `occasion` keeps one occasion from being queued twice.
///
/// # Errors
/// When the database fails.
pub async fn refresh(app: &App, org_id: domain::ids::OrgId, occasion: &str) -> Result<(), Problem> {
    Ok(app.db.enqueue(org_id, "sync_subscription", "{}", &format!("sync_subscription:{occasion}")).await?)
}

impl From<PaymentError> for Problem {
    fn from(error: PaymentError) -> Self {
        let code = match &error {
            PaymentError::Unavailable(_) => Code::PaymentsUnavailable,
            PaymentError::Declined(_) => Code::PaymentDeclined,
            PaymentError::Missing(_) | PaymentError::Refused(_) => Code::PaymentRefused,
        };
        let problem = Self::new(code).caused_by(error);
        if code == Code::PaymentsUnavailable { problem.retry_after(30) } else { problem }
    }
}

impl From<SubscriptionError> for Problem {
    fn from(error: SubscriptionError) -> Self {
        match error {
            SubscriptionError::ByContract => Self::new(Code::PlanByContract),
            SubscriptionError::Exists => Self::new(Code::SubscriptionExists),
            SubscriptionError::None => Self::new(Code::NoSubscription),
            SubscriptionError::NothingToChange => Self::new(Code::NothingToChange),
            SubscriptionError::ChangePending => Self::new(Code::ChangePending).retry_after(5),
            SubscriptionError::PaymentOverdue => Self::new(Code::PaymentOverdue),
            SubscriptionError::CurrencyFixed(currency) => Self::new(Code::CurrencyFixed)
                .detail(format!("This organization pays in {}: a customer has one currency.", currency.as_str().to_uppercase()))
                .with("currency", currency.as_str()),
            SubscriptionError::NotFound => Self::new(Code::NotFound),
            SubscriptionError::Repository(error) => error.into(),
        }
    }
}
