//! Subscription schedules: phases that follow each other, as a downgrade at the end of a period needs.

use serde_json::{Value, json};

use super::change::{self, Behavior, Change};
use crate::{
    account::Account,
    billing::subscription,
    document::{at, elements, id, int, is, owned, put, text},
    refusal::Refusal,
};

/// When the current phase of a schedule ends.
pub fn phase_end(schedule: &Value) -> Option<i64> {
    int(schedule, "current_phase.end_date").filter(|_| is(schedule, "status", "active"))
}

/// Enters the next phase, or lets the subscription go after the last.
pub fn advance(account: &mut Account, named: &str) -> Result<(), Refusal> {
    let mut schedule = account.get("subscription_schedule", named)?;
    let Some(end) = phase_end(&schedule) else { return Ok(()) };
    let next = elements(&schedule, "phases").iter().find(|phase| int(phase, "start_date") == Some(end)).cloned();
    let Some(phase) = next else {
        if is(&schedule, "end_behavior", "cancel") {
            subscription::end(account, &owned(&schedule, "subscription"), "cancellation_requested");
        } else {
            release(account, schedule);
        }
        return Ok(());
    };
    put(&mut schedule, "current_phase", json!({ "start_date": at(&phase, "start_date"), "end_date": at(&phase, "end_date") }));
    let schedule = account.change(schedule, "subscription_schedule.updated");
    enter(account, &owned(&schedule, "subscription"), &phase)
}

/// Lets the subscription go on without the schedule.
pub fn release(account: &mut Account, mut schedule: Value) -> Value {
    let released = text(&schedule, "subscription").map(str::to_owned);
    put(&mut schedule, "status", "released");
    put(&mut schedule, "released_at", account.now);
    put(&mut schedule, "released_subscription", released.as_deref());
    put(&mut schedule, "subscription", Value::Null);
    put(&mut schedule, "current_phase", Value::Null);
    let schedule = account.change(schedule, "subscription_schedule.released");
    if let Some(mut subscription) = released.and_then(|released| account.get("subscription", &released).ok()) {
        put(&mut subscription, "schedule", Value::Null);
        account.change(subscription, "customer.subscription.updated");
    }
    schedule
}

/// Ends the schedule of a subscription that ended.
pub fn end_with(account: &mut Account, subscription: &Value) {
    let schedule = text(subscription, "schedule").and_then(|schedule| account.get("subscription_schedule", schedule).ok());
    if let Some(mut schedule) = schedule.filter(|schedule| is(schedule, "status", "active")) {
        put(&mut schedule, "status", "canceled");
        put(&mut schedule, "canceled_at", account.now);
        put(&mut schedule, "current_phase", Value::Null);
        account.change(schedule, "subscription_schedule.canceled");
    }
}

fn enter(account: &mut Account, named: &str, phase: &Value) -> Result<(), Refusal> {
    let subscription = account.get("subscription", named)?;
    let mut kept = elements(&subscription, "items.data").to_vec().into_iter();
    let mut items = Vec::new();
    for planned in elements(phase, "items") {
        let price = account.named("price", "items[0][price]", &owned(planned, "price"))?;
        let mut item = change::new_item(account, &subscription, &price, int(planned, "quantity").unwrap_or(1));
        if let Some(before) = kept.next() {
            put(&mut item, "id", id(&before));
            put(&mut item, "created", at(&before, "created").cloned());
        }
        items.push(item);
    }
    let behavior = match text(phase, "proration_behavior") {
        Some("none") => Behavior::None,
        Some("always_invoice") => Behavior::AlwaysInvoice,
        _ => Behavior::CreateProrations,
    };
    let is_at_end = subscription::period_end(&subscription) == Some(account.now);
    let change = if is_at_end {
        // The period is over: nothing of it can be credited, and the renewal that follows invoices the new items.
        Change { items, lines: Vec::new(), is_invoiced_now: false, restarts: false }
    } else {
        Change::new(account, &subscription, items, behavior, account.now)?
    };
    subscription::apply(account, subscription, change, false).map(|_| ())
}
