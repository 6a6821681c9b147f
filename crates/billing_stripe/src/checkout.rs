//! Stripe's hosted payment pages.

use std::collections::HashMap;

use billing::payments::{Checkout, Closed, NewCheckout, PaymentError};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAutomaticTax, CreateCheckoutSessionCustomerUpdate,
    CreateCheckoutSessionCustomerUpdateAddress, CreateCheckoutSessionCustomerUpdateName, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionPaymentMethodCollection, CreateCheckoutSessionSubscriptionData,
    CreateCheckoutSessionSubscriptionDataTrialSettings, CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehavior,
    CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehaviorMissingPaymentMethod, CreateCheckoutSessionTaxIdCollection,
    ExpireCheckoutSession, RetrieveCheckoutSession,
};
use stripe_shared::{CheckoutSessionMode, CheckoutSessionStatus};

use crate::{
    Stripe,
    prices::{ORG_ID, at_stripe},
};

impl Stripe {
    pub(crate) async fn open_checkout(&self, new: &NewCheckout, key: &str) -> Result<Checkout, PaymentError> {
        let price = self.price_of(new.offer).await?;
        let request = self.checkout_request(new, &price);
        // a key stands for one request: one for a price that was replaced is another
        let session = self.client.write(&request, &format!("{key}-{price}")).await?;
        let url = session.url.ok_or_else(|| PaymentError::Refused("the payment page has no address".to_owned()))?;
        Ok(Checkout { id: session.id.to_string(), url })
    }

    pub(crate) async fn expire_checkout(&self, checkout_id: &str) -> Result<Closed, PaymentError> {
        let expired = self.client.write(&ExpireCheckoutSession::new(checkout_id), &self.client.passing_key()).await;
        let Err(refusal @ PaymentError::Refused(_)) = expired else { return expired.map(|_| Closed::Closed) };
        let session = self.client.read(&RetrieveCheckoutSession::new(checkout_id)).await?;
        match session.status {
            Some(CheckoutSessionStatus::Complete) => Ok(Closed::WasPaid),
            Some(CheckoutSessionStatus::Expired) => Ok(Closed::Closed),
            _ => Err(refusal),
        }
    }

    fn checkout_request(&self, new: &NewCheckout, price: &str) -> CreateCheckoutSession {
        let org_id = new.org_id.to_string();
        let metadata = HashMap::from([(ORG_ID.to_owned(), org_id.clone())]);
        let mut item = CreateCheckoutSessionLineItems::new();
        (item.price, item.quantity) = (Some(price.to_owned()), Some(1));
        let mut data = CreateCheckoutSessionSubscriptionData::new();
        data.metadata = Some(metadata.clone());
        let mut request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Subscription)
            .customer(new.customer_id.as_str())
            .client_reference_id(org_id)
            .currency(at_stripe(new.currency))
            .line_items(vec![item])
            .metadata(metadata)
            .success_url(new.success_url.as_str())
            .cancel_url(new.cancel_url.as_str());
        if let Some(days) = new.trial_days.filter(|days| *days > 0) {
            let end = CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehavior::new(
                CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehaviorMissingPaymentMethod::Cancel,
            );
            data.trial_period_days = Some(days);
            data.trial_settings = Some(CreateCheckoutSessionSubscriptionDataTrialSettings::new(end));
            request = request.payment_method_collection(CreateCheckoutSessionPaymentMethodCollection::IfRequired);
        }
        if self.has_automatic_tax {
            let mut update = CreateCheckoutSessionCustomerUpdate::new();
            update.address = Some(CreateCheckoutSessionCustomerUpdateAddress::Auto);
            update.name = Some(CreateCheckoutSessionCustomerUpdateName::Auto);
            request = request
                .automatic_tax(CreateCheckoutSessionAutomaticTax::new(true))
                .tax_id_collection(CreateCheckoutSessionTaxIdCollection::new(true))
                .customer_update(update);
        }
        request.subscription_data(data)
    }
}
