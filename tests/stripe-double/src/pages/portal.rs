//! The billing portal's page: switch the plan, cancel, resume, change the card, pay what is open.

use actix_web::{
    HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;
use serde_json::Value;

use super::page::{CARDS, alert, day, escaped, go_to, money, offer, page};
use crate::{
    account::Account,
    billing::{invoice, subscription},
    document::{amount, at, flag, id, int, is, owned, put, text},
    double::Double,
    params::Params,
    refusal::Refusal,
    resources::{
        payment_methods::{self, Card},
        portal, schedules, subscriptions,
    },
};

/// What the page's forms send.
#[derive(Deserialize)]
pub struct Submission {
    price: Option<String>,
    card: Option<String>,
    invoice: Option<String>,
}

/// Shows the page.
pub async fn show(double: Data<Double>, session: Path<String>) -> HttpResponse {
    render(&double, &session, None)
}

/// Does what was asked, and shows the page as it is then.
pub async fn submit(double: Data<Double>, path: Path<(String, String)>, form: Form<Submission>) -> HttpResponse {
    let (session, action) = path.into_inner();
    match double.transact(|account| act(account, &session, &action, &form)) {
        Ok(()) => go_to(&format!("/p/session/{session}")),
        Err(refusal) => render(&double, &session, Some(refusal.message())),
    }
}

fn act(account: &mut Account, session: &str, action: &str, form: &Submission) -> Result<(), Refusal> {
    let session = account.get("billing_portal.session", session)?;
    let customer = owned(&session, "customer");
    let configuration = account.find(&owned(&session, "configuration")).cloned().unwrap_or_default();
    let allows = |feature: &str| {
        let refused = || Refusal::wrong_state("The portal's configuration does not allow this.");
        flag(&configuration, &format!("features.{feature}.enabled")).then_some(()).ok_or_else(refused)
    };
    let running = running(account, &customer).ok_or_else(|| Refusal::wrong_state("There is no subscription."));
    match action {
        "plan" => {
            allows("subscription_update")?;
            let wanted = form.price.as_deref().unwrap_or_default();
            if !portal::offered(account, &session).iter().any(|price| is(price, "id", wanted)) {
                return Err(Refusal::wrong_state("This plan is not offered."));
            }
            let running = running?;
            let behavior = text(&configuration, "features.subscription_update.proration_behavior").unwrap_or("none");
            let mut params = Params::default();
            params.set("items.0.id", &owned(&running, "items.data.0.id"));
            params.set("items.0.price", wanted);
            params.set("proration_behavior", behavior);
            params.set("payment_behavior", "error_if_incomplete");
            subscriptions::update(account, &id(&running), &params)?;
        }
        "cancel" | "resume" => {
            allows("subscription_cancel")?;
            let running = running?;
            let is_immediate = is(&configuration, "features.subscription_cancel.mode", "immediately");
            if action == "cancel" && is_immediate {
                subscription::end(account, &id(&running), "cancellation_requested");
            } else {
                let mut params = Params::default();
                params.set("cancel_at_period_end", if action == "cancel" { "true" } else { "false" });
                subscriptions::update(account, &id(&running), &params)?;
            }
        }
        "card" => {
            allows("payment_method_update")?;
            let method = payment_methods::set_default(account, &customer, card(form)?)?;
            if let Ok(mut running) = running {
                put(&mut running, "default_payment_method", id(&method));
                account.change(running, "customer.subscription.updated");
            }
        }
        "pay" => {
            let open = account.get("invoice", form.invoice.as_deref().unwrap_or_default())?;
            if !is(&open, "customer", &customer) {
                return Err(Refusal::wrong_state("There is no such invoice."));
            }
            invoice::attempt(account, &id(&open), None, false)?;
        }
        _ => return Err(Refusal::wrong_state("The portal cannot do this.")),
    }
    Ok(())
}

fn card(form: &Submission) -> Result<Card, Refusal> {
    form.card.as_deref().and_then(Card::parse).ok_or_else(|| Refusal::wrong_state("Choose a card."))
}

fn running(account: &Account, customer: &str) -> Option<Value> {
    account.every("subscription").rev().find(|it| is(it, "customer", customer) && subscription::is_live(it)).cloned()
}

fn render(double: &Double, named: &str, message: Option<&str>) -> HttpResponse {
    let found = double.transact(|account| account.get("billing_portal.session", named).map(|session| (session, account.clone())));
    let Ok((session, account)) = found else { return page(404, "Billing", "<p>There is no such page.</p>") };
    let customer = owned(&session, "customer");
    let configuration = account.find(&owned(&session, "configuration")).cloned().unwrap_or_default();
    let allows = |feature: &str| flag(&configuration, &format!("features.{feature}.enabled"));
    let form = |action: &str, content: &str, button: &str| {
        let named = escaped(named);
        format!("<form method=\"post\" action=\"/p/session/{named}/{action}\">{content}<button>{button}</button></form>")
    };
    let mut content = alert(message);
    match running(&account, &customer) {
        None => content.push_str("<p>There is no subscription.</p>"),
        Some(running) => {
            content.push_str(&standing(&account, &running));
            if allows("subscription_update") {
                content.push_str(&form("plan", &plans(&account, &session, &running), "Switch plan"));
            }
            if allows("subscription_cancel") {
                let (action, button) =
                    if at(&running, "cancel_at").is_some() { ("resume", "Resume subscription") } else { ("cancel", "Cancel subscription") };
                content.push_str(&form(action, "", button));
            }
        }
    }
    if allows("payment_method_update") {
        content.push_str(&form("card", CARDS, "Update card"));
    }
    content.push_str("<h2>Invoices</h2><ul>");
    for invoice in account.every("invoice").rev().filter(|it| is(it, "customer", &customer) && !is(it, "status", "draft")) {
        let number = escaped(text(invoice, "number").unwrap_or_default());
        let total = money(amount(invoice, "amount_due"), &owned(invoice, "currency"));
        let (address, status) = (escaped(&owned(invoice, "hosted_invoice_url")), owned(invoice, "status"));
        let pay = if status == "open" {
            let hidden = format!("<input type=\"hidden\" name=\"invoice\" value=\"{}\">", escaped(&id(invoice)));
            form("pay", &hidden, &format!("Pay {number}"))
        } else {
            String::new()
        };
        content.push_str(&format!("<li><a href=\"{address}\">{number}</a>: {total}, {status}{pay}</li>"));
    }
    content.push_str("</ul>");
    if let Some(address) = text(&session, "return_url") {
        content.push_str(&format!("<p><a href=\"{}\">Go back</a></p>", escaped(address)));
    }
    page(if message.is_some() { 402 } else { 200 }, "Billing", &content)
}

fn standing(account: &Account, running: &Value) -> String {
    let price = at(running, "items.data.0.price").cloned().unwrap_or_default();
    let mut words =
        format!("<p>{}. Status: {}.</p>", escaped(&offer(account, &price, &owned(running, "currency"))), owned(running, "status"));
    let end = day(subscription::period_end(running).unwrap_or_default());
    words.push_str(&match int(running, "cancel_at") {
        Some(moment) => format!("<p>Ends on {}.</p>", day(moment)),
        None if is(running, "status", "trialing") => format!("<p>The trial ends on {end}.</p>"),
        None => format!("<p>Renews on {end}.</p>"),
    });
    let schedule = text(running, "schedule").and_then(|schedule| account.find(schedule));
    if let Some(phase) = schedule.and_then(schedules::next_phase) {
        let next = account.find(&owned(phase, "items.0.price")).cloned().unwrap_or_default();
        let begin = day(amount(phase, "start_date"));
        words.push_str(&format!("<p>From {begin}: {}.</p>", escaped(&offer(account, &next, &owned(running, "currency")))));
    }
    words
}

fn plans(account: &Account, session: &Value, running: &Value) -> String {
    let current = owned(running, "items.data.0.price.id");
    let choice = |price: &Value| {
        let checked = if is(price, "id", &current) { " checked" } else { "" };
        let words = escaped(&offer(account, price, &owned(running, "currency")));
        format!("<label><input type=\"radio\" name=\"price\" value=\"{}\"{checked}> {words}</label>", escaped(&id(price)))
    };
    let choices: String = portal::offered(account, session).iter().map(choice).collect();
    format!("<fieldset><legend>Plan</legend>{choices}</fieldset>")
}
