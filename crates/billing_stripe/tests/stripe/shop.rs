//! A double of Stripe, and the port in front of it.

use std::{
    ops::Deref,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use billing::payments::{Checkout, NewCheckout, NewCustomer, PaymentProvider};
use billing_stripe::{Pace, Stripe, StripeConfig};
use domain::{
    ids::OrgId,
    money::Currency,
    plans::{Interval, Plan},
    ports::{Clock, Random, World},
    subscriptions::{Offer, ProvidedSubscription},
    time::Timestamp,
};
use serde_json::Value;
use stripe_double::{CallFault, CallFaultKind, Card, FaultsPatch, Options, Request, StripeDouble};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// 1 January 2026, 00:00 UTC.
pub const NEW_YEAR: i64 = 1_767_225_600;
/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Seconds of January.
pub const JANUARY: i64 = 31 * DAY;
/// Seconds of an hour.
pub const HOUR: i64 = 3_600;
/// The organization that pays.
pub const ORG: OrgId = OrgId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
/// Where the terms are.
pub const TERMS: &str = "https://lyceum.test/terms";

pub const fn offer(plan: Plan, interval: Interval) -> Offer {
    Offer { plan, interval }
}

pub const STARTER: Offer = offer(Plan::Starter, Interval::Month);
pub const PRO: Offer = offer(Plan::Pro, Interval::Month);
pub const PRO_YEARLY: Offer = offer(Plan::Pro, Interval::Year);
pub const BUSINESS: Offer = offer(Plan::Business, Interval::Month);

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(seconds, 0).unwrap()
}

/// The double's clock as the world's.
struct DoublesClock(Arc<StripeDouble>);

impl Clock for DoublesClock {
    fn now(&self) -> Timestamp {
        at(self.0.now())
    }
}

#[derive(Default)]
struct Counted(AtomicU64);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().rev().zip(count.iter().rev()).for_each(|(byte, of)| *byte = *of);
    }
}

pub struct Shop {
    pub double: Arc<StripeDouble>,
    pub stripe: Stripe,
}

impl Shop {
    /// A shop with a catalog.
    pub async fn open() -> Self {
        let shop = Self::empty(false);
        shop.stripe.sync_catalog(TERMS).await.unwrap();
        shop
    }

    pub fn empty(automatic_tax: bool) -> Self {
        let double = Arc::new(StripeDouble::start_with(Options { start_at: Some(NEW_YEAR), ..Options::default() }).unwrap());
        let stripe = client(&double, automatic_tax);
        Self { double, stripe }
    }

    pub async fn customer(&self) -> String {
        let new = NewCustomer { org_id: ORG, name: "Academy".to_owned(), email: "ann@academy.test".to_owned() };
        self.stripe.create_customer(&new, "customer").await.unwrap()
    }

    pub fn wanted(customer: &str, offer: Offer, trial_days: Option<u32>) -> NewCheckout {
        NewCheckout {
            org_id: ORG,
            customer_id: customer.to_owned(),
            offer,
            currency: Currency::Eur,
            trial_days,
            success_url: "http://academy.test/done".to_owned(),
            cancel_url: "http://academy.test/back".to_owned(),
        }
    }

    pub async fn checkout(&self, customer: &str, offer: Offer, trial_days: Option<u32>) -> Checkout {
        self.stripe.create_checkout(&Self::wanted(customer, offer, trial_days), "checkout").await.unwrap()
    }

    /// A customer who pays for an offer with a card that works.
    pub async fn subscribed(&self, offer: Offer) -> (String, ProvidedSubscription) {
        let customer = self.customer().await;
        let checkout = self.checkout(&customer, offer, None).await;
        self.double.complete_checkout(&checkout.id, Some(Card::Works)).unwrap();
        let subscription = self.only(&customer).await;
        (customer, subscription)
    }

    pub async fn only(&self, customer: &str) -> ProvidedSubscription {
        let mut all = self.stripe.subscriptions(customer).await.unwrap();
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }

    /// Does something at Stripe as a person does on its pages.
    pub async fn post(&self, path: &str, form: &str) -> Value {
        self.call("POST", path, form).await
    }

    pub async fn call(&self, method: &str, path: &str, form: &str) -> Value {
        let (host, key, length) = (self.double.url.trim_start_matches("http://"), &self.double.api_key, form.len());
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!("{method} /v1/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n");
        let sent = format!("{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}");
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Everything of a kind that is at Stripe.
    pub fn objects(&self, kind: &str) -> Vec<Value> {
        self.double.everything()["objects"][kind].as_array().cloned().unwrap_or_default()
    }

    pub fn object(&self, kind: &str, id: &str) -> Value {
        self.objects(kind).into_iter().find(|it| it["id"] == id).unwrap()
    }

    pub fn faults(&self, calls: Vec<CallFault>) {
        self.double.set_faults(FaultsPatch { calls: Some(calls), ..FaultsPatch::default() });
    }

    pub fn fault(&self, kind: CallFaultKind, method: &str, path: &str) {
        self.faults(vec![CallFault::once(kind).of(method, path).lasting(5.0)]);
    }

    /// Requests since a moment in the journal.
    pub fn asked(&self, method: &str, path: &str) -> Vec<Request> {
        self.double.requests().into_iter().filter(|it| it.method == method && it.path.starts_with(path)).collect()
    }

    /// What was paid so far, in order.
    pub fn paid(&self) -> Vec<i64> {
        let invoices = self.objects("invoice").into_iter().filter(|it| it["status"] == "paid" && it["amount_paid"] != 0);
        invoices.map(|it| it["amount_paid"].as_i64().unwrap()).collect()
    }
}

pub fn client(double: &Arc<StripeDouble>, automatic_tax: bool) -> Stripe {
    let world = World::new(Arc::new(DoublesClock(Arc::clone(double))), Arc::<Counted>::default());
    let config = StripeConfig { secret_key: double.api_key.clone(), base_url: Some(double.url.clone()), automatic_tax };
    let pace = Pace { timeout: Duration::from_millis(400), first_wait: Duration::from_millis(2) };
    Stripe::with_pace(config, world, pace).unwrap()
}

impl Deref for Shop {
    type Target = Stripe;

    fn deref(&self) -> &Stripe {
        &self.stripe
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let Some(folder) = std::env::var_os("LYCEUM_STRIPE_REQUESTS").map(PathBuf::from) else { return };
        let kept = serde_json::to_vec(&self.double.requests()).unwrap();
        std::fs::write(folder.join(format!("{}.json", uuid::Uuid::new_v4())), kept).unwrap();
    }
}
