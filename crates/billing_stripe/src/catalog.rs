//! Products and prices at Stripe, brought to the table of plans: one request after the other, to stay below Stripe's limits.

use std::collections::HashMap;

use billing::payments::{CatalogReport, PaymentError};
use domain::{
    money::Currency,
    plans::{Interval, Plan},
    subscriptions::Offer,
};
use stripe_product::{
    price::{CreatePrice, CreatePriceCurrencyOptions, CreatePriceRecurring, CreatePriceRecurringInterval, ListPrice, UpdatePrice},
    product::{CreateProduct, RetrieveProduct, UpdateProduct},
};
use stripe_shared::{Price, PriceTaxBehavior, RecurringInterval};

use crate::{
    Stripe,
    prices::{OFFER, at_stripe},
};

/// The currency in which a price is kept; the others are options of it.
const OWN: Currency = Currency::Usd;
/// Stripe's word for software as a service, sold to businesses.
const TAX_CODE: &str = "txcd_10103001";

impl Stripe {
    pub(crate) async fn bring_catalog(&self, terms_url: &str) -> Result<CatalogReport, PaymentError> {
        let mut changes = Vec::new();
        for plan in Plan::ALL.into_iter().filter(|plan| Offer::all().any(|offer| offer.plan == *plan)) {
            changes.extend(self.bring_product(plan).await?);
        }
        let keys: Vec<String> = Offer::all().map(Offer::lookup_key).collect();
        let expand = vec!["data.currency_options".to_owned()];
        let listed = self.client.read(&ListPrice::new().lookup_keys(keys).expand(expand).limit(100)).await?;
        for offer in Offer::all() {
            let key = offer.lookup_key();
            let found = listed.data.iter().find(|price| price.lookup_key.as_ref() == Some(&key));
            changes.extend(self.bring_price(offer, found).await?);
        }
        changes.extend(self.bring_portal(terms_url).await?);
        self.prices.forget();
        Ok(CatalogReport { changes })
    }

    async fn bring_product(&self, plan: Plan) -> Result<Option<String>, PaymentError> {
        let (id, key) = (product_id(plan), self.client.passing_key());
        let found = match self.client.read(&RetrieveProduct::new(id.as_str())).await {
            Ok(found) => found,
            Err(PaymentError::Missing(_)) => {
                let metadata = HashMap::from([("lyceum_plan".to_owned(), plan.as_str().to_owned())]);
                let request = CreateProduct::new(name(plan)).id(id.as_str()).metadata(metadata).tax_code(TAX_CODE);
                self.client.write(&request, &key).await?;
                return Ok(Some(format!("product {id} made")));
            }
            Err(error) => return Err(error),
        };
        // names and pictures may be an operator's own
        if found.active {
            return Ok(None);
        }
        self.client.write(&UpdateProduct::new(id.as_str()).active(true), &key).await?;
        Ok(Some(format!("product {id} made active")))
    }

    async fn bring_price(&self, offer: Offer, found: Option<&Price>) -> Result<Option<String>, PaymentError> {
        let key = offer.lookup_key();
        let Some(found) = found else {
            self.make_price(offer, false).await?;
            return Ok(Some(format!("price {key} made")));
        };
        if is_right(offer, found) {
            if found.metadata.get(OFFER) == Some(&key) {
                return Ok(None);
            }
            let metadata = HashMap::from([(OFFER.to_owned(), key.clone())]);
            self.client.write(&UpdatePrice::new(found.id.clone()).metadata(metadata), &self.client.passing_key()).await?;
            return Ok(Some(format!("price {key} marked")));
        }
        self.make_price(offer, true).await?;
        self.client.write(&UpdatePrice::new(found.id.clone()).active(false), &self.client.passing_key()).await?;
        Ok(Some(format!("price {key} replaced")))
    }

    async fn make_price(&self, offer: Offer, takes_key: bool) -> Result<(), PaymentError> {
        let amount = amount(offer, OWN).ok_or_else(|| PaymentError::Refused(format!("{} has no price", offer.lookup_key())))?;
        let mut options = HashMap::new();
        for currency in Currency::ALL.into_iter().filter(|currency| *currency != OWN) {
            let mut option = CreatePriceCurrencyOptions::new();
            option.unit_amount = self::amount(offer, currency);
            option.tax_behavior = Some(PriceTaxBehavior::Exclusive);
            options.insert(at_stripe(currency), option);
        }
        let request = CreatePrice::new(at_stripe(OWN))
            .product(product_id(offer.plan))
            .unit_amount(amount)
            .currency_options(options)
            .recurring(CreatePriceRecurring::new(match offer.interval {
                Interval::Month => CreatePriceRecurringInterval::Month,
                Interval::Year => CreatePriceRecurringInterval::Year,
            }))
            .tax_behavior(PriceTaxBehavior::Exclusive)
            .lookup_key(offer.lookup_key())
            .transfer_lookup_key(takes_key)
            .metadata(HashMap::from([(OFFER.to_owned(), offer.lookup_key())]));
        self.client.write(&request, &self.client.passing_key()).await?;
        Ok(())
    }
}

fn product_id(plan: Plan) -> String {
    format!("lyceum_{}", plan.as_str())
}

fn name(plan: Plan) -> String {
    let mut letters = plan.as_str().chars();
    letters.next().map_or_else(String::new, |first| format!("Lyceum {}{}", first.to_ascii_uppercase(), letters.as_str()))
}

fn amount(offer: Offer, currency: Currency) -> Option<i64> {
    offer.plan.price(offer.interval, currency).map(|money| money.minor)
}

fn is_right(offer: Offer, found: &Price) -> bool {
    let interval = match offer.interval {
        Interval::Month => RecurringInterval::Month,
        Interval::Year => RecurringInterval::Year,
    };
    let recurs = |it: &stripe_shared::Recurring| it.interval.as_str() == interval.as_str() && it.interval_count == 1;
    let costs = |currency: Currency| {
        let option = found.currency_options.as_ref().and_then(|options| options.get(&at_stripe(currency)));
        option.and_then(|option| option.unit_amount) == amount(offer, currency)
    };
    found.active
        && found.currency == at_stripe(OWN)
        && found.unit_amount == amount(offer, OWN)
        && found.product.id().as_str() == product_id(offer.plan)
        && found.recurring.as_ref().is_some_and(recurs)
        && found.tax_behavior.as_ref().is_some_and(|it| it.as_str() == PriceTaxBehavior::Exclusive.as_str())
        && Currency::ALL.into_iter().all(costs)
}
