//! Invoices, and previews of what a change would cost.

use serde_json::{Value, json};

use super::subscriptions;
use crate::{
    account::Account,
    billing::{
        invoice,
        subscription::{self, Opening},
    },
    document::{at, flag, id, is, owned, put},
    params::Params,
    refusal::Refusal,
};

/// `GET /v1/invoices`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let same = |it: &Value, param: &str, path: &str| params.text(param).is_none_or(|wanted| is(it, path, wanted));
    let wanted = |it: &Value| {
        same(it, "customer", "customer")
            && same(it, "status", "status")
            && same(it, "subscription", "parent.subscription_details.subscription")
    };
    account.list("invoice", "/v1/invoices", params, wanted)
}

/// `POST /v1/invoices/{id}/pay`
///
/// # Errors
/// The card was declined: 402, and the attempt counts.
pub fn pay(account: &mut Account, number: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&["off_session", "paid_out_of_band", "payment_method"])?;
    let mut found = account.get("invoice", number)?;
    if is(&found, "status", "draft") {
        found = invoice::finalize(account, number)?;
    }
    if is(&found, "status", "paid") {
        return Err(Refusal::coded("invoice_already_paid", "", "Invoice is already paid"));
    }
    if is(&found, "status", "void") {
        return Err(Refusal::wrong_state("Voided invoices can't be paid."));
    }
    if params.flag("paid_out_of_band")? == Some(true) {
        return Ok(invoice::mark_paid(account, found));
    }
    if let Some(method) = params.text("payment_method") {
        account.named("payment_method", "payment_method", method)?;
    }
    invoice::attempt(account, number, params.text("payment_method"), false)
}

/// `POST /v1/invoices/create_preview`: nothing changes.
pub fn create_preview(account: &Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&[
        "automatic_tax",
        "currency",
        "customer",
        "customer_details",
        "preview_mode",
        "schedule",
        "subscription",
        "subscription_details",
    ])?;
    let known = ["cancel_at_period_end", "items", "proration_behavior", "proration_date"];
    params.only_in("subscription_details", &known)?;
    let mut scratch = account.clone();
    let (subscription, lines, reason) = match params.text("subscription") {
        Some(named) => of_change(&scratch, named, params)?,
        None => of_new(&mut scratch, params)?,
    };
    let mut preview = invoice::compose(account, &subscription, lines, reason);
    let number = format!("upcoming_{}", id(&preview));
    put(&mut preview, "lines.url", format!("/v1/invoices/{number}/lines"));
    put(&mut preview, "id", number);
    Ok(preview)
}

fn of_change(account: &Account, named: &str, params: &Params) -> Result<(Value, Vec<Value>, &'static str), Refusal> {
    let mut subscription = account.named("subscription", "subscription", named)?;
    let prefix = "subscription_details.";
    let is_ending =
        params.flag("subscription_details.cancel_at_period_end")?.unwrap_or_else(|| flag(&subscription, "cancel_at_period_end"));
    if !subscription::renews(&subscription) || (is_ending && !params.has("subscription_details.items")) {
        return Err(Refusal::coded(
            "invoice_upcoming_none",
            "",
            format!("No upcoming invoices for customer: {}", owned(&subscription, "customer")),
        ));
    }
    if !params.has("subscription_details.items") {
        let lines = subscription::upcoming_lines(account, &subscription)?;
        return Ok((subscription, lines, "upcoming"));
    }
    let change = subscriptions::plan(account, &subscription, params, prefix)?;
    put(&mut subscription, "items.data", change.items);
    if change.is_invoiced_now {
        let mut lines = account.pending.get(named).cloned().unwrap_or_default();
        lines.extend(change.lines);
        return Ok((subscription, lines, "upcoming"));
    }
    let mut lines = change.lines;
    lines.extend(subscription::upcoming_lines(account, &subscription)?);
    Ok((subscription, lines, "upcoming"))
}

fn of_new(account: &mut Account, params: &Params) -> Result<(Value, Vec<Value>, &'static str), Refusal> {
    let prices = subscriptions::prices(&params.list("subscription_details.items"))?;
    let customer = params.required("customer")?.to_owned();
    let currency = params.text("currency").map(str::to_owned);
    let opened = subscription::open(account, &Opening { customer, prices, currency, ..Opening::default() })?;
    let first = account.get("invoice", &owned(&opened, "latest_invoice"))?;
    let lines = at(&first, "lines.data").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok((opened, lines, "upcoming"))
}

/// `GET /v1/invoices/{id}/lines`
pub fn lines(account: &Account, number: &str) -> Result<Value, Refusal> {
    let found = account.get("invoice", number)?;
    Ok(at(&found, "lines").cloned().unwrap_or_else(|| json!({ "object": "list", "data": [], "has_more": false })))
}
