//! Subscriptions: what a customer pays for again and again.

use serde_json::Value;

use crate::{
    account::Account,
    billing::{
        change::{self, Behavior, Change},
        subscription::{self, Opening},
    },
    document::{at, elements, flag, id, is, put, text},
    params::Params,
    refusal::Refusal,
};

/// `POST /v1/subscriptions`
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&[
        "automatic_tax",
        "collection_method",
        "currency",
        "customer",
        "default_payment_method",
        "description",
        "items",
        "metadata",
        "off_session",
        "payment_behavior",
        "payment_settings",
        "proration_behavior",
        "trial_end",
        "trial_period_days",
        "trial_settings",
    ])?;
    params.only_in("items", &["metadata", "price", "quantity"])?;
    let opening = Opening {
        customer: params.required("customer")?.to_owned(),
        currency: params.text("currency").map(str::to_owned),
        payment_method: params.text("default_payment_method").map(str::to_owned),
        has_automatic_tax: params.flag("automatic_tax.enabled")? == Some(true),
        prices: prices(&params.list("items"))?,
        ..opening(account, params)?
    };
    let opened = subscription::open(account, &opening)?;
    if is(&opened, "status", "incomplete") && params.text("payment_behavior") == Some("error_if_incomplete") {
        return Err(Refusal::declined());
    }
    Ok(opened)
}

/// What a subscription begins with, as far as `subscription_data` of a checkout session says it too.
pub fn opening(account: &Account, params: &Params) -> Result<Opening, Refusal> {
    params.only_in("trial_settings", &["end_behavior"])?;
    params.only_in("trial_settings.end_behavior", &["billing_cycle_anchor", "missing_payment_method"])?;
    let days = params.int("trial_period_days")?;
    if days.is_some_and(|days| !(1..=730).contains(&days)) {
        return Err(Refusal::invalid("trial_period_days", "Invalid trial period: must be between 1 and 730 days."));
    }
    let behavior = "trial_settings.end_behavior.missing_payment_method";
    let missing = params.word(behavior, &["cancel", "pause", "create_invoice"])?;
    let mut holder = Value::Null;
    params.merge_metadata("metadata", &mut holder);
    Ok(Opening {
        trial_end: moment(account, params, "trial_end")?.or(days.map(|days| account.now + days * 86_400)),
        missing_payment_method: missing.map(str::to_owned),
        metadata: at(&holder, "metadata").cloned().unwrap_or_default(),
        description: params.text("description").map(str::to_owned),
        ..Opening::default()
    })
}

/// Prices and quantities of `items` or `line_items`.
pub fn prices(items: &[Params]) -> Result<Vec<(String, i64)>, Refusal> {
    items.iter().map(|item| Ok((item.required("price")?.to_owned(), item.int("quantity")?.unwrap_or(1)))).collect()
}

/// `GET /v1/subscriptions`: canceled ones only when asked for.
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let (customer, price, status) = (params.text("customer"), params.text("price"), params.text("status"));
    let wanted = |it: &Value| {
        customer.is_none_or(|customer| is(it, "customer", customer))
            && price.is_none_or(|price| is(it, "items.data.0.price.id", price))
            && match status {
                None => !is(it, "status", "canceled"),
                Some("all") => true,
                Some("ended") => !subscription::is_live(it),
                Some(status) => is(it, "status", status),
            }
    };
    account.list("subscription", "/v1/subscriptions", params, wanted)
}

/// `POST /v1/subscriptions/{id}`
pub fn update(account: &mut Account, named: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&[
        "automatic_tax",
        "cancel_at",
        "cancel_at_period_end",
        "cancellation_details",
        "default_payment_method",
        "description",
        "items",
        "metadata",
        "off_session",
        "payment_behavior",
        "payment_settings",
        "proration_behavior",
        "proration_date",
        "trial_end",
        "trial_settings",
    ])?;
    let before = account.get("subscription", named)?;
    if !subscription::is_live(&before) {
        let message = "A canceled subscription can only update its cancellation_details and metadata.";
        return Err(Refusal::wrong_state(message));
    }
    let mut after = before.clone();
    set_fields(account, &mut after, params)?;
    set_cancellation(account, &mut after, params)?;
    let mut current = account.change(after, "customer.subscription.updated");
    if let Some(end) = moment(account, params, "trial_end")? {
        current = set_trial_end(account, current, end)?;
    }
    if params.has("items") {
        let change = plan(account, &current, params, "")?;
        let behavior = params.word("payment_behavior", &["allow_incomplete", "default_incomplete", "error_if_incomplete"])?;
        current = subscription::apply(account, current, change, behavior == Some("error_if_incomplete"))?;
    }
    account.get("subscription", &id(&current))
}

/// Works out the change of `items` in a request; `prefix` is where a preview has them.
pub fn plan(account: &Account, of: &Value, params: &Params, prefix: &str) -> Result<Change, Refusal> {
    params.only_in(&format!("{prefix}items"), &["deleted", "id", "metadata", "price", "quantity"])?;
    let behavior = Behavior::of(params, &format!("{prefix}proration_behavior"))?;
    let moment = params.int(&format!("{prefix}proration_date"))?.unwrap_or(account.now);
    let items = change::items_after(account, of, &params.list(&format!("{prefix}items")))?;
    Change::new(account, of, items, behavior, moment)
}

/// `DELETE /v1/subscriptions/{id}`: ends at once.
pub fn cancel(account: &mut Account, named: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&["cancellation_details", "invoice_now", "prorate"])?;
    let mut found = account.get("subscription", named)?;
    if !subscription::is_live(&found) {
        return Err(Refusal::no_such("subscription", named));
    }
    copy_details(&mut found, params);
    account.store(found);
    subscription::end(account, named, "cancellation_requested");
    account.get("subscription", named)
}

/// `POST /v1/subscriptions/{id}/resume`: a paused one begins a new period.
pub fn resume(account: &mut Account, named: &str) -> Result<Value, Refusal> {
    let found = account.get("subscription", named)?;
    if !is(&found, "status", "paused") {
        return Err(Refusal::wrong_state("This subscription cannot be resumed because it is not paused."));
    }
    let resumed = subscription::end_trial(account, found)?;
    account.emit("customer.subscription.resumed", &resumed, None);
    Ok(resumed)
}

fn set_fields(account: &Account, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    params.copy_texts(after, &["description"]);
    params.merge_metadata("metadata", after);
    copy_details(after, params);
    if let Some(enabled) = params.flag("automatic_tax.enabled")? {
        put(after, "automatic_tax.enabled", enabled);
    }
    let behavior = "trial_settings.end_behavior.missing_payment_method";
    if let Some(missing) = params.word(behavior, &["cancel", "pause", "create_invoice"])? {
        put(after, behavior, missing);
    }
    if let Some(method) = params.text("default_payment_method") {
        let method = account.named("payment_method", "default_payment_method", method)?;
        if at(&method, "customer") != at(after, "customer") {
            return Err(Refusal::invalid(
                "default_payment_method",
                "The payment method must be attached to the customer of the subscription.",
            ));
        }
        put(after, "default_payment_method", id(&method));
    }
    Ok(())
}

fn set_cancellation(account: &Account, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    let at_end = params.flag("cancel_at_period_end")?;
    if at_end.is_some() && params.has("cancel_at") {
        return Err(Refusal::invalid("cancel_at", "You may only specify one of these parameters: cancel_at, cancel_at_period_end."));
    }
    let at_moment = match params.text("cancel_at") {
        Some("min_period_end" | "max_period_end") => Some(subscription::period_end(after)),
        _ if params.has("cancel_at") => Some(params.int("cancel_at")?),
        _ => None,
    };
    let end = match (at_end, at_moment) {
        (Some(true), _) => subscription::period_end(after),
        (Some(false), _) => None,
        (None, Some(moment)) => moment,
        (None, None) => return Ok(()),
    };
    let was_canceled = at(after, "cancel_at").is_some();
    put(after, "cancel_at_period_end", at_end == Some(true));
    put(after, "cancel_at", end);
    if end.is_none() {
        put(after, "canceled_at", Value::Null);
        put(after, "cancellation_details.reason", Value::Null);
    } else if !was_canceled {
        put(after, "canceled_at", account.now);
        put(after, "cancellation_details.reason", "cancellation_requested");
    }
    Ok(())
}

fn set_trial_end(account: &mut Account, mut current: Value, end: i64) -> Result<Value, Refusal> {
    if end <= account.now {
        return if is(&current, "status", "trialing") { subscription::end_trial(account, current) } else { Ok(current) };
    }
    put(&mut current, "trial_end", end);
    if at(&current, "trial_start").is_none() {
        put(&mut current, "trial_start", account.now);
    }
    put(&mut current, "billing_cycle_anchor", end);
    put(&mut current, "status", "trialing");
    if flag(&current, "cancel_at_period_end") {
        put(&mut current, "cancel_at", end);
    }
    for position in 0..elements(&current, "items.data").len() {
        put(&mut current, &format!("items.data.{position}.current_period_end"), end);
    }
    account.announced_trials.remove(text(&current, "id").unwrap_or_default());
    Ok(account.change(current, "customer.subscription.updated"))
}

fn copy_details(document: &mut Value, params: &Params) {
    for name in ["cancellation_details.comment", "cancellation_details.feedback"] {
        params.copy_texts(document, &[name]);
    }
}

/// A moment: seconds since 1970, or `now`.
fn moment(account: &Account, params: &Params, name: &str) -> Result<Option<i64>, Refusal> {
    if params.text(name) == Some("now") { Ok(Some(account.now)) } else { params.int(name) }
}
