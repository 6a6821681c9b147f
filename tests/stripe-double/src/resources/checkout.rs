//! Checkout sessions: a hosted page on which a customer begins a subscription.

use serde_json::{Value, json};

use super::{
    payment_methods::{self, Card},
    subscriptions,
};
use crate::{
    account::Account,
    billing::{
        change,
        invoice::automatic_tax,
        subscription::{self, Opening},
    },
    document::{amount, at, elements, flag, id, is, owned, put, text},
    params::Params,
    refusal::Refusal,
};

const KNOWN: &[&str] = &[
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "consent_collection",
    "currency",
    "custom_text",
    "customer",
    "customer_email",
    "customer_update",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_method_collection",
    "payment_method_types",
    "phone_number_collection",
    "saved_payment_method_options",
    "subscription_data",
    "success_url",
    "tax_id_collection",
    "ui_mode",
];

/// `POST /v1/checkout/sessions`: subscriptions only, on the hosted page only.
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    params.only_in("line_items", &["price", "quantity"])?;
    params.only_in("automatic_tax", &["enabled"])?;
    params.only_in("customer_update", &["address", "name", "shipping"])?;
    params
        .only_in("subscription_data", &["billing_mode", "description", "metadata", "trial_end", "trial_period_days", "trial_settings"])?;
    let mode = params.word("mode", &["payment", "setup", "subscription"])?;
    if mode != Some("subscription") {
        return Err(Refusal::invalid("mode", "The double plays Checkout for `mode=subscription` only."));
    }
    params.word("ui_mode", &["hosted_page"])?;
    let success_url = web_address(params, "success_url")?.ok_or_else(|| Refusal::missing("success_url"))?;
    let cancel_url = web_address(params, "cancel_url")?;
    let prices = subscriptions::prices(&params.list("line_items"))?;
    if prices.is_empty() {
        return Err(Refusal::missing("line_items"));
    }
    for (price, _) in &prices {
        change::active_price(account, price)?;
    }
    let currency = subscription::currency_of(account, &prices, params.text("currency"))?;
    if let Some(customer) = params.text("customer") {
        account.named("customer", "customer", customer)?;
        subscription::check_currency(account, customer, &currency)?;
        if params.has("customer_email") {
            return Err(Refusal::invalid("customer_email", "You may only specify one of these parameters: customer, customer_email."));
        }
    }
    let data = params.inside("subscription_data");
    let opening = subscriptions::opening(account, &data)?;
    let expires_at = params.int("expires_at")?.unwrap_or(account.now + 86_400);
    if !(account.now + 1_800..=account.now + 86_400).contains(&expires_at) {
        return Err(Refusal::invalid("expires_at", "`expires_at` must be between 30 minutes and 24 hours from now."));
    }
    let mut total = 0;
    for (price, quantity) in &prices {
        total += super::prices::amount_in(account, price, &currency)?.saturating_mul(*quantity);
    }
    let due = if opening.trial_end.is_some() { 0 } else { total };
    let named = Account::new_id("cs_test");
    let enabled = params.flag("automatic_tax.enabled")? == Some(true);
    let mut tax = automatic_tax(enabled);
    if let Some(fields) = tax.as_object_mut() {
        fields.remove("disabled_reason");
    }
    if enabled {
        put(&mut tax, "status", "requires_location_inputs");
    }
    let wanted: Vec<Value> = prices.iter().map(|(price, quantity)| json!({ "price": price, "quantity": quantity })).collect();
    let mut session = json!({
        "id": named,
        "object": "checkout.session",
        "adaptive_pricing": null,
        "after_expiration": null,
        "allow_promotion_codes": params.flag("allow_promotion_codes")?,
        "allowed_payment_method_types": null,
        "amount_subtotal": due,
        "amount_total": due,
        "automatic_tax": tax,
        "billing_address_collection": params.text("billing_address_collection"),
        "cancel_url": cancel_url,
        "client_reference_id": params.text("client_reference_id"),
        "client_secret": null,
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": account.now,
        "currency": currency,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": { "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null },
        "customer": params.text("customer"),
        "customer_account": null,
        "customer_creation": if params.has("customer") { None } else { Some("always") },
        "customer_details": null,
        "customer_email": params.text("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "integration_identifier": null,
        "invoice": null,
        "invoice_creation": null,
        "livemode": false,
        "locale": params.text("locale"),
        "managed_payments": null,
        "metadata": {},
        "mode": "subscription",
        "origin_context": null,
        "payment_intent": null,
        "payment_link": null,
        "payment_method_collection": params.word("payment_method_collection", &["always", "if_required"])?.unwrap_or("always"),
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": null,
        "phone_number_collection": { "enabled": false },
        "recovered_from": null,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": "open",
        "submit_type": null,
        "subscription": null,
        "success_url": success_url,
        "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
        "ui_mode": "hosted_page",
        "url": format!("{}/c/pay/{named}", account.url),
        "wallet_options": null,
    });
    params.merge_metadata("metadata", &mut session);
    account.store(session.clone());
    let kept = json!({
        "id": format!("{named}_wish"),
        "object": "double.checkout_wish",
        "items": wanted,
        "trial_seconds": opening.trial_end.map(|end| end - account.now),
        "missing_payment_method": opening.missing_payment_method,
        "metadata": opening.metadata,
        "description": opening.description,
    });
    account.store(kept);
    Ok(session)
}

/// `POST /v1/checkout/sessions/{id}/expire`
pub fn expire(account: &mut Account, named: &str) -> Result<Value, Refusal> {
    let mut session = account.get("checkout.session", named)?;
    if !is(&session, "status", "open") {
        return Err(Refusal::wrong_state(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This one is {}.",
            owned(&session, "status")
        )));
    }
    put(&mut session, "status", "expired");
    put(&mut session, "url", Value::Null);
    account.store(session.clone());
    account.emit("checkout.session.expired", &session, None);
    Ok(session)
}

/// `GET /v1/checkout/sessions`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let same = |it: &Value, param: &str| params.text(param).is_none_or(|wanted| is(it, param, wanted));
    let wanted = |it: &Value| same(it, "customer") && same(it, "subscription") && same(it, "status");
    account.list("checkout.session", "/v1/checkout/sessions", params, wanted)
}

/// Whether a session can be completed without a card: a trial, and a card only if required.
pub fn needs_card(session: &Value) -> bool {
    amount(session, "amount_total") > 0 || !is(session, "payment_method_collection", "if_required")
}

/// What happens when the customer submits the page with a card, or without.
///
/// # Errors
/// The session is over, the card is declined, or one is needed: nothing changes, and the page can be submitted again.
pub fn complete(account: &mut Account, named: &str, card: Option<Card>, email: Option<&str>) -> Result<Value, Refusal> {
    let mut session = account.get("checkout.session", named)?;
    if !is(&session, "status", "open") {
        return Err(Refusal::wrong_state("This Checkout Session is no longer open."));
    }
    let due = amount(&session, "amount_total");
    match card {
        None if needs_card(&session) => return Err(Refusal::wrong_state("A card is needed.")),
        Some(Card::FailsLater) if due > 0 => return Err(Refusal::declined()),
        _ => {}
    }
    let wish = account.get("double.checkout_wish", &format!("{named}_wish"))?;
    let customer = customer(account, &session, email)?;
    let payment_method = match card {
        Some(card) => {
            let method = payment_methods::new(account, card);
            Some(id(&payment_methods::attach(account, &id(&method), &customer)?))
        }
        None => None,
    };
    let opening = Opening {
        customer: customer.clone(),
        prices: elements(&wish, "items").iter().map(|item| (owned(item, "price"), amount(item, "quantity"))).collect(),
        currency: text(&session, "currency").map(str::to_owned),
        trial_end: at(&wish, "trial_seconds").and_then(Value::as_i64).map(|seconds| account.now + seconds),
        missing_payment_method: text(&wish, "missing_payment_method").map(str::to_owned),
        metadata: at(&wish, "metadata").cloned().unwrap_or_default(),
        description: text(&wish, "description").map(str::to_owned),
        payment_method,
        has_automatic_tax: flag(&session, "automatic_tax.enabled"),
    };
    let opened = subscription::open(account, &opening)?;
    let payer = account.get("customer", &customer)?;
    put(&mut session, "status", "complete");
    put(&mut session, "payment_status", if due > 0 { "paid" } else { "no_payment_required" });
    put(&mut session, "customer", customer);
    put(&mut session, "subscription", id(&opened));
    put(&mut session, "invoice", at(&opened, "latest_invoice").cloned());
    put(&mut session, "url", Value::Null);
    if opening.has_automatic_tax {
        put(&mut session, "automatic_tax.status", "complete");
    }
    let details = json!({
        "address": at(&payer, "address"),
        "business_name": null,
        "email": at(&payer, "email"),
        "individual_name": null,
        "name": at(&payer, "name"),
        "phone": at(&payer, "phone"),
        "tax_exempt": at(&payer, "tax_exempt"),
        "tax_ids": [],
    });
    put(&mut session, "customer_details", details);
    account.store(session.clone());
    account.emit("checkout.session.completed", &session, None);
    Ok(session)
}

fn customer(account: &mut Account, session: &Value, email: Option<&str>) -> Result<String, Refusal> {
    if let Some(customer) = text(session, "customer") {
        return account.named("customer", "customer", customer).map(|customer| id(&customer));
    }
    let mut given = Params::default();
    given.set("email", email.or(text(session, "customer_email")).unwrap_or_default());
    super::customers::create(account, &given).map(|made| id(&made))
}

fn web_address(params: &Params, name: &str) -> Result<Option<String>, Refusal> {
    let Some(text) = params.text(name) else { return Ok(None) };
    let is_web = url::Url::parse(text).is_ok_and(|address| ["http", "https"].contains(&address.scheme()));
    if is_web { Ok(Some(text.to_owned())) } else { Err(Refusal::coded("url_invalid", name, "Not a valid URL")) }
}
