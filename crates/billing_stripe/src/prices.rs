//! Prices at Stripe: which one is which offer.

use std::sync::{Arc, Mutex, PoisonError};

use billing::payments::PaymentError;
use chrono::Duration;
use domain::{money::Currency, subscriptions::Offer, time::Timestamp};
use stripe_product::price::{ListPrice, RetrievePrice};
use stripe_shared::Price;

use crate::Stripe;

/// The name under which objects at Stripe carry the organization's id.
pub(crate) const ORG_ID: &str = "org_id";
/// The name under which prices carry their offer. A lookup key moves on to the price that follows; this stays.
pub(crate) const OFFER: &str = "lyceum_offer";
/// For how long prices are remembered.
const KEPT: Duration = Duration::minutes(5);

/// The prices that are sold, remembered for a while.
#[derive(Debug, Default)]
pub(crate) struct PriceBook(Mutex<Option<Page>>);

#[derive(Debug)]
struct Page {
    until: Timestamp,
    prices: Arc<[(Offer, String)]>,
}

impl PriceBook {
    fn kept(&self, now: Timestamp) -> Option<Arc<[(Offer, String)]>> {
        let page = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        page.as_ref().filter(|page| now < page.until).map(|page| Arc::clone(&page.prices))
    }

    fn keep(&self, page: Option<Page>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = page;
    }

    /// Forgets them.
    pub(crate) fn forget(&self) {
        self.keep(None);
    }
}

impl Stripe {
    /// The id of an offer's price.
    pub(crate) async fn price_of(&self, offer: Offer) -> Result<String, PaymentError> {
        let prices = self.prices().await?;
        let found = prices.iter().find(|(of, _)| *of == offer).map(|(_, id)| id.clone());
        found.ok_or_else(|| PaymentError::Missing(format!("no price `{}` at Stripe: run `lyceum stripe sync`", offer.lookup_key())))
    }

    /// The offer of a price that is known by its id only; prices that are no longer sold included.
    pub(crate) async fn offer_with(&self, price_id: &str) -> Result<Option<Offer>, PaymentError> {
        let prices = self.prices().await?;
        if let Some((offer, _)) = prices.iter().find(|(_, id)| id == price_id) {
            return Ok(Some(*offer));
        }
        Ok(offer_of(&self.client.read(&RetrievePrice::new(price_id)).await?))
    }

    async fn prices(&self) -> Result<Arc<[(Offer, String)]>, PaymentError> {
        let now = self.client.world.now();
        if let Some(kept) = self.prices.kept(now) {
            return Ok(kept);
        }
        let keys: Vec<String> = Offer::all().map(Offer::lookup_key).collect();
        let listed = self.client.read(&ListPrice::new().lookup_keys(keys).active(true).limit(100)).await?;
        let known = |price: &Price| Some((Offer::by_lookup_key(price.lookup_key.as_deref()?)?, price.id.to_string()));
        let prices: Arc<[_]> = listed.data.iter().filter_map(known).collect();
        // an empty shelf is looked at again, so that filling it helps at once
        if prices.len() == Offer::all().count() {
            self.prices.keep(Some(Page { until: now + KEPT, prices: Arc::clone(&prices) }));
        }
        Ok(prices)
    }
}

/// The offer of a price; `None` when it is none of ours.
pub(crate) fn offer_of(price: &Price) -> Option<Offer> {
    let key = price.lookup_key.as_ref().or_else(|| price.metadata.get(OFFER));
    key.and_then(|key| Offer::by_lookup_key(key))
}

/// A currency in Stripe's type.
pub(crate) const fn at_stripe(currency: Currency) -> stripe_types::Currency {
    match currency {
        Currency::Usd => stripe_types::Currency::USD,
        Currency::Eur => stripe_types::Currency::EUR,
        Currency::Gbp => stripe_types::Currency::GBP,
    }
}
