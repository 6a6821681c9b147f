//! The running double: an account, its clock, its faults, and what was asked of it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::Utc;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    account::{Account, Dunning},
    billing::{subscription::is_live, time},
    courier::{Endpoint, Letter, RETRY_SECONDS, SignedBy},
    document::{id, is, owned, put},
    faults::{Faults, FaultsPatch},
    journal::{Delivery, Request},
    params::Params,
    refusal::Refusal,
    resources::{
        checkout,
        payment_methods::{self, Card},
    },
};

/// How long an idempotency key is remembered, in seconds.
const KEY_SECONDS: i64 = 86_400;

/// The double's time.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// It stands until it is moved.
    Standing,
    /// It goes with the wall's, so many seconds ahead.
    Going {
        /// Seconds ahead of the wall's clock.
        ahead: i64,
    },
}

/// What was answered to a request with an idempotency key.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) at: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) params: Params,
    /// Nothing while the request is under way.
    pub(crate) answer: Option<(u16, Value)>,
}

#[derive(Debug)]
struct Retry {
    due: i64,
    letter: Letter,
}

/// Everything behind the lock.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) account: Account,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) requests: Vec<Request>,
    pub(crate) keys: HashMap<String, Kept>,
    endpoints: Vec<Endpoint>,
    held: Vec<String>,
    collected: Vec<String>,
    retries: Vec<Retry>,
    deliveries: Vec<Delivery>,
    under_way: usize,
    letters: UnboundedSender<Letter>,
}

/// Which held events are delivered, and in which order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Release {
    /// Ids in the order of delivery, each as often as it is named; all that are held where there are none.
    pub events: Vec<String>,
    /// The last first.
    pub reversed: bool,
}

/// A double of Stripe.
#[derive(Debug)]
pub struct Double {
    state: Mutex<State>,
    /// The address of its API and its pages, without a slash at the end.
    pub url: String,
    /// The key that calls carry.
    pub api_key: String,
}

impl Double {
    pub(crate) fn new(url: String, api_key: String, now: i64, clock: Clock, letters: UnboundedSender<Letter>) -> Self {
        let state = State {
            account: Account::new(now, url.clone()),
            clock,
            faults: Faults::default(),
            requests: Vec::new(),
            keys: HashMap::new(),
            endpoints: Vec::new(),
            held: Vec::new(),
            collected: Vec::new(),
            retries: Vec::new(),
            deliveries: Vec::new(),
            under_way: 0,
            letters,
        };
        Self { state: Mutex::new(state), url, api_key }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something to the account, all of it or nothing, and delivers the events that it makes.
    pub fn transact<T>(&self, act: impl FnOnce(&mut Account) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.state().transact(act)
    }

    /// Seconds since 1970 by the double's clock.
    pub fn now(&self) -> i64 {
        let mut state = self.state();
        state.tick();
        state.account.now
    }

    /// Lets seconds pass: trials end, periods renew, invoices are collected.
    pub fn advance(&self, seconds: i64) -> i64 {
        let target = self.now() + seconds.max(0);
        self.advance_to(target)
    }

    /// Lets time pass until a moment; an earlier one changes nothing.
    pub fn advance_to(&self, moment: i64) -> i64 {
        let mut state = self.state();
        state.move_to(moment);
        if let Clock::Going { ahead } = &mut state.clock {
            *ahead = (*ahead).max(moment - Utc::now().timestamp());
        }
        state.account.now
    }

    /// Lets the clock stand, or go on from where it is.
    pub fn set_standing(&self, is_standing: bool) {
        let mut state = self.state();
        state.tick();
        let ahead = state.account.now - Utc::now().timestamp();
        state.clock = if is_standing { Clock::Standing } else { Clock::Going { ahead } };
    }

    /// Does what became due while the clock went.
    pub fn tick(&self) {
        self.state().tick();
    }

    /// Delivers events to one more endpoint.
    pub fn add_webhook(&self, endpoint: Endpoint) {
        self.state().endpoints.push(endpoint);
    }

    /// The endpoints that events are delivered to.
    pub fn webhooks(&self) -> Vec<Endpoint> {
        self.state().endpoints.clone()
    }

    /// Forgets every endpoint.
    pub fn clear_webhooks(&self) {
        self.state().endpoints.clear();
    }

    /// Changes the weather.
    pub fn set_faults(&self, patch: FaultsPatch) -> Faults {
        let mut state = self.state();
        let now = state.account.now;
        state.faults.patch(patch, now);
        state.faults.clone()
    }

    /// What goes wrong at the moment.
    pub fn faults(&self) -> Faults {
        self.state().faults.clone()
    }

    /// Nothing goes wrong any more; what is held stays held until it is released.
    pub fn clear_faults(&self) {
        self.state().faults = Faults::default();
    }

    /// What happens to invoices that could not be paid.
    pub fn set_dunning(&self, dunning: Dunning) {
        self.state().account.dunning = dunning;
    }

    /// Every request to the API so far.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// Forgets the requests and deliveries so far.
    pub fn clear_journal(&self) {
        let mut state = self.state();
        state.requests.clear();
        state.deliveries.clear();
    }

    /// Every attempt to deliver an event so far.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state().deliveries.clone()
    }

    /// The ids of events that are held, in the order in which they were made.
    pub fn held(&self) -> Vec<String> {
        let state = self.state();
        state.held.iter().chain(&state.collected).cloned().collect()
    }

    /// Delivers what is held. Events that are named but not held are delivered too: once more.
    pub fn release(&self, release: &Release) -> usize {
        let mut state = self.state();
        let mut held = std::mem::take(&mut state.held);
        held.append(&mut state.collected);
        let mut events = if release.events.is_empty() { std::mem::take(&mut held) } else { release.events.clone() };
        held.retain(|event| !events.contains(event));
        state.held = held;
        if release.reversed {
            events.reverse();
        }
        for event in &events {
            state.send(event);
        }
        events.len()
    }

    /// Delivers an event again.
    pub fn resend(&self, event: &str, times: usize) {
        let mut state = self.state();
        (0..times).for_each(|_| state.send(event));
    }

    /// Makes and delivers an event of any type about any object: what a receiver does not know.
    pub fn emit(&self, kind: &str, object: &Value) -> String {
        let mut made = String::new();
        // Making an event is never refused.
        let _ = self.transact(|account| {
            made = account.emit(kind, object, None);
            Ok(())
        });
        made
    }

    /// Delivers a body of any kind, well signed: what a receiver cannot read.
    pub fn send_raw(&self, body: &str) {
        let mut state = self.state();
        for endpoint in state.endpoints.clone() {
            let letter = Letter {
                event: String::new(),
                kind: "raw".to_owned(),
                body: body.to_owned(),
                endpoint,
                tamper: state.faults.webhooks.tamper,
                attempt: RETRY_SECONDS.len() + 1,
                delay_seconds: 0.0,
            };
            state.hand_over(letter);
        }
    }

    /// Waits until everything that is neither held nor waiting for a later attempt is delivered.
    pub async fn settle(&self) {
        while self.state().under_way > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Everything that the double knows.
    pub fn everything(&self) -> Value {
        let state = self.state();
        let retries: Vec<Value> =
            state.retries.iter().map(|it| json!({ "event": it.letter.event, "due": it.due, "attempt": it.letter.attempt })).collect();
        json!({
            "now": state.account.now,
            "is_standing": matches!(state.clock, Clock::Standing),
            "faults": state.faults,
            "dunning": state.account.dunning,
            "webhooks": state.endpoints,
            "held": state.held.iter().chain(&state.collected).collect::<Vec<_>>(),
            "retries": retries,
            "under_way": state.under_way,
            "requests": state.requests.len(),
            "deliveries": state.deliveries.len(),
            "pending_lines": state.account.pending,
            "objects": state.account.everything(),
        })
    }

    /// Forgets every object, event, request and fault; endpoints and clock stay.
    pub fn reset(&self) {
        let mut state = self.state();
        let now = state.account.now;
        state.account = Account::new(now, self.url.clone());
        state.faults = Faults::default();
        state.requests.clear();
        state.deliveries.clear();
        state.keys.clear();
        state.held.clear();
        state.collected.clear();
        state.retries.clear();
    }

    /// Submits the page of a checkout session, as a customer does.
    pub fn complete_checkout(&self, session: &str, card: Option<Card>) -> Result<Value, Refusal> {
        self.transact(|account| checkout::complete(account, session, card, None))
    }

    /// Gives a customer another card for its subscriptions.
    pub fn set_card(&self, customer: &str, card: Card) -> Result<Value, Refusal> {
        self.transact(|account| {
            let method = payment_methods::set_default(account, customer, card)?;
            // subscriptions that Checkout began name a card of their own
            let own: Vec<Value> = account.every("subscription").filter(|it| is(it, "customer", customer) && is_live(it)).cloned().collect();
            for mut subscription in own {
                put(&mut subscription, "default_payment_method", id(&method));
                account.change(subscription, "customer.subscription.updated");
            }
            Ok(method)
        })
    }

    pub(crate) fn signing_moment(&self, endpoint: &Endpoint) -> i64 {
        match endpoint.signed_by {
            SignedBy::Wall => Utc::now().timestamp(),
            SignedBy::Double => self.now(),
        }
    }

    pub(crate) fn delivered(&self, letter: Letter, status: Option<u16>) {
        let mut state = self.state();
        let at = state.account.now;
        state.deliveries.push(Delivery {
            at,
            event: letter.event.clone(),
            kind: letter.kind.clone(),
            url: letter.endpoint.url.clone(),
            attempt: letter.attempt,
            tamper: letter.tamper,
            status,
        });
        let is_taken = status.is_some_and(|status| (200..300).contains(&status));
        let wait = RETRY_SECONDS.get(letter.attempt.saturating_sub(1));
        if let Some(wait) = wait.filter(|_| !is_taken) {
            let letter = Letter { attempt: letter.attempt + 1, tamper: None, delay_seconds: 0.0, ..letter };
            state.retries.push(Retry { due: at + wait, letter });
        }
        state.under_way = state.under_way.saturating_sub(1);
    }
}

impl State {
    pub(crate) fn transact<T>(&mut self, act: impl FnOnce(&mut Account) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.tick();
        let before = self.account.clone();
        let done = act(&mut self.account);
        if done.as_ref().is_err_and(|refusal| !refusal.keeps_changes) {
            self.account = before;
        }
        self.dispatch();
        done
    }

    pub(crate) fn tick(&mut self) {
        if let Clock::Going { ahead } = self.clock {
            self.move_to(Utc::now().timestamp() + ahead);
        }
    }

    fn move_to(&mut self, moment: i64) {
        if moment <= self.account.now {
            return;
        }
        time::run_to(&mut self.account, moment);
        self.keys.retain(|_, kept| kept.at + KEY_SECONDS > moment);
        self.dispatch();
        let (due, later) = std::mem::take(&mut self.retries).into_iter().partition(|retry| retry.due <= moment);
        self.retries = later;
        let due: Vec<Retry> = due;
        for retry in due {
            self.hand_over(retry.letter);
        }
    }

    fn dispatch(&mut self) {
        let made = std::mem::take(&mut self.account.outbox);
        if self.faults.webhooks.hold {
            self.held.extend(made);
            return;
        }
        for event in made {
            if self.faults.webhooks.reorder < 2 {
                self.send(&event);
                continue;
            }
            self.collected.push(event);
            if self.collected.len() >= self.faults.webhooks.reorder {
                for event in std::mem::take(&mut self.collected).iter().rev() {
                    self.send(event);
                }
            }
        }
    }

    fn send(&mut self, named: &str) {
        let Some(event) = self.account.of("event", named).cloned() else { return };
        let kind = owned(&event, "type");
        let modes = self.faults.webhooks.clone();
        for endpoint in self.endpoints.clone().into_iter().filter(|endpoint| endpoint.wants(&kind)) {
            for _ in 0..=modes.extra_copies {
                self.hand_over(Letter {
                    event: id(&event),
                    kind: kind.clone(),
                    body: serde_json::to_string_pretty(&event).unwrap_or_default(),
                    endpoint: endpoint.clone(),
                    tamper: modes.tamper,
                    attempt: 1,
                    delay_seconds: modes.delay_seconds,
                });
            }
        }
    }

    fn hand_over(&mut self, letter: Letter) {
        if self.letters.send(letter).is_ok() {
            self.under_way += 1;
        }
    }
}
