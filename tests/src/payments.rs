//! An application that takes payments, and the double of Stripe beside it, with one clock for both.

use chrono::Duration;
use domain::ports::Clock;
use serde_json::{Value, json};
use stripe_double::{Card, Endpoint, Options, SignedBy, StripeDouble};

use crate::{
    app::{BASE, TestApp},
    client::{Client, Response},
    people::Org,
};

/// What the double signs with.
pub const WEBHOOK_SECRET: &str = "whsec_of_the_tests";

/// An application that takes payments by a double of Stripe.
pub struct PayingApp {
    /// The application.
    pub app: TestApp,
    /// The double.
    pub stripe: StripeDouble,
}

impl PayingApp {
    /// Starts both. Organizations begin on the free plan.
    pub async fn spawn() -> Self {
        Self::with(&[]).await
    }

    /// Starts both with more settings.
    pub async fn with(more: &[(&str, &str)]) -> Self {
        let start = crate::clock::TestClock::default().now().timestamp();
        let stripe = StripeDouble::start_with(Options { start_at: Some(start), ..Options::default() }).unwrap();
        let mut settings =
            vec![("stripe_key", stripe.api_key.as_str()), ("stripe_url", stripe.url.as_str()), ("stripe_webhook_secret", WEBHOOK_SECRET)];
        settings.extend_from_slice(more);
        let app = TestApp::with(&settings).await;
        app.app.payments.as_ref().unwrap().sync_catalog("https://lyceum.test/terms").await.unwrap();
        stripe.add_webhook(Endpoint {
            host: Some(BASE.to_owned()),
            signed_by: SignedBy::Double,
            ..Endpoint::new(&format!("http://127.0.0.1:{}/webhooks/stripe", app.port), WEBHOOK_SECRET)
        });
        Self { app, stripe }
    }

    /// Lets webhooks arrive and jobs be done until nothing is left.
    pub async fn settle(&self) {
        self.stripe.settle().await;
        self.app.run_jobs().await;
    }

    /// Lets time pass on both clocks, an hour's tasks included.
    pub async fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
        self.stripe.advance_to(self.app.clock.now().timestamp());
        self.settle().await;
    }

    /// The owner, signed in anew: access tokens live ten minutes.
    pub async fn owner(&self, org: &Org<'_>) -> Client {
        org.signed_in(&format!("owner@{}.example", org.slug)).await
    }

    /// Opens a payment page; gives the double's id of it.
    pub async fn checkout(&self, owner: &Client, plan: &str) -> String {
        let body = json!({ "plan": plan, "interval": "month", "currency": "usd" });
        let page = owner.post("/subscription/checkout", body).await.expect(201);
        session_of(&page)
    }

    /// Subscribes to a plan with a card; the first 14 days are free.
    pub async fn subscribe(&self, org: &Org<'_>, plan: &str) {
        let owner = self.owner(org).await;
        let session = self.checkout(&owner, plan).await;
        self.stripe.complete_checkout(&session, Some(Card::Works)).unwrap();
        self.settle().await;
    }

    /// Asks for a change and lets it be done; gives the change as it is then.
    pub async fn change(&self, owner: &Client, body: Value) -> Value {
        let asked = owner.post("/subscription/changes", body).await.expect(202);
        self.settle().await;
        owner.get(&format!("/subscription/changes/{}", asked.id())).await.expect(200).body
    }

    /// Everything of a kind that the double knows.
    pub fn all(&self, kind: &str) -> Vec<Value> {
        self.stripe.everything()["objects"][kind].as_array().cloned().unwrap_or_default()
    }

    /// The subscriptions that live at the double.
    pub fn living(&self) -> usize {
        let is_live = |it: &&Value| ["trialing", "active", "past_due", "unpaid"].iter().any(|live| it["status"] == *live);
        self.all("subscription").iter().filter(is_live).count()
    }

    /// The organization's customer.
    pub fn customer(&self, org: &Org<'_>) -> String {
        let own = self.all("customer").into_iter().find(|it| it["metadata"]["org_id"] == org.id.to_string());
        own.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Pays every bill that is open, as a customer does on the page of the bill.
    pub async fn pay_what_is_open(&self) {
        for bill in self.all("invoice").iter().filter(|it| it["status"] == "open") {
            let url = format!("{}/v1/invoices/{}/pay", self.stripe.url, bill["id"].as_str().unwrap());
            let answer = reqwest::Client::new().post(url).bearer_auth(&self.stripe.api_key).send().await.unwrap();
            assert_eq!(answer.status(), 200);
        }
        self.settle().await;
    }

    /// What was taken from cards, in minor units.
    pub fn taken(&self) -> i64 {
        self.all("invoice").iter().filter(|it| it["status"] == "paid").filter_map(|it| it["amount_paid"].as_i64()).sum()
    }
}

/// The double's id of a payment page.
pub fn session_of(page: &Response) -> String {
    page.body["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}
