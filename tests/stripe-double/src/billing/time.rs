//! Time passes: what is due is done in order, each thing at its own moment.

use serde_json::Value;

use super::{
    invoice, schedule,
    subscription::{self, INCOMPLETE_SECONDS, TRIAL_NOTICE},
};
use crate::{
    account::Account,
    document::{amount, id, int, is, owned, put},
};

/// What is due. Of things due at one moment, the first named here comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    TrialNotice(String),
    Phase(String),
    Cancellation(String),
    PeriodEnd(String),
    Expiry(String),
    Finalization(String),
    Attempt(String),
    SessionExpiry(String),
}

/// Moves an account's time to `target`, if that is later, and does what is due until then.
pub fn run_to(account: &mut Account, target: i64) {
    while let Some((moment, due)) = next(account).filter(|(moment, _)| *moment <= target) {
        account.now = account.now.max(moment);
        carry_out(account, due);
    }
    account.now = account.now.max(target);
}

fn next(account: &Account) -> Option<(i64, Due)> {
    let mut due = Vec::new();
    for it in account.every("subscription") {
        let named = id(it);
        if is(it, "status", "trialing") && !account.announced_trials.contains(&named) {
            let notice = int(it, "trial_end").map(|end| end - TRIAL_NOTICE).filter(|notice| *notice > amount(it, "created"));
            due.extend(notice.map(|notice| (notice, Due::TrialNotice(named.clone()))));
        }
        if subscription::renews(it) {
            due.extend(subscription::period_end(it).map(|end| (end, Due::PeriodEnd(named.clone()))));
        }
        if subscription::is_live(it) {
            due.extend(int(it, "cancel_at").map(|end| (end, Due::Cancellation(named.clone()))));
        }
        if is(it, "status", "incomplete") {
            due.push((amount(it, "created") + INCOMPLETE_SECONDS, Due::Expiry(named)));
        }
    }
    for it in account.every("subscription_schedule") {
        due.extend(schedule::phase_end(it).map(|end| (end, Due::Phase(id(it)))));
    }
    for it in account.every("invoice") {
        if is(it, "status", "draft") {
            due.extend(int(it, "automatically_finalizes_at").map(|at| (at, Due::Finalization(id(it)))));
        }
        if is(it, "status", "open") {
            due.extend(int(it, "next_payment_attempt").map(|at| (at, Due::Attempt(id(it)))));
        }
    }
    let sessions = account.every("checkout.session").filter(|it| is(it, "status", "open"));
    due.extend(sessions.map(|it| (amount(it, "expires_at"), Due::SessionExpiry(id(it)))));
    due.into_iter().min()
}

/// A refusal here is a payment that failed, and what follows from that is done already.
fn carry_out(account: &mut Account, due: Due) {
    match due {
        Due::TrialNotice(named) => {
            if let Ok(subscription) = account.get("subscription", &named) {
                account.emit("customer.subscription.trial_will_end", &subscription, None);
            }
            account.announced_trials.insert(named);
        }
        Due::Phase(named) => {
            if schedule::advance(account, &named).is_err() {
                forget_phase(account, &named);
            }
        }
        Due::Cancellation(named) => subscription::end(account, &named, "cancellation_requested"),
        Due::PeriodEnd(named) => {
            if subscription::renew(account, &named).is_err() {
                subscription::end(account, &named, "payment_failed");
            }
        }
        Due::Expiry(named) => expire(account, &named),
        Due::Finalization(named) => {
            if invoice::finalize(account, &named).is_ok_and(|invoice| is(&invoice, "status", "open")) {
                let _ = invoice::attempt(account, &named, None, true);
            }
        }
        Due::Attempt(named) => {
            let _ = invoice::attempt(account, &named, None, true);
        }
        Due::SessionExpiry(named) => {
            if let Ok(mut session) = account.get("checkout.session", &named) {
                put(&mut session, "status", "expired");
                put(&mut session, "url", Value::Null);
                account.store(session.clone());
                account.emit("checkout.session.expired", &session, None);
            }
        }
    }
}

fn expire(account: &mut Account, named: &str) {
    let Ok(mut subscription) = account.get("subscription", named) else { return };
    put(&mut subscription, "status", "incomplete_expired");
    put(&mut subscription, "ended_at", account.now);
    let subscription = account.change(subscription, "customer.subscription.updated");
    // An invoice that is void already needs nothing.
    let _ = invoice::void(account, &owned(&subscription, "latest_invoice"));
}

fn forget_phase(account: &mut Account, named: &str) {
    if let Ok(schedule) = account.get("subscription_schedule", named) {
        schedule::release(account, schedule);
    }
}
