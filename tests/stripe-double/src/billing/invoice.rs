//! The life of an invoice: draft, open, paid or void, with attempts to collect it.

use serde_json::{Value, json};

use super::{period::DAY, subscription};
use crate::{
    account::Account,
    document::{amount, at, flag, id, is, owned, put, text},
    refusal::Refusal,
};

/// Seconds for which the invoice of a renewal stays a draft.
pub const DRAFT_SECONDS: i64 = 3_600;

/// An invoice of a subscription that nobody has stored: a preview, or a draft to be.
pub fn compose(account: &Account, subscription: &Value, lines: Vec<Value>, reason: &str) -> Value {
    let customer = account.find(&owned(subscription, "customer")).cloned().unwrap_or_default();
    let number = Account::new_id("in");
    let total: i64 = lines.iter().map(|line| amount(line, "amount")).sum();
    let lines: Vec<Value> = lines.into_iter().map(|line| with(line, "invoice", &number)).collect();
    let start = lines.iter().map(|line| amount(line, "period.start")).min();
    let end = lines.iter().map(|line| amount(line, "period.end")).max();
    let mut invoice = json!({
        "id": number,
        "object": "invoice",
        "account_country": "DE",
        "account_name": "Double",
        "account_tax_ids": null,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_shipping": 0,
        "application": null,
        "attempt_count": 0,
        "attempted": false,
        "auto_advance": true,
        "automatic_tax": automatic_tax(flag(subscription, "automatic_tax.enabled")),
        "automatically_finalizes_at": null,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": account.now,
        "currency": at(subscription, "currency"),
        "custom_fields": null,
        "customer": id(&customer),
        "customer_account": null,
        "customer_address": at(&customer, "address"),
        "customer_email": at(&customer, "email"),
        "customer_name": at(&customer, "name"),
        "customer_phone": at(&customer, "phone"),
        "customer_shipping": at(&customer, "shipping"),
        "customer_tax_exempt": at(&customer, "tax_exempt"),
        "customer_tax_ids": tax_ids(account, &id(&customer)),
        "default_payment_method": null,
        "default_source": null,
        "default_tax_rates": [],
        "description": null,
        "discounts": [],
        "due_date": null,
        "effective_at": null,
        "footer": null,
        "from_invoice": null,
        "hosted_invoice_url": null,
        "invoice_pdf": null,
        "issuer": { "type": "self" },
        "last_finalization_error": null,
        "latest_revision": null,
        "lines": {
            "object": "list",
            "data": lines,
            "has_more": false,
            "url": format!("/v1/invoices/{number}/lines"),
        },
        "livemode": false,
        "metadata": {},
        "next_payment_attempt": null,
        "number": null,
        "on_behalf_of": null,
        "parent": {
            "quote_details": null,
            "subscription_details": { "metadata": at(subscription, "metadata"), "subscription": id(subscription) },
            "type": "subscription_details",
        },
        "payment_settings": { "default_mandate": null, "payment_method_options": null, "payment_method_types": null },
        "period_end": end.unwrap_or(account.now),
        "period_start": start.unwrap_or(account.now),
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": null,
        "rendering": null,
        "shipping_cost": null,
        "shipping_details": null,
        "statement_descriptor": null,
        "status": "draft",
        "status_transitions": { "finalized_at": null, "marked_uncollectible_at": null, "paid_at": null, "voided_at": null },
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "test_clock": null,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": account.now,
    });
    balance(&mut invoice, amount(&customer, "balance"));
    put(&mut invoice, "ending_balance", Value::Null);
    invoice
}

/// Makes a draft of an invoice and lets the subscription name it as its latest.
pub fn draft(account: &mut Account, subscription: &Value, lines: Vec<Value>, reason: &str) -> String {
    let invoice = compose(account, subscription, lines, reason);
    let number = id(&account.create(invoice, "invoice.created"));
    if let Ok(mut subscription) = account.get("subscription", &id(subscription)) {
        put(&mut subscription, "latest_invoice", number.as_str());
        account.store(subscription);
    }
    number
}

/// Makes an invoice, closes it, and collects it at once.
///
/// # Errors
/// The payment failed; the invoice stays open.
pub fn collect(account: &mut Account, subscription: &Value, lines: Vec<Value>, reason: &str) -> Result<String, Refusal> {
    let number = draft(account, subscription, lines, reason);
    finalize(account, &number)?;
    attempt(account, &number, None, true)?;
    Ok(number)
}

/// Closes a draft: it gets its number, uses the customer's balance, and is paid where nothing is left to pay.
pub fn finalize(account: &mut Account, number: &str) -> Result<Value, Refusal> {
    let mut invoice = account.get("invoice", number)?;
    if !is(&invoice, "status", "draft") {
        return Err(Refusal::wrong_state("This invoice is already finalized, you can't re-finalize a non-draft invoice."));
    }
    if let Ok(mut customer) = account.get("customer", &owned(&invoice, "customer")) {
        balance(&mut invoice, amount(&customer, "balance"));
        let sequence = amount(&customer, "next_invoice_sequence");
        put(&mut invoice, "number", format!("{}-{sequence:04}", owned(&customer, "invoice_prefix")));
        put(&mut customer, "next_invoice_sequence", sequence + 1);
        account.store(customer.clone());
        put(&mut customer, "balance", amount(&invoice, "ending_balance"));
        account.change(customer, "customer.updated");
    }
    put(&mut invoice, "status", "open");
    put(&mut invoice, "automatically_finalizes_at", Value::Null);
    put(&mut invoice, "effective_at", account.now);
    put(&mut invoice, "status_transitions.finalized_at", account.now);
    put(&mut invoice, "hosted_invoice_url", format!("{}/i/{number}", account.url));
    put(&mut invoice, "invoice_pdf", format!("{}/i/{number}/pdf", account.url));
    let invoice = account.change(invoice, "invoice.finalized");
    if amount(&invoice, "amount_due") == 0 { Ok(mark_paid(account, invoice)) } else { Ok(invoice) }
}

/// Tries to collect an open invoice with a payment method, or with the subscription's or the customer's.
///
/// # Errors
/// The payment failed: what follows from it is done already.
pub fn attempt(account: &mut Account, number: &str, method: Option<&str>, is_automatic: bool) -> Result<Value, Refusal> {
    let mut invoice = account.get("invoice", number)?;
    if is(&invoice, "status", "paid") {
        return Ok(invoice);
    }
    let method = method.map(str::to_owned).or_else(|| payment_method(account, &invoice));
    let card = method.and_then(|method| account.find(&method)).map(|method| owned(method, "card.last4"));
    put(&mut invoice, "attempted", true);
    let attempts = amount(&invoice, "attempt_count");
    if is_automatic || attempts == 0 {
        put(&mut invoice, "attempt_count", attempts + 1);
    }
    if card.as_deref() == Some("4242") {
        return Ok(mark_paid(account, invoice));
    }
    fail(account, invoice, is_automatic);
    Err(if card.is_some() { Refusal::declined() } else { Refusal::no_payment_method() }.keeping_changes())
}

/// Marks an invoice as paid, and heals its subscription.
pub fn mark_paid(account: &mut Account, mut invoice: Value) -> Value {
    let due = amount(&invoice, "amount_due");
    put(&mut invoice, "status", "paid");
    put(&mut invoice, "attempted", true);
    put(&mut invoice, "amount_paid", due);
    put(&mut invoice, "amount_remaining", 0);
    put(&mut invoice, "next_payment_attempt", Value::Null);
    put(&mut invoice, "status_transitions.paid_at", account.now);
    let invoice = account.change(invoice, "invoice.updated");
    account.emit("invoice.paid", &invoice, None);
    account.emit("invoice.payment_succeeded", &invoice, None);
    if let Some(of) = subscription_of(&invoice) {
        subscription::heal(account, &of);
    }
    invoice
}

/// Takes an invoice back.
pub fn void(account: &mut Account, number: &str) -> Result<Value, Refusal> {
    let mut invoice = account.get("invoice", number)?;
    if !is(&invoice, "status", "open") {
        return Err(Refusal::wrong_state("You can only void open invoices."));
    }
    put(&mut invoice, "status", "void");
    put(&mut invoice, "next_payment_attempt", Value::Null);
    put(&mut invoice, "status_transitions.voided_at", account.now);
    let invoice = account.change(invoice, "invoice.voided");
    if let Some(of) = subscription_of(&invoice) {
        subscription::heal(account, &of);
    }
    Ok(invoice)
}

/// The subscription that an invoice is for.
pub fn subscription_of(invoice: &Value) -> Option<String> {
    text(invoice, "parent.subscription_details.subscription").map(str::to_owned)
}

/// Whether an invoice waits to be paid for a subscription.
pub fn is_open_for(invoice: &Value, subscription: &str) -> bool {
    is(invoice, "status", "open") && is(invoice, "parent.subscription_details.subscription", subscription)
}

/// The payment method that an invoice of a subscription is paid with.
pub fn payment_method(account: &Account, of: &Value) -> Option<String> {
    let named = subscription_of(of).or_else(|| text(of, "id").map(str::to_owned));
    let subscription = named.and_then(|named| account.of("subscription", &named));
    let own = subscription.and_then(|subscription| text(subscription, "default_payment_method"));
    let customer = account.find(&owned(of, "customer"));
    own.or_else(|| customer.and_then(|customer| text(customer, "invoice_settings.default_payment_method"))).map(str::to_owned)
}

/// The document's part about Stripe Tax. The double knows no rates: tax is always nought.
pub fn automatic_tax(enabled: bool) -> Value {
    let liability = enabled.then(|| json!({ "type": "self" }));
    let status = enabled.then_some("complete");
    json!({ "disabled_reason": null, "enabled": enabled, "liability": liability, "provider": null, "status": status })
}

fn fail(account: &mut Account, mut invoice: Value, is_automatic: bool) {
    let first = is(&invoice, "billing_reason", "subscription_create");
    let attempts = usize::try_from(amount(&invoice, "attempt_count")).unwrap_or(1);
    if is_automatic {
        let wait = account.dunning.retry_days.get(attempts.saturating_sub(1)).filter(|_| !first);
        let next = wait.map(|days| account.now + days * DAY);
        put(&mut invoice, "next_payment_attempt", next);
    }
    let invoice = account.change(invoice, "invoice.updated");
    account.emit("invoice.payment_failed", &invoice, None);
    let Some(of) = subscription_of(&invoice).filter(|_| !first) else { return };
    subscription::set_delinquent(account, &owned(&invoice, "customer"), true);
    let is_last = at(&invoice, "next_payment_attempt").is_none();
    match account.dunning.then.as_str() {
        "canceled" if is_last => subscription::end(account, &of, "payment_failed"),
        "unpaid" if is_last => subscription::set_status(account, &of, "unpaid"),
        _ => subscription::set_status(account, &of, "past_due"),
    }
}

/// Works out what is due of a total after the customer's balance, which is a credit where it is negative.
fn balance(invoice: &mut Value, starting: i64) {
    let due = amount(invoice, "total") + starting;
    put(invoice, "starting_balance", starting);
    put(invoice, "ending_balance", due.min(0));
    put(invoice, "amount_due", due.max(0));
    put(invoice, "amount_remaining", due.max(0));
}

fn tax_ids(account: &Account, customer: &str) -> Vec<Value> {
    let own = account.every("tax_id").filter(|tax_id| is(tax_id, "customer", customer));
    own.map(|tax_id| json!({ "type": at(tax_id, "type"), "value": at(tax_id, "value") })).collect()
}

fn with(mut document: Value, path: &str, value: &str) -> Value {
    put(&mut document, path, value);
    document
}
