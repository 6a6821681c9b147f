//! The life of a subscription: opened, renewed, changed, behind with payments, ended.

use serde_json::{Value, json};

use super::{
    change::{self, Change},
    invoice,
    period::{self, DAY},
    schedule,
};
use crate::{
    account::Account,
    document::{amount, at, elements, flag, id, int, is, owned, put, text},
    refusal::Refusal,
    resources::prices,
};

/// How long before its end a trial is announced.
pub const TRIAL_NOTICE: i64 = 3 * DAY;

/// How long a subscription waits for its first payment.
pub const INCOMPLETE_SECONDS: i64 = 23 * 3_600;

/// What a subscription begins with.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The customer's id.
    pub customer: String,
    /// Ids of prices, and how many of each.
    pub prices: Vec<(String, i64)>,
    /// The currency, where it is not the first price's own.
    pub currency: Option<String>,
    /// When the trial ends.
    pub trial_end: Option<i64>,
    /// What happens when a trial ends without a payment method: `cancel`, `pause` or `create_invoice`.
    pub missing_payment_method: Option<String>,
    /// Metadata.
    pub metadata: Value,
    /// What it is for, in words.
    pub description: Option<String>,
    /// The id of the payment method for its invoices.
    pub payment_method: Option<String>,
    /// Whether Stripe Tax is asked.
    pub has_automatic_tax: bool,
}

/// Refuses a currency in which the customer cannot be billed: all its subscriptions are in one.
pub fn check_currency(account: &Account, customer: &str, currency: &str) -> Result<(), Refusal> {
    let others = account.every("subscription").filter(|it| is(it, "customer", customer) && is_live(it));
    let Some(other) = others.map(|it| owned(it, "currency")).find(|other| other != currency) else { return Ok(()) };
    let message = format!(
        "You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency {other}."
    );
    Err(Refusal::invalid("currency", message))
}

/// The currency of prices, unless another is asked for.
pub fn currency_of(account: &Account, prices: &[(String, i64)], asked: Option<&str>) -> Result<String, Refusal> {
    let (first, _) = prices.first().ok_or_else(|| Refusal::missing("items"))?;
    let currency = match asked {
        Some(asked) => asked.to_lowercase(),
        None => owned(&account.named("price", "items[0][price]", first)?, "currency"),
    };
    for (price, _) in prices {
        prices::amount_in(account, price, &currency)?;
    }
    Ok(currency)
}

/// Opens a subscription and collects its first invoice; where that fails it stays `incomplete`.
pub fn open(account: &mut Account, opening: &Opening) -> Result<Value, Refusal> {
    let customer = account.named("customer", "customer", &opening.customer)?;
    let currency = currency_of(account, &opening.prices, opening.currency.as_deref())?;
    check_currency(account, &opening.customer, &currency)?;
    let now = account.now;
    let trial_end = opening.trial_end.filter(|end| *end > now);
    let anchor = trial_end.unwrap_or(now);
    let mut subscription = blank(account, opening, &currency, anchor, trial_end);
    for (price, quantity) in &opening.prices {
        let price = change::active_price(account, price)?;
        let mut item = change::new_item(account, &subscription, &price, *quantity);
        let end = at(&price, "recurring").map(|recurring| period::next_end(anchor, recurring, now));
        put(&mut item, "current_period_start", now);
        put(&mut item, "current_period_end", end);
        add_item(&mut subscription, item);
    }
    let subscription = account.create(subscription, "customer.subscription.created");
    if !is(&customer, "currency", &currency) {
        let mut customer = customer;
        put(&mut customer, "currency", currency.as_str());
        account.change(customer, "customer.updated");
    }
    if trial_end.is_some_and(|end| end - now <= TRIAL_NOTICE) {
        account.emit("customer.subscription.trial_will_end", &subscription, None);
    }
    let lines = if trial_end.is_some() { trial_lines(account, &subscription, &currency) } else { full(account, &subscription)? };
    // A first payment that fails is no error of the request: the subscription waits for another one.
    let _ = invoice::collect(account, &subscription, lines, "subscription_create");
    account.get("subscription", &id(&subscription))
}

/// Whether a subscription is not over.
pub fn is_live(subscription: &Value) -> bool {
    text(subscription, "status").is_some_and(|status| status != "canceled" && status != "incomplete_expired")
}

/// Whether periods of a subscription end and begin.
pub fn renews(subscription: &Value) -> bool {
    text(subscription, "status").is_some_and(|status| ["trialing", "active", "past_due", "unpaid"].contains(&status))
}

/// When the current period ends.
pub fn period_end(subscription: &Value) -> Option<i64> {
    elements(subscription, "items.data").iter().filter_map(|item| int(item, "current_period_end")).min()
}

/// Sets the status, if it is another.
pub fn set_status(account: &mut Account, named: &str, status: &str) {
    if let Ok(mut subscription) = account.get("subscription", named) {
        put(&mut subscription, "status", status);
        account.change(subscription, "customer.subscription.updated");
    }
}

/// Notes whether a customer is behind with payments.
pub fn set_delinquent(account: &mut Account, customer: &str, is_delinquent: bool) {
    if let Ok(mut customer) = account.get("customer", customer) {
        put(&mut customer, "delinquent", is_delinquent);
        account.change(customer, "customer.updated");
    }
}

/// Makes a subscription active again once nothing of it waits to be paid.
pub fn heal(account: &mut Account, named: &str) {
    let Ok(subscription) = account.get("subscription", named) else { return };
    let is_behind = ["incomplete", "past_due", "unpaid"].iter().any(|status| is(&subscription, "status", status));
    let owes = account.every("invoice").any(|invoice| invoice::is_open_for(invoice, named));
    if is_behind && !owes {
        set_status(account, named, "active");
        set_delinquent(account, &owned(&subscription, "customer"), false);
    }
}

/// Ends a subscription at once; its open invoices are no longer collected.
pub fn end(account: &mut Account, named: &str, reason: &str) {
    let Ok(mut subscription) = account.get("subscription", named) else { return };
    let waiting: Vec<Value> = account.every("invoice").filter(|it| is_open_for_or_draft(it, named)).cloned().collect();
    for mut invoice in waiting {
        put(&mut invoice, "auto_advance", false);
        put(&mut invoice, "next_payment_attempt", Value::Null);
        put(&mut invoice, "automatically_finalizes_at", Value::Null);
        account.change(invoice, "invoice.updated");
    }
    if at(&subscription, "canceled_at").is_none() {
        put(&mut subscription, "canceled_at", account.now);
    }
    put(&mut subscription, "status", "canceled");
    put(&mut subscription, "ended_at", account.now);
    put(&mut subscription, "cancellation_details.reason", reason);
    account.pending.remove(named);
    account.store(subscription.clone());
    account.emit("customer.subscription.deleted", &subscription, None);
    schedule::end_with(account, &subscription);
}

/// Ends the current period and begins the next, with its invoice.
pub fn renew(account: &mut Account, named: &str) -> Result<(), Refusal> {
    let mut subscription = account.get("subscription", named)?;
    if is(&subscription, "status", "trialing") {
        let missing = text(&subscription, "trial_settings.end_behavior.missing_payment_method");
        match (invoice::payment_method(account, &subscription), missing) {
            (None, Some("cancel")) => {
                end(account, named, "cancellation_requested");
                return Ok(());
            }
            (None, Some("pause")) => {
                put(&mut subscription, "status", "paused");
                let paused = account.change(subscription, "customer.subscription.updated");
                account.emit("customer.subscription.paused", &paused, None);
                return Ok(());
            }
            _ => put(&mut subscription, "status", "active"),
        }
    }
    move_period(&mut subscription, account.now);
    let mut lines = account.pending.remove(named).unwrap_or_default();
    lines.extend(full(account, &subscription)?);
    let number = invoice::draft(account, &subscription, lines, "subscription_cycle");
    put(&mut subscription, "latest_invoice", number.as_str());
    let is_collected = !is(&subscription, "status", "unpaid");
    account.change(subscription, "customer.subscription.updated");
    let mut invoice = account.get("invoice", &number)?;
    put(&mut invoice, "auto_advance", is_collected);
    put(&mut invoice, "automatically_finalizes_at", is_collected.then_some(account.now + invoice::DRAFT_SECONDS));
    account.store(invoice);
    Ok(())
}

/// Ends a trial now: the first period begins, and is paid at once.
pub fn end_trial(account: &mut Account, mut subscription: Value) -> Result<Value, Refusal> {
    put(&mut subscription, "trial_end", account.now);
    put(&mut subscription, "billing_cycle_anchor", account.now);
    put(&mut subscription, "status", "active");
    move_period(&mut subscription, account.now);
    let subscription = account.change(subscription, "customer.subscription.updated");
    let lines = full(account, &subscription)?;
    let _ = invoice::collect(account, &subscription, lines, "subscription_update");
    account.get("subscription", &id(&subscription))
}

/// Carries a change out. `is_strict` refuses a change that is not paid.
pub fn apply(account: &mut Account, mut subscription: Value, change: Change, is_strict: bool) -> Result<Value, Refusal> {
    let named = id(&subscription);
    put(&mut subscription, "items.data", change.items.clone());
    if change.restarts {
        put(&mut subscription, "billing_cycle_anchor", account.now);
    }
    if flag(&subscription, "cancel_at_period_end") {
        let end = period_end(&subscription);
        put(&mut subscription, "cancel_at", end);
    }
    let subscription = account.change(subscription, "customer.subscription.updated");
    if change.lines.is_empty() {
        return Ok(subscription);
    }
    if !change.is_invoiced_now {
        account.pending.entry(named).or_default().extend(change.lines);
        return Ok(subscription);
    }
    let mut lines = account.pending.remove(&named).unwrap_or_default();
    lines.extend(change.lines);
    match invoice::collect(account, &subscription, lines, "subscription_update") {
        Err(refusal) if is_strict => Err(refusal.undoing_changes()),
        _ => account.get("subscription", &named),
    }
}

/// The lines of the next renewal.
pub fn upcoming_lines(account: &Account, subscription: &Value) -> Result<Vec<Value>, Refusal> {
    let mut next = subscription.clone();
    let moment = period_end(subscription).unwrap_or(account.now);
    move_period(&mut next, moment);
    let mut lines = account.pending.get(&id(subscription)).cloned().unwrap_or_default();
    lines.extend(full(account, &next)?);
    Ok(lines)
}

fn full(account: &Account, subscription: &Value) -> Result<Vec<Value>, Refusal> {
    change::full_lines(account, subscription, elements(subscription, "items.data"))
}

fn trial_lines(account: &Account, subscription: &Value, currency: &str) -> Vec<Value> {
    let line = |item: &Value| {
        let span = (amount(item, "current_period_start"), amount(item, "current_period_end"));
        let description = format!("Trial period for {}", change::product_name(account, item));
        change::line(subscription, item, currency, 0, span, description, false)
    };
    elements(subscription, "items.data").iter().map(line).collect()
}

fn move_period(subscription: &mut Value, moment: i64) {
    let anchor = amount(subscription, "billing_cycle_anchor");
    let mut items = elements(subscription, "items.data").to_vec();
    for item in &mut items {
        let end = at(item, "price.recurring").map(|recurring| period::next_end(anchor, recurring, moment));
        put(item, "current_period_start", moment);
        put(item, "current_period_end", end);
    }
    put(subscription, "items.data", items);
}

fn add_item(subscription: &mut Value, item: Value) {
    let mut items = elements(subscription, "items.data").to_vec();
    items.push(item);
    put(subscription, "items.data", items);
}

fn is_open_for_or_draft(invoice: &Value, subscription: &str) -> bool {
    invoice::is_open_for(invoice, subscription)
        || (is(invoice, "status", "draft") && is(invoice, "parent.subscription_details.subscription", subscription))
}

fn blank(account: &Account, opening: &Opening, currency: &str, anchor: i64, trial_end: Option<i64>) -> Value {
    let named = Account::new_id("sub");
    let missing = opening.missing_payment_method.as_deref().unwrap_or("create_invoice");
    let liability = opening.has_automatic_tax.then(|| json!({ "type": "self" }));
    let metadata = if opening.metadata.is_object() { opening.metadata.clone() } else { json!({}) };
    json!({
        "id": named,
        "object": "subscription",
        "application": null,
        "application_fee_percent": null,
        "automatic_tax": { "disabled_reason": null, "enabled": opening.has_automatic_tax, "liability": liability },
        "billing_cycle_anchor": anchor,
        "billing_cycle_anchor_config": null,
        "billing_mode": { "flexible": { "proration_discounts": "included" }, "type": "flexible" },
        "billing_schedules": [],
        "billing_thresholds": null,
        "cancel_at": null,
        "cancel_at_period_end": false,
        "canceled_at": null,
        "cancellation_details": { "comment": null, "feedback": null, "feedback_option": null, "reason": null },
        "collection_method": "charge_automatically",
        "created": account.now,
        "currency": currency,
        "customer": opening.customer,
        "customer_account": null,
        "days_until_due": null,
        "default_payment_method": opening.payment_method,
        "default_source": null,
        "default_tax_rates": [],
        "description": opening.description,
        "discounts": [],
        "ended_at": null,
        "invoice_settings": {
            "account_tax_ids": null,
            "custom_fields": null,
            "description": null,
            "footer": null,
            "issuer": { "type": "self" },
        },
        "items": {
            "object": "list",
            "data": [],
            "has_more": false,
            "url": format!("/v1/subscription_items?subscription={named}"),
        },
        "latest_invoice": null,
        "livemode": false,
        "managed_payments": null,
        "metadata": metadata,
        "next_pending_invoice_item_invoice": null,
        "on_behalf_of": null,
        "pause_collection": null,
        "payment_settings": { "payment_method_options": null, "payment_method_types": null, "save_default_payment_method": "off" },
        "pending_invoice_item_interval": null,
        "pending_setup_intent": null,
        "pending_update": null,
        "schedule": null,
        "start_date": account.now,
        "status": if trial_end.is_some() { "trialing" } else { "incomplete" },
        "test_clock": null,
        "transfer_data": null,
        "trial_end": trial_end,
        "trial_settings": { "end_behavior": { "billing_cycle_anchor": null, "missing_payment_method": missing } },
        "trial_start": trial_end.map(|_| account.now),
    })
}
