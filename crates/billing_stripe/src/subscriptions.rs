//! Subscriptions as they are at Stripe, in the product's words.

use billing::payments::PaymentError;
use domain::{
    money::Currency,
    subscriptions::{ProvidedSubscription, ScheduledChange, SubscriptionStatus},
    time::Timestamp,
};
use stripe_billing::{
    invoice::ListInvoice,
    subscription::{ListSubscription, ListSubscriptionStatus, RetrieveSubscription},
};
use stripe_core::customer::{RetrieveCustomer, RetrieveCustomerReturned};
use stripe_shared::{InvoiceStatus, Subscription, SubscriptionItem};

use crate::{Stripe, prices::offer_of, schedules};

impl Stripe {
    pub(crate) async fn list_subscriptions(&self, customer_id: &str) -> Result<Vec<ProvidedSubscription>, PaymentError> {
        let expand = vec!["data.latest_invoice".to_owned(), "data.schedule".to_owned()];
        let mut request = ListSubscription::new().customer(customer_id).status(ListSubscriptionStatus::All).expand(expand).limit(100);
        let mut subscriptions = Vec::new();
        loop {
            let listed = self.client.read(&request).await?;
            let last = listed.data.last().map(|it| it.id.to_string()).filter(|_| listed.has_more);
            for subscription in &listed.data {
                subscriptions.push(self.provided(subscription).await?);
            }
            let Some(last) = last else { break };
            request = request.starting_after(last);
        }
        // a customer who was deleted has none that live
        if !subscriptions.iter().any(|it| it.status.is_live()) {
            self.expect_customer(customer_id).await?;
        }
        Ok(subscriptions)
    }

    /// A subscription as it is now, with its invoice and schedule.
    pub(crate) async fn subscription(&self, id: &str) -> Result<Subscription, PaymentError> {
        self.client.read(&RetrieveSubscription::new(id).expand(vec!["schedule".to_owned()])).await
    }

    /// The same, asked for once.
    pub(crate) async fn glance_at_subscription(&self, id: &str) -> Result<Subscription, PaymentError> {
        self.client.glance(&RetrieveSubscription::new(id).expand(vec!["schedule".to_owned()])).await
    }

    async fn expect_customer(&self, customer_id: &str) -> Result<(), PaymentError> {
        match self.client.read(&RetrieveCustomer::new(customer_id)).await? {
            RetrieveCustomerReturned::Customer(_) => Ok(()),
            RetrieveCustomerReturned::DeletedCustomer(_) => Err(PaymentError::Missing(format!("the customer {customer_id} was deleted"))),
        }
    }

    async fn provided(&self, of: &Subscription) -> Result<ProvidedSubscription, PaymentError> {
        let item = paid_item(of);
        let period_end = item.map(|item| item.current_period_end);
        let status = status(of);
        Ok(ProvidedSubscription {
            id: of.id.to_string(),
            item_id: item.map(|item| item.id.to_string()).unwrap_or_default(),
            created_at: moment(of.created).unwrap_or_default(),
            status,
            offer: item.and_then(|item| offer_of(&item.price)),
            currency: Currency::parse(&of.currency.to_string().to_lowercase()),
            trial_ends_at: of.trial_end.and_then(moment),
            period_started_at: item.map(|item| item.current_period_start).and_then(moment),
            period_ends_at: period_end.and_then(moment),
            cancels_at: of.cancel_at.or(period_end.filter(|_| of.cancel_at_period_end)).and_then(moment),
            scheduled: self.scheduled(of).await?,
            owes_since: if status.owes() { self.owes_since(of).await? } else { None },
        })
    }

    async fn scheduled(&self, of: &Subscription) -> Result<Option<ScheduledChange>, PaymentError> {
        let Some(schedule) = schedules::running(of) else { return Ok(None) };
        let offer = match schedules::next_price(schedule) {
            Some(price) => self.offer_with(&price).await?,
            None => None,
        };
        Ok(Some(ScheduledChange { schedule_id: schedule.id.to_string(), offer }))
    }

    /// When the oldest bill was written that is not paid: the latest one may be a later one.
    async fn owes_since(&self, of: &Subscription) -> Result<Option<Timestamp>, PaymentError> {
        let open = self.client.read(&ListInvoice::new().subscription(of.id.as_str()).status(InvoiceStatus::Open).limit(100)).await?;
        let is_owed = |status: &InvoiceStatus| matches!(status, InvoiceStatus::Open | InvoiceStatus::Uncollectible);
        let latest = of.latest_invoice.as_ref().and_then(|latest| latest.as_object());
        let latest = latest.filter(|invoice| invoice.status.as_ref().is_some_and(is_owed));
        Ok(open.data.iter().chain(latest).map(|invoice| invoice.created).min().and_then(moment))
    }
}

/// The line that carries the price: one of ours, else the first.
pub(crate) fn paid_item(of: &Subscription) -> Option<&SubscriptionItem> {
    of.items.data.iter().find(|item| offer_of(&item.price).is_some()).or_else(|| of.items.data.first())
}

/// A moment of Stripe's.
pub(crate) fn moment(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_timestamp(seconds, 0)
}

fn status(of: &Subscription) -> SubscriptionStatus {
    let word = of.status.as_str();
    SubscriptionStatus::parse(word).unwrap_or_else(|| {
        tracing::warn!(subscription = of.id.as_str(), status = word, "a status of a subscription that is not known");
        SubscriptionStatus::Incomplete
    })
}
