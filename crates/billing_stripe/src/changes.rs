//! Changes of a subscription. Each looks at the subscription first and does what is left to do, so that it can be repeated.

use std::collections::HashMap;

use billing::payments::PaymentError;
use domain::{subscriptions::Offer, time::Timestamp};
use stripe::StripeRequest;
use stripe_billing::subscription::{
    CancelSubscription, UpdateSubscription, UpdateSubscriptionItems, UpdateSubscriptionPaymentBehavior, UpdateSubscriptionProrationBehavior,
};
use stripe_client_core::RequestBuilder;
use stripe_shared::Subscription;

use crate::{
    Stripe,
    invoices::within,
    schedules::{next_price, running},
    subscriptions::paid_item,
};

impl Stripe {
    pub(crate) async fn switch_now(&self, id: &str, offer: Offer, at: Timestamp, key: &str) -> Result<(), PaymentError> {
        let price = self.price_of(offer).await?;
        let present = self.subscription(id).await?;
        if is_on(&present, &price) {
            return Ok(());
        }
        let item = paid_item(&present).ok_or_else(|| PaymentError::Refused(format!("the subscription {id} has no lines")))?;
        let mut wanted = UpdateSubscriptionItems::new();
        (wanted.id, wanted.price) = (Some(item.id.to_string()), Some(price.clone()));
        let request = UpdateSubscription::new(id)
            .items(vec![wanted])
            .proration_behavior(UpdateSubscriptionProrationBehavior::AlwaysInvoice)
            .proration_date(within([item.current_period_start, item.current_period_end], at))
            .payment_behavior(UpdateSubscriptionPaymentBehavior::ErrorIfIncomplete)
            .cancel_at_period_end(false);
        self.release(&present, key).await?;
        let changed = self.settled(id, self.client.write(&request, key).await, |now| is_on(now, &price)).await;
        if let Err(PaymentError::Declined(_) | PaymentError::Refused(_)) = &changed {
            self.put_back(&present, key).await;
        }
        changed
    }

    pub(crate) async fn switch_later(&self, id: &str, offer: Offer, key: &str) -> Result<(), PaymentError> {
        let price = self.price_of(offer).await?;
        let present = self.subscription(id).await?;
        let follows = |now: &Subscription| !is_ending(now) && running(now).and_then(next_price).as_ref() == Some(&price);
        if follows(&present) {
            return Ok(());
        }
        if is_ending(&present) {
            self.stay(&present, key).await?;
        }
        let done = self.schedule(&present, offer, key).await;
        self.settled(id, done, follows).await
    }

    pub(crate) async fn end_later(&self, id: &str, key: &str) -> Result<(), PaymentError> {
        let present = self.subscription(id).await?;
        self.release(&present, key).await?;
        if present.cancel_at_period_end {
            return Ok(());
        }
        let done = self.client.write(&UpdateSubscription::new(id).cancel_at_period_end(true), key).await;
        self.settled(id, done, |now| now.cancel_at_period_end && running(now).is_none()).await
    }

    pub(crate) async fn go_on(&self, id: &str, key: &str) -> Result<(), PaymentError> {
        let present = self.subscription(id).await?;
        self.release(&present, key).await?;
        if !is_ending(&present) {
            return Ok(());
        }
        let done = self.stay(&present, key).await;
        self.settled(id, done, |now| !is_ending(now) && running(now).is_none()).await
    }

    /// The rest of what was paid becomes a credit of the customer's.
    pub(crate) async fn end_now(&self, id: &str) -> Result<(), PaymentError> {
        match self.client.delete(&CancelSubscription::new(id).prorate(true).invoice_now(true)).await {
            // Stripe knows no ended subscriptions here
            Ok(_) | Err(PaymentError::Missing(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Takes a cancellation back.
    async fn stay(&self, present: &Subscription, key: &str) -> Result<(), PaymentError> {
        let key = format!("{key}-stay");
        if present.cancel_at_period_end {
            self.client.write(&UpdateSubscription::new(present.id.clone()).cancel_at_period_end(false), &key).await?;
        } else {
            self.client.write(&NoCancelAt(present.id.to_string()), &key).await?;
        }
        Ok(())
    }

    /// What a request came to. Stripe keeps an error of its own under the request's key even if the request had its effect, so
    /// the subscription is looked at once more.
    async fn settled<T: Send>(
        &self,
        id: &str,
        sent: Result<T, PaymentError>,
        is_done: impl Fn(&Subscription) -> bool + Send,
    ) -> Result<(), PaymentError> {
        let Err(error) = sent else { return Ok(()) };
        if !error.is_temporary() {
            return Err(error);
        }
        match self.glance_at_subscription(id).await {
            Ok(now) if is_done(&now) => Ok(()),
            _ => Err(error),
        }
    }

    /// Schedules again what was dropped for a change that did not come about.
    async fn put_back(&self, before: &Subscription, key: &str) {
        let Some(price) = running(before).and_then(next_price) else { return };
        let again = async {
            let Some(offer) = self.offer_with(&price).await? else { return Ok(()) };
            self.schedule(&self.subscription(before.id.as_str()).await?, offer, &format!("{key}-back")).await
        };
        if let Err(error) = again.await {
            tracing::warn!(subscription = before.id.as_str(), %error, "a change that waited for the end of the period is lost");
        }
    }
}

fn is_on(now: &Subscription, price: &str) -> bool {
    paid_item(now).is_some_and(|item| item.price.id.as_str() == price) && running(now).is_none() && !is_ending(now)
}

const fn is_ending(now: &Subscription) -> bool {
    now.cancel_at_period_end || now.cancel_at.is_some()
}

/// Takes back a cancellation for a day that somebody chose at Stripe: the library has no word for an empty date.
struct NoCancelAt(String);

impl StripeRequest for NoCancelAt {
    type Output = Subscription;

    fn build(&self) -> RequestBuilder {
        UpdateSubscription::new(self.0.as_str()).build().form(&HashMap::from([("cancel_at", "")]))
    }
}
