//! Payment methods: cards, told apart by their last four digits.

use serde_json::{Value, json};

use crate::{
    account::Account,
    document::{is, put, text},
    params::Params,
    refusal::Refusal,
};

/// Stripe's test cards that the double knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// 4242 4242 4242 4242: every payment succeeds.
    Works,
    /// 4000 0000 0000 0341: can be kept, but every payment with it fails.
    FailsLater,
    /// 4000 0000 0000 0002: is declined at once.
    Declined,
}

impl Card {
    /// The last four digits of its number.
    pub const fn last4(self) -> &'static str {
        match self {
            Self::Works => "4242",
            Self::FailsLater => "0341",
            Self::Declined => "0002",
        }
    }

    /// The card with a number, a token of Stripe's tests, or a word of the hosted pages.
    pub fn parse(named: &str) -> Option<Self> {
        let compact: String = named.chars().filter(|it| !it.is_whitespace()).collect();
        match compact.as_str() {
            "works" | "4242424242424242" | "tok_visa" | "pm_card_visa" => Some(Self::Works),
            "fails_later" | "4000000000000341" | "tok_chargeCustomerFail" | "pm_card_chargeCustomerFail" => Some(Self::FailsLater),
            "declined" | "4000000000000002" | "tok_chargeDeclined" | "pm_card_chargeDeclined" => Some(Self::Declined),
            _ => None,
        }
    }
}

/// `POST /v1/payment_methods`
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&["billing_details", "card", "metadata", "type"])?;
    params.word("type", &["card"])?.ok_or_else(|| Refusal::missing("type"))?;
    let named = params.text("card.token").or(params.text("card.number")).ok_or_else(|| Refusal::missing("card"))?;
    let card = Card::parse(named).ok_or_else(|| Refusal::coded("incorrect_number", "card[number]", "Your card number is incorrect."))?;
    Ok(new(account, card))
}

/// A new payment method that belongs to nobody.
pub fn new(account: &mut Account, card: Card) -> Value {
    let method = json!({
        "id": Account::new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": { "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null },
            "email": null,
            "name": null,
            "phone": null,
            "tax_id": null,
        },
        "card": {
            "brand": "visa",
            "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
            "country": "US",
            "display_brand": "visa",
            "exp_month": 12,
            "exp_year": 2040,
            "fingerprint": format!("double{}", card.last4()),
            "funding": "credit",
            "generated_from": null,
            "last4": card.last4(),
            "networks": { "available": ["visa"], "preferred": null },
            "regulated_status": "unregulated",
            "three_d_secure_usage": { "supported": true },
            "wallet": null,
        },
        "created": account.now,
        "customer": null,
        "customer_account": null,
        "livemode": false,
        "metadata": {},
        "type": "card",
    });
    account.store(method.clone());
    method
}

/// Gives a payment method to a customer; the ids of Stripe's tests (`pm_card_visa`) make a new one.
pub fn attach(account: &mut Account, id: &str, customer: &str) -> Result<Value, Refusal> {
    account.named("customer", "customer", customer)?;
    let mut method = match Card::parse(id) {
        Some(card) => new(account, card),
        None => account.get("payment_method", id)?,
    };
    if is(&method, "card.last4", Card::Declined.last4()) {
        return Err(Refusal::declined());
    }
    if text(&method, "customer").is_some_and(|owner| owner != customer) {
        return Err(Refusal::wrong_state("The payment method you provided has already been attached to a customer."));
    }
    put(&mut method, "customer", customer);
    Ok(account.change(method, "payment_method.attached"))
}

/// `POST /v1/payment_methods/{id}/detach`
pub fn detach(account: &mut Account, id: &str) -> Result<Value, Refusal> {
    let mut method = account.get("payment_method", id)?;
    let owner = text(&method, "customer").map(str::to_owned);
    put(&mut method, "customer", Value::Null);
    if let Some(mut customer) = owner.and_then(|owner| account.get("customer", &owner).ok())
        && is(&customer, "invoice_settings.default_payment_method", id)
    {
        put(&mut customer, "invoice_settings.default_payment_method", Value::Null);
        account.change(customer, "customer.updated");
    }
    Ok(account.change(method, "payment_method.detached"))
}

/// `GET /v1/payment_methods` and `GET /v1/customers/{id}/payment_methods`
pub fn list(account: &Account, path: &str, customer: Option<&str>, params: &Params) -> Result<Value, Refusal> {
    account.list("payment_method", path, params, |method| customer.is_none_or(|customer| is(method, "customer", customer)))
}

/// Gives a customer a card and makes it the one that invoices are paid with.
pub fn set_default(account: &mut Account, customer: &str, card: Card) -> Result<Value, Refusal> {
    let method = new(account, card);
    let id = text(&method, "id").unwrap_or_default();
    let method = attach(account, id, customer)?;
    let mut owner = account.get("customer", customer)?;
    put(&mut owner, "invoice_settings.default_payment_method", id);
    account.change(owner, "customer.updated");
    let own = |it: &&Value| is(it, "customer", customer) && !is(it, "status", "canceled") && text(it, "default_payment_method").is_some();
    let subscriptions: Vec<Value> = account.every("subscription").filter(own).cloned().collect();
    for mut subscription in subscriptions {
        put(&mut subscription, "default_payment_method", id);
        account.change(subscription, "customer.subscription.updated");
    }
    Ok(method)
}
