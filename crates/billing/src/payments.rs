//! What the product wants of whoever takes money, in the product's words. Behind it stands Stripe, in a crate of its own; in a
//! deployment without it nobody does, and plans are given by the operator.

use async_trait::async_trait;
use domain::{
    ids::OrgId,
    money::{Currency, Money},
    subscriptions::{Offer, ProvidedSubscription},
    time::Timestamp,
};

/// Why the provider did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// It does not answer, or asks to come back later. Whether it did what was asked is not known: ask again with the same key.
    #[error("the payment provider does not answer: {0}")]
    Unavailable(String),
    /// The bank said no. Nothing was changed.
    #[error("the payment was declined: {0}")]
    Declined(String),
    /// It knows nothing of the customer, subscription or price that was named.
    #[error("the payment provider does not know it: {0}")]
    Missing(String),
    /// It refuses for another reason: a fault of ours, or of how it was set up.
    #[error("the payment provider refuses: {0}")]
    Refused(String),
}

impl PaymentError {
    /// Whether another try can help.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// An organization as a customer.
#[derive(Clone, Debug)]
pub struct NewCustomer {
    /// The organization.
    pub org_id: OrgId,
    /// Its name.
    pub name: String,
    /// Where bills go.
    pub email: String,
}

/// A payment page that is wanted.
#[derive(Clone, Debug)]
pub struct NewCheckout {
    /// The organization.
    pub org_id: OrgId,
    /// The customer.
    pub customer_id: String,
    /// What is to be bought.
    pub offer: Offer,
    /// In which currency.
    pub currency: Currency,
    /// Free days, without a card; none for who had them already.
    pub trial_days: Option<u32>,
    /// Where the page leads after it was paid.
    pub success_url: String,
    /// Where the page leads when the payer turns back.
    pub cancel_url: String,
}

/// A payment page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// The provider's id.
    pub id: String,
    /// Where to pay.
    pub url: String,
}

/// What became of a payment page that was to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Nobody can pay there any more.
    Closed,
    /// Somebody had paid there.
    WasPaid,
}

/// What a change at once would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// To be paid at once; below zero is a credit for the next bill.
    pub due_now: Money,
    /// How it comes about.
    pub lines: Vec<PreviewLine>,
}

/// A line of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewLine {
    /// The provider's words.
    pub description: String,
    /// The amount; below zero for time that was paid and is not used.
    pub amount: Money,
}

/// A bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The provider's id.
    pub id: String,
    /// Its number; drafts have none.
    pub number: Option<String>,
    /// `draft`, `open`, `paid`, `uncollectible` or `void`.
    pub status: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// The sum, taxes included, in minor units.
    pub total: i64,
    /// What is still to be paid, in minor units.
    pub due: i64,
    /// ISO 4217, in lowercase.
    pub currency: String,
    /// Where it can be read and paid.
    pub hosted_url: Option<String>,
    /// Where its PDF is.
    pub pdf_url: Option<String>,
}

/// A page of bills, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoices {
    /// The bills.
    pub items: Vec<Invoice>,
    /// Whether there are older ones: ask for those after the last.
    pub has_more: bool,
}

/// What bringing the provider's catalog to the table of plans did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogReport {
    /// What was made or changed, a line each; empty when everything was as it should be.
    pub changes: Vec<String>,
}

/// Whoever takes money. Every call that writes carries an idempotency key made of ids of ours: however often it is repeated, it has
/// one effect. Calls wait for a server on the internet: never while a transaction is open.
#[async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// Brings products, prices and the settings of the customers' portal to the table of plans. Doing so again changes nothing.
    async fn sync_catalog(&self, terms_url: &str) -> Result<CatalogReport, PaymentError>;

    /// Makes an organization a customer; gives the provider's id.
    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Result<String, PaymentError>;

    /// Opens a payment page.
    async fn create_checkout(&self, new: &NewCheckout, key: &str) -> Result<Checkout, PaymentError>;

    /// Closes a payment page, if nobody paid there.
    async fn close_checkout(&self, checkout_id: &str) -> Result<Closed, PaymentError>;

    /// Opens the page where a customer changes card, address and tax ids and reads bills.
    async fn create_portal(&self, customer_id: &str, return_url: &str) -> Result<String, PaymentError>;

    /// All subscriptions of a customer as they are now, ended ones included. [`PaymentError::Missing`] when the customer was deleted.
    async fn subscriptions(&self, customer_id: &str) -> Result<Vec<ProvidedSubscription>, PaymentError>;

    /// What a change at once would cost. Nothing is changed.
    async fn preview_change(&self, subscription: &ProvidedSubscription, offer: Offer, at: Timestamp) -> Result<Preview, PaymentError>;

    /// Changes a subscription at once; what is more is paid at once, or nothing is changed. A change that waited is dropped, and so is
    /// a cancellation. `at` is the moment that the proration is reckoned from: that of the preview.
    async fn change_now(&self, subscription: &ProvidedSubscription, offer: Offer, at: Timestamp, key: &str) -> Result<(), PaymentError>;

    /// Changes a subscription when its period ends; a cancellation is taken back.
    async fn change_at_period_end(&self, subscription: &ProvidedSubscription, offer: Offer, key: &str) -> Result<(), PaymentError>;

    /// Ends a subscription when its period ends; a change that waited is dropped.
    async fn cancel_at_period_end(&self, subscription: &ProvidedSubscription, key: &str) -> Result<(), PaymentError>;

    /// Takes back what was to happen at the end of the period: a cancellation or a change.
    async fn resume(&self, subscription: &ProvidedSubscription, key: &str) -> Result<(), PaymentError>;

    /// Ends a subscription that should never have been, at once.
    async fn cancel_now(&self, subscription_id: &str, key: &str) -> Result<(), PaymentError>;

    /// A customer's bills, the newest first, those after one of them.
    async fn invoices(&self, customer_id: &str, after: Option<&str>, limit: u32) -> Result<Invoices, PaymentError>;
}
