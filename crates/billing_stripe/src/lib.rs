//! Stripe, behind the port that `billing` wants: the only crate that knows async-stripe.
//!
//! Each call reads what is at Stripe before it changes something, so that a call that is repeated finds its work done, even when
//! Stripe has forgotten the idempotency key or kept an error under it. Prices are found by [`Offer::lookup_key`], never by ids of
//! Stripe's in our configuration.

mod catalog;
mod changes;
mod checkout;
mod client;
mod customers;
mod errors;
mod invoices;
mod portal;
mod prices;
mod schedules;
mod subscriptions;
pub mod webhook;

use async_trait::async_trait;
use billing::payments::{CatalogReport, Checkout, Closed, Invoices, NewCheckout, NewCustomer, PaymentError, PaymentProvider, Preview};
use domain::{
    ports::World,
    subscriptions::{Offer, ProvidedSubscription},
    time::Timestamp,
};

use client::Client;
pub use client::Pace;
use portal::PortalBook;
use prices::PriceBook;

/// What is needed to speak to Stripe.
#[derive(Clone)]
pub struct StripeConfig {
    /// The secret key, or a restricted one: `sk_..`, `rk_..`.
    pub secret_key: String,
    /// Where Stripe is, if not where it usually is.
    pub base_url: Option<String>,
    /// Whether Stripe reckons taxes.
    pub automatic_tax: bool,
}

impl std::fmt::Debug for StripeConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { secret_key: _, base_url, automatic_tax } = self;
        f.debug_struct("StripeConfig").field("base_url", base_url).field("automatic_tax", automatic_tax).finish_non_exhaustive()
    }
}

/// The key or the address cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the configuration of Stripe cannot be used: {0}")]
pub struct BadConfig(String);

/// Stripe.
pub struct Stripe {
    client: Client,
    prices: PriceBook,
    portal: PortalBook,
    is_live: bool,
    has_automatic_tax: bool,
}

impl Stripe {
    /// Stripe, with the patience that a person's click has.
    ///
    /// # Errors
    /// The key or the address cannot be sent.
    pub fn new(config: StripeConfig, world: World) -> Result<Self, BadConfig> {
        Self::with_pace(config, world, Pace::default())
    }

    /// Stripe, with another patience.
    ///
    /// # Errors
    /// The key or the address cannot be sent.
    pub fn with_pace(config: StripeConfig, world: World, pace: Pace) -> Result<Self, BadConfig> {
        let StripeConfig { secret_key, base_url, automatic_tax } = config;
        let is_live = secret_key.starts_with("sk_live_") || secret_key.starts_with("rk_live_");
        let base_url = base_url.map(|url| if url.ends_with('/') { url } else { format!("{url}/") });
        let client = Client::new(&secret_key, base_url, world, pace).map_err(|error| BadConfig(error.to_string()))?;
        let (prices, portal) = (PriceBook::default(), PortalBook::default());
        Ok(Self { client, prices, portal, is_live, has_automatic_tax: automatic_tax })
    }

    /// Whether the key moves real money. Events of the other mode are none of ours.
    pub const fn livemode(&self) -> bool {
        self.is_live
    }
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = &mut f.debug_struct("Stripe");
        fields.field("is_live", &self.is_live).field("has_automatic_tax", &self.has_automatic_tax).finish_non_exhaustive()
    }
}

#[async_trait]
impl PaymentProvider for Stripe {
    async fn sync_catalog(&self, terms_url: &str) -> Result<CatalogReport, PaymentError> {
        self.bring_catalog(terms_url).await
    }

    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Result<String, PaymentError> {
        self.make_customer(new, key).await
    }

    async fn create_checkout(&self, new: &NewCheckout, key: &str) -> Result<Checkout, PaymentError> {
        self.open_checkout(new, key).await
    }

    async fn close_checkout(&self, checkout_id: &str) -> Result<Closed, PaymentError> {
        self.expire_checkout(checkout_id).await
    }

    async fn create_portal(&self, customer_id: &str, return_url: &str) -> Result<String, PaymentError> {
        self.open_portal(customer_id, return_url).await
    }

    async fn subscriptions(&self, customer_id: &str) -> Result<Vec<ProvidedSubscription>, PaymentError> {
        self.list_subscriptions(customer_id).await
    }

    async fn preview_change(&self, subscription: &ProvidedSubscription, offer: Offer, at: Timestamp) -> Result<Preview, PaymentError> {
        self.preview(subscription, offer, at).await
    }

    async fn change_now(&self, subscription: &ProvidedSubscription, offer: Offer, at: Timestamp, key: &str) -> Result<(), PaymentError> {
        self.switch_now(&subscription.id, offer, at, key).await
    }

    async fn change_at_period_end(&self, subscription: &ProvidedSubscription, offer: Offer, key: &str) -> Result<(), PaymentError> {
        self.switch_later(&subscription.id, offer, key).await
    }

    async fn cancel_at_period_end(&self, subscription: &ProvidedSubscription, key: &str) -> Result<(), PaymentError> {
        self.end_later(&subscription.id, key).await
    }

    async fn resume(&self, subscription: &ProvidedSubscription, key: &str) -> Result<(), PaymentError> {
        self.go_on(&subscription.id, key).await
    }

    async fn cancel_now(&self, subscription_id: &str, _key: &str) -> Result<(), PaymentError> {
        self.end_now(subscription_id).await
    }

    async fn invoices(&self, customer_id: &str, after: Option<&str>, limit: u32) -> Result<Invoices, PaymentError> {
        self.list_invoices(customer_id, after, limit).await
    }
}
