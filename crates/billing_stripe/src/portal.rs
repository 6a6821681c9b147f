//! The pages where a customer changes card, address and tax ids and reads bills. Plans are changed and canceled on our own pages only.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use billing::payments::PaymentError;
use chrono::Duration;
use domain::time::Timestamp;
use stripe_billing::{
    BillingPortalConfiguration, PortalCustomerUpdateAllowedUpdates,
    billing_portal_configuration::{
        CreateBillingPortalConfiguration, CreateBillingPortalConfigurationBusinessProfile, CreateBillingPortalConfigurationFeatures,
        CreateBillingPortalConfigurationFeaturesCustomerUpdate, CreateBillingPortalConfigurationFeaturesCustomerUpdateAllowedUpdates,
        CreateBillingPortalConfigurationFeaturesSubscriptionCancel, CreateBillingPortalConfigurationFeaturesSubscriptionUpdate,
        InvoiceListParam, ListBillingPortalConfiguration, PaymentMethodUpdateParam, UpdateBillingPortalConfiguration,
        UpdateBillingPortalConfigurationBusinessProfile, UpdateBillingPortalConfigurationFeatures,
        UpdateBillingPortalConfigurationFeaturesCustomerUpdate, UpdateBillingPortalConfigurationFeaturesCustomerUpdateAllowedUpdates,
        UpdateBillingPortalConfigurationFeaturesSubscriptionCancel, UpdateBillingPortalConfigurationFeaturesSubscriptionUpdate,
    },
    billing_portal_session::CreateBillingPortalSession,
};

use crate::Stripe;

/// The name and the word by which our configuration is told from others.
const MARK: (&str, &str) = ("lyceum", "portal");
/// For how long its id is remembered.
const KEPT: Duration = Duration::minutes(5);

/// The id of the configuration, remembered for a while.
#[derive(Debug, Default)]
pub(crate) struct PortalBook(Mutex<Option<(Timestamp, String)>>);

impl PortalBook {
    fn kept(&self, now: Timestamp) -> Option<String> {
        let page = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        page.as_ref().filter(|(until, _)| now < *until).map(|(_, id)| id.clone())
    }

    fn keep(&self, page: Option<(Timestamp, String)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = page;
    }
}

impl Stripe {
    pub(crate) async fn open_portal(&self, customer_id: &str, return_url: &str) -> Result<String, PaymentError> {
        let configuration = self.portal_configuration().await?;
        let request = CreateBillingPortalSession::new().customer(customer_id).configuration(configuration).return_url(return_url);
        Ok(self.client.write(&request, &self.client.passing_key()).await?.url)
    }

    /// Makes the configuration or brings it to what it should be; says what was done.
    pub(crate) async fn bring_portal(&self, terms_url: &str) -> Result<Option<String>, PaymentError> {
        self.portal.keep(None);
        let key = self.client.passing_key();
        let Some(found) = self.find_configuration().await? else {
            let made = self.client.write(&new_configuration(terms_url), &key).await?;
            return Ok(Some(format!("portal {} made", made.id)));
        };
        if is_as_it_should_be(&found, terms_url) {
            return Ok(None);
        }
        self.client.write(&changed_configuration(&found, terms_url), &key).await?;
        Ok(Some(format!("portal {} set right", found.id)))
    }

    async fn portal_configuration(&self) -> Result<String, PaymentError> {
        let now = self.client.world.now();
        if let Some(kept) = self.portal.kept(now) {
            return Ok(kept);
        }
        let found = self.find_configuration().await?;
        let missing = || PaymentError::Missing("no portal of ours at Stripe: run `lyceum stripe sync`".to_owned());
        let id = found.ok_or_else(missing)?.id.to_string();
        self.portal.keep(Some((now + KEPT, id.clone())));
        Ok(id)
    }

    async fn find_configuration(&self) -> Result<Option<BillingPortalConfiguration>, PaymentError> {
        let mut request = ListBillingPortalConfiguration::new().active(true).limit(100);
        loop {
            let listed = self.client.read(&request).await?;
            let last = listed.data.last().map(|it| it.id.to_string()).filter(|_| listed.has_more);
            let (name, word) = MARK;
            let is_ours = |it: &BillingPortalConfiguration| it.metadata.as_ref().and_then(|of| of.get(name)).is_some_and(|it| it == word);
            if let Some(found) = listed.data.into_iter().find(is_ours) {
                return Ok(Some(found));
            }
            let Some(last) = last else { return Ok(None) };
            request = request.starting_after(last);
        }
    }
}

fn is_as_it_should_be(found: &BillingPortalConfiguration, terms_url: &str) -> bool {
    use PortalCustomerUpdateAllowedUpdates::{Address, Email, TaxId};
    let features = &found.features;
    let updates = &features.customer_update;
    let allowed = &updates.allowed_updates;
    features.payment_method_update.enabled
        && features.invoice_history.enabled
        && !features.subscription_cancel.enabled
        && !features.subscription_update.enabled
        && updates.enabled
        && allowed.len() == 3
        && [Email, Address, TaxId].iter().all(|wanted| allowed.iter().any(|it| it.as_str() == wanted.as_str()))
        && found.business_profile.terms_of_service_url.as_deref() == Some(terms_url)
}

fn new_configuration(terms_url: &str) -> CreateBillingPortalConfiguration {
    use CreateBillingPortalConfigurationFeaturesCustomerUpdateAllowedUpdates::{Address, Email, TaxId};
    let mut updates = CreateBillingPortalConfigurationFeaturesCustomerUpdate::new(true);
    updates.allowed_updates = Some(vec![Email, Address, TaxId]);
    let mut features = CreateBillingPortalConfigurationFeatures::new();
    features.customer_update = Some(updates);
    features.invoice_history = Some(InvoiceListParam::new(true));
    features.payment_method_update = Some(PaymentMethodUpdateParam::new(true));
    features.subscription_cancel = Some(CreateBillingPortalConfigurationFeaturesSubscriptionCancel::new(false));
    features.subscription_update = Some(CreateBillingPortalConfigurationFeaturesSubscriptionUpdate::new(false));
    let mut profile = CreateBillingPortalConfigurationBusinessProfile::new();
    profile.terms_of_service_url = Some(terms_url.to_owned());
    let metadata = HashMap::from([(MARK.0.to_owned(), MARK.1.to_owned())]);
    CreateBillingPortalConfiguration::new(features).business_profile(profile).metadata(metadata)
}

fn changed_configuration(found: &BillingPortalConfiguration, terms_url: &str) -> UpdateBillingPortalConfiguration {
    use UpdateBillingPortalConfigurationFeaturesCustomerUpdateAllowedUpdates::{Address, Email, TaxId};
    let mut updates = UpdateBillingPortalConfigurationFeaturesCustomerUpdate::new();
    (updates.enabled, updates.allowed_updates) = (Some(true), Some(vec![Email, Address, TaxId]));
    let mut cancel = UpdateBillingPortalConfigurationFeaturesSubscriptionCancel::new();
    cancel.enabled = Some(false);
    let mut update = UpdateBillingPortalConfigurationFeaturesSubscriptionUpdate::new();
    update.enabled = Some(false);
    let mut features = UpdateBillingPortalConfigurationFeatures::new();
    features.customer_update = Some(updates);
    features.invoice_history = Some(InvoiceListParam::new(true));
    features.payment_method_update = Some(PaymentMethodUpdateParam::new(true));
    features.subscription_cancel = Some(cancel);
    features.subscription_update = Some(update);
    let mut profile = UpdateBillingPortalConfigurationBusinessProfile::new();
    profile.terms_of_service_url = Some(terms_url.to_owned());
    UpdateBillingPortalConfiguration::new(found.id.clone()).features(features).business_profile(profile)
}
