//! A shop that sells three plans through the double.

use reqwest::{Client, Method, redirect::Policy};
use serde_json::Value;
use stripe_double::{Options, StripeDouble};

/// 1 January 2026, 00:00 UTC.
pub const NEW_YEAR: i64 = 1_767_225_600;
/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// A double with prices in it, and a client.
pub struct Shop {
    pub double: StripeDouble,
    pub client: Client,
    /// 36.00 EUR a month.
    pub starter: String,
    /// 91.00 EUR a month.
    pub pro: String,
    /// 910.00 EUR a year.
    pub pro_yearly: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub is_replay: bool,
}

impl Answer {
    pub fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_else(|| panic!("no text at {path} of {:#}", self.body))
    }

    pub fn int(&self, path: &str) -> i64 {
        self.at(path).as_i64().unwrap_or_else(|| panic!("no number at {path} of {:#}", self.body))
    }

    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(&self.body, |place, step| step.parse::<usize>().map_or_else(|_| &place[step], |position| &place[position]))
    }
}

impl Shop {
    pub async fn open() -> Self {
        let double = StripeDouble::start_with(Options { start_at: Some(NEW_YEAR), ..Options::default() }).unwrap();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let mut shop = Self { double, client, starter: String::new(), pro: String::new(), pro_yearly: String::new() };
        shop.starter = shop.price("Starter", 3_600, "month").await;
        shop.pro = shop.price("Pro", 9_100, "month").await;
        shop.pro_yearly = shop.price("Pro", 91_000, "year").await;
        shop
    }

    async fn price(&self, name: &str, amount: i64, interval: &str) -> String {
        let form = format!(
            "currency=eur&unit_amount={amount}&recurring[interval]={interval}&product_data[name]={name}&lookup_key={name}_{interval}&currency_options[usd][unit_amount]={}",
            amount + 500
        );
        self.post("prices", &form).await.text("id").to_owned()
    }

    pub async fn send(&self, method: Method, path: &str, form: &str, key: Option<&str>) -> Answer {
        let mut request = self.client.request(method, format!("{}/v1/{path}", self.double.url)).bearer_auth("sk_test_double");
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let answer = request.header("Content-Type", "application/x-www-form-urlencoded").body(form.to_owned()).send().await.unwrap();
        let is_replay = answer.headers().contains_key("Idempotent-Replayed");
        Answer { status: answer.status().as_u16(), is_replay, body: answer.json().await.unwrap() }
    }

    pub async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(Method::POST, path, form, None).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "", None).await
    }

    pub async fn customer(&self) -> String {
        self.post("customers", "email=ann@example.org&name=Ann").await.text("id").to_owned()
    }

    /// A customer with a card (`pm_card_visa` works).
    pub async fn customer_with(&self, card: &str) -> String {
        let customer = self.customer().await;
        let method = self.post(&format!("payment_methods/{card}/attach"), &format!("customer={customer}")).await;
        let form = format!("invoice_settings[default_payment_method]={}", method.text("id"));
        assert_eq!(self.post(&format!("customers/{customer}"), &form).await.status, 200);
        customer
    }

    /// A subscription of a customer with a card that works, paid since New Year.
    pub async fn subscribed(&self, price: &str) -> (String, String) {
        let customer = self.customer_with("pm_card_visa").await;
        let opened = self.post("subscriptions", &format!("customer={customer}&items[0][price]={price}")).await;
        assert_eq!(opened.text("status"), "active");
        (customer, opened.text("id").to_owned())
    }

    pub async fn session(&self, more: &str) -> Answer {
        let form = format!(
            "mode=subscription&success_url=http://shop.test/done%3Fsession={{CHECKOUT_SESSION_ID}}&cancel_url=http://shop.test/back&line_items[0][price]={}&line_items[0][quantity]=1&{more}",
            self.pro
        );
        self.post("checkout/sessions", &form).await
    }

    pub async fn subscription(&self, id: &str) -> Answer {
        self.get(&format!("subscriptions/{id}")).await
    }

    /// Types of events so far, the oldest first, without those of products and prices.
    pub async fn events(&self) -> Vec<String> {
        let listed = self.get("events?limit=100").await;
        let kinds = listed.body["data"].as_array().unwrap().iter().rev().map(|event| event["type"].as_str().unwrap().to_owned());
        kinds.filter(|kind| !kind.starts_with("price.") && !kind.starts_with("product.")).collect()
    }
}
