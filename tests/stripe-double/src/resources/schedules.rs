//! Subscription schedules, as far as a downgrade at the end of a period needs them.

use serde_json::{Value, json};

use crate::{
    account::Account,
    billing::{change, period, schedule, subscription},
    document::{amount, at, elements, id, int, is, owned, put, text},
    params::Params,
    refusal::Refusal,
};

/// `POST /v1/subscription_schedules`: of a subscription that runs.
pub fn create(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    params.only(&["from_subscription"])?;
    let mut running = account.named("subscription", "from_subscription", params.required("from_subscription")?)?;
    if at(&running, "schedule").is_some() || !subscription::is_live(&running) {
        let message = "You cannot migrate a subscription that is already attached to a schedule, or that has ended.";
        return Err(Refusal::invalid("from_subscription", message));
    }
    let planned: Vec<Value> =
        elements(&running, "items.data").iter().map(|item| planned_item(&owned(item, "price.id"), amount(item, "quantity"))).collect();
    let start = int(&running, "items.data.0.current_period_start").unwrap_or(account.now);
    let end = subscription::period_end(&running).unwrap_or(account.now);
    let phase = phase(&owned(&running, "currency"), planned, start, end, "create_prorations");
    let schedule = json!({
        "id": Account::new_id("sub_sched"),
        "object": "subscription_schedule",
        "application": null,
        "billing_mode": { "flexible": { "proration_discounts": "included" }, "type": "flexible" },
        "canceled_at": null,
        "completed_at": null,
        "created": account.now,
        "current_phase": { "start_date": start, "end_date": end },
        "customer": at(&running, "customer"),
        "customer_account": null,
        "default_settings": {
            "application_fee_percent": null,
            "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null },
            "billing_cycle_anchor": "automatic",
            "billing_thresholds": null,
            "collection_method": "charge_automatically",
            "default_payment_method": null,
            "description": null,
            "invoice_settings": {
                "account_tax_ids": null,
                "custom_fields": null,
                "days_until_due": null,
                "description": null,
                "footer": null,
                "issuer": { "type": "self" },
            },
            "on_behalf_of": null,
            "transfer_data": null,
        },
        "end_behavior": "release",
        "livemode": false,
        "metadata": {},
        "phases": [phase],
        "released_at": null,
        "released_subscription": null,
        "status": "active",
        "subscription": id(&running),
        "test_clock": null,
    });
    let schedule = account.create(schedule, "subscription_schedule.created");
    put(&mut running, "schedule", id(&schedule));
    account.change(running, "customer.subscription.updated");
    Ok(schedule)
}

/// `POST /v1/subscription_schedules/{id}`: the phases are given anew, the current one among them.
pub fn update(account: &mut Account, named: &str, params: &Params) -> Result<Value, Refusal> {
    params.only(&["default_settings", "end_behavior", "metadata", "phases", "proration_behavior"])?;
    let mut schedule = active(account, named)?;
    params.merge_metadata("metadata", &mut schedule);
    if let Some(behavior) = params.word("end_behavior", &["cancel", "release"])? {
        put(&mut schedule, "end_behavior", behavior);
    }
    params.only_in("phases", &["duration", "end_date", "items", "iterations", "metadata", "proration_behavior", "start_date"])?;
    let given = params.list("phases");
    if !given.is_empty() {
        let current = amount(&schedule, "current_phase.start_date");
        let phases = phases(account, &schedule, &given)?;
        let running = phases.iter().find(|phase| int(phase, "start_date") == Some(current));
        let running =
            running.ok_or_else(|| Refusal::invalid("phases", "You must include the current phase; its start_date cannot be changed."))?;
        put(&mut schedule, "current_phase", json!({ "start_date": current, "end_date": at(running, "end_date") }));
        put(&mut schedule, "phases", phases);
    }
    Ok(account.change(schedule, "subscription_schedule.updated"))
}

/// `POST /v1/subscription_schedules/{id}/release`
pub fn release(account: &mut Account, named: &str) -> Result<Value, Refusal> {
    let found = active(account, named)?;
    Ok(schedule::release(account, found))
}

/// `POST /v1/subscription_schedules/{id}/cancel`: its subscription ends too.
pub fn cancel(account: &mut Account, named: &str) -> Result<Value, Refusal> {
    let found = active(account, named)?;
    subscription::end(account, &owned(&found, "subscription"), "cancellation_requested");
    account.get("subscription_schedule", named)
}

/// `GET /v1/subscription_schedules`
pub fn list(account: &Account, params: &Params) -> Result<Value, Refusal> {
    let customer = params.text("customer");
    let wanted = |it: &Value| customer.is_none_or(|customer| is(it, "customer", customer));
    account.list("subscription_schedule", "/v1/subscription_schedules", params, wanted)
}

fn active(account: &Account, named: &str) -> Result<Value, Refusal> {
    let found = account.get("subscription_schedule", named)?;
    if is(&found, "status", "active") {
        return Ok(found);
    }
    let status = owned(&found, "status");
    Err(Refusal::wrong_state(format!("You cannot change a subscription schedule that is currently in the `{status}` status.")))
}

fn phases(account: &Account, schedule: &Value, given: &[Params]) -> Result<Vec<Value>, Refusal> {
    let mut phases: Vec<Value> = Vec::new();
    for params in given {
        let before = phases.last().and_then(|phase| int(phase, "end_date"));
        let start = match params.text("start_date") {
            Some("now") => Some(account.now),
            _ => params.int("start_date")?,
        };
        let start = start.or(before).ok_or_else(|| Refusal::missing("phases[0][start_date]"))?;
        if before.is_some_and(|before| before != start) {
            return Err(Refusal::invalid("phases", "The start date of a phase must be the end date of the phase before it."));
        }
        let mut items = Vec::new();
        let mut interval = (String::from("month"), 1);
        params.only_in("items", &["metadata", "price", "quantity"])?;
        for item in params.list("items") {
            let price = change::active_price(account, item.required("price")?)?;
            interval = (owned(&price, "recurring.interval"), amount(&price, "recurring.interval_count"));
            items.push(planned_item(&id(&price), item.int("quantity")?.unwrap_or(1)));
        }
        if items.is_empty() {
            return Err(Refusal::missing("phases[0][items]"));
        }
        let repeated = params.int("iterations")?.map(|count| period::after(start, &interval.0, interval.1 * count));
        let lasting = params.text("duration.interval").map(|unit| (unit, params.int("duration.interval_count")));
        let lasting = lasting.map(|(unit, count)| count.map(|count| period::after(start, unit, count.unwrap_or(1)))).transpose()?;
        let end = params.int("end_date")?.or(repeated).or(lasting).unwrap_or_else(|| period::after(start, &interval.0, interval.1));
        let behavior = params.word("proration_behavior", &["create_prorations", "always_invoice", "none"])?.unwrap_or("create_prorations");
        let currency = elements(schedule, "phases").first().map(|phase| owned(phase, "currency")).unwrap_or_default();
        phases.push(phase(&currency, items, start, end, behavior));
    }
    Ok(phases)
}

fn planned_item(price: &str, quantity: i64) -> Value {
    json!({ "billing_thresholds": null, "discounts": [], "metadata": {}, "plan": price, "price": price, "quantity": quantity, "tax_rates": [] })
}

fn phase(currency: &str, items: Vec<Value>, start: i64, end: i64, behavior: &str) -> Value {
    json!({
        "add_invoice_items": [],
        "application_fee_percent": null,
        "billing_cycle_anchor": null,
        "billing_thresholds": null,
        "collection_method": null,
        "currency": currency,
        "default_payment_method": null,
        "default_tax_rates": [],
        "description": null,
        "discounts": [],
        "end_date": end,
        "invoice_settings": null,
        "items": items,
        "metadata": {},
        "on_behalf_of": null,
        "proration_behavior": behavior,
        "start_date": start,
        "transfer_data": null,
        "trial_end": null,
    })
}

/// The phase of a schedule that comes after the current one, for the hosted pages.
pub fn next_phase(schedule: &Value) -> Option<&Value> {
    let end = text(schedule, "status").filter(|status| *status == "active").and_then(|_| int(schedule, "current_phase.end_date"))?;
    elements(schedule, "phases").iter().find(|phase| int(phase, "start_date") == Some(end))
}
