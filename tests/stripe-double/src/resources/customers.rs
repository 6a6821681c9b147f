//! Customers: who pays.

use serde_json::{Value, json};

use crate::{
    account::Account,
    billing::subscription,
    document::{self, is, owned, put},
    params::Params,
    refusal::Refusal,
};

const TEXTS: &[&str] = &["description", "email", "name", "phone", "tax_exempt", "invoice_prefix"];
const GROUPS: &[&str] = &["address", "shipping"];
const KNOWN: &[&str] = &[
    "address",
    "balance",
    "description",
    "email",
    "invoice_prefix",
    "invoice_settings",
    "metadata",
    "name",
    "next_invoice_sequence",
    "payment_method",
    "phone",
    "preferred_locales",
    "shipping",
    "tax",
    "tax_exempt",
    "tax_id_data",
];

/// `POST /v1/customers`
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    let id = Account::new_id("cus");
    let mut customer = json!({
        "id": id,
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": account.now,
        "currency": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "discount": null,
        "email": null,
        "invoice_prefix": id.chars().skip(4).take(8).collect::<String>().to_uppercase(),
        "invoice_settings": { "custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null },
        "livemode": false,
        "metadata": {},
        "name": null,
        "next_invoice_sequence": 1,
        "phone": null,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": null,
    });
    apply(account, &mut customer, params)?;
    account.create(customer, "customer.created");
    if let Some(method) = params.text("payment_method") {
        super::payment_methods::attach(account, method, &id)?;
    }
    for tax_id in params.list("tax_id_data") {
        super::tax_ids::create(account, &id, &tax_id)?;
    }
    account.get("customer", &id)
}

/// `GET /v1/customers/{id}`: a deleted one is shown as deleted.
pub fn retrieve(account: &Account, id: &str) -> Result<Value, Refusal> {
    account.of("customer", id).cloned().ok_or_else(|| Refusal::no_such("customer", id))
}

/// `POST /v1/customers/{id}`
pub fn update(account: &mut Account, id: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    let mut customer = account.get("customer", id)?;
    apply(account, &mut customer, params)?;
    Ok(account.change(customer, "customer.updated"))
}

/// `DELETE /v1/customers/{id}`: its subscriptions end at once.
pub fn delete(account: &mut Account, id: &str) -> Result<Value, Refusal> {
    let customer = account.get("customer", id)?;
    let running: Vec<Value> =
        account.every("subscription").filter(|it| is(it, "customer", id) && subscription::is_live(it)).cloned().collect();
    for running in running {
        subscription::end(account, &owned(&running, "id"), "cancellation_requested");
    }
    account.emit("customer.deleted", &customer, None);
    let deleted = json!({ "id": id, "object": "customer", "deleted": true });
    account.store(deleted.clone());
    Ok(deleted)
}

/// `GET /v1/customers`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let email = params.text("email");
    account.list("customer", "/v1/customers", params, |customer| email.is_none_or(|email| is(customer, "email", email)))
}

fn apply(account: &Account, customer: &mut Value, params: &Params) -> Result<(), Refusal> {
    if let Some(email) = params.text("email").filter(|email| !email.contains('@')) {
        return Err(Refusal::coded("email_invalid", "email", format!("Invalid email address: {email}")));
    }
    params.word("tax_exempt", &["exempt", "none", "reverse"])?;
    params.only_in("invoice_settings", &["custom_fields", "default_payment_method", "footer"])?;
    params.only_in("address", &["city", "country", "line1", "line2", "postal_code", "state"])?;
    params.copy_texts(customer, TEXTS);
    params.copy_groups(customer, GROUPS);
    params.merge_metadata("metadata", customer);
    if params.has("preferred_locales") {
        put(customer, "preferred_locales", params.texts("preferred_locales"));
    }
    if let Some(balance) = params.int("balance")? {
        put(customer, "balance", balance);
    }
    if params.has("invoice_settings.default_payment_method") {
        let method = params.text("invoice_settings.default_payment_method");
        if let Some(method) = method {
            let attached = account.named("payment_method", "invoice_settings[default_payment_method]", method)?;
            if document::text(&attached, "customer") != document::text(customer, "id") {
                let message = "The customer does not have a payment method with this ID. The payment method must be attached first.";
                return Err(Refusal::coded("resource_missing", "invoice_settings[default_payment_method]", message));
            }
        }
        put(customer, "invoice_settings.default_payment_method", method);
    }
    Ok(())
}
